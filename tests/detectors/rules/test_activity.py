"""Homes of people in care (rules.activity)."""

from dataclasses import replace

from detectors.config import Survey
from detectors.rules.activity import Activity
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading, Unit
from tests.detectors.streams import judge

HOUR = 3600.0
ROOMS = ("living", "bedroom", "kitchen")
HOME = "b3/1/101"
SURVEY = Survey(
    devices={f"pir-{r}": DeviceInfo(f"pir-{r}", DeviceKind.PIR, (0.0, 0.0, 2.0)) for r in ROOMS}
    | {"meter": DeviceInfo("meter", DeviceKind.METER, (0.0, 0.0, 1.0))},
    rooms={f"pir-{r}": f"{HOME}/{r}" for r in ROOMS} | {"meter": HOME},
)


def move(hour: float, room: str) -> Reading:
    return Reading(f"pir-{room}", round(hour * 60), hour * HOUR, Quantity.PRESENCE, True, Unit.NONE)


def power(hour: float, watts: float) -> Reading:
    return Reading("meter", round(hour * 12), hour * HOUR, Quantity.POWER, watts, Unit.WATT)


def days(n: int, bed: float = 22.0, rise: float = 6.5) -> list[Reading]:
    """Ordinary days: about the rooms every half hour or so, asleep at night."""
    rooms = ("kitchen", "living", "bedroom")
    hours = [h / 2.0 for h in range(round(2 * rise), round(2 * bed) + 1)]
    return [move(24.0 * d + h, rooms[k % 3]) for d in range(n) for k, h in enumerate(hours)]


def told(readings: list[Reading]) -> list[float]:
    return [event.t_seen_s / HOUR for event in judge(Activity(SURVEY), readings)]


def test_somebody_who_fell_in_the_morning_is_told_the_same_day() -> None:
    """Known rests are about nine hours of sleep; a silence since breakfast is over by the evening."""
    fell = [
        *days(3),
        move(72.0 + 6.8, "kitchen"),
        move(72.0 + 7.0, "bedroom"),
        power(72.0 + 7.5, 60.0),
        power(96.0, 60.0),
    ]
    (hour,) = told(fell)
    assert 79.0 + 9.0 < hour < 79.0 + 13.0


def test_sleeping_late_and_travelling_are_not_told() -> None:
    """Two hours more in bed; out by the entrance and away for two days."""
    assert told([*days(3), move(72.0 + 9.0, "kitchen"), move(72.0 + 9.2, "living")]) == []
    quiet = [power(80.0 + k, 45.0) for k in range(48)]
    away = [*days(3), move(79.8, "bedroom"), move(80.0, "living"), *quiet, move(130.0, "living")]
    assert told(away) == []


def test_cooking_without_motion_is_activity() -> None:
    """The meter sees what a motion sensor behind a cupboard does not."""
    day = [*days(2), *(power(48.0 + 6.0 + k / 12.0, 50.0 if k % 36 else 1500.0) for k in range(12 * 14))]
    assert told([*day, move(48.0 + 20.0, "kitchen")]) == []


def test_homes_without_motion_sensors_are_not_watched() -> None:
    """A meter alone says too little."""
    survey = Survey(devices={"meter": SURVEY.devices["meter"]}, rooms={"meter": HOME})
    assert judge(Activity(survey), [power(h / 12.0, 50.0) for h in range(12 * 40)]) == []


CARDED = replace(
    SURVEY,
    devices=SURVEY.devices | {"reader": DeviceInfo("reader", DeviceKind.BADGE_READER, (0.0, 0.0, 1.2))},
    door_sensors={"reader": "b3/1"},
    care_badges={"card-her": HOME},
)


def card(hour: float, text: str) -> Reading:
    return Reading("reader", round(hour * 60), hour * HOUR, Quantity.BADGE, text, Unit.NONE)


def test_who_fell_by_the_entrance_is_told_where_cards_are_known_and_who_left_is_not() -> None:
    """The room that was seen last says less than whether her card opened the door."""
    morning = [*days(3), move(78.8, "kitchen"), move(79.0, "living")]
    for cards, events in (([], 1), ([card(79.1, "card-neighbour")], 1), ([card(79.1, "card-her")], 0)):
        found = judge(Activity(CARDED), [*morning, *cards, power(100.0, 45.0), power(104.0, 45.0)])
        assert len(found) == events


def test_who_left_while_the_meter_was_still_counting_has_left() -> None:
    """The report after somebody went out tells of what they had cooked before; a later one of somebody else."""
    counting = [power(78.0 + k / 12, 45.0) for k in range(13)]
    left = [*days(3), *counting, move(78.98, "kitchen"), move(79.0, "kitchen"), card(79.05, "card-her")]
    reports = [power(79.0 + 1 / 12, 900.0), power(79.0 + 2 / 12, 45.0)]
    late = [power(100.0, 45.0), power(104.0, 45.0)]
    assert judge(Activity(CARDED), [*left, *reports, *late]) == []
    again = [power(79.0 + 3 / 12, 900.0), power(79.0 + 4 / 12, 45.0)]
    assert len(judge(Activity(CARDED), [*left, *reports, *again, *late])) == 1


def test_a_sensor_that_errs_in_an_empty_flat_is_no_sign_of_life() -> None:
    """One draught in ten hours does not put the call off; two movements within minutes do."""
    fell = [*days(3), move(78.8, "kitchen"), move(79.0, "bedroom")]
    (hour,) = told([*fell, move(85.0, "living"), power(100.0, 45.0)])
    assert hour < 79.0 + 13.0
    (later,) = told([*fell, move(85.0, "living"), move(85.1, "kitchen"), power(100.0, 45.0)])
    assert later > 85.1 + 9.0
