"""What the plate reader learns from: reproducible, divided by text and dirt, every province on both sides."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from detectors.video.models import plate_reader
from detectors.video.platereader import read_quads
from detectors.video.platesigns import PROVINCES, SIGNS, proper
from detectors.video.rectify import TALL, WIDE
from scenarios.lessons.platesheets import Sheets, draw_plates, examined, filmed, new_text, read_plates, roughly, sheet
from scenarios.lessons.plateshots import BRAKES_M_S2, FPS, STANDING_FRAMES, braking
from twin.imaging.numberplate import plate_albedo
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
    crops, texts, lengths = Sheets(plates, 1, size=8)(3)
    again, _, _ = Sheets(plates, 1, size=8)(3)
    assert crops.tobytes() == again.tobytes()
    assert crops.shape == (8, 1, TALL, WIDE)
    assert np.isfinite(crops).all()
    spelt = ["".join(SIGNS[sign - 1] for sign in row[:length]) for row, length in zip(texts, lengths, strict=True)]
    assert set(spelt) <= set(plates.texts)
    assert spelt[:4] == spelt[4:]
    assert not np.array_equal(crops[:4], crops[4:])


def test_a_filmed_plate_keeps_its_signs(tmp_path: Path) -> None:
    """Wide and clean, a plate's crop is like the crop of the same plate filmed again, and unlike another's."""
    draw_plates(tmp_path, 4, 2, True, lambda _done, _all: None)
    plates = read_plates(tmp_path)
    rng = Seeds(2).stream("test", "plates", "film")
    crops, widths = filmed(rng, [plates.flat(0), plates.flat(1)], (200.0, 220.0), cuts=2)
    assert crops.shape == (4, TALL, WIDE)
    assert ((widths > 60.0) & (widths < 221.0)).all()


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
