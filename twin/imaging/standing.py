"""Who stands still in a snapshot: such bodies are drawn once and kept until one of them comes or goes."""

import numpy as np

from twin.bodies import BodyKind, Gait, Snapshot
from twin.imaging.casting import SMALL

# Poses that no clock moves; people who stand sway, birds beat their wings.
_STILL = np.isin(np.arange(256), [int(gait) for gait in (Gait.PARK, Gait.SIT, Gait.LIE)])
_LARGE = np.isin(np.arange(256), [int(kind) for kind in SMALL if kind in BodyKind], invert=True)
_COLUMNS = ("kinds", "looks", "sizes", "places", "headings", "gaits", "phases")

Signature = tuple[tuple[str, ...], bytes]
InView = list[tuple[int, float]]


def split(snapshot: Snapshot, rows: InView) -> tuple[InView, InView]:
    """Divide rows in view into those whose bodies stand still and those that move."""
    frozen = (_STILL[snapshot.gaits] & _LARGE[snapshot.kinds] & ~snapshot.velocities.any(axis=1)).tolist()
    return [one for one in rows if frozen[one[0]]], [one for one in rows if not frozen[one[0]]]


def signature(snapshot: Snapshot, rows: InView) -> Signature:
    """Everything that the pictures of bodies standing still depend on, beside the camera and the minute."""
    at = [row for row, _ in rows]
    words = (snapshot.ids, snapshot.uniforms, snapshot.plates, snapshot.carries)
    numbers = b"".join(getattr(snapshot, column)[at].tobytes() for column in _COLUMNS)
    return tuple(column[row] for column in words for row in at), numbers
