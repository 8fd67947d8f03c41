"""How a figure was seen, and false-alarm rates that filming chosen moments cannot flatter.

In a hybrid run pixels exist in windows only: some chosen because an episode was due (probability one), some drawn at
random. A pixel false alarm is weighted by the inverse of its window's probability (Horvitz and Thompson 1952, J. Am.
Stat. Assoc. 47, 663), which estimates how many a wholly filmed run would have had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.records import Event, Window
from reports.statistics import weighted_interval


class Fidelity(StrEnum):
    """What an event was found in: rendered pixels, a computed view, or a sensor's readings."""

    PIXELS = "pixels"
    METADATA = "metadata"
    SENSORS = "sensors"


@dataclass(frozen=True, slots=True)
class FalseRate:
    """False alarms of one fidelity: counted, estimated for the whole run, and per hour with a 95% interval.

    ``per_h`` and its interval are None where nothing of this fidelity was looked at.
    """

    fidelity: Fidelity
    counted: int
    estimated: float
    per_h: float | None
    low: float | None
    high: float | None


def filmed_in(event: Event, windows: Sequence[Window]) -> Window | None:
    """The window whose pixels an event was seen in, the likeliest one when several were open."""
    held = [w for w in windows if w.camera in event.devices and w.start_s <= event.t_seen_s <= w.end_s + 1.0]
    return max(held, key=lambda w: w.probability) if held and event.frames else None


def fidelity(event: Event, windows: Sequence[Window]) -> Fidelity:
    """What an event was found in; one that needed a camera is a camera's."""
    if not event.frames and not event.tracks:
        return Fidelity.SENSORS
    return Fidelity.PIXELS if filmed_in(event, windows) else Fidelity.METADATA


def weight(event: Event, windows: Sequence[Window]) -> float:
    """How many events of a wholly filmed run this one stands for."""
    window = filmed_in(event, windows)
    return 1.0 / window.probability if window and window.probability > 0.0 else 1.0


def false_rates(events: Sequence[Event], windows: Sequence[Window], hours: float) -> tuple[FalseRate, ...]:
    """Rate of the given false alarms, one per fidelity."""
    rates = []
    for kind in Fidelity:
        weights = [weight(e, windows) for e in events if fidelity(e, windows) == kind]
        rates.append(false_rate(kind, weights, windows, hours))
    return tuple(rates)


def false_rate(kind: Fidelity, weights: Sequence[float], windows: Sequence[Window], hours: float) -> FalseRate:
    """Estimate of one fidelity: weights are one per false alarm of it."""
    if kind == Fidelity.PIXELS and not windows:
        return FalseRate(kind, 0, 0.0, None, None, None)
    open_windows = windows if kind == Fidelity.PIXELS else ()
    largest = max((1.0 / w.probability for w in open_windows if w.probability > 0.0), default=1.0)
    low, high = weighted_interval(weights, largest)
    total = sum(weights)
    return FalseRate(kind, len(weights), total, total / hours, low / hours, high / hours)
