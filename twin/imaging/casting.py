"""Who plays whom: turns a snapshot's rows into figures, by kind, look and gait."""

import math

import numpy as np

from twin.imaging.figure import Figure, Model, joined, placed
from twin.imaging.noise import seed_of
from twin.imaging.shapes import ball, frustum, tube, wheel
from twin.legs import BodyKind, Snapshot

__all__ = ["figure_of"]


def _person() -> Model:
    return joined(
        [
            frustum((-0.09, 0.09, 0.0, 0.16, 0.0), (-0.09, 0.09, 0.0, 0.17, 0.85), 2),
            frustum((-0.09, 0.09, -0.16, 0.0, 0.0), (-0.09, 0.09, -0.17, 0.0, 0.85), 2),
            frustum((-0.12, 0.12, -0.17, 0.17, 0.85), (-0.11, 0.12, -0.22, 0.22, 1.45), 1),
            tube((0, 0.26, 0.8), (0, 0.24, 1.42), 0.05, 1),
            tube((0, -0.26, 0.8), (0, -0.24, 1.42), 0.05, 1),
            ball((0, 0, 1.6), (0.1, 0.08, 0.13), 0),
        ]
    )


def _car() -> Model:
    return joined(
        [
            frustum((-2.2, 2.2, -0.88, 0.88, 0.25), (-2.15, 2.1, -0.85, 0.85, 0.85), 1),
            frustum((-1.7, 1.1, -0.8, 0.8, 0.85), (-1.1, 0.4, -0.65, 0.65, 1.45), 3),
            *[wheel(x, y, 0.32, 0.2, 4) for x in (-1.35, 1.35) for y in (-0.8, 0.8)],
        ]
    )


def _thing() -> Model:
    return ball((0, 0, 0.5), (0.5, 0.5, 0.5), 1)


_MODELS = {BodyKind.PERSON: _person(), BodyKind.CAR: _car(), BodyKind.VAN: _car()}
_THING = _thing()
_BUILT = {BodyKind.PERSON: (0.4, 0.5, 1.73), BodyKind.CAR: (4.4, 1.76, 1.45), BodyKind.VAN: (4.4, 1.76, 1.45)}


def figure_of(snapshot: Snapshot, row: int) -> Figure:
    """Return the figure of one body of a snapshot."""
    kind = BodyKind(int(snapshot.kinds[row]))
    model = _MODELS.get(kind, _THING)
    length, width, height = (float(v) for v in snapshot.sizes[row])
    built = _BUILT.get(kind, (1.0, 1.0, 1.0))
    scale = (length / built[0], width / built[1], height / built[2])
    heading = float(snapshot.headings[row])
    x, y, z = (float(v) for v in snapshot.places[row])
    vertices = placed(model, (x, y, z), (math.cos(heading), math.sin(heading)), scale)
    look = seed_of(str(int(snapshot.looks[row])))
    palette = np.array(
        [[0.45, 0.28, 0.2], _paint(look), [0.05, 0.06, 0.1], [0.02, 0.03, 0.03], [0.02, 0.02, 0.02]], dtype=np.float32
    )
    return Figure(vertices, model.triangles, model.part, palette, np.zeros(len(palette), dtype=np.float32))


def _paint(look: int) -> list[float]:
    return [0.03 + 0.5 * ((look >> shift) % 97) / 97 for shift in (0, 7, 14)]
