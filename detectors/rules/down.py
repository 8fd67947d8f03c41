"""Somebody who lies on the ground: a box that is low and wide, and stays.

A body that lies is as high as it is thick and as wide as its length across the line of sight; from a camera above, what
of its length lies along the line of sight adds to the height that its box seems to have. An adult who sits, squats or
bends is three times as high as who lies and no wider than who stands. Who lies along the line of sight has the outline
of a child that squats, but a child at play does not keep still: such a box must stay longer, and where it is. Products
ask for ten seconds on the ground, by when who slipped is up again.
"""

import math
from typing import ClassVar

from detectors.claims import claim
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.rules.stays import Stay, stays
from detectors.state import Stateful
from detectors.topics import Topic, anywhere

# The highest [m] that counts as lying. How wide [m] and how much wider than high it must be: across the line of sight,
# and along it.
HIGH_M, ACROSS, ALONG = 0.85, (0.8, 1.1), (0.45, 0.65)
# Beyond, one pixel adds a tenth of a metre to a height; faster, somebody is up.
DOUBT_M, STILL_M_S = 1.0, 0.5
# Who was told of is told of again only after so long, if anybody within so far still lies.
QUIET_S, SAME_M = 600.0, 3.0


class PersonDown(Stateful):
    """Watches one camera's tracks for people who lie on the ground.

    Parameters
    ----------
    stay_s: how long somebody may lie across the line of sight.
    still_s: how long something with the outline of somebody who lies along it may keep still.
    gap_s: how long they may be unseen, or look otherwise, meanwhile.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Label.PERSON})
    KEEPS: ClassVar[tuple[str, ...]] = ("across", "along", "told", "counts")

    def __init__(
        self, camera: str, _survey: Survey, stay_s: float = 10.0, still_s: float = 40.0, gap_s: float = 4.0
    ) -> None:
        self._camera, self._stay_s, self._still_s, self._gap_s = camera, stay_s, still_s, gap_s
        self._start()

    def _start(self) -> None:
        self.across = stays(reach_m=1.0, gap_s=self._gap_s, follow=False)
        self.along = stays(reach_m=0.5, gap_s=2.0 * self._gap_s, follow=False)
        self.told: list[tuple[float, float, float]] = []
        self.counts: dict[str, int] = {}

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """People who keep still."""
        return anywhere((Label.PERSON,), speed_m_s=STILL_M_S, doubt_m=DOUBT_M)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when somebody has lain for too long."""
        if not isinstance(item, TrackPoint) or item.label != Label.PERSON or item.place is None:
            return ()
        for book, shape, least_s in ((self.across, ACROSS, self._stay_s), (self.along, ALONG, self._still_s)):
            if lies(item, *shape):
                stay = book.see(item, *item.place)
                if stay.spent_s >= least_s and not self._known(stay):
                    return (self._claim(item, stay),)
        return ()

    def _known(self, stay: Stay) -> bool:
        """Whether somebody who lies there was told of lately."""
        self.told = [row for row in self.told if stay.last_s - row[0] <= QUIET_S]
        return any(math.hypot(stay.x - x, stay.y - y) <= SAME_M for _, x, y in self.told)

    def _claim(self, point: TrackPoint, stay: Stay) -> Found:
        self.told.append((point.time_s, stay.x, stay.y))
        evidence = Evidence(((point.camera, stay.first_index, point.index),), tuple(stay.tracks))
        kind, place = EventKind.PERSON_DOWN, (stay.x, stay.y, 0.0)
        return claim(self.counts, kind, (self._camera,), None, place, stay.start_s, point.time_s, point.score, evidence)


def lies(point: TrackPoint, wide_m: float, wider: float) -> bool:
    """Whether a look at a person is one at somebody who lies still, so wide and so much wider than high."""
    if point.height_m is None or point.width_m is None or point.doubt_m is None or point.doubt_m > DOUBT_M:
        return False
    flat = point.height_m <= HIGH_M and point.width_m >= max(wide_m, wider * point.height_m)
    return flat and point.speed_m_s <= STILL_M_S
