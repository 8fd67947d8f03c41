"""Routes keep out of buildings and walls, and cross the boundary only at its openings."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from agents.ground import Ground, keeps_clear
from agents.routes import Routes, length
from tests.agents.hamlet import hamlet

SITE = hamlet()
ROUTES = Routes(SITE)
BLOCKS = [Polygon(b.footprint) for b in SITE.buildings]
WALL = LineString(SITE.walls[0].path)
spots = st.tuples(st.floats(-80, 85), st.floats(-58, 60)).filter(ROUTES.ground.free)


@settings(max_examples=150, deadline=None)
@given(spots, spots)
def test_no_route_passes_a_building_or_a_closed_wall(a: tuple[float, float], b: tuple[float, float]) -> None:
    """Wherever one starts, the way leads round what is built; shapely is the oracle."""
    path = ROUTES.route(a, b)
    assert path is not None
    assert path[0] == a
    assert path[-1] == b
    line = LineString(path)
    assert not any(line.intersects(block) for block in BLOCKS)
    crossed = line.intersection(WALL)
    for point in getattr(crossed, "geoms", [crossed] if not crossed.is_empty else []):
        assert any(math.dist((point.centroid.x, point.centroid.y), g.place) < g.width_m / 2 for g in SITE.gates)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(ROUTES.nodes)), st.sampled_from(sorted(ROUTES.nodes)))
def test_a_route_back_is_the_route_there_reversed(a: str, b: str) -> None:
    """What was asked before changes no route: a fresh network answers the same."""
    there, back = ROUTES.between(a, b), ROUTES.between(b, a)
    assert there is not None
    assert back is not None
    assert there == back[::-1]
    assert Routes(SITE).between(b, a) == back
    assert length(there) >= math.dist(there[0], there[-1]) - 1e-9


def test_cars_keep_to_roads() -> None:
    """Between bay and street a car never leaves the roads by more than a bay's depth."""
    path = ROUTES.between("bay/0", ROUTES.drives_out[0][1], wheels=True)
    assert path is not None
    roads = [LineString(way.path) for way in SITE.ways if way.kind == "road"]
    line = LineString(path)
    steps = [line.interpolate(s) for s in np.arange(0.0, line.length, 1.0)]
    assert max(min(road.distance(step) for road in roads) for step in steps) < 7.0


def test_people_leave_by_a_streets_end() -> None:
    """Who goes through a gate is gone where a street leads off the map, not at the gate."""
    assert [gate for gate, _ in ROUTES.exits] == ["gate-south", "wicket-east"]
    for _, end in ROUTES.exits:
        x, y = ROUTES.spot(end)
        assert abs(x) >= 90
        assert not -45 < y < 50


def test_a_site_without_ways_still_has_routes() -> None:
    """Corners of buildings carry people where the map draws no path."""
    bare = Routes(type(SITE)("bare", "Bare", SITE.origin, SITE.buildings, gates=SITE.gates))
    assert bare.between("b1/1", "b2/1") is not None
    assert bare.exits[0][1] == "gate-south/out"


@settings(max_examples=200, deadline=None)
@given(spots, spots, st.floats(0.05, 1.0))
def test_the_kernel_agrees_with_shapely(a: tuple[float, float], b: tuple[float, float], margin: float) -> None:
    """Keeping clear means that the distance to every segment is at least the margin."""
    barriers = Ground(SITE).barriers
    line = LineString([a, b])
    gap = min(line.distance(LineString([s[:2], s[2:]])) for s in barriers[0])
    assume(abs(gap - margin) > 1e-9)
    assert keeps_clear(barriers, *a, *b, margin) == (gap > margin)


@pytest.mark.parametrize("gate", SITE.gates, ids=lambda gate: gate.id)
def test_a_gate_opens_its_wall(gate) -> None:
    """The wall is drawn closed; the gate cuts it."""
    out = (gate.place[0] + 2 * math.cos(gate.heading), gate.place[1] + 2 * math.sin(gate.heading))
    back = (gate.place[0] - 2 * math.cos(gate.heading), gate.place[1] - 2 * math.sin(gate.heading))
    assert ROUTES.ground.clear(out, back)
    aside = (-math.sin(gate.heading) * 10, math.cos(gate.heading) * 10)
    moved = [(p[0] + aside[0], p[1] + aside[1]) for p in (out, back)]
    assert not ROUTES.ground.clear(*moved)
