"""What is learnt from: reproducible, divided by site and look, its truth where the bodies are."""

from pathlib import Path

import numpy as np
import pytest

from scenarios.lessons.crops import MOST, Crops, seen
from scenarios.lessons.crowds import EXAM_LOOK, crowd
from scenarios.lessons.pictures import LABELS, draw, read
from scenarios.lessons.yards import EXAM_FROM, hour, looking, yard
from twin.deployment import CameraUnit
from twin.seeds import Seeds
from twin.site.check import site_faults


@pytest.mark.parametrize("number", [0, 1, EXAM_FROM])
def test_yards_are_sound_and_differ(number: int) -> None:
    """Every yard is a site that could be read from a file; no two are alike."""
    assert site_faults(yard(number)) == ()
    assert repr(yard(number)) == repr(yard(number)) != repr(yard(number + 1))


@pytest.mark.parametrize("exam", [False, True])
def test_nobody_is_learnt_from_whom_one_is_examined_on(exam: bool) -> None:
    """Looks are divided by a rule that is written into every folder."""
    site = yard(3)
    at, to, hfov = looking(3, 0, site.buildings)
    camera = CameraUnit("c", at, to, "lesson", 640, 360, hfov, 12.0, 10**6).calibration()
    people = crowd(Seeds(1).stream("a", "b", "c"), camera, site.buildings, 40, exam, 0.0)
    assert len(people.ids) > 20
    assert {bool(look % EXAM_LOOK == 0) for look in people.looks} == {exam}


def test_a_third_of_the_turns_are_nights() -> None:
    """Day and night are told apart by the light, not by the clock."""
    nights = [hour(7, turn, yard(7).origin)[1] for turn in range(6)]
    assert nights == [False, False, True, False, False, True]


@pytest.mark.slow
def test_a_lesson_and_its_batches_are_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn twice: the same pictures; asked twice: the same batch; bodies are where something differs from nobody."""
    monkeypatch.setattr("scenarios.lessons.pictures.TURNS", 1)
    monkeypatch.setattr("scenarios.lessons.pictures.FRAMES", 3)
    for name in ("one", "two"):
        draw(tmp_path / name, 5, 1, False, lambda _done, _all: None)
    one, two = read(tmp_path / "one"), read(tmp_path / "two")
    assert one.pictures.tobytes() == two.pictures.tobytes()
    assert one.bodies.tobytes() == two.bodies.tobytes()
    pictures, truth = Crops([one], 1, size=4)(0)
    again, same = Crops([two], 1, size=4)(0)
    assert pictures.tobytes() == again.tobytes()
    assert truth.tobytes() == same.tobytes()
    assert pictures.shape == (4, 2, 96, 96)
    assert truth.shape == (4, MOST, 6)
    assert set(truth[truth[..., 5] > 0][:, 0].astype(int)) <= set(range(len(LABELS)))


def test_a_window_shows_bodies_where_it_magnifies_them() -> None:
    """A body of 20 x 40 px in a window magnified twice; one half outside is to be passed over."""
    rows = np.array([[0, 3, 100, 50, 120, 90, 1.0, 40, 9], [0, 1, 145, 50, 165, 90, 1.0, 40, 9]], dtype=np.float32)
    found = seen(rows, 100.0, 48.0, 2.0)
    assert found.tolist() == [[3.0, 0.0, 4.0, 40.0, 84.0, 1.0], [1.0, 90.0, 4.0, 96.0, 84.0, 0.0]]
