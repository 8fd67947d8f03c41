"""Who plays whom: turns a snapshot's rows into figures, by kind, look and gait."""

import math

import numpy as np

from twin.bodies import BodyKind, Gait, Snapshot
from twin.imaging import animals, vehicles
from twin.imaging.figure import Figure, placed
from twin.imaging.people import person
from twin.imaging.splash import OUTLINES

# Bodies of a few pixels at most: splashed by their outline rather than drawn as triangles.
SMALL = frozenset(OUTLINES)


def figure_of(snapshot: Snapshot, row: int, px_per_m: float, dark: bool) -> Figure | None:
    """Return the figure of one body, as fine as ``px_per_m`` asks for; None for `SMALL` ones."""
    kind = BodyKind(int(snapshot.kinds[row]))
    if kind in SMALL:
        return None
    x, y, z = (float(v) for v in snapshot.places[row])
    length, width, height = (float(v) for v in snapshot.sizes[row])
    heading, look = float(snapshot.headings[row]), int(snapshot.looks[row])
    gait, moved = Gait(int(snapshot.gaits[row])), float(snapshot.phases[row])
    if kind == BodyKind.PERSON:
        worn = (look, snapshot.uniforms[row], snapshot.carries[row])
        return person(*worn, height, (x, y, z), heading, gait, moved, snapshot.time_s, px_per_m * height)
    turn = (math.cos(heading), math.sin(heading))
    if kind in (BodyKind.DOG, BodyKind.CAT):
        model = animals.quadruped(moved, 1.1 * height, kind == BodyKind.CAT)
        vertices = placed(model, (x, y, z), turn, (length, width, height))
        return Figure(vertices, model.triangles, model.part, animals.palette(look), np.zeros(2, dtype=np.float32))
    build, size = vehicles.BUILT[kind]
    model = build()
    vertices = placed(model, (x, y, z), turn, (length / size[0], width / size[1], height / size[2]))
    moving = gait in (Gait.DRIVE, Gait.RIDE)
    colours = vehicles.palette(look, kind, snapshot.plates[row])
    return Figure(vertices, model.triangles, model.part, colours, vehicles.glow(moving, dark))
