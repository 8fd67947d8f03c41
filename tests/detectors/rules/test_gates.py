"""Gates and bays: vehicles that slip through, strangers that stay (rules.barrier, rules.overstay)."""

from detectors.config import Survey
from detectors.rules.barrier import BarrierTailing
from detectors.rules.overstay import Overstay
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading
from tests.detectors.streams import judge, says

SURVEY = Survey(
    devices={
        "gate": DeviceInfo("gate", DeviceKind.BARRIER, (0.0, 0.0, 1.0)),
        "bay-7": DeviceInfo("bay-7", DeviceKind.BAY_SENSOR, (30.0, 5.0, 0.0)),
    },
    rooms={"bay-7": "bay/7"},
    plates=frozenset({"浙A12345"}),
)


def passage(t: float, plate: str = "", boom: bool = True) -> list[Reading]:
    """What a gate says of one vehicle; the boom stays up for 5 s if it is raised."""
    said = [says("gate", t, Quantity.LOOP, True), says("gate", t + 4.0, Quantity.LOOP, False)]
    if plate:
        said.append(says("gate", t + 0.5, Quantity.PLATE, plate))
    if boom:
        said += [says("gate", t + s, Quantity.BARRIER_OPEN, state) for s, state in ((1.2, True), (6.5, False))]
    return said


def test_a_car_that_follows_under_the_raised_boom_is_told() -> None:
    """Two on the loop, one opening."""
    (event,) = judge(BarrierTailing(SURVEY), passage(10.0, "浙A12345") + passage(14.5, boom=False))
    assert event.kind == "barrier-tailing"
    assert event.start_s == 14.5


def test_a_queue_and_a_plate_that_cannot_be_read_are_not() -> None:
    """Every car of a queue has its own opening, read or not; a car that backs off has none and was let through none."""
    queue = passage(10.0, "浙A12345") + passage(17.0, "浙B22222") + passage(24.0)
    assert judge(BarrierTailing(SURVEY), queue) == []
    close = [*passage(10.0, "浙A12345"), says("gate", 15.0, Quantity.LOOP, True)]
    raised = [says("gate", 16.0, Quantity.BARRIER_OPEN, True), says("gate", 20.0, Quantity.BARRIER_OPEN, False)]
    assert judge(BarrierTailing(SURVEY), close + raised) == []


def stays(*passages: tuple[float, str], bay: tuple[tuple[float, bool], ...] = ()):
    readings = [says("gate", t, Quantity.PLATE, plate) for t, plate in passages]
    readings += [says("bay-7", t, Quantity.OCCUPIED, full) for t, full in bay]
    rule = Overstay(SURVEY, stay_s=3600.0)
    return [(e.kind.value, e.zone) for e in judge(rule, [*readings, says("other", 9000.0, Quantity.LOOP, False)])]


def test_a_stranger_that_stays_is_told_once_and_one_that_leaves_is_not() -> None:
    """The second passage of the same plate is out."""
    assert stays((10.0, "沪C99999")) == [("overstay", "gate")]
    assert stays((10.0, "沪C99999"), (11.0, "沪C99999"), (3000.0, "沪C99999")) == []
    assert stays((10.0, "浙A12345")) == []


def test_a_strangers_car_in_a_residents_bay() -> None:
    """Soon after a stranger's entry, with no resident between, for longer than unloading takes."""
    stranger, resident = (10.0, "沪C99999"), (60.0, "浙A12345")
    taken = (("stranger-overstay", "bay/7"), ("overstay", "gate"))
    assert tuple(stays(stranger, bay=((130.0, True),))) == taken
    assert stays(stranger, (700.0, "沪C99999"), bay=((130.0, True), (700.0, False))) == []
    assert stays(stranger, resident, (3000.0, "沪C99999"), bay=((130.0, True),)) == []
    assert stays(stranger, (3000.0, "沪C99999"), bay=((900.0, True),)) == []


def test_a_bay_is_taken_by_the_car_whose_drive_fits() -> None:
    """Thirty metres take some twenty seconds: neither the stranger of minutes ago nor the one just now at the gate."""
    long_ago, resident, just_now = (10.0, "沪C99999"), (110.0, "浙A12345"), (128.0, "沪C88888")
    kinds = [kind for kind, _ in stays(long_ago, resident, just_now, bay=((130.0, True),))]
    assert "stranger-overstay" not in kinds
    kinds = [kind for kind, _ in stays((20.0, "浙A12345"), (110.0, "沪C99999"), bay=((130.0, True),))]
    assert "stranger-overstay" in kinds


def test_where_it_may_as_well_be_a_residents_car_nobody_is_accused() -> None:
    """A stranger and a resident who came in together: either may stand in the bay; one who came alone does."""
    full = ((31.0, True),)
    assert stays((10.0, "沪C99999"), (12.0, "浙A12345"), (1500.0, "沪C99999"), bay=full) == []
    assert ("stranger-overstay", "bay/7") in stays((10.0, "沪C99999"), (1500.0, "沪C99999"), bay=full)
