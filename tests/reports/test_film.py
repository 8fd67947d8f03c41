"""The day on the map: who has a dot, and what colour (reports.film)."""

import numpy as np

from reports.film import COLOURS, DOTS, dots, planes_of
from twin.bodies import BodyKind


def drawn(kind: BodyKind) -> bool:
    planes = planes_of(np.full((40, 60, 3), 250, dtype=np.uint8))
    before = planes[0].copy()
    dots(planes, np.array([[30, 20]]), np.array([kind], dtype=np.uint8))
    return not np.array_equal(planes[0], before)


def test_who_moves_about_has_a_dot_and_what_lies_about_has_none() -> None:
    """Leaves on the ground all day were drawn as crowds."""
    assert {kind for kind in BodyKind if drawn(kind)} == {
        BodyKind.PERSON, BodyKind.CAR, BodyKind.VAN, BodyKind.TRUCK, BodyKind.FIRE_ENGINE, BodyKind.EBIKE,
        BodyKind.BICYCLE, BodyKind.MOTORCYCLE, BodyKind.DOG, BodyKind.CAT,
    }  # fmt: skip


def test_every_colour_is_in_the_legend() -> None:
    """Nobody has to guess."""
    assert {colour for _, colour in DOTS.values()} == set(COLOURS.values())


def test_a_dot_at_the_edge_stays_inside() -> None:
    """Who leaves the picture is not drawn at its other side."""
    planes = planes_of(np.full((40, 60, 3), 250, dtype=np.uint8))
    before = planes[0].copy()
    dots(planes, np.array([[0, 0], [59, 39], [-5, 10], [30, 400]]), np.zeros(4, dtype=np.uint8))
    assert np.array_equal(planes[0], before)
