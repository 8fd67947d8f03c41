"""What the plate reader learns from: reproducible, divided by text and dirt, every province on both sides."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from detectors.runtime.platenet import BLANK
from detectors.video.finder import grey
from detectors.video.models import plate_reader
from detectors.video.platecorners import missed_by, moved_to
from detectors.video.platereader import read_quads
from detectors.video.platesigns import PROVINCES, SIGNS, proper
from detectors.video.rectify import ROUGH, STRAIGHT
from scenarios.lessons.platebatches import Corners, Sheets, told
from scenarios.lessons.platesheets import draw_plates, examined, new_text, read_plates, roughly, sheet
from scenarios.lessons.plateshots import BRAKES_M_S2, FPS, STANDING_FRAMES, braking
from scenarios.lessons.plateshows import GONE, shows
from tests.fakes.platebook import Still
from twin.imaging.numberplate import PlateKind, plate_albedo, plate_texture
from twin.seeds import Seeds


def test_no_text_is_learnt_that_is_examined() -> None:
    """The sides of the split share no text; both have every province, and only texts that plates have."""
    rng = Seeds(1).stream("test", "plates", "texts")
    for exam in (False, True):
        drawn = [new_text(rng, exam, k) for k in range(200)]
        assert {examined(text) for text, _ in drawn} == {exam}
        assert {text[0] for text, _ in drawn} == set(PROVINCES)
        for text, kind in drawn:
            assert proper(text)
            plate_albedo(text, kind)


def test_lessons_and_batches_are_the_same_again(tmp_path: Path) -> None:
    """Drawn twice, asked twice; a batch says of each crop what stands in it, and shows each plate twice."""
    for name in ("one", "two"):
        draw_plates(tmp_path / name, 4, 6, False, lambda _done, _all: None)
    assert (tmp_path / "one" / "plates.npy").read_bytes() == (tmp_path / "two" / "plates.npy").read_bytes()
    plates = read_plates(tmp_path / "one")
    assert json.loads((tmp_path / "one" / "texts.json").read_text())["seed"] == 4
    assert len(plates.dirt) == len(plates.texts) == 6
    crops, texts, lengths, columns = Sheets(plates, Still(), 1, size=8)(3)
    again, _, _, _ = Sheets(plates, Still(), 1, size=8)(3)
    assert crops.tobytes() == again.tobytes()
    assert crops.shape == (8, 1, STRAIGHT.tall, STRAIGHT.wide)
    assert np.isfinite(crops).all()
    spelt = ["".join(SIGNS[sign - 1] for sign in row[:length]) for row, length in zip(texts, lengths, strict=True)]
    assert set(spelt) <= set(plates.texts)
    assert spelt[:4] == spelt[4:]
    assert not np.array_equal(crops[:4], crops[4:])
    for text, row in zip(spelt, columns, strict=True):
        seen = [sign for sign, _ in itertools.groupby(row[row > BLANK].tolist())]
        assert "".join(SIGNS[sign - 1] for sign in seen) in (text, without_doubles(text))


def without_doubles(text: str) -> str:
    return "".join(sign for sign, _ in itertools.groupby(text))


def test_columns_are_told_the_sign_that_stands_in_them() -> None:
    """Cut out exactly, a plate's signs stand where GA 36 has them; a cut that is off moves them along."""
    quad = np.array([(100, 100), (320, 100), (320, 170), (100, 170)], dtype=np.float32)
    signs = np.arange(1, 8)
    exact = told(signs, (70, 220, 3), quad, quad)
    runs = [(sign, len(list(run))) for sign, run in itertools.groupby(exact.tolist()) if sign > BLANK]
    assert [sign for sign, _ in runs] == signs.tolist()
    assert all(1 <= count <= 3 for _, count in runs)
    moved = told(signs, (70, 220, 3), quad - np.float32(4.0 * 220 / STRAIGHT.plate[0]), quad)
    assert (moved[1:] == exact[:-1]).all()


def test_corners_are_taught_where_they_are(tmp_path: Path) -> None:
    """What a batch says corners are off by brings them back to the plate's own, filmed, found roughly, cut out."""
    draw_plates(tmp_path, 4, 2, True, lambda _done, _all: None)
    crops, missed = Corners(read_plates(tmp_path), 1, size=8)(0)
    assert crops.shape == (8, 1, ROUGH.tall, ROUGH.wide)
    assert missed.shape == (8, 8)
    assert float(np.abs(missed).max()) < 0.5
    rng = Seeds(3).stream("test", "plates", "straight")
    true = np.array([(50, 50), (150, 54), (150, 86), (50, 82)], dtype=np.float32)
    found = roughly(rng, true)
    assert np.abs(moved_to(found, missed_by(found, true)) - true).max() < 0.01


def test_what_is_burnt_out_does_not_show(tmp_path: Path) -> None:
    """A clean plate filmed large shows all its signs; where one is white as its ground, that one does not."""
    text = "浙F8K3Q1"
    flat = grey(plate_texture(text, PlateKind.BLUE))
    quad = np.array([(0, 0), (440, 0), (440, 140), (0, 140)], dtype=np.float32)
    assert shows(flat, quad, text) > 0.95
    burnt = flat.copy()
    burnt[:, 300:370] = 255
    assert shows(burnt, quad, text) < GONE


def test_the_shipped_reader_reads_what_it_never_learnt(tmp_path: Path) -> None:
    """One look each, turned, dirty, smeared and grainy as in learning: most plates from 170 px on, many at 120."""
    draw_plates(tmp_path, 9, 48, True, lambda _done, _all: None)
    plates = read_plates(tmp_path)
    for wide, least in (((110.0, 130.0), 0.6), ((170.0, 270.0), 0.75)):
        rng = Seeds(9).stream("test", "plates", f"shipped-{wide[0]:g}")
        page, quads = sheet(rng, [plates.flat(k) for k in range(48)], wide)
        read = read_quads(plate_reader(), page, [roughly(rng, quad) for quad in quads])
        assert sum(one.text == text for one, text in zip(read, plates.texts, strict=True)) >= least * 48


def test_corners_are_found_roughly() -> None:
    """Within a fifth of a plate's size of where they are."""
    rng = Seeds(3).stream("test", "plates", "corners")
    quad = np.array([(0, 0), (100, 4), (100, 36), (0, 32)], dtype=np.float32)
    for _ in range(50):
        found = roughly(rng, quad)
        assert np.abs(found.mean(axis=0) - quad.mean(axis=0)).max() < 10.0
        assert float(np.abs(found - quad).max()) < 22.0


@pytest.mark.parametrize("speed", [1.5, 3.0, 5.0])
def test_a_car_brakes_as_cars_do(speed: float) -> None:
    """It never goes backwards, never faster than it came, never brakes harder than it may, and stands at last."""
    steps = list(braking(speed, 7.0))
    left, pace = [row[0] for row in steps], [row[1] for row in steps]
    assert left == sorted(left, reverse=True)
    assert pace[0] <= speed
    falls = [one - two for one, two in itertools.pairwise(pace[:-STANDING_FRAMES])]
    assert max(falls) <= BRAKES_M_S2 / FPS * 1.6
    assert pace[-STANDING_FRAMES:] == [0.0] * STANDING_FRAMES
    assert left[-1] < 0.5
