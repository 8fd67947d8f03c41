"""Where nobody looks, and by what light the rest is seen (twin.planning.blind, footfall, nightlight, seasons)."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.twin.planning.compound import GROUND, RAYS, SITE, camera
from twin.bodies import Body, BodyKind, Gait, Leg, Mode
from twin.legs import Legs
from twin.planning.blind import LEAST_M2, TILE_M, areas_of, blind_areas, blocks
from twin.planning.footfall import Climbs, Footfall, every_metre, footfall, passes
from twin.planning.nightlight import DARK_LUX, Lit, by_hour, by_night, dark_hours, lamp_lux
from twin.planning.seasons import Phase, seasons
from twin.planning.views import overlook

NOBODY = Footfall(np.zeros((0, 2), np.float32), np.zeros(0, np.int32), np.zeros(0, np.uint8))
NO_CLIMBS = Climbs(np.zeros((0, 2)), np.zeros(0))
DARK = np.arange(24) >= 18


def walk(body: str, start_s: float, *path: tuple[float, float], mode: Mode = Mode.FOOT, pose: Gait = Gait.WALK) -> Leg:
    places = np.array([(x, y, 0.0) for x, y in path], dtype=np.float32)
    times = start_s + 10.0 * np.arange(len(path), dtype=np.float64)
    return Leg(body, mode, start_s, float(times[-1]), places, times, pose)


def walked(*legs: Leg) -> Footfall:
    held = Legs()
    for name in dict.fromkeys(leg.body for leg in legs):
        held.add_body(Body(name, BodyKind.CAR if name == "car" else BodyKind.PERSON, 1, (0.4, 0.5, 1.7)))
    for leg in legs:
        held.add(leg)
    return footfall(held, weight=2.0)


def test_walks_on_foot_count_once_an_area_and_hour() -> None:
    """Two people through one area, one of them back after dark; who drives or is indoors does not walk."""
    day = walked(
        walk("ann", 9 * 3600.0, (0.0, 0.0), (9.0, 0.0)),
        walk("ann", 20 * 3600.0, (9.0, 0.0), (0.0, 0.0)),
        walk("bob", 9 * 3600.0, (0.0, 0.0), (4.0, 0.0)),
        walk("cy", 9 * 3600.0, (0.0, 0.0), (9.0, 0.0), pose=Gait.HIDDEN),
        walk("car", 9 * 3600.0, (0.0, 0.0), (9.0, 0.0), mode=Mode.WHEELS, pose=Gait.DRIVE),
    )
    labels = np.where(day.places[:, 0] > 6.0, 2, 1)
    found = passes(day, labels, 2)
    assert found[:, 9].tolist() == [4.0, 2.0]
    assert found[:, 20].tolist() == [2.0, 2.0]
    assert found.sum() == 10.0


def test_a_way_is_noted_at_least_every_metre() -> None:
    """Round a corner too, with both ends."""
    way = every_metre(np.array([[0.0, 0.0], [3.0, 0.0], [3.0, 5.5]], dtype=np.float32))
    assert np.hypot(*np.diff(way, axis=0).T).max() <= 1.0 + 1e-6
    assert way[0].tolist() == [0.0, 0.0]
    assert way[-1].tolist() == [3.0, 5.5]


def test_blind_ground_is_all_told_and_cut_into_tiles() -> None:
    """Without cameras every square of open ground within the wall is in an area, none larger than a tile."""
    none = np.zeros(GROUND.outdoor.shape, dtype=np.bool_)
    found = blind_areas(SITE, GROUND, none, lamp_lux(SITE, GROUND), DARK, NOBODY, NO_CLIMBS)
    assert found.size_m2 == pytest.approx(found.open_m2, rel=0.02)
    assert all(LEAST_M2 <= area.size_m2 <= TILE_M**2 for area in found.areas)
    assert found.open_m2 == pytest.approx(70.0 * 50.0 - 2 * 200.0, rel=0.05)
    everything = blind_areas(SITE, GROUND, ~none, lamp_lux(SITE, GROUND), DARK, NOBODY, NO_CLIMBS)
    assert everything.areas == ()


def test_people_darkness_and_climbers_each_bring_an_area_forward() -> None:
    """The same walk weighs more where no lamp is; a spot that climbers choose comes first when nobody walks."""
    none = np.zeros(GROUND.outdoor.shape, dtype=np.bool_)
    lux = lamp_lux(SITE, GROUND)
    by_lamp, far_off = (5.0, -8.0), (-33.0, 23.0)

    def first(day: Footfall, climbs: Climbs) -> tuple[float, float]:
        return blind_areas(SITE, GROUND, none, lux, DARK, day, climbs).areas[0].place

    night = walked(
        *(walk(f"p{k}", 20 * 3600.0, spot, (spot[0] + 1.0, spot[1])) for k, spot in enumerate((by_lamp, far_off)))
    )
    assert math.dist(first(night, NO_CLIMBS), far_off) < TILE_M
    noon = walked(walk("ann", 43200.0, by_lamp, (6.0, -8.0)))
    assert math.dist(first(noon, NO_CLIMBS), by_lamp) < TILE_M
    assert math.dist(first(NOBODY, Climbs(np.array([[33.0, 24.0]]), np.ones(1))), (33.0, 24.0)) < TILE_M
    found = blind_areas(SITE, GROUND, none, lux, DARK, night, Climbs(np.array([[33.0, 24.0]]), np.ones(1)))
    assert sum(area.weight for area in found.areas) == pytest.approx(1.0)
    assert found.climb == 1.0


def test_squares_and_areas() -> None:
    """Means of squares, the ragged edge counting as zero; corners touch, crumbs are left out."""
    assert blocks(np.ones((3, 2)), 2).tolist() == [[1.0], [0.5]]
    mask = np.zeros((10, 10), dtype=np.bool_)
    mask[:2, :3] = mask[2:4, 3:6] = mask[8, 8] = True
    labels, count = areas_of(mask, 1.0)
    assert count == 1
    assert (labels > 0).sum() == 12


def test_night_is_lamps_infrared_or_too_dark() -> None:
    """Near the lamp, within the camera's infrared, beyond both; and nothing where nobody looks."""
    unit = camera("a", (0.0, -24.0, 4.0), (0.0, 0.0, 1.0), infrared_m=20.0)
    night = by_night(SITE, overlook((unit,), GROUND, RAYS), 1, 12.5)
    ny, nx = GROUND.outdoor.shape
    x, y = np.meshgrid(GROUND.x0 + np.arange(nx) + 0.5, GROUND.y0 + np.arange(ny) + 0.5)
    away = np.sqrt((x - unit.at[0]) ** 2 + (y - unit.at[1]) ** 2 + (1.1 - unit.at[2]) ** 2)
    seen = night.lit != Lit.UNSEEN
    assert (night.lux[night.lit == Lit.LAMPS] >= DARK_LUX).all()
    assert (away[night.lit == Lit.INFRARED] <= 20.0).all()
    assert (away[night.lit == Lit.DARK] > 20.0).all()
    assert (night.lux[seen & (night.lit != Lit.LAMPS)] < DARK_LUX).all()
    assert all((night.lit == kind).any() for kind in Lit)
    assert sum(night.shares().values()) == pytest.approx(1.0)
    blinded = by_night(SITE, overlook((replace(unit, infrared_m=0.0),), GROUND, RAYS), 1, 12.5)
    assert blinded.shares()[Lit.DARK] == pytest.approx(night.shares()[Lit.DARK] + night.shares()[Lit.INFRARED])


def test_winter_nights_are_longer_and_every_hour_has_its_light() -> None:
    """At 30 degrees north the shortest day has some ten hours of sun, the longest fourteen (astronomical almanacs)."""
    winter, summer = seasons((120.0, 30.0))
    assert winter.hours(Phase.DAY) == pytest.approx(10.2, abs=0.4)
    assert summer.hours(Phase.DAY) == pytest.approx(14.1, abs=0.4)
    assert 0.0 < winter.hours(Phase.DUSK) <= 1.0
    assert sum(winter.hours(phase) for phase in Phase) == 24.0
    assert dark_hours((winter, summer), "winter").sum() > dark_hours((winter, summer), "summer").sum()
    night = by_night(SITE, overlook((camera("a", (0.0, -24.0, 4.0), (0.0, 0.0, 1.0)),), GROUND, RAYS), 1, 12.5)
    hours = by_hour(night, winter)
    assert hours[12]["day"] == 1.0
    lit = {kind.name.lower(): share for kind, share in night.shares().items()}
    assert hours[0] == {"day": 0.0, "dusk": 0.0} | lit
    assert all(sum(shares.values()) == pytest.approx(1.0) for shares in hours)
