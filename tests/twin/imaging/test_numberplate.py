"""Number plates: laid out as GA 36-2018 says, every sign told apart, dirt only ever hides."""

import itertools

import numpy as np
import pytest

from twin.imaging.numberplate import SIGNS, PlateKind, plate_albedo, plate_kind, plate_texture


@pytest.mark.parametrize(
    ("text", "kind", "wide"),
    [
        ("浙F8K3Q1", PlateKind.BLUE, 440),
        ("沪AD12345", PlateKind.GREEN, 480),
        ("粤B77LMW", PlateKind.YELLOW, 440),
    ],
)
def test_a_plate_has_its_measures(text, kind, wide):
    """440 or 480 by 140 mm, signs within 25 mm of either long edge and 15.5 mm of the short ones."""
    plate = plate_albedo(text, kind)
    assert plate.shape == (140, wide, 3)
    again = plate_albedo(text, kind)
    assert plate.tobytes() == again.tobytes()
    other = plate_albedo(text[:-1] + ("7" if text[-1] != "7" else "Z"), kind)
    rows, columns = np.nonzero(np.abs(plate - other).sum(axis=2))
    assert rows.min() >= 25
    assert rows.max() < 115
    # Only the last sign differs, and it ends where the right margin begins.
    width = 43 if kind == PlateKind.GREEN else 45
    assert columns.min() >= wide - 16 - width
    assert columns.max() <= wide - 15


def test_every_two_signs_differ():
    """A reader can only tell apart what is drawn apart."""
    pictures = {sign: plate_albedo(f"浙A1234{sign}", PlateKind.BLUE)[..., 0] for sign in SIGNS}
    for one, other in itertools.combinations(SIGNS, 2):
        assert np.abs(pictures[one] - pictures[other]).sum() > 40.0, (one, other)


def test_dirt_takes_contrast_away():
    """The dirtier a plate, the less its signs stand out of it."""
    left = [float(plate_albedo("浙F8K3Q1", PlateKind.BLUE, dirt, 5)[..., 0].std()) for dirt in (0.0, 0.4, 0.8)]
    assert left[0] > left[1] > left[2] > 0.0


def test_the_kind_follows_from_text_and_vehicle():
    """Eight signs are a new-energy car's; heavy vehicles have yellow plates."""
    assert plate_kind("沪AD12345") == PlateKind.GREEN
    assert plate_kind("浙F8K3Q1") == PlateKind.BLUE
    assert plate_kind("浙F8K3Q1", heavy=True) == PlateKind.YELLOW


@pytest.mark.parametrize("text", ["", "浙F8K3Q", "浙F8K3QI", "ABCDEFGHJ"])
def test_no_plate_has_such_a_text(text):
    """Letters I and O, and texts of another length, are refused."""
    with pytest.raises(ValueError, match="signs"):
        plate_texture(text, PlateKind.BLUE)
