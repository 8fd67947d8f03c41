"""What is wrong with a site's geometry (twin.site.check)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from tests.fakes.tiny import site as tiny
from twin.site.check import shape_faults, site_faults
from twin.site.model import Area, Site, ZoneKind


def faulty(**changes: object) -> Site:
    block = replace(tiny().buildings[0], **changes)
    return replace(tiny(), buildings=(block,))


BOW_TIE = np.array([[0.0, 0.0], [20.0, 10.0], [20.0, 0.0], [0.0, 10.0]])
CASES = [
    (faulty(footprint=BOW_TIE, stairs=np.zeros((0, 2))), "crosses or touches itself"),
    (faulty(height_m=0.0), "height is not known"),
    (faulty(floors=20), "make storeys of 0.9 m"),
    (faulty(stairs=np.array([[0.0, 3.0]])), "stands 3.0 m off"),
    (faulty(vacant=frozenset({"b1/9/101"})), "none of its homes"),
    (faulty(id="b/1"), "has a slash"),
    (replace(tiny(), walls=(replace(tiny().walls[0], path=BOW_TIE),)), "crosses itself near 10.0, 5.0 m"),
    (replace(tiny(), walls=(replace(tiny().walls[0], path=np.zeros((2, 2))),)), "0.00 m long"),
    (replace(tiny(), areas=(Area("z", ZoneKind.GREEN, np.array([[0.0, 0], [0.1, 0], [0, 0.1]])),)), "area of 0.01 m2"),
    (replace(tiny(), gates=tiny().gates[:1] * 2), "given twice"),
    (Site("x", "X", (0.0, 0.0)), "nothing stands"),
]


@pytest.mark.parametrize(("site", "said"), CASES, ids=[said for _, said in CASES])
def test_each_fault_is_found(site: Site, said: str) -> None:
    """One fault, one message about it."""
    messages = [fault.message for fault in site_faults(site)]
    assert len(messages) == 1
    assert said in messages[0]


def test_a_good_site_has_none() -> None:
    """No fault is invented."""
    assert site_faults(tiny()) == ()


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=8))
def test_crossing_walls_agree_with_geos(corners) -> None:
    """A wall is refused exactly when GEOS calls it not simple, and the crossing told lies on it."""
    path = np.array(corners, dtype=float)
    line = LineString(path)
    if line.length < 0.1:
        return
    faults = list(shape_faults("LineString", "w", path, simple=True))
    assert bool(faults) == (not line.is_simple)
    for fault in faults:
        if "near" in fault.message:
            x, y = fault.message.split("near ")[1].removesuffix(" m").split(", ")
            assert line.distance(Point(float(x), float(y))) < 0.1
