"""A response is fitted to what a detector did, known by its detector, used by its runs, refused when broken."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detectors.config import PipelineConfig
from detectors.identity import identity, looker
from scenarios.calibration.calibrate import calibrate
from scenarios.calibration.fitting import agreement, chances, fitted, joining, lasting_s, rate, shaking
from scenarios.calibration.looks import Looks, looks_of
from scenarios.calibration.responses import entry, response_for, write_responses
from scenarios.order import Order
from scenarios.plan import Sky, Weather
from scenarios.run import run
from tests.fakes.tiny import SCENARIO, write_tiny
from twin.problems import InputError
from twin.response import Response, hit_chances
from twin.seeds import Seeds
from twin.sighting import FOCAL, INFRARED

TRUE = Response(best=0.9, half_height_px=22.0, half_lux=2.0, share_gain=1.4, exposure_s=0.03, memory_s=2.0)
CONFIG = PipelineConfig(("motion", "tracks"))


def drawn(response: Response, count: int, seed: int) -> Looks:
    """Looks at bodies in all circumstances, hit by chance as ``response`` says, luck lasting as it says."""
    rng = Seeds(seed).stream("test", "calibration", "looks")
    looks = Looks(
        np.exp(rng.uniform(math.log(8), math.log(120), count)),
        np.exp(rng.uniform(math.log(4), math.log(60), count)),
        rng.uniform(0.2, 1.0, count),
        np.exp(rng.uniform(math.log(0.1), math.log(1e4), count)),
        np.zeros(count),
        rng.uniform(0.0, 120.0, count),
        np.zeros(count, dtype=bool),
        np.array([k - 1 if k % 10 else -1 for k in range(count)]),
        np.full(count, np.nan),
        np.zeros(0),
        np.zeros(0, dtype=bool),
        (4, 9),
        (2.0, 3.0),
        False,
    )
    chance, keep = chances(looks, response), math.exp(-1.0 / (2.0 * response.memory_s))
    luck = rng.random(count)
    for k in range(count):
        if looks.after[k] >= 0 and rng.random() < keep:
            luck[k] = luck[k - 1]
    return replace(looks, hit=luck < chance)


def test_the_chances_are_the_kernels() -> None:
    """What is fitted is what runs use."""
    looks = replace(drawn(TRUE, 200, 1), reach=np.linspace(0.0, 2.0, 200))
    cameras, rows, which = np.zeros((200, 17)), np.zeros((200, 5)), np.stack([np.arange(200)] * 2, axis=1)
    rows[:, 2], rows[:, 3], rows[:, 4] = looks.width, looks.height, 10.0
    cameras[:, FOCAL], cameras[:, INFRARED] = 100.0, looks.reach * 10.0
    speeds_m_s = looks.speed * 10.0 / 100.0
    mine = hit_chances(which, rows, looks.share, looks.lux, speeds_m_s, cameras, TRUE.numbers(0.5))
    assert chances(looks, TRUE) == pytest.approx(mine, rel=1e-12)


def test_a_fit_finds_the_numbers_that_drew_the_looks() -> None:
    """From 20,000 looks; a number nobody could know stays as assumed."""
    found = fitted(drawn(replace(TRUE, memory_s=0.1), 20_000, 2), "x")
    assert found.half_height_px == pytest.approx(TRUE.half_height_px, rel=0.08)
    assert found.half_lux == pytest.approx(TRUE.half_lux, rel=0.25)
    assert found.best == pytest.approx(TRUE.best, abs=0.05)
    assert found.shake == Response().shake
    bright = drawn(TRUE, 3000, 3)
    bright = replace(bright, lux=np.full(3000, 1e5))
    assert fitted(bright, "x").half_lux == pytest.approx(Response().half_lux, rel=0.05)


def test_how_long_luck_lasts_is_found() -> None:
    """Misses that come in runs."""
    for memory in (0.3, 2.0, 6.0):
        looks = drawn(replace(TRUE, memory_s=memory), 20_000, 4)
        assert lasting_s(looks, TRUE) == pytest.approx(memory, rel=0.2)


def test_the_gap_over_which_bodies_join_is_found() -> None:
    """From pairs; a detector that never joins any has none, and of few pairs nothing is known."""
    between = np.linspace(-0.02, 0.04, 241)
    looks = replace(drawn(TRUE, 100, 7), gaps=between, joined=between <= 0.008)
    assert joining(looks, 0.0) == pytest.approx(0.008, abs=0.0005)
    assert joining(replace(looks, joined=np.zeros(241, dtype=bool)), 0.004) == 0.0
    assert joining(replace(looks, gaps=between[:10], joined=looks.joined[:10]), 0.004) == 0.004


def test_jitter_is_of_pixels_and_of_heights() -> None:
    """Both are found from what boxes are off; of few boxes nothing is known."""
    looks, rng = drawn(TRUE, 5000, 8), Seeds(8).stream("test", "calibration", "jitter")
    off = np.abs(rng.normal(0.0, 0.02 * looks.height + 1.5))
    share, px = shaking(replace(looks, shake=off / looks.height), Response())
    assert share == pytest.approx(0.02, abs=0.005)
    assert px == pytest.approx(1.5, abs=0.2)
    assert shaking(looks, Response()) == (Response().shake, Response().jitter_px)


def test_false_detections_are_few_where_little_was_filmed() -> None:
    """A count in hours; a second of film says next to nothing."""
    assert rate(40, 9.0, 0.3) == pytest.approx(4.03)
    assert rate(0, 0.001, 0.3) == pytest.approx(0.3, rel=0.01)


def test_a_fit_foretells_looks_it_was_not_fitted_to() -> None:
    """Better than the assumed numbers, and within 3 points overall."""
    other = drawn(TRUE, 5000, 6)
    mine, assumed = agreement(other, fitted(drawn(TRUE, 20_000, 5), "x"))[0], agreement(other, Response())[0]
    assert abs(mine.hit - mine.foretold) < 0.03
    assert mine.brier < assumed.brier
    assert mine.cost < assumed.cost


def test_a_response_is_used_by_its_own_detector_and_weather(tmp_path: Path) -> None:
    """Calibrated by name; another detector, another weather or no file are uncalibrated."""
    file = tmp_path / "response.json"
    write_responses(file, [entry("motion", False, TRUE, ["a"], {})])
    dry, wet = Weather(), Weather(sky=Sky.RAIN)
    used = response_for(file, CONFIG, dry)
    assert used.name.startswith("calibrated motion")
    assert replace(used, name=TRUE.name) == TRUE
    assert response_for(file, CONFIG, wet).name == "uncalibrated"
    assert response_for(tmp_path / "none.json", CONFIG, dry).name == "uncalibrated"
    assert response_for(file, PipelineConfig(("objects",)), dry).name == "uncalibrated"
    write_responses(file, [entry("motion", True, TRUE, ["b"], {}), entry("motion", False, Response(), ["c"], {})])
    assert [one["weather"] for one in json.loads(file.read_text())["responses"]] == ["wet", "dry"]
    assert response_for(file, CONFIG, wet).half_height_px == TRUE.half_height_px


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[]", "cannot be read"),
        ("{", "cannot be read"),
        ('{"responses": [{"detector": "motion"}]}', "digest"),
        ('{"responses": [{"detector": "a", "digest": "b", "weather": "dry", "numbers": {"bets": 1}}]}', "bets"),
    ],
)
def test_a_broken_file_lists_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    """Every problem, with the field."""
    file = tmp_path / "response.json"
    file.write_text(text)
    with pytest.raises(InputError, match=word):
        response_for(file, CONFIG, Weather())


def test_a_looker_is_known_by_what_it_finds() -> None:
    """The same film, the same digest; another stage another one."""
    assert identity("motion") == identity.__wrapped__("motion")
    assert identity("motion") != identity("objects")
    assert looker(PipelineConfig(("smoke",), (("cam-*", ("motion",)),))) == "motion"
    assert looker(PipelineConfig(("smoke",))) == ""


def test_runs_are_calibrated_from_film_and_say_so(tmp_path: Path) -> None:
    """Filmed, fitted, put beside the deployment, run again; a run that filmed nobody is refused."""
    prowler = "  - {kind: prowling, at: +6 s, where: b1/1, stay: 40 s}\nwindows: {before: 5 s, after: 40 s"
    scenario = write_tiny(tmp_path / "in", SCENARIO.replace("windows: {before: 2 s, after: 5 s", prowler))
    site, deployment = tmp_path / "in" / "site.geojson", tmp_path / "in" / "deployment.yaml"
    order = Order(scenario, site, deployment, tmp_path / "run", cache=tmp_path / "cache")
    filmed = run(order)
    looks = looks_of(filmed, "motion")
    assert 50 < len(looks.hit) < 2000
    assert 0.05 < looks.hit.mean() < 1.0
    file = deployment.with_name("response.json")
    (fit,) = calibrate("motion", [filmed], [filmed], file)
    assert fit.held_out[str(filmed)][0].brier < fit.assumed[str(filmed)][0].brier
    again = run(replace(order, out=tmp_path / "again", fidelity="metadata"))
    assert json.loads((again / "manifest.json").read_text())["response"].startswith("calibrated motion")
    assert (again / "inputs" / "response.json").read_bytes() == file.read_bytes()
    with pytest.raises(InputError, match="nobody was filmed"):
        calibrate("motion", [again], [], file)
    with pytest.raises(InputError, match="looked with motion"):
        calibrate("objects", [filmed], [], file)
