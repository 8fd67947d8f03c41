"""Detections of nobody that come and go.

What stays at its place or keeps coming back there (a branch that sways, the edge of a shadow) is a fixture of the
camera: it goes nowhere, so that rules pass it over, and metadata, whose false detections are gone after a look or two,
has none of it.
"""

from collections.abc import Iterable

from detectors.contract import Box
from scenarios.calibration.pairing import shared

# From its first to its last sight, what comes and goes is there for at most this long [s].
PASSING_S = 2.0


def passing(strays: Iterable[tuple[float, Box]]) -> int:
    """How many of a window's detections of nobody, (time [s], box) in their order, come and go; each counts once."""
    spots: list[tuple[float, float, Box]] = []
    for time_s, box in strays:
        here = [spot for spot in spots if shared(spot[2], box) > 0.0]
        boxes = [box, *(spot[2] for spot in here)]
        whole = (*(min(b[k] for b in boxes) for k in (0, 1)), *(max(b[k] for b in boxes) for k in (2, 3)))
        first_s = min((spot[0] for spot in here), default=time_s)
        spots = [spot for spot in spots if spot not in here] + [
            (first_s, time_s, (whole[0], whole[1], whole[2], whole[3]))
        ]
    return sum(last_s - first_s <= PASSING_S for first_s, last_s, _ in spots)
