"""Flames that detectors find without pixels (twin.firesight)."""

import math

import numpy as np
import pytest

from detectors.config import Survey
from detectors.contract import DetectionBatch, Label
from detectors.video.fire import Fire
from tests.agents.hamlet import hamlet
from tests.detectors.streams import CAMERA as STREAM
from tests.detectors.streams import MODEL, batch, box_at, judge, sheet_of
from twin.bodies import Hazard
from twin.deployment import CameraUnit
from twin.firesight import FireSight, flame_m, with_flames
from twin.rays import Rays
from twin.response import Response
from twin.seeds import Seeds
from twin.site.mesh import opaque, site_mesh


class Sky:
    """As light as it is told to be."""

    def __init__(self, lux: float) -> None:
        self.lux = lux

    def ground_lux(self, _time_s: float) -> float:
        """The same all day."""
        return self.lux

    def lamps_on(self, _time_s: float) -> bool:
        """None stand here."""
        return False


CAMERA = CameraUnit("over-1", (0.0, -40.0, 5.0), (0.0, -20.0, 0.5), "m", 1280, 720, 1.2, 15.0, 2_000_000)
BIN = Hazard("waste/1", (0.0, -22.0, 0.6), 150.0, 0.7)


def watched(hazards: list[Hazard], lux: float = 0.2, seconds: int = 200) -> list[DetectionBatch]:
    sight = FireSight([(CAMERA, 4.0)], Rays(opaque(site_mesh(hamlet()))), Sky(lux), Seeds(3), Response())
    return [found for k in range(seconds) for found in sight.looks(k, hazards, frozenset())]


def test_flames_are_as_high_as_their_heat_says() -> None:
    """Heskestad: 150 kW over half a metre burn 1.2 m high; what is behind a window shows nothing."""
    assert flame_m(BIN) == pytest.approx(0.235 * 150.0**0.4 - 0.51)
    assert flame_m(Hazard("b1/1/301/kitchen", (0.0, 0.0, 1.0), 1500.0, 1.0)) == 0.0
    assert flame_m(Hazard("waste/1", (0.0, 0.0, 1.0), 2.0, 0.0)) == 0.0


def test_a_burning_bin_is_found_in_most_looks_by_night_and_fewer_by_day() -> None:
    """Where it stands in the picture, at the camera's own number of the look."""
    night, day = watched([BIN]), watched([BIN], 50_000.0)
    assert 180 <= len(night) <= 200
    assert 110 <= len(day) <= 170
    (found,) = night[0].detections
    assert (found.label, found.index) == (Label.FLAME, 4 * night[0].time_s)
    u = 0.5 * (found.box[0] + found.box[2])
    assert math.isclose(u, 640.0, abs_tol=1.0)


def test_nothing_is_found_of_what_is_behind_a_house_out_of_the_picture_or_far_away() -> None:
    """Rays, frames and pixels decide as they do for bodies."""
    far = Hazard("waste/1", (0.0, 4000.0, 0.6), 150.0, 0.7)
    hidden = Hazard("waste/2", (15.0, 40.0, 0.6), 20.0, 0.7)
    behind = Hazard("pile/1", (0.0, -55.0, 0.6), 500.0, 1.0)
    assert watched([far, behind]) == []
    assert len(watched([hidden])) <= 2
    sight = FireSight([(CAMERA, 1.0)], Rays(opaque(site_mesh(hamlet()))), Sky(0.1), Seeds(3), Response())
    assert sight.looks(5, [BIN], frozenset({"over-1"})) == ()


def test_flames_join_the_looks_that_they_were_found_in() -> None:
    """A replay reads one batch per look from the tables, so the run must have had one."""
    walker = batch(8, 2.0, [box_at(0.0, 0.0)], camera="over-1")
    flame = batch(8, 2.0, [box_at(1.0, 0.0)], Label.FLAME, camera="over-1")
    other = batch(9, 3.0, [box_at(1.0, 0.0)], Label.FLAME, camera="over-1")
    (joined,) = with_flames([sheet_of([walker])], [flame, other])
    looks = joined.batches()
    assert [(row.index, [hit.label for hit in row.detections]) for row in looks] == [
        (8, [Label.PERSON, Label.FLAME]),
        (9, [Label.FLAME]),
    ]


def test_a_fire_is_told_once_some_seconds_of_looks_show_it() -> None:
    """One look is a reflection; a fire that burns on is told again after a minute, not each second."""
    looks = [batch(k, float(k), [box_at(0.0, 0.0)], Label.FLAME) for k in range(55)]
    rng = np.random.Generator(np.random.Philox(2))
    camera = looks[0].camera
    (event,) = judge(Fire(camera, Survey()), [row for row in looks if rng.random() < 0.8])
    assert event.kind == "fire-on-video"
    assert event.t_seen_s < 8.0
    assert judge(Fire(camera, Survey()), looks[::5]) == []


def test_a_calibrated_camera_says_where_it_burns_and_not_where_a_balcony_is() -> None:
    """A guard is sent to the bin; what burns above the horizon stands nowhere on the ground."""
    survey = Survey(cameras={STREAM: MODEL})
    for z, place in ((0.0, (2.0, 1.0)), (12.0, None)):
        looks = [batch(k, float(k), [box_at(2.0, 1.0, z=z)], Label.FLAME) for k in range(8)]
        (event,) = judge(Fire(STREAM, survey), looks)
        assert (event.place is None) == (place is None)
        assert place is None or math.dist(event.place[:2], place) < 0.5
