"""Rules of doors, gates and waste points: badges, contacts, heads, plates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.config import Survey
from detectors.contract import Label, TrackPoint
from detectors.rules.doors import Doors
from detectors.rules.plates import Plates, slips_between
from detectors.rules.tailgating import Tailgating
from detectors.rules.waste import Waste
from detectors.stream import DeviceInfo, DeviceKind, Quantity
from tests.detectors.streams import CAMERA, EYE, MODEL, batch, box_at, judge, line, says

DOOR = (0.0, 4.0, 1.2)
SURVEY = Survey(
    devices={
        CAMERA: DeviceInfo(CAMERA, DeviceKind.CAMERA, EYE, MODEL),
        "reader": DeviceInfo("reader", DeviceKind.BADGE_READER, DOOR),
        "contact": DeviceInfo("contact", DeviceKind.DOOR_CONTACT, DOOR),
        "lonely": DeviceInfo("lonely", DeviceKind.DOOR_CONTACT, (30.0, 0.0, 1.0)),
    },
    cameras={CAMERA: MODEL},
    door_cameras={"b1/1": CAMERA},
    door_sensors={"reader": "b1/1", "contact": "b1/1", "lonely": "b2/1"},
    badges=frozenset({"card-1", "card-2"}),
    plates=frozenset({"浙F12345", "浙FD88888"}),
)


def badge(t: float, card: str = "card-1", index: int = 0):
    return says("reader", t, Quantity.BADGE, card, index)


def opens(t: float, device: str = "contact", value: bool = True):
    return says(device, t, Quantity.DOOR_OPEN, value)


def test_a_door_that_opens_without_a_badge_was_forced() -> None:
    """Known once a slow reader can no longer explain it."""
    (event,) = judge(Doors(SURVEY), [opens(50.0)])
    assert (event.kind, event.zone, event.start_s) == ("forced-door", "b1/1", 50.0)
    assert event.t_seen_s == 51.0


@pytest.mark.parametrize(
    "items",
    [
        [badge(49.0), opens(50.0)],
        [opens(50.0), badge(50.6)],
        [badge(49.5, "exit"), opens(50.0)],
        [opens(50.0, "lonely")],
        [opens(50.0, value=False)],
        [opens(50.0, "unheard-of")],
    ],
    ids=["badge first", "slow reader", "button inside", "door without a reader", "door closes", "unknown contact"],
)
def test_doors_that_open_as_they_should_stay_quiet(items: list) -> None:
    """Each hard negative of the forced-door rule."""
    assert judge(Doors(SURVEY), items) == []


def test_a_badge_long_ago_does_not_open_a_door_now() -> None:
    """The badge's window is short."""
    assert len(judge(Doors(SURVEY), [badge(10.0), opens(50.0)])) == 1


def test_an_unknown_card_is_reported_once_though_shown_three_times() -> None:
    """People try a card again and again."""
    events = judge(Doors(SURVEY), [badge(5.0 + k, "card-9", k) for k in range(3)])
    assert [event.kind for event in events] == ["unknown-badge"]


def enters(first_s: float, start=(0.0, -5.0), rate: float = 4.0):
    """(time, place) of somebody who walks to the door and goes in."""
    return [(first_s + k / rate, spot) for k, spot in enumerate(line(start, (0.0, 3.6), rate=rate))]


def looks(*walks) -> list:
    """Batches of everybody in view, look by look."""
    seen: dict[float, list] = {}
    for walk in walks:
        for t, spot in walk:
            seen.setdefault(t, []).append(box_at(*spot))
    return [batch(round(t * 4), t, boxes) for t, boxes in sorted(seen.items())]


def arrival(start=(0.0, -5.0)) -> float:
    return enters(0.0, start)[-1][0]


def test_two_people_on_one_badge_are_reported() -> None:
    """Count against credential."""
    t = arrival()
    (event,) = judge(Tailgating(SURVEY), [*looks(enters(0.0), enters(2.0)), badge(t - 0.5)])
    assert (event.kind, event.zone) == ("tailgating", "b1/1")
    assert len(event.evidence.tracks) == 2
    assert event.evidence.readings == (("reader", 0),)


def beside(first_s: float, apart_m: float = 0.8):
    """Who walks up `apart_m` to the side of somebody who enters."""
    return [(t, (x + apart_m, y)) for t, (x, y) in enters(first_s)]


def lurks(until_s: float, spot=(2.2, 1.0), rate: float = 4.0):
    """(time, place) of somebody who stands near the door until some time and then goes in."""
    still = [(k / rate, spot) for k in range(round(until_s * rate))]
    return still + [(until_s + k / rate, place) for k, place in enumerate(line(spot, (0.0, 3.6), rate=rate))]


def test_people_who_walk_up_together_are_one_party() -> None:
    """A family of three on one card, one of them 0.6 s behind."""
    t = arrival()
    family = looks(enters(0.0), beside(0.0), beside(0.5, -0.7))
    assert judge(Tailgating(SURVEY), [*family, badge(t - 0.2)]) == []


def test_a_stranger_among_a_familys_followers_is_told() -> None:
    """Two parties on one card."""
    t = arrival()
    (event,) = judge(Tailgating(SURVEY), [*looks(enters(0.0), beside(0.0), lurks(t)), badge(t - 0.2)])
    assert len(event.evidence.tracks) == 3


def test_who_stood_there_and_slips_in_is_no_company() -> None:
    """The resident walks past as closely as a companion would."""
    t = arrival()
    for spot in ((0.9, 0.5), (2.2, 1.0), (-1.0, 0.0)):
        assert len(judge(Tailgating(SURVEY), [*looks(enters(0.0), lurks(t + 0.5, spot)), badge(t - 0.2)])) == 1


def test_whoever_showed_the_badge_counts_though_nobody_saw_them() -> None:
    """One who comes when the door is open already, with nobody seen before and nobody come out."""
    t = arrival()
    assert len(judge(Tailgating(SURVEY), [*looks(enters(0.0)), badge(t - 2.5)])) == 1
    assert judge(Tailgating(SURVEY), [*looks(enters(0.0), leaves(t - 2.0)), badge(t - 2.5)]) == []


def points(track: str, walk) -> list[TrackPoint]:
    """What a tracker makes of a walk that it takes for one person's."""
    return [
        TrackPoint(
            track, CAMERA, Label.PERSON, round(t * 4), t, box_at(*spot), spot, 1.7, 0.5, 0.1, 1.4, 0.9, k + 1,
            walk[0][0], round(walk[0][0] * 4),
        )
        for k, (t, spot) in enumerate(walk)
    ]  # fmt: skip


def test_one_whom_the_tracker_takes_for_another_is_counted() -> None:
    """The first goes in, the second comes from 3 m off: no track breaks, but nobody walks like that."""
    t = arrival()
    first, second = enters(0.0), [row for row in lurks(t + 0.25) if row[0] > t]
    (event,) = judge(Tailgating(SURVEY), [*points("cam-1/t1", [*first, *second]), badge(t - 0.2)])
    assert event.evidence.tracks == ("cam-1/t1",)
    waits = [*first, *((t + k / 4, (0.0, 3.0)) for k in range(1, 8))]
    assert judge(Tailgating(SURVEY), [*points("cam-1/t1", waits), badge(t - 0.2)]) == []


def test_one_lost_on_the_last_metres_has_gone_in() -> None:
    """A detector's luck runs out two metres before the door."""
    t = arrival()
    lost = [row for row in lurks(t + 0.5) if row[1][1] < 2.6]
    assert len(judge(Tailgating(SURVEY), [*looks(enters(0.0), lost), badge(t - 0.2)])) == 1


def leaves(first_s: float, rate: float = 4.0):
    return [(first_s + k / rate, spot) for k, spot in enumerate(line((0.0, 3.8), (-6.0, -5.0), rate=rate))]


@pytest.mark.parametrize(
    "name", ["alone", "two badges", "one comes out", "one passes by", "long after", "stranger's card"]
)
def test_honest_arrivals_stay_quiet(name: str) -> None:
    """Each hard negative that counting can tell apart."""
    t = arrival()
    passing = [(k / 4, (-8.0 + 0.35 * k, 0.0)) for k in range(45)]
    streams = {
        "alone": [*looks(enters(0.0)), badge(t - 0.5)],
        "two badges": [*looks(enters(0.0), enters(2.0)), badge(t - 0.5), badge(t + 1.5, "card-2", 1)],
        "one comes out": [*looks(enters(0.0), leaves(t + 1.0)), badge(t - 0.5)],
        "one passes by": [*looks(enters(0.0), passing), badge(t - 0.5)],
        "long after": [*looks(enters(0.0), enters(15.0)), badge(t - 0.5)],
        "stranger's card": [*looks(enters(0.0), enters(2.0)), badge(t - 0.5, "card-9")],
    }
    assert judge(Tailgating(SURVEY), streams[name]) == []


def test_a_stranger_in_a_car_is_reported_once() -> None:
    """The reader reads the same plate twice."""
    items = [says("gate", 5.0 + k, Quantity.PLATE, "皖A99999", k) for k in range(2)]
    assert [event.kind for event in judge(Plates(SURVEY), items)] == ["stranger-vehicle"]


@pytest.mark.parametrize("plate", ["浙F12345", "浙F1234S", "浙F1345", "浙FD88888", ""])
def test_residents_pass_even_when_one_character_is_misread(plate: str) -> None:
    """One slip is the reader's; nothing read is nothing known."""
    assert judge(Plates(SURVEY), [says("gate", 5.0, Quantity.PLATE, plate)]) == []


def full_distance(a: str, b: str) -> int:
    """The textbook recursion, as an oracle for short words."""
    if not a or not b:
        return len(a) + len(b)
    return min(full_distance(a[1:], b) + 1, full_distance(a, b[1:]) + 1, full_distance(a[1:], b[1:]) + (a[0] != b[0]))


def test_a_strangers_car_is_told_of_when_it_comes_and_not_when_it_goes() -> None:
    """Read twice at one passage it comes once; slips do not make another car of it; back next day it comes again."""
    day = 86400.0
    reads = [(5.0, "皖K54321"), (9.0, "皖K5432I"), (900.0, "皖K54321"), (905.0, "皖K54321"), (2000.0, "皖K54321")]
    items = [says("gate", t, Quantity.PLATE, plate, k) for k, (t, plate) in enumerate([*reads, (day, "皖K54321")])]
    assert [event.t_seen_s for event in judge(Plates(SURVEY), items)] == [5.0, 2000.0, day]


@given(st.text("AB1", max_size=5), st.text("AB1", max_size=5), st.integers(0, 3))
def test_slips_agree_with_the_textbook(a: str, b: str, most: int) -> None:
    """The early exits change no answer that matters."""
    assert slips_between(a, b, most) == min(full_distance(a, b), most + 1)


def test_one_visit_to_the_bins_is_one_event() -> None:
    """A PIR fires as long as somebody stands there."""
    items = [says("pir", t, Quantity.PRESENCE, value) for t, value in ((1, True), (6, False), (9, True), (80, True))]
    assert len(judge(Waste(SURVEY), items)) == 2
