"""Devices that fail between two times: dark, dirty, moved, sprayed and frozen cameras; sensors that lie or say nothing.

To detectors that look at metadata a sprayed, moved or frozen camera is as good as dark: what it still shows is not what
it was set up for. A dirty one overlooks some seconds in each minute, and so does one that is out of focus, or has drops
or a spider's web before it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from detectors.sensing.loops import cut
from detectors.stream import Reading
from twin.seeds import Seeds


class FaultKind(StrEnum):
    """How a device fails.

    ``dark``, ``dirty``, ``moved``, ``sprayed`` and ``frozen`` are a camera's, done to it or come over it; ``blurred``
    (out of focus), ``drops`` (on its glass), ``web`` (a spider's, before its infrared) and ``shaking`` are its own
    nuisances; any device can be ``dead``; a sensor's
    values can ``drift``, stay as they are (``stuck``), get lost (``lossy``) or run through a broken wire (``wire``).
    """

    DARK = "dark"
    DIRTY = "dirty"
    MOVED = "moved"
    SPRAYED = "sprayed"
    FROZEN = "frozen"
    BLURRED = "blurred"
    DROPS = "drops"
    WEB = "web"
    SHAKING = "shaking"
    DEAD = "dead"
    DRIFT = "drift"
    STUCK = "stuck"
    LOSSY = "lossy"
    WIRE = "wire"


BLINDING = frozenset({FaultKind.DARK, FaultKind.MOVED, FaultKind.SPRAYED, FaultKind.FROZEN, FaultKind.DEAD})
CAMERA_FAULTS = ("dark", "dirty", "moved", "sprayed", "frozen")
NUISANCES = ("blurred", "drops", "web", "shaking")
SENSOR_FAULTS = ("drift", "stuck", "lossy", "wire")
DULLING = frozenset({FaultKind.DIRTY, FaultKind.BLURRED, FaultKind.DROPS, FaultKind.WEB})
SILENCING = frozenset({FaultKind.DARK, FaultKind.DEAD})
# A dirty camera overlooks this share of its seconds; a lossy link this share of its messages; assumptions.
DIRTY_SHARE = 0.6
LOSSY_SHARE = 0.3
# A drifting sensor gains this share of its first value each hour, and at least so much of its unit.
DRIFT_SHARE, DRIFT_LEAST = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class FaultSpan:
    """One fault: which device, how, from when until before when [s]."""

    device: str
    kind: FaultKind
    from_s: float
    to_s: float


def kinds_at(spans: Iterable[FaultSpan], device: str, time_s: float) -> frozenset[FaultKind]:
    """Return how a device fails at ``time_s``; a fault includes its start and not its end."""
    return frozenset(span.kind for span in spans if span.device == device and span.from_s <= time_s < span.to_s)


class Faults:
    """When which device fails, and what then becomes of what it says.

    Parameters
    ----------
    rows: (device, kind, at_s, for_s); ``for_s`` None is for good.
    seeds: what decides which messages a lossy link loses, and which seconds a dirty camera overlooks.
    """

    def __init__(self, rows: Iterable[tuple[str, str, float, float | None]] = (), seeds: Seeds | None = None) -> None:
        self._spans: dict[str, list[FaultSpan]] = {}
        self._seeds = seeds or Seeds(0)
        self._first: dict[tuple[str, str, float], Reading] = {}
        self._renumbered: dict[str, int] = {}
        for device, kind, at_s, for_s in rows:
            end = math.inf if for_s is None else at_s + for_s
            self._spans.setdefault(device, []).append(FaultSpan(device, FaultKind(kind), at_s, end))

    def silent(self, device: str, time_s: float) -> bool:
        """Tell whether ``device`` says nothing at ``time_s``; a fault includes its start and not its end."""
        return any(span.kind in SILENCING for span in self._at(device, time_s))

    @property
    def spans(self) -> tuple[FaultSpan, ...]:
        """Every fault, by device."""
        return tuple(span for spans in self._spans.values() for span in spans)

    def dark(self, time_s: float) -> frozenset[str]:
        """Return every device that sees nothing worth the name at ``time_s``."""
        return frozenset(device for device in self._spans if self._blind(device, time_s))

    def heard(self, readings: Sequence[Reading]) -> Sequence[Reading]:
        """Return what arrives of what sensors said: as it was, altered, or not at all; counted anew without gaps."""
        if not self._spans:
            return readings
        arrived = []
        for reading in readings:
            if reading.device not in self._spans:
                arrived.append(reading)
                continue
            altered: Reading | None = reading
            for span in self._at(reading.device, reading.time_s):
                altered = None if altered is None else self._alter(altered, span)
            if altered is not None:
                index = self._renumbered.get(reading.device, 0)
                self._renumbered[reading.device] = index + 1
                arrived.append(replace(altered, index=index))
        return arrived

    def _at(self, device: str, time_s: float) -> list[FaultSpan]:
        return [span for span in self._spans.get(device, ()) if span.from_s <= time_s < span.to_s]

    def _blind(self, device: str, time_s: float) -> bool:
        kinds = {span.kind for span in self._at(device, time_s)}
        if kinds & BLINDING:
            return True
        second = math.floor(time_s)
        return bool(kinds & DULLING) and self._chance(device, second) < DIRTY_SHARE

    def _alter(self, reading: Reading, span: FaultSpan) -> Reading | None:
        """Return what a fault makes of a reading, None where it gets lost."""
        if span.kind in SILENCING:
            return None
        if span.kind == FaultKind.LOSSY:
            return None if self._chance(reading.device, reading.index) < LOSSY_SHARE else reading
        first = self._first.setdefault((reading.device, reading.quantity.value, span.from_s), reading)
        if span.kind == FaultKind.STUCK:
            return replace(reading, value=first.value)
        if span.kind == FaultKind.WIRE and not isinstance(reading.value, str):
            # A cut wire of a normally closed loop reads as an alarm for good; a cut analogue one as no current.
            return replace(reading, value=True if isinstance(reading.value, bool) else cut(reading.quantity))
        if span.kind == FaultKind.DRIFT and not isinstance(reading.value, bool | str):
            hours = (reading.time_s - span.from_s) / 3600.0
            step = max(DRIFT_SHARE * abs(float(first.value)), DRIFT_LEAST)
            return replace(reading, value=round(float(reading.value) + step * hours, 3))
        return reading

    def _chance(self, device: str, number: int) -> float:
        return self._seeds.key("fault", device, str(number)) / float(1 << 128)
