"""Beams, breakers, meters, bays, tanks, hydrants, heat and motion: facts in, readings out, each its own chance."""

import math

import numpy as np
import pytest

from detectors.stream import DeviceKind, Quantity, Reading, Unit
from tests.agents.hamlet import hamlet
from twin.bodies import Body, BodyKind, Gait, Leg, Mode
from twin.contacts import Contacts
from twin.deployment import SensorUnit
from twin.facts import (
    Arcing,
    BayLeft,
    BayTaken,
    Blocked,
    DoorPassage,
    DoorTried,
    Draw,
    EarthFault,
    Fact,
    FireOut,
    HydrantLeak,
    Load,
    MainsMended,
    PipeMended,
    PowerCut,
    RoomFire,
    Shaken,
    Spray,
    Stir,
    TankLeak,
    TankMended,
    ValveShut,
)
from twin.faults import Faults
from twin.physics.fire import growth_rate
from twin.seeds import Seeds
from twin.sensors.bank import SensorBank
from twin.sensors.upkeep import LOW_V, Upkeep
from twin.world import World

SITE = hamlet()
HOME = "b1/1/301"


def unit(kind: DeviceKind, where: str, place: tuple[float, float, float] = (0.0, 0.0, 2.0)) -> SensorUnit:
    return SensorUnit(kind.value, kind, where, place)


UNITS = (
    unit(DeviceKind.BEAM, "wall/ring"),
    unit(DeviceKind.VIBRATION, "wall/ring"),
    unit(DeviceKind.BAY_SENSOR, "bay/1"),
    unit(DeviceKind.BREAKER, "b1/1"),
    unit(DeviceKind.METER, HOME),
    unit(DeviceKind.PIR, f"{HOME}/living"),
    unit(DeviceKind.TANK_LEVEL, "b1"),
    unit(DeviceKind.HYDRANT_PRESSURE, "b1/1", (0.0, 0.0, 16.1)),
    unit(DeviceKind.HEAT, f"{HOME}/kitchen", SITE.room_place(f"{HOME}/kitchen")),
    unit(DeviceKind.GAS, f"{HOME}/kitchen", SITE.room_place(f"{HOME}/kitchen")),
)


def said(facts: list[Fact], seconds: int, kind: DeviceKind, quantity: Quantity, seed: int = 3) -> list[tuple]:
    return [(r.time_s, r.value) for r in run(facts, seconds, seed) if r.device == kind.value and r.quantity == quantity]


def run(facts: list[Fact], seconds: int, seed: int = 3, units: tuple[SensorUnit, ...] = UNITS) -> list[Reading]:
    bank = SensorBank(units, SITE, Seeds(seed))
    for fact in facts:
        bank.notice(fact)
    return [reading for t in range(seconds) for reading in bank.readings(float(t), t + 1.0)]


def test_a_person_hides_the_beams_and_a_cat_does_not() -> None:
    """Broken a tenth of a second after, clear when gone; what hides half the stack, or for an instant, is not told."""
    facts: list[Fact] = [Blocked(10.0, "wall/ring", "thief", 1.0, 2.0), Blocked(30.0, "wall/ring", "cat", 0.45, 9.0)]
    facts.append(Blocked(50.0, "wall/ring", "bird", 1.0, 0.08))
    assert said(facts, 60, DeviceKind.BEAM, Quantity.BEAM_BROKEN) == [(10.1, True), (12.0, False)]


def test_a_shaken_fence_is_felt_and_the_wind_too() -> None:
    """Peaks of each half second, none above what shook it by more than its unit's scale."""
    shown = said([Shaken(10.0, "wall/ring", "thief", 5.0, 4.0)], 60, DeviceKind.VIBRATION, Quantity.VIBRATION)
    strong = [v for t, v in shown if 10.0 <= t <= 14.5]
    assert len(strong) == 8
    assert 2.5 < max(strong) < 7.0
    day = said([], 6 * 3600, DeviceKind.VIBRATION, Quantity.VIBRATION)
    assert 0 < len(day) < 60
    assert max(v for _, v in day) < 4.0


def test_a_bay_is_taken_and_left() -> None:
    """Within ten seconds of the truth."""
    facts: list[Fact] = [BayTaken(10.0, "bay/1", "car"), BayLeft(500.0, "bay/1", "car"), BayTaken(20.0, "bay/2", "van")]
    (on, yes), (off, no) = said(facts, 600, DeviceKind.BAY_SENSOR, Quantity.OCCUPIED)
    assert (yes, no) == (True, False)
    assert 10.0 < on < 20.0
    assert 500.0 < off < 510.0


def test_a_chip_tells_overload_arcs_and_leakage_from_common_life() -> None:
    """An hour of life stays under the standards' limits; each fault passes its own, and cutting the power ends it."""
    calm = run([], 3600)
    box = [r for r in calm if r.device == "breaker"]
    assert max(float(r.value) for r in box if r.quantity == Quantity.RESIDUAL_CURRENT) < 0.2
    assert max(float(r.value) for r in box if r.quantity == Quantity.ARC_COUNT) <= 9
    arc = said([Arcing(100.0, 1e9, "b1/1", 0.3)], 200, DeviceKind.BREAKER, Quantity.ARC_COUNT)
    assert max(v for _, v in arc) >= 14
    assert sum(t > 105.0 for t, _ in arc) > 80
    leak = said([EarthFault(100.0, 1e9, "b1/1", 450.0)], 200, DeviceKind.BREAKER, Quantity.RESIDUAL_CURRENT)
    assert max(v for _, v in leak) > 0.45
    loads: list[Fact] = [
        Load(100.0, 1e9, "b1/1/601", "heater", 6),
        PowerCut(900.0, "b1/1"),
        MainsMended(1500.0, "b1/1"),
    ]
    heat = said(loads, 1200, DeviceKind.BREAKER, Quantity.TEMPERATURE)
    current = said(loads, 1200, DeviceKind.BREAKER, Quantity.CURRENT)
    assert max(v for _, v in heat) > 55.0
    assert max(v for t, v in current if t < 900) > 63.0
    assert all(v < 0.3 for t, v in current if t > 905)


def test_a_meter_adds_up_what_its_own_home_draws() -> None:
    """A kettle of 1.9 kW for three minutes is 1.1 kW over five; the neighbour's is not on this meter."""
    facts: list[Fact] = [Load(600.0, 780.0, HOME, "kettle"), Load(600.0, 2000.0, "b1/1/302", "kettle", 5)]
    watts = said(facts, 1500, DeviceKind.METER, Quantity.POWER)
    joules = (
        sum(v for _, v in watts) * 300.0 - sum(v for _, v in said([], 1500, DeviceKind.METER, Quantity.POWER)) * 300
    )
    assert joules == pytest.approx(8.6 * 220.0 * 180.0, rel=0.02)


def test_movement_is_noticed_in_its_own_room() -> None:
    """Stirring in the kitchen is not in the living room."""
    stirs: list[Fact] = [Stir(60.0 * k, f"{HOME}/living", "ann", 5.0) for k in range(1, 21)]
    shown = said(stirs, 1300, DeviceKind.PIR, Quantity.PRESENCE)
    assert 15 <= sum(bool(v) for _, v in shown) <= 20
    assert [v for _, v in shown] == [True, False] * (len(shown) // 2)
    assert said([Stir(10.0, f"{HOME}/kitchen", "ann", 5.0)], 60, DeviceKind.PIR, Quantity.PRESENCE) == []


def test_a_tank_breathes_and_a_leak_drains_it() -> None:
    """Left alone it stays within its float's marks; a hole of 20 cm2 takes a third of a metre in an hour."""
    calm = [v for _, v in said([], 4 * 3600, DeviceKind.TANK_LEVEL, Quantity.LEVEL)]
    assert 1.2 < min(calm) <= max(calm) < 1.6
    leak = [v for _, v in said([TankLeak(60.0, "b1", 2e-3)], 3600, DeviceKind.TANK_LEVEL, Quantity.LEVEL)]
    assert leak[0] - leak[-1] > 0.3
    mended = said([TankLeak(60.0, "b1", 2e-3), TankMended(600.0, "b1")], 9000, DeviceKind.TANK_LEVEL, Quantity.LEVEL)
    assert mended[-1][1] > 1.2


def test_pressure_falls_with_a_shut_valve_and_hardly_with_a_draw() -> None:
    """At rest over 0.07 MPa; shut it bleeds below half in five minutes; drawn upon it gives a little and recovers."""
    kind, quantity = DeviceKind.HYDRANT_PRESSURE, Quantity.PRESSURE
    shut = said([ValveShut(600.0, "b1/1"), PipeMended(1500.0, "b1/1")], 2400, kind, quantity)
    assert all(v > 0.069e6 for t, v in shut if t < 600)
    assert min(v for t, v in shut if 900 < t < 1500) < 0.03e6
    assert shut[-1][1] > 0.069e6
    draw = said([Draw(600.0, 720.0, "b1", 0.002)], 1200, kind, quantity)
    assert min(v for _, v in draw) > 0.06e6
    leak = said([HydrantLeak(600.0, "b1/1", 0.02)], 900, kind, quantity)
    assert min(v for _, v in leak) < 0.065e6


def test_heat_and_spray_reach_their_detectors() -> None:
    """A fast fire passes 58 C within five minutes; a can of spray some %LEL, which then dwindle."""
    room = f"{HOME}/kitchen"
    x, y, z = SITE.room_place(room)
    fire = RoomFire(30.0, room, (x + 1.0, y, z - 1.7), growth_rate("fast"), 900.0)
    shown = said([fire, FireOut(400.0, room)], 1800, DeviceKind.HEAT, Quantity.TEMPERATURE)
    assert next(t for t, v in shown if v > 58.0) < 330.0
    assert shown[-1][1] < 50.0
    gas = said([Spray(30.0, 90.0, room, 4e-4)], 3600, DeviceKind.GAS, Quantity.GAS)
    assert 1.5 < max(v for _, v in gas) < 10.0
    assert gas[-1][1] < 0.9 * max(v for _, v in gas)


def test_legs_touch_walls_and_bays() -> None:
    """A climber hides the beams and shakes the wall; a cat hides less; a car's bay is known by where it stands."""
    world = World(SITE, Seeds(1))
    heard: list[Fact] = []
    world.listeners.append(type("Ear", (), {"notice": lambda _, fact: heard.append(fact)})())
    Contacts(world)
    world.add(Body("thief", BodyKind.PERSON, 1, (0.35, 0.5, 1.7)))
    world.add(Body("cat", BodyKind.CAT, 1, (0.45, 0.15, 0.28)))
    world.add(Body("car", BodyKind.CAR, 1, (4.5, 1.8, 1.5)))
    over = np.array(
        [(0, 51.2, 0), (0, 50.3, 0), (0, 50.3, 1.8), (0, 50, 2.2), (0, 49.7, 1.6), (0, 48.9, 0)], np.float32
    )
    world.legs.add(Leg("thief", Mode.FOOT, 10.0, 20.0, over, np.array([10.0, 11, 16, 18, 19, 20]), Gait.CLIMB))
    along = np.array([(20, 50, 2.2), (28, 50, 2.2)], np.float32)
    world.legs.add(Leg("cat", Mode.FOOT, 40.0, 50.0, along, np.array([40.0, 50.0]), Gait.WALK))
    way = np.array([(0, -17, 0), (-30, -23, 0)], np.float32)
    world.legs.add(Leg("car", Mode.WHEELS, 5.0, 12.0, way, np.array([5.0, 12.0]), Gait.DRIVE))
    world.legs.add(Leg("car", Mode.WHEELS, 60.0, 70.0, way[::-1].copy(), np.array([60.0, 70.0]), Gait.DRIVE))
    world.clock.run_until(100.0)
    beams = {f.body: f.share for f in heard if isinstance(f, Blocked)}
    assert beams["thief"] == 1.0
    assert 0.0 < beams["cat"] < 0.8
    assert {f.body for f in heard if isinstance(f, Shaken)} == {"thief", "cat"}
    assert [(type(f), f.time_s) for f in heard if isinstance(f, BayTaken | BayLeft)] == [
        (BayTaken, 12.0),
        (BayLeft, 60.0),
    ]


def test_a_device_more_changes_nobody_elses_readings() -> None:
    """Every new kind draws from streams of its own."""
    facts: list[Fact] = [Shaken(10.0, "wall/ring", "thief", 5.0, 4.0), Stir(20.0, f"{HOME}/living", "ann", 3.0)]
    fewer = UNITS[1:]
    assert [r for r in run(facts, 400) if r.device != UNITS[0].id] == run(facts, 400, units=fewer)


def test_batteries_wear_out_and_self_tests_come_daily() -> None:
    """Fresh at 3 V, under 2.6 V at the end of life; one word a day from each device."""
    keep = Upkeep(unit(DeviceKind.SMOKE, "x"), Seeds(1))
    volts = [keep.volts(day * 86400.0) for day in range(2000)]
    assert volts == sorted(volts, reverse=True)
    assert volts[0] > 2.5
    assert volts[-1] < LOW_V
    day = [r for r in run([], 86400, units=UNITS[2:3]) if r.quantity in (Quantity.SELF_TEST, Quantity.BATTERY)]
    assert [r.quantity for r in day] == [Quantity.BATTERY, Quantity.SELF_TEST]


@pytest.mark.parametrize(("kind", "shown"), [("stuck", [1.0, 1.0, 1.0]), ("wire", [-1.25, -1.25, -1.25]), ("dead", [])])
def test_faults_alter_what_arrives(kind: str, shown: list[float]) -> None:
    """Stuck at its first value, no current in a broken wire, silent when dead; others untouched; no gaps in numbers."""
    faults = Faults([("a", kind, 10.0, 100.0)])
    rows = [Reading(d, i, 10.0 + i, Quantity.LEVEL, 1.0 + i, Unit.METRE) for i in range(3) for d in ("a", "b")]
    heard = faults.heard(rows)
    assert [r.value for r in heard if r.device == "a"] == shown
    assert [r.index for r in heard if r.device == "a"] == list(range(len(shown)))
    assert [r for r in heard if r.device == "b"] == [r for r in rows if r.device == "b"]


def test_a_drift_grows_and_a_lossy_link_loses_some() -> None:
    """Half its first value more each hour; about three messages in ten lost, the same ones every time."""
    rows = [Reading("a", i, 36.0 * i, Quantity.LEVEL, 2.0, Unit.METRE) for i in range(200)]
    drifted = Faults([("a", "drift", 0.0, None)]).heard(rows)
    assert float(drifted[100].value) == pytest.approx(3.0)
    lost = [Faults([("a", "lossy", 0.0, None)], Seeds(4)).heard(rows) for _ in range(2)]
    assert lost[0] == lost[1]
    assert 110 < len(lost[0]) < 170
    assert math.isfinite(float(lost[0][0].value))


def test_a_handle_tells_of_who_pulls_and_of_who_comes_in_but_not_of_who_leaves() -> None:
    """Turned from outside alone; one pull in twenty is too soft to be noticed."""
    door = unit(DeviceKind.HANDLE_CONTACT, "b1/1")
    bank = SensorBank((door,), SITE, Seeds(3))
    for k in range(400):
        bank.notice(DoorTried(10.0 * k + 1.0, "b1/1", "prowler"))
    bank.notice(DoorPassage(5000.0, "b1/1", ("ann",), "card-ann", False, 5.0, True))
    bank.notice(DoorPassage(5100.0, "b1/1", ("ann",), "card-ann", False, 5.0, False))
    bank.notice(DoorPassage(5200.0, "b1/1", ("eve",), "card-x", False, 0.0, True))
    told = [r.time_s for r in bank.readings(0.0, 6000.0) if r.quantity == Quantity.HANDLE]
    assert 360 <= len(told) - 1 <= 396
    assert 5000.6 <= told[-1] < 5001.0
