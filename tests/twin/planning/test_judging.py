"""Demands, their samples, and what becomes of them (twin.planning.demands, judging, focus, streams)."""

import dataclasses
import math

import numpy as np
import pytest

from tests.twin.planning.compound import RAYS, SITE, camera
from twin.planning.demands import Demand, Subject, samples_of
from twin.planning.focus import blur, focal_m, hyperfocal_m
from twin.planning.judging import judged, rows_met
from twin.planning.streams import recorded

# Inside the gate, looking out at who comes in: 1.4 m off the axis at 6 m, 0.9 m above the face.
FACE = dataclasses.replace(
    camera("face", (1.4, -19.0, 2.5), (0.0, -25.0, 1.6)), hfov=math.radians(39.0), model="ds-4mp-face-8mm"
)


def met(demand: Demand, *cameras: object) -> float:
    (verdict,) = judged(cameras, samples_of(SITE, (demand,)), RAYS)
    assert verdict.samples > 0
    return verdict.share


def test_every_subject_has_its_places() -> None:
    """Doors and gates one each, walls and fronts at their spacing, nothing where the site has none."""
    demands = tuple(Demand(s.value, s, 25.0) for s in Subject)
    samples = samples_of(SITE, demands)
    count = {d.subject: int((samples.demand == i).sum()) for i, d in enumerate(demands)}
    assert count[Subject.DOORS] == 2
    assert count[Subject.GATES] == count[Subject.BARRIERS] == 1
    assert count[Subject.PILES] == count[Subject.BAYS] == count[Subject.ZONES] == 0
    assert count[Subject.FRONTS] == 2 * 30 * 4
    assert count[Subject.WAYS] == count[Subject.ROADS] > 15
    assert 75 <= count[Subject.WALLS] <= 125
    assert count[Subject.GROUND] > 500
    only = samples_of(SITE, (Demand("one", Subject.DOORS, 25.0, only="b2/*"),))
    assert only.names == ("b2/1",)


def test_a_face_needs_density_angle_and_rate() -> None:
    """Each of the three fails by itself; the recorded picture counts unless the analysed one is asked for."""
    gate = Demand("gate", Subject.GATES, 508.0, within=math.radians(15.0), fps=12.0)
    assert met(gate, FACE) == 1.0
    density = recorded(FACE).focal_px / FACE.calibration().project(samples_of(SITE, (gate,)).points)[0, 2]
    assert met(dataclasses.replace(gate, px_per_m=density * 1.001), FACE) == 0.0
    assert met(dataclasses.replace(gate, px_per_m=density * 0.999), FACE) == 1.0
    assert met(dataclasses.replace(gate, within=math.radians(13.0)), FACE) == 0.0
    assert met(dataclasses.replace(gate, fps=26.0), FACE) == 0.0
    assert met(dataclasses.replace(gate, analysed=True), FACE) == 0.0


def test_views_and_ceilings() -> None:
    """Two views need two cameras; a window that is seen too well breaks a ceiling."""
    twice = Demand("gate", Subject.GATES, 25.0, views=2)
    other = camera("other", (-1.4, -19.0, 2.5), (0.0, -25.0, 1.6))
    assert met(twice, FACE) == 0.0
    assert met(twice, FACE, other) == 1.0
    near = camera("near", (-15.0, -1.0, 2.5), (-15.0, 5.0, 1.6))
    windows = Demand("windows", Subject.WINDOWS, 200.0, ceiling=True)
    assert met(windows, other) == 1.0
    assert 0.5 < met(windows, near) < 1.0


def test_focus_follows_the_thin_lens() -> None:
    """At the hyperfocal distance infinity is drawn by just one pixel, and half of it by one as well."""
    unit = recorded(FACE)
    far = hyperfocal_m(unit.hfov, unit.width)
    aimed = dataclasses.replace(unit, at=(0.0, 0.0, 2.0), look_at=(far, 0.0, 2.0))
    s, k = blur(aimed)
    assert s == pytest.approx(far)
    assert k == pytest.approx(1.0, rel=1e-3)
    assert k * abs(s / 2 - s) / (s / 2) == pytest.approx(1.0, rel=1e-3)
    assert focal_m(unit.hfov) * 1000.0 == pytest.approx(7.86, abs=0.01)


def test_light_comes_from_lamps_or_infrared() -> None:
    """Where the lamps are too weak a camera meets only what its infrared reaches; under a lamp it meets as before."""
    demand = Demand("road", Subject.ROADS, 20.0, height_m=1.1, spacing_m=1.0)
    far = camera("c", (0.0, 18.0, 4.0), (0.0, -10.0, 1.0), infrared_m=15.0)
    everywhere = rows_met(far, samples_of(SITE, (demand,)), RAYS)
    asked = samples_of(SITE, (dataclasses.replace(demand, lux=5.0),))
    lit = rows_met(far, asked, RAYS)
    away = np.sqrt(((asked.points - np.array(far.at)) ** 2).sum(axis=1))
    assert lit.tolist() == [row for row in everywhere.tolist() if away[row] <= 15.0 or not asked.dark[row]]
    assert 0 < len(lit) < len(everywhere)
    assert (~asked.dark[lit] & (away[lit] > 15.0)).any()
