"""The fitted model of bitrates and the fixed table, held against scenes of a compound that nothing was fitted on."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ringfence.benches.encodes import Encoded, films
from ringfence.benches.figure import Figure
from twin.planning.bitrate import COEFFICIENTS, Coefficients, bitrate_kbit, fitted

OFF_GOAL = 0.20
Shape = tuple[int, int, float]
# Compound, cameras, and (width, height, fps): what is fitted on, and what is held out.
Part = tuple[str, tuple[str, ...], tuple[Shape, ...]]
FITTED_ON: tuple[Part, ...] = (
    (
        "ximen",
        ("over-lane-1-east", "door-b15-1", "perim-north-3", "face-gate-south", "over-square-north", "hr-b10-n"),
        ((640, 360, 12.0),),
    ),
    ("ximen", ("over-lane-4-west", "perim-north-7"), ((1280, 720, 6.0), (1280, 720, 15.0))),
    ("ximen", ("over-lane-1-east", "door-b15-1"), ((1920, 1080, 12.0),)),
)
HELD_OUT: Part = ("xinduhui", ("road-3", "perim-east-4", "door-b1-1", "face-gate-south"), ((960, 540, 12.0),))
QUICK: Part = ("xinduhui", ("door-b1-1",), ((320, 180, 6.0),))


def bitrate_figures(*, quick: bool) -> Iterator[Figure]:
    """Median errors by day, by night and in all, beside the table's; fitted anew and as shipped unless ``quick``."""
    with TemporaryDirectory() as folder:
        held = list(films(*(QUICK if quick else HELD_OUT), cache=Path(folder)))
        learnt = [] if quick else [one for part in FITTED_ON for one in films(*part, cache=Path(folder))]
    yield from error_figures("as shipped", held, COEFFICIENTS, judged=not quick)
    if learnt:
        again = fitted([one.film for one in learnt], [one.kbit for one in learnt])
        yield from error_figures(f"fitted anew on {len(learnt)} clips", held, again, judged=True)


def error_figures(name: str, held: Sequence[Encoded], by: Coefficients, *, judged: bool) -> Iterator[Figure]:
    """Median error of one set of coefficients, beside the fixed table's."""
    parts = {"": held, ", day": [e for e in held if not e.night], ", night": [e for e in held if e.night]}
    for part, clips in parts.items():
        ours = median_error([(bitrate_kbit(one.film, by), one.kbit) for one in clips])
        table = median_error([(table_kbit(one), one.kbit) for one in clips])
        goal = OFF_GOAL if judged and not part else None
        yield Figure(
            figure=f"bitrate, median error, {name}{part}",
            value=ours,
            unit="share",
            goal=goal,
            met=None if goal is None else ours <= goal,
            peer=table,
            ratio=ours / table,
            note=f"peer: the fixed table; {len(clips)} clips of another compound",
        )


def median_error(pairs: Sequence[tuple[float, float]]) -> float:
    """Median of |predicted / measured - 1|."""
    return float(np.median([abs(predicted / measured - 1.0) for predicted, measured in pairs]))


def table_kbit(one: Encoded) -> float:
    """Makers' table: 2000 kbit/s for 1080p at 10 fps, by fps^0.63 and pixels^0.75; a night takes half as much again."""
    pixels = math.pow(one.film.pixels / (1920 * 1080), 0.75)
    return 2000.0 * pixels * math.pow(one.film.fps / 10.0, 0.63) * (1.5 if one.night else 1.0)
