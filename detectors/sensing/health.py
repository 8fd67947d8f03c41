"""A device that should report regularly and has fallen silent for more than two and a half heartbeats."""

import math
from typing import ClassVar

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Evidence, Found, Item
from detectors.state import Stateful
from detectors.stream import DeviceKind, Reading

REPORTING = frozenset({DeviceKind.SMOKE, DeviceKind.GAS})
BEATS = 2.5


class Health(Stateful):
    """Watches one device of a kind that reports even when nothing happens (smoke and gas detectors).

    Parameters
    ----------
    beat_s: how often such a device reports at least.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ("heard_s", "heard_index", "silent", "counts")

    def __init__(self, device: str, survey: Survey, beat_s: float = 300.0) -> None:
        self._device, self._survey, self._beat_s = device, survey, beat_s
        info = survey.devices.get(device)
        self._watched = info is not None and info.kind in REPORTING
        self._start()

    def _start(self) -> None:
        self.heard_s = 0.0
        self.heard_index = -1
        self.silent = not self._watched
        self.counts: dict[str, int] = {}

    @property
    def deadline_s(self) -> float:
        """When the device's silence becomes a fault."""
        return math.inf if self.silent else self.heard_s + BEATS * self._beat_s

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note that the device is alive."""
        if isinstance(item, Reading) and item.device == self._device and self._watched:
            self.heard_s, self.heard_index, self.silent = item.time_s, item.index, False
        return ()

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return one event when the device has been silent for too long."""
        if now_s < self.deadline_s:
            return ()
        known = self.deadline_s
        self.silent = True
        marks = ((self._device, self.heard_index),) if self.heard_index >= 0 else ()
        place = where(self._survey, self._device)
        evidence = Evidence(readings=marks)
        kind = EventKind.DEVICE_FAULT
        return (claim(self.counts, kind, (self._device,), self._device, place, self.heard_s, known, 0.9, evidence),)
