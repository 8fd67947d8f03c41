"""Cameras proposed for a site (twin.planning.mounts, candidates, proposal)."""

import dataclasses
import math

import numpy as np
import pytest
import shapely

from tests.twin.planning.compound import RAYS, SITE, camera
from twin.catalogue import catalogue
from twin.planning.candidates import candidates, lenses_of, rows_of
from twin.planning.demands import Demand, Subject, samples_of
from twin.planning.judging import judged, lens_of, rows_met
from twin.planning.mounts import MountKind, Mounts, Spacing
from twin.planning.placement import Effort
from twin.planning.proposal import propose
from twin.planning.rules import PlacementRules
from twin.sighting import OPTICS, camera_rows

MODELS = tuple(catalogue()[name] for name in ("ds-4mp-4mm", "ds-4mp-face-8mm"))
DEMANDS = (
    Demand("gate", Subject.GATES, 508.0, within=math.radians(15.0), fps=12.0),
    Demand("road", Subject.ROADS, 80.0, height_m=1.1, share=0.9),
    Demand("wall", Subject.WALLS, 20.0, height_m=1.1, views=2, share=0.6, spacing_m=6.0),
    Demand("windows", Subject.WINDOWS, 400.0, ceiling=True),
)
RULES = PlacementRules()
QUICK = Effort(steps=6, walks=2, exact=0.0)


def test_mounts_stand_where_a_camera_can_hang() -> None:
    """No pole in a building, walls face away from theirs, and what is barred is left out."""
    mounts = Mounts(SITE, RULES, Spacing()).all()
    bodies = shapely.MultiPolygon([shapely.Polygon(building.footprint) for building in SITE.buildings])
    assert {mount.kind for mount in mounts} == set(MountKind)
    assert len({mount.id for mount in mounts}) == len(mounts)
    assert not any(bodies.contains(shapely.Point(mount.at[:2])) for mount in mounts)
    assert all(mount.price > 0 for mount in mounts)
    fewer = Mounts(SITE, dataclasses.replace(RULES, no_go=("b1", "road")), Spacing()).all()
    assert {m.id for m in mounts} - {m.id for m in fewer} == {
        m.id for m in mounts if m.id.startswith(("b1/e", "road/"))
    }


def test_poses_meet_what_their_cameras_meet() -> None:
    """Columns against one camera judged by itself, and rows and lenses against those made one by one."""
    samples = samples_of(SITE, DEMANDS)
    mounts = Mounts(SITE, RULES, Spacing()).all()[::5]
    found = candidates(mounts, MODELS, samples, RAYS)
    assert len(found.units) > 30
    for j in range(0, len(found.units), 7):
        rows = found.indices[found.indptr[j] : found.indptr[j + 1]]
        assert rows.tolist() == rows_met(found.units[j], samples, RAYS).tolist()
        assert not any(samples.demands[k].ceiling for k in samples.demand[rows])
    unit, mount = found.units[0], next(m for m in mounts if m.id == found.mounts[0])
    aim, which = np.array([unit.look_at]), np.array([[m.model for m in MODELS].index(unit.model)])
    np.testing.assert_allclose(rows_of(mount, aim, which, MODELS), camera_rows((unit,))[:, :OPTICS], atol=1e-12)
    np.testing.assert_allclose(lenses_of(mount, aim, which, MODELS)[0], lens_of(unit))


def test_a_proposal_meets_its_demands_under_its_bound() -> None:
    """All demands met, the bound below the cost, the cost below greedy's; the same seed gives the same cameras."""
    found = propose(SITE, DEMANDS, RULES, MODELS, RAYS, effort=QUICK, seed=3)
    assert all(verdict.met for verdict in judged(found.cameras, samples_of(SITE, DEMANDS), RAYS))
    assert 0 < found.bound <= found.cost <= found.greedy_cost
    assert sum(unit.cost for unit in found.cameras) == pytest.approx(found.cost, abs=len(found.cameras))
    assert any(unit.id.startswith("face-") for unit in found.cameras)
    again = propose(SITE, DEMANDS, RULES, MODELS, RAYS, effort=QUICK, seed=3)
    assert again == found


def test_a_camera_that_must_stay_stays_and_costs_nothing() -> None:
    """It is among the cameras, its price is not, and what it meets need not be bought again."""
    old = dataclasses.replace(camera("old", (0.0, 18.0, 4.0), (0.0, -5.0, 1.0)), cost=999.0)
    road = DEMANDS[1:2]
    without = propose(SITE, road, RULES, MODELS, RAYS, effort=QUICK)
    kept = propose(SITE, road, RULES, MODELS, RAYS, installed=(old,), effort=QUICK)
    assert old in kept.cameras
    assert kept.cost < without.cost
    gone = propose(
        SITE, road, dataclasses.replace(RULES, keep=("other",)), MODELS, RAYS, installed=(old,), effort=QUICK
    )
    assert gone == without


def test_a_budget_is_kept_and_spent_where_it_counts() -> None:
    """What is bought costs no more than is allowed; more money never meets less; the note says what is proven."""
    whole = propose(SITE, DEMANDS, RULES, MODELS, RAYS, effort=QUICK)
    shares = []
    for part in (0.3, 0.6, 1.0):
        money = math.floor(part * whole.cost)
        found = propose(SITE, DEMANDS, dataclasses.replace(RULES, budget=money), MODELS, RAYS, effort=QUICK)
        assert found.cost <= money
        assert found.whole_cost == whole.cost
        assert bool(found.out_of_reach) == (part < 1.0)
        verdicts = judged(found.cameras, samples_of(SITE, DEMANDS), RAYS)
        shares.append(sum(min(v.share / v.demand.share, 1.0) for v in verdicts))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(len(DEMANDS))
    assert (
        "no plan that meets every demand costs less"
        in propose(SITE, DEMANDS, dataclasses.replace(RULES, budget=1.0), MODELS, RAYS, effort=QUICK).out_of_reach[0]
    )
