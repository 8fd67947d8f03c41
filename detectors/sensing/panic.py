"""Panic posts: who stands there decides whether a press is an alarm or a call that a person should look into.

Nobody waits for a camera. A press is an alarm at once, verified where a camera sees somebody at the post, unless it is
known to be something else: the post's test key was turned (whoever tests a post does it with the key, and the duty room
sees that the call arrives), or only children walked up to it. Those are calls, told to the duty room and nobody else,
and children's become an alarm when they press again or when somebody is still at the post after `STAYS_S`: who plays
runs off, who needs help stays.

Children are told by height, of which the looks are trusted in which somebody walked: who crouches or is hurt is low at
any age. Half of those ten years old are taller than 1.38 m (WHO growth reference, 2007), one woman in a hundred is
shorter than 1.449 m (GB/T 10000-1988). Whoever is between `CHILD_M` and `GROWN_M` makes no press a child's, and no
child's press theirs.
"""

import math
from dataclasses import dataclass
from statistics import median
from typing import ClassVar

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic, within

# How far people are followed, who counts as being near, who as standing at the post, and who as having stayed.
FOLLOWED_M, NEAR_M, AT_POST_M, STAYED_M = 10.0, 6.0, 2.0, 3.0
SEEN_WITHIN_S, HERE_WITHIN_S = 8.0, 3.0
VERIFIED, ALONE = 1.0, 0.6
# Only the newest looks say how tall somebody is: a track may have passed from a grown-up to the child behind.
CHILD_M, GROWN_M, DEPTH_M, WALKS_M_S, DOUBT_M, LOOKS, NEWEST = 1.45, 1.52, 0.3, 0.6, 0.7, 3, 4
KEY_S, STAYS_S = 180.0, 20.0


@dataclass(slots=True)
class Passer:
    """Somebody near a post: the newest look, how far off that was [m], and heights [m] as they walked and at any."""

    time_s: float
    camera: str
    index: int
    apart_m: float
    speed_m_s: float
    walking: list[float]
    heights: list[float]

    @property
    def young(self) -> bool:
        """Whether they walked, and were no taller than a child."""
        return len(self.walking) >= LOOKS and median(self.walking) <= CHILD_M

    @property
    def grown(self) -> bool:
        """Whether they are surely taller than a child: by how they walked, else by whatever was seen of them."""
        known = self.walking if len(self.walking) >= LOOKS else self.heights
        return bool(known) and median(known) > GROWN_M


class Panic(Stateful):
    """Watches every panic post.

    Parameters
    ----------
    quiet_s: presses of one post that follow each other faster are one.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.PANIC, Quantity.TEST_KEY, Label.PERSON})
    KEEPS: ClassVar[tuple[str, ...]] = ("pressed", "keyed", "calls", "passers", "counts")

    def __init__(self, survey: Survey, quiet_s: float = 10.0) -> None:
        self._survey, self._quiet_s = survey, quiet_s
        posts = (info for info in survey.devices.values() if info.kind == DeviceKind.PANIC)
        self._posts = {info.device: info.place for info in posts}
        self._start()

    def _start(self) -> None:
        self.pressed: dict[str, float] = {}
        self.keyed: dict[str, float] = {}
        self.calls: dict[str, tuple[float, int]] = {}
        self.passers: dict[str, dict[str, Passer]] = {post: {} for post in self._posts}
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When children who called should have run off."""
        return min((time_s + STAYS_S for time_s, _ in self.calls.values()), default=math.inf)

    def interest(self, _camera: str) -> list[tuple[float, ...]]:
        """People near a post."""
        return within([(x, y) for x, y, _ in self._posts.values()], FOLLOWED_M, (Label.PERSON,))

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a press."""
        if isinstance(item, TrackPoint):
            if item.label == Label.PERSON and item.place is not None:
                self._look(item, item.place)
            return ()
        if not isinstance(item, Reading):
            return ()
        if item.quantity == Quantity.TEST_KEY:
            self.keyed[item.device] = item.time_s if item.value is True else -math.inf
        return self._press(item) if item.quantity == Quantity.PANIC and item.value is True else ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an alarm for a child's call after which somebody stayed at the post."""
        found = []
        for post, (time_s, index) in sorted(self.calls.items()):
            if time_s + STAYS_S <= now_s:
                del self.calls[post]
                known_s = time_s + STAYS_S
                if any(p.apart_m <= STAYED_M and p.speed_m_s < WALKS_M_S for p in self._here(post, known_s)):
                    found.append(self._claim(EventKind.PANIC, post, index, time_s, known_s))
        return tuple(found)

    def _press(self, press: Reading) -> tuple[Found, ...]:
        post, now_s = press.device, press.time_s
        last, self.pressed[post] = self.pressed.get(post, -math.inf), now_s
        if now_s - last <= self._quiet_s:
            return ()
        again = self.calls.pop(post, None) is not None
        tested = now_s - self.keyed.get(post, -math.inf) <= KEY_S
        children = not again and self._children(post, now_s)
        if children and not tested:
            self.calls[post] = (now_s, press.index)
        kind = EventKind.POST_CALL if tested or children else EventKind.PANIC
        return (self._claim(kind, post, press.index, now_s, now_s),)

    def _look(self, point: TrackPoint, place: tuple[float, float]) -> None:
        """Remember who is near which post."""
        for post, (x, y, _) in self._posts.items():
            apart_m = math.hypot(place[0] - x, place[1] - y)
            if apart_m > FOLLOWED_M:
                continue
            near, known = self.passers[post], self.passers[post].get(point.track)
            if known is None:
                for track in [t for t, p in near.items() if point.time_s - p.time_s > STAYS_S]:
                    del near[track]
            walking, heights = (known.walking, known.heights) if known is not None else ([], [])
            tall_m = self._height(point, place)
            if tall_m is not None:
                heights = [*heights, tall_m][-NEWEST:]
                walking = [*walking, tall_m][-NEWEST:] if point.speed_m_s >= WALKS_M_S else walking
            near[point.track] = Passer(
                point.time_s, point.camera, point.index, apart_m, point.speed_m_s, walking, heights
            )

    def _height(self, point: TrackPoint, place: tuple[float, float]) -> float | None:
        """How tall somebody is [m]: from above, a box also holds what of their depth lies beyond their feet."""
        model = self._survey.cameras.get(point.camera)
        if point.height_m is None or point.doubt_m is None or point.doubt_m > DOUBT_M or model is None:
            return None
        x, y, z = model.position
        return point.height_m - DEPTH_M * z / max(math.hypot(place[0] - x, place[1] - y), 1.0)

    def _here(self, post: str, now_s: float) -> list[Passer]:
        """Who was just seen at a post."""
        return [p for p in self.passers.get(post, {}).values() if now_s - p.time_s <= HERE_WITHIN_S]

    def _children(self, post: str, now_s: float) -> bool:
        """Whether children are at a post, and nobody who is taller."""
        there = [p for p in self._here(post, now_s) if p.apart_m <= AT_POST_M]
        return any(p.young for p in there) and not any(p.grown for p in there)

    def _claim(self, kind: EventKind, post: str, index: int, start_s: float, known_s: float) -> Event:
        marks, place = ((post, index),), where(self._survey, post)
        seen = [
            (p.time_s, track, p)
            for track, p in self.passers.get(post, {}).items()
            if p.apart_m <= NEAR_M and 0.0 <= known_s - p.time_s <= SEEN_WITHIN_S
        ]
        if not seen:
            evidence = Evidence(readings=marks)
            return claim(self.counts, kind, (post,), post, place, start_s, known_s, ALONE, evidence)
        _, track, last = max(seen, key=lambda one: one[:2])
        evidence = Evidence(((last.camera, last.index, last.index),), (track,), marks)
        return claim(self.counts, kind, (post, last.camera), post, place, start_s, known_s, VERIFIED, evidence)
