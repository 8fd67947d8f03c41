"""Plan, marks, lanes and shading: geometry that must hold for any run."""

import io
import itertools
import math
import xml.etree.ElementTree as ET

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from reports.figures import Lane, Span, lanes, sparkline, stack
from reports.marks import EDGE, Mark, letters, spread
from reports.plan import CameraPlace, Walk, draw_plan, fit, role_group
from reports.shade import Coverage, png
from reports.svg import element, number, text
from twin.site.model import Building, BuildingKind, Site, Way, WayKind

PLACES = st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), min_size=1, max_size=20)


@settings(max_examples=40)
@given(PLACES)
def test_marks_keep_apart_and_keep_their_anchor(places: list[tuple[float, float]]) -> None:
    """However crowded, marks end up readable and still know where they belong."""
    marks = spread([Mark("1", "found", "", at, at) for at in places], gap=20.0, rounds=2000)
    for i, one in enumerate(marks):
        assert one.anchor == places[i]
        assert all(math.dist(one.at, other.at) > 19.0 for other in marks[:i])


def test_the_edge_of_the_plan_cuts_no_mark() -> None:
    """A gate lies on the edge: nineteen strangers' cars there were pushed out of the picture."""
    at = (200.0, 398.0)
    marks = spread([Mark(str(k), "found", "", at, at) for k in range(19)], rounds=2000, within=(400.0, 400.0))
    assert all(EDGE <= x <= 400.0 - EDGE and EDGE <= y <= 400.0 - EDGE for x, y in (mark.at for mark in marks))
    assert all(math.dist(a.at, b.at) > 19.0 for k, a in enumerate(marks) for b in marks[:k])


@given(st.lists(st.floats(0, 1000), max_size=40).map(sorted))
def test_no_two_marks_of_a_sub_row_touch(places: list[float]) -> None:
    """Lanes open a sub-row rather than cover a mark."""
    rows = stack(places, gap=20.0)
    for row in set(rows):
        held = [p for p, r in zip(places, rows, strict=True) if r == row]
        assert all(b - a >= 20.0 for a, b in itertools.pairwise(held))


@given(st.text())
def test_any_text_survives_escaping(words: str) -> None:
    """What goes in as a label comes out of an XML parser unchanged."""
    kept = "".join(c for c in words if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF)
    picture = element("g", text(kept, aria_label=kept))
    root = ET.fromstring(picture)  # noqa: S314  our own output
    assert (root[0].text or "") == kept
    assert root[0].get("aria-label") == kept


@given(st.floats(-1e5, 1e5))
def test_numbers_are_short_and_true(value: float) -> None:
    """Two decimals, never an exponent, never a minus zero."""
    said = number(value)
    assert abs(float(said) - value) <= 0.00501
    assert said != "-0"
    assert "e" not in said


def test_the_plan_is_true_to_scale() -> None:
    """A 50 m square spans 50 m of the page, north up."""
    view, height = fit((0.0, 0.0, 100.0, 50.0))
    west, south = view.at(0.0, 0.0)
    east, north = view.at(100.0, 50.0)
    assert math.isclose((east - west) / (south - north), 2.0)
    assert 0.0 < west < east < 640.0
    assert 0.0 < north < south < height


def test_a_plan_shows_what_there_is() -> None:
    """Building, road, camera in its role's colour, walk and mark are all drawn."""
    square = np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 12.0], [0.0, 12.0]])
    block = Building("b1", BuildingKind.HOUSING, square, 18.0, 6, np.zeros((0, 2)))
    road = Way("w1", WayKind.ROAD, np.array([[0.0, 20.0], [40.0, 20.0]]), 6.0)
    site = Site("s", "s", (120.0, 30.0), (block,), ways=(road,))
    cover = Coverage(0.0, 0.0, 4.0, np.full((5, 10), 30.0, np.float32), np.ones((5, 10), bool))
    camera = CameraPlace("c1", 1.0, 15.0, 0.0, 1.2, ("perimeter",))
    mark = (Mark("1", "missed", "one", (0, 0), (0, 0)), (20.0, 16.0))
    picture = draw_plan("plan", "N", site, cover, (camera,), (Walk("g", ((0.0, 20.0), (20.0, 16.0))),), (mark,))
    classes = {node.get("class") for node in ET.fromstring(picture).iter()}  # noqa: S314  our own output
    assert {"buildings", "way road", "camera edge", "walk", "mark missed", "shade"} <= classes


def test_the_most_telling_role_colours_a_camera() -> None:
    """A gate camera that also gives an overview is a gate camera."""
    assert role_group(("overview", "gate")) == "entry"
    assert role_group(()) == "wide"


@given(st.integers(1, 9), st.integers(1, 9))
def test_shading_is_a_png_others_read(rows: int, columns: int) -> None:
    """An independent decoder reads back size and transparency."""
    levels = (np.arange(rows * columns) % 3).astype(np.uint8).reshape(rows, columns)
    image = imread(io.BytesIO(png(levels, (0, 34, 78))), format="png")
    assert image.shape == (rows, columns, 4)
    np.testing.assert_array_equal(np.round(image[..., 3] * 255), np.array([0, 34, 78])[levels])


def test_coverage_counts_open_ground_only() -> None:
    """Roofs are nobody's blind spot."""
    density = np.array([[30.0, 0.0], [200.0, 0.0]], np.float32)
    outdoor = np.array([[True, True], [True, False]])
    assert Coverage(0.0, 0.0, 1.0, density, outdoor).share(25.0) == 2 / 3


def test_the_axis_shows_the_clock() -> None:
    """A run that starts at 18:00 has 22:00 at its end, and one over midnight goes on at 00:00."""
    lane = Lane("x", (Span(0.0, 10.0, "found", "a"),))
    assert ">22:00<" in lanes("t", [lane], 14400.0, 18 * 3600.0)
    assert ">00:00<" in lanes("t", [lane], 14400.0, 22 * 3600.0)


def test_a_flat_sensor_still_draws() -> None:
    """All readings equal must not divide by their span."""
    picture = sparkline("s", [0.0, 1.0, 2.0], [0.0, 0.0, 0.0], 1.0, "A")
    assert "nan" not in picture
    assert "inf" not in picture


def test_letters_go_on_after_z() -> None:
    """False alarms may be many."""
    assert [letters(i) for i in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
