"""A camera that says its own picture is wrong: dark, dirty, moved, sprayed, frozen, or not there at all.

Cameras with ONVIF's video source events tell it by themselves; `detectors.video.health` finds the same in pictures of
those that do not.
"""

from typing import ClassVar

from detectors.claims import claim, measured, where
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic

WELL = "ok"


class Tamper(Stateful):
    """Watches what one camera says of its picture: one event per fault until the picture is well again."""

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.PICTURE})
    KEEPS: ClassVar[tuple[str, ...]] = ("told", "counts")

    def __init__(self, camera: str, survey: Survey) -> None:
        self._camera, self._survey = camera, survey
        self._start()

    def _start(self) -> None:
        self.told = WELL
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when the camera reports a fault that it has not reported."""
        if not isinstance(item, Reading) or item.device != self._camera or item.quantity != Quantity.PICTURE:
            return ()
        before, self.told = self.told, str(item.value)
        return self._claim(item, self.told) if self.told not in (WELL, before) else ()

    def _claim(self, reading: Reading, said: str) -> tuple[Found, ...]:
        zone, place = f"{self._camera}/{said}", where(self._survey, self._camera)
        kind, marks = EventKind.DEVICE_FAULT, measured([(reading.device, reading.index)])
        now = reading.time_s
        return (claim(self.counts, kind, (self._camera,), zone, place, now, now, 0.9, marks),)
