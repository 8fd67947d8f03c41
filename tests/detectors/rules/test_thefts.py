"""Burglary, theft, unpaid fees, hung wires: each with what looks like it and is not."""

from dataclasses import replace

import pytest

from detectors.config import Survey
from detectors.contract import Label
from detectors.rules.burglary import Burglary
from detectors.rules.fees import Fees
from detectors.rules.theft import Theft
from detectors.rules.wires import OutsideCharging
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading, Unit
from tests.detectors.streams import CAMERA, MODEL, judge, line, says, stand, walk

DOOR = "b1/1"
SURVEY = Survey(
    devices={
        CAMERA: DeviceInfo(CAMERA, DeviceKind.CAMERA, MODEL.position, MODEL),
        "reader": DeviceInfo("reader", DeviceKind.BADGE_READER, (0.0, 1.0, 1.4)),
        "contact": DeviceInfo("contact", DeviceKind.DOOR_CONTACT, (0.0, 1.0, 2.0)),
        "pir": DeviceInfo("pir", DeviceKind.PIR, (2.0, 6.0, 5.0)),
        "meter": DeviceInfo("meter", DeviceKind.METER, (2.0, 6.0, 5.0)),
        "gate": DeviceInfo("gate", DeviceKind.BARRIER, (40.0, 0.0, 1.0)),
        "pile": DeviceInfo("pile", DeviceKind.CHARGING_PILE, (5.0, 0.0, 1.0)),
    },
    cameras={CAMERA: MODEL},
    door_cameras={DOOR: CAMERA},
    door_sensors={"reader": DOOR, "contact": DOOR},
    rooms={"pir": f"{DOOR}/301/living", "meter": f"{DOOR}/301"},
    badges=frozenset({"card-1"}),
    plates=frozenset({"浙A12345"}),
)


def opened(t: float) -> Reading:
    return says("contact", t, Quantity.DOOR_OPEN, True)


def stirs(t: float) -> Reading:
    return says("pir", t, Quantity.PRESENCE, True)


def kinds(rule, items) -> list[tuple[str, str | None]]:
    return [(event.kind.value, event.zone) for event in judge(rule, items)]


def test_a_door_forced_by_somebody_who_lingered_is_a_burglary() -> None:
    """Half a minute close to the door, then it opens without a badge."""
    lingers = walk(stand((0.0, 0.0), 30.0))
    assert kinds(Burglary(SURVEY), [*lingers, opened(29.0)]) == [("burglary", DOOR)]


def test_steps_in_a_still_home_behind_a_forced_door_are_a_burglary() -> None:
    """Even when no camera saw anybody; once for a door."""
    assert kinds(Burglary(SURVEY), [opened(2000.0), stirs(2100.0), stirs(2130.0)]) == [
        ("burglary", f"{DOOR}/301/living")
    ]


@pytest.mark.parametrize(
    "items",
    [
        # A smoker, a friend who waits: the door is opened from inside, or with a card.
        [*walk(stand((0.0, 0.0), 60.0)), says("reader", 58.0, Quantity.BADGE, "exit"), opened(59.0)],
        [*walk(stand((0.0, 0.0), 30.0)), says("reader", 28.0, Quantity.BADGE, "card-1"), opened(29.0)],
        # A latch that gives way to a push: no badge, but nobody was busy at it.
        [*walk(line((-4.0, 0.0), (0.0, 0.5))), opened(4.0)],
        # Somebody who lingered, but across the yard; or long before.
        [*walk(stand((6.0, -3.0), 30.0)), opened(29.0)],
        [*walk(stand((0.0, 0.0), 30.0)), opened(120.0)],
        # A forced door, and a home in which somebody has been up all along.
        [*[stirs(60.0 * k) for k in range(40)], opened(2000.0), stirs(2030.0)],
        # A still home whose people come back in the evening, with no door forced.
        [says("reader", 1999.0, Quantity.BADGE, "card-1"), opened(2000.0), stirs(2060.0)],
        # And hours after a door was forced.
        [opened(2000.0), stirs(9000.0)],
    ],
)
def test_what_is_no_burglary(items) -> None:
    """Everyday life at a stair's door."""
    assert kinds(Burglary(SURVEY), items) == []


RIDE = line((0.0, 0.0), (-9.0, 0.0), speed=4.0)


def test_a_two_wheeler_that_leaves_from_where_somebody_was_busy_is_a_theft() -> None:
    """A minute at a lock, then off."""
    thief = walk(stand((0.3, 0.2), 60.0))
    (event,) = judge(Theft(CAMERA, SURVEY), [*thief, *walk(RIDE, t0=61.0, label=Label.MOTORCYCLE, width=0.7)])
    assert event.kind == "theft"
    assert event.place == pytest.approx((0.0, 0.0, 0.0), abs=0.6)


@pytest.mark.parametrize(
    ("busy", "after", "start"),
    [
        (stand((0.3, 0.2), 12.0), 13.0, 0.0),  # an owner with a key
        (stand((0.3, 0.2), 60.0), 140.0, 0.0),  # somebody else, two minutes before
        (stand((4.0, 0.2), 60.0), 61.0, 0.0),  # somebody who waits four metres away
        (stand((5.2, 0.2), 60.0), 61.0, 5.0),  # an owner who unplugs at a charging pile
    ],
)
def test_what_is_no_theft(busy, after: float, start: float) -> None:
    """Owners, and people who stand about."""
    ride = walk([(x + start, y) for x, y in RIDE], t0=after, label=Label.MOTORCYCLE, width=0.7)
    assert judge(Theft(CAMERA, SURVEY), [*walk(busy), *ride]) == []


def test_whoever_rode_up_a_moment_ago_rides_off_again() -> None:
    """A courier hands over and loads for a minute; of a bike that has stood for longer nobody knows whose it is."""
    for parked_s, told in ((60.0, 0), (700.0, 1)):
        came = walk(RIDE[::-1], label=Label.MOTORCYCLE, width=0.7)
        busy = walk(stand((0.3, 0.2), 60.0), t0=came[-1].time_s + parked_s)
        left = walk(RIDE, t0=busy[-1].time_s + 1.0, label=Label.MOTORCYCLE, width=0.7)
        assert len(judge(Theft(CAMERA, SURVEY), [*came, *busy, *left])) == told


def passage(t: float, plate: str = "", boom: bool = True) -> list[Reading]:
    """What a gate says of one vehicle; the boom stays up for 5 s if it is raised."""
    said = [says("gate", t, Quantity.LOOP, True), says("gate", t + 4.0, Quantity.LOOP, False)]
    if plate:
        said.append(says("gate", t + 0.5, Quantity.PLATE, plate))
    if boom:
        said += [says("gate", t + s, Quantity.BARRIER_OPEN, state) for s, state in ((1.2, True), (6.5, False))]
    return said


VISITOR, OTHER, RESIDENT = "沪C99999", "苏E5555X", "浙A12345"
BOTH_IN = [*passage(10.0, VISITOR), *passage(60.0, OTHER)]


def fees(items) -> list[float]:
    return [event.start_s for event in judge(Fees(SURVEY), items) if event.kind == "evaded-fee"]


def test_a_visitor_who_slips_out_behind_one_who_paid_is_told() -> None:
    """Two came, an hour ago; one is read on its way out, one follows under the same opening."""
    assert fees([*BOTH_IN, *passage(3600.0, OTHER), *passage(3604.5, boom=False)]) == [3604.5]
    assert fees([*passage(10.0, VISITOR), *passage(3600.0, RESIDENT), *passage(3604.5, boom=False)]) == [3604.5]


@pytest.mark.parametrize(
    "items",
    [
        # Both pay.
        [*BOTH_IN, *passage(3600.0, OTHER), *passage(3610.0, VISITOR)],
        # Within the free quarter of an hour.
        [*BOTH_IN, *passage(300.0, OTHER), *passage(304.5, boom=False)],
        # A car that tails one in.
        [*passage(10.0, VISITOR), *passage(3600.0, OTHER), *passage(3604.5, boom=False)],
        # A resident who tails a resident, with nobody else inside.
        [*passage(3600.0, RESIDENT), *passage(3604.5, boom=False)],
        # The visitor had left, misread by one sign.
        [
            *passage(10.0, VISITOR),
            *passage(900.0, "沪C9999B"),
            *passage(3600.0, RESIDENT),
            *passage(3604.5, boom=False),
        ],
    ],
)
def test_who_owes_nothing(items) -> None:
    """Tails that are not evaded fees."""
    assert fees(items) == []


def meter(*watts: float) -> list[Reading]:
    return [Reading("meter", k, 300.0 * k, Quantity.POWER, w, Unit.WATT) for k, w in enumerate(watts)]


CHARGER = meter(80.0, 85.0, 78.0, 82.0, 181.0, 280.0, 276.0, 283.0, 279.0)


def wheels(spots: list, t0: float = 900.0) -> list:
    return walk(spots, t0=t0, label=Label.MOTORCYCLE, width=0.7)


BIKE = walk(stand((1.0, 0.0), 900.0, rate=0.5), rate=0.5, t0=900.0, label=Label.MOTORCYCLE, width=0.7)


def test_a_bike_at_a_door_and_a_chargers_step_behind_it_are_a_hung_wire() -> None:
    """Three steady reports after the one in which it was plugged in, a bike that stands, or stood until background."""
    for bike in (BIKE, wheels(stand((1.0, 0.0), 100.0))):
        (event,) = judge(OutsideCharging(SURVEY), [*bike, *CHARGER])
        assert (event.kind, event.zone, event.devices[0]) == ("outside-charging", DOOR, "meter")


def test_a_courier_who_comes_and_goes_hides_no_bike() -> None:
    """Two stand at one door; that the second rides off says nothing of the first."""
    courier = wheels([*stand((-3.0, 1.0), 60.0), *line((-3.0, 1.0), (-12.0, 1.0), 4.0)], 960.0)
    (event,) = judge(OutsideCharging(SURVEY), [*wheels(stand((1.0, 0.0), 100.0)), *courier, *CHARGER])
    assert event.place[:2] == pytest.approx((1.0, 0.0), abs=0.5)


@pytest.mark.parametrize("at", [(1.0, 0.0), (-0.8, 0.3)])
def test_a_courier_who_parks_beside_a_bike_takes_only_their_own_away(at: tuple[float, float]) -> None:
    """In its very place, for all that a camera can tell, or a bike's length off."""
    bike = wheels(stand((1.0, 0.0), 100.0))
    courier = wheels([*line((12.0, 0.3), at, 4.0), *stand(at, 60.0), *line(at, (-12.0, 1.0), 4.0)], 1200.0)
    assert len(judge(OutsideCharging(SURVEY), [*bike, *courier, *CHARGER])) == 1


def test_a_courier_whose_track_breaks_beside_a_bike_takes_only_their_own_away() -> None:
    """Who begins to ride off between two bikes left on the nearer one."""
    bike, at = wheels(stand((1.0, 0.0), 100.0)), (-0.8, 0.3)
    came = wheels([*line((12.0, 0.3), at, 4.0), *stand(at, 60.0)], 1200.0)
    gone = wheels([*stand((-0.5, 0.3), 2.0), *line((-0.5, 0.3), (-12.0, 1.0), 4.0)], 1280.0)
    assert len(judge(OutsideCharging(SURVEY), [*bike, *came, *gone, *CHARGER])) == 1


def test_of_two_bikes_that_was_plugged_in_which_had_just_come() -> None:
    """The other has stood there since half an hour before."""
    other, mine = wheels(stand((-2.0, 0.0), 140.0), -600.0), wheels(stand((1.0, 0.0), 100.0), 1150.0)
    (event,) = judge(OutsideCharging(SURVEY), [*other, *mine, *CHARGER])
    assert event.place[:2] == pytest.approx((1.0, 0.0), abs=0.5)


@pytest.mark.parametrize(
    "items",
    [
        BIKE,  # a bike that only stands there
        CHARGER,  # something switched on, and no bike
        [*BIKE, *meter(80.0, 85.0, 78.0, 82.0, 900.0, 90.0, 85.0, 81.0)],  # a kettle
        [*BIKE, *meter(80.0, 85.0, 78.0, 82.0, 1500.0, 1480.0, 1510.0, 1490.0)],  # an air conditioner
        [*BIKE, *meter(80.0, 210.0, 90.0, 250.0, 120.0, 300.0, 180.0, 220.0)],  # a home full of life
        # A courier's bike, gone after two minutes, also when its track broke meanwhile.
        [*wheels(stand((1.0, 0.0), 120.0) + line((1.0, 0.0), (9.0, 0.0), 4.0)), *CHARGER],
        [*wheels(stand((1.0, 0.0), 60.0)), *wheels(line((1.2, 0.0), (9.0, 0.0), 4.0), 1020.0), *CHARGER],
        # One that stands at a charging pile.
        [*walk(stand((4.5, -1.0), 900.0, rate=0.5), rate=0.5, t0=900.0, label=Label.MOTORCYCLE, width=0.7), *CHARGER],
    ],
)
def test_what_is_no_hung_wire(items) -> None:
    """Either alone, and steps that no charger makes."""
    assert judge(OutsideCharging(SURVEY), items) == []


def test_rules_without_their_devices_say_nothing() -> None:
    """A site without meters, sensors, readers or gates."""
    bare = replace(Survey(), devices={CAMERA: SURVEY.devices[CAMERA]}, cameras={CAMERA: MODEL})
    items = [*BIKE, *CHARGER, opened(29.0), *passage(3600.0, VISITOR)]
    for rule in (Burglary(bare), Theft(CAMERA, bare), OutsideCharging(bare)):
        assert judge(rule, items) == []
