"""Number plates: found, made straight, spelt, voted on, compared with the register (video.plates and its parts)."""

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.checks import check_detector
from detectors.config import Survey
from detectors.stream import Frame
from detectors.video.finder import grey
from detectors.video.platefinder import candidates
from detectors.video.platereader import PlateNetworks, decoded, read_crops
from detectors.video.plates import PlateReader, around
from detectors.video.platesigns import SIGNS, proper
from detectors.video.platespelling import path
from detectors.video.platevote import Ballot, Text
from detectors.video.rectify import ROUGH, STRAIGHT, rectified
from tests.fakes.platebook import PlateBook
from twin.imaging.numberplate import PlateKind, plate_kind, plate_texture

RESIDENT, STRANGER, GREEN = "浙F8K3Q1", "沪B52N07", "苏AD12345"
CAMERA = "plate-in"
FOUND = 0.6


def scene(text: str, x: float, width: float, slant: float = 0.0, light: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """A grey yard with a pale car front whose plate's left end is at ``x``; the picture and the plate's corners."""
    rng = np.random.Generator(np.random.Philox(3))
    image = rng.integers(88, 100, (480, 854, 3)).astype(np.float32)
    flat = plate_texture(text, plate_kind(text))
    high, wide = flat.shape[:2]
    tall = width * high / wide
    quad = np.array([(x, 300), (x + width, 300 + slant), (x + width, 300 + slant + tall), (x, 300 + tall)], np.float32)
    image[150:400, max(0, int(x - width)) : int(x + 2 * width)] = 190.0
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    small = cv2.GaussianBlur(flat, (0, 0), max(0.1, 0.4 * wide / width))
    turn = cv2.getPerspectiveTransform(corners, quad)
    laid = cv2.warpPerspective(small, turn, (854, 480))
    cover = cv2.warpPerspective(np.ones((high, wide), np.float32), turn, (854, 480))[..., None]
    image = (image * (1 - cover) + laid * cover) * light
    return np.clip(image, 0, 255).astype(np.uint8), quad


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    a, b = np.r_[one.min(0), one.max(0)], np.r_[other.min(0), other.max(0)]
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(wide, 0.0) * max(tall, 0.0)
    return float(both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both))


@pytest.mark.parametrize("width", [70.0, 110.0, 160.0, 240.0])
@pytest.mark.parametrize("slant", [-0.12, 0.0, 0.12])
@pytest.mark.parametrize("text", [RESIDENT, GREEN])
def test_a_plate_is_among_the_candidates(text: str, width: float, slant: float) -> None:
    """At every width a gate camera has, level or slanted, dark signs or light ones."""
    image, quad = scene(text, 300.0, width, slant * width)
    assert max(overlap(one, quad) for one in candidates(grey(image))) > FOUND


def test_a_plate_in_shadow_is_found_and_a_bare_wall_is_not() -> None:
    """Strokes count against the light around them."""
    image, quad = scene(RESIDENT, 300.0, 150.0, light=0.35)
    assert max(overlap(one, quad) for one in candidates(grey(image))) > FOUND
    assert candidates(np.full((300, 400), 120, dtype=np.uint8)) == []


def test_a_crop_holds_its_plate_straight() -> None:
    """Slanted or not, large or small, the same crop but for sharpness."""
    flat, quad = scene(RESIDENT, 300.0, 240.0)
    tilted, other = scene(RESIDENT, 200.0, 150.0, 15.0)
    one, two = rectified(grey(flat), quad), rectified(grey(tilted), other)
    assert one.shape == two.shape == (STRAIGHT.tall, STRAIGHT.wide)
    assert abs(float(one.mean())) < 0.05
    assert float((one * two).mean()) > 0.85
    for crop in (ROUGH, STRAIGHT):
        corners = crop.corners()
        assert np.allclose(np.ptp(corners, axis=0), crop.plate, atol=1e-3)


def logits(*columns: tuple[str, float]) -> np.ndarray:
    """Logits of 32 columns: a sign and how strongly it is told, "" a blank."""
    out = np.full((len(SIGNS) + 1, 32), -6.0, dtype=np.float32)
    out[0] = 0.0
    for k, (sign, strength) in enumerate(columns):
        if sign:
            out[SIGNS.index(sign) + 1, k], out[0, k] = strength, -6.0
    return out


def spelt(text: str) -> np.ndarray:
    return logits(*[pair for sign in text for pair in ((sign, 5.0), ("", 0.0))])


def test_signs_are_spelt_as_ctc_has_them() -> None:
    """One run, one sign; a blank between makes two of it; what cannot stand at a place gives way to what can."""
    assert decoded(spelt("浙F88881")).text == "浙F88881"
    doubled = [pair for sign in "浙F8K3Q1" for pair in ((sign, 5.0), (sign, 5.0), ("", 0.0))]
    assert decoded(logits(*doubled)).text == "浙F8K3Q1"
    heads = spelt("浙08K3Q1")
    heads[SIGNS.index("D") + 1, 2] = 3.0
    assert decoded(heads).text == "浙D8K3Q1"
    assert decoded(spelt("浙F8K3")).text == ""
    assert decoded(logits()).text == ""


def test_a_spelling_is_the_likeliest_there_is() -> None:
    """Against every path through few columns of few signs: its likelihood, its signs, and that they do not overlap."""
    rng = np.random.Generator(np.random.Philox(5))
    for _ in range(20):
        logs = np.log(rng.dirichlet(np.full(4, 0.5), size=6).T + 1e-12)
        allowed = rng.random((3, 4)) < 0.7
        allowed[:, 0], allowed[:, 1] = False, True
        best, spelt_of = -np.inf, [0]
        for way in itertools.product(range(4), repeat=6):
            signs = [sign for sign, _ in itertools.groupby(way) if sign]
            if len(signs) == 3 and all(allowed[k, sign] for k, sign in enumerate(signs)):
                likelihood = sum(logs[sign, t] for t, sign in enumerate(way))
                best, spelt_of = max((best, spelt_of), (likelihood, signs))
        found, signs, first, last = path(logs, allowed)
        assert found == pytest.approx(best)
        assert signs.tolist() == spelt_of
        assert (first <= last).all()
        assert (last[:-1] < first[1:]).all()


@given(st.text(st.sampled_from(SIGNS), min_size=0, max_size=10))
def test_whatever_is_told_only_plates_are_read(text: str) -> None:
    """Never a text that cannot stand on a plate."""
    read = decoded(spelt(text))
    assert read.text == "" or proper(read.text)
    assert len(read.shares) == len(read.text)


def test_looks_outvote_a_slip() -> None:
    """One wrong sign in one look of four, one look of another length."""
    ballot = Ballot(0.0, 0.0, 0, 0, 0.0, 0.0, 100.0)
    sure, unsure = (0.9,) * 7, (0.6,) * 7
    looks = (("浙F8K3Q1", sure), ("浙F8K301", unsure), ("浙F8K3Q1", sure), ("浙F8K33Q1", (0.5,) * 8))
    for k, (text, shares) in enumerate(looks):
        ballot = ballot.cast(Text(text, shares), float(k), k, 0.0, 0.0, 100.0)
    outcome = ballot.outcome()
    assert outcome.text == "浙F8K3Q1"
    assert outcome.shares[5] < outcome.shares[0] < 1.0
    assert Ballot(0.0, 0.0, 0, 0, 0.0, 0.0, 1.0).outcome().text == ""


def drive(text: str, start_s: float = 0.0, first: int = 0) -> list[Frame]:
    """Ten empty pictures, a car that comes to the gate, and it gone."""
    empty, _ = scene(text, -900.0, 100.0)
    pictures = [empty] * 10 + [scene(text, 40.0 + 40.0 * k, 130.0)[0] for k in range(10)] + [empty] * 20
    return [Frame(CAMERA, first + k, start_s + k / 5.0, picture) for k, picture in enumerate(pictures)]


def told(network: PlateBook, frames: list[Frame]) -> tuple[list, list[str]]:
    reader = PlateReader(CAMERA, Survey(plates=frozenset({RESIDENT})), PlateNetworks(network))
    events = [found for frame in frames for found in reader.update(frame)]
    return events, [text for text, _, _ in reader.passed]


def test_a_stranger_is_told_once_and_a_resident_never() -> None:
    """Both are read; misread in one look, a resident is still one."""
    book = PlateBook((RESIDENT, STRANGER))
    events, read = told(book, drive(STRANGER))
    assert [(event.kind.value, event.devices) for event in events] == [("stranger-vehicle", (CAMERA,))]
    assert events[0].evidence.frames[0][1] >= 10
    assert read == [STRANGER]
    assert told(PlateBook((RESIDENT, STRANGER)), drive(RESIDENT)) == ([], [RESIDENT])
    slip = PlateBook((RESIDENT, STRANGER), {1: "浙F8K301", 3: "浙F8K3Q7"})
    assert told(slip, drive(RESIDENT)) == ([], [RESIDENT])


def test_two_cars_one_after_the_other_are_two() -> None:
    """Votes on one plate do not count for the next."""
    frames = drive(STRANGER) + drive(GREEN, 20.0, 100)
    events, read = told(PlateBook((RESIDENT, STRANGER, GREEN)), frames)
    assert read == [STRANGER, GREEN]
    assert len(events) == 2


def test_the_reader_conforms_and_goes_on_where_it_was() -> None:
    """State, reset, determinism, on a stream that makes it speak."""
    survey = Survey(plates=frozenset({RESIDENT}))
    stream = drive(STRANGER)
    assert (
        check_detector(lambda: PlateReader(CAMERA, survey, PlateNetworks(PlateBook((RESIDENT, STRANGER)))), stream)
        == []
    )


def test_only_what_is_as_large_as_a_car_is_searched() -> None:
    """The area is around all of it, within the picture; nobody on foot starts a search."""
    assert around([(10.0, 10.0, 60.0, 150.0)], 640, 360) is None
    assert around([(600.0, 200.0, 640.0, 260.0), (100.0, 100.0, 400.0, 330.0)], 640, 360) == (70.0, 77.0, 430.0, 353.0)
    assert read_crops(PlateBook((RESIDENT,)), np.zeros((0, STRAIGHT.tall, STRAIGHT.wide), dtype=np.float32)) == []


def test_yellow_plates_are_plates() -> None:
    """A truck's plate has black signs on yellow."""
    assert proper("粤B77LM挂")
    assert plate_kind("粤B77LMW", heavy=True) == PlateKind.YELLOW
    assert not proper("粤挂77LMW")
    assert not proper("粤B7挂LMW")
