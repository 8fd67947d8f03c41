"""Cards that somebody else uses (rules.cards)."""

import pytest

from detectors.config import Survey
from detectors.rules.cards import Cards
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading
from tests.detectors.streams import judge, says

PLACES = {"r1": (0.0, 0.0, 1.0), "c1": (0.0, 0.5, 2.0), "r2": (300.0, 0.0, 1.0), "c2": (300.0, 0.5, 2.0)}
SURVEY = Survey(
    devices={
        name: DeviceInfo(name, DeviceKind.BADGE_READER if name[0] == "r" else DeviceKind.DOOR_CONTACT, place)
        for name, place in PLACES.items()
    },
    door_sensors={"r1": "b1/1", "c1": "b1/1", "r2": "b9/1", "c2": "b9/1"},
    badges=frozenset({"anna", "bo"}),
    lost_badges=frozenset({"old"}),
)


def entry(t: float, card: str, door: int = 1, opened: bool = True) -> list[Reading]:
    said = [says(f"r{door}", t, Quantity.BADGE, card)]
    if opened:
        said += [says(f"c{door}", t + s, Quantity.DOOR_OPEN, state) for s, state in ((0.7, True), (4.0, False))]
    return said


def comes_in(t: float, card: str, door: int = 1) -> list[Reading]:
    return [*entry(t, card, door), says(f"r{door}", t + 0.8, Quantity.HANDLE, True)]


@pytest.mark.parametrize(
    ("readings", "kinds"),
    [
        (entry(1, "old"), ["lost-card"]),
        (entry(1, "anna") + entry(9, "anna"), ["passback"]),
        (entry(1, "anna") + entry(40, "anna", door=2), ["lent-card"]),
        (comes_in(1, "anna") + comes_in(61, "anna"), ["lent-card"]),
        (comes_in(1, "anna") + entry(61, "anna") + comes_in(121, "anna"), []),
        (comes_in(1, "anna") + comes_in(2000, "anna"), []),
        (comes_in(1, "anna") + comes_in(61, "bo"), []),
        (entry(1, "anna", opened=False) + entry(3, "anna"), []),
        (entry(1, "anna") + entry(9, "bo"), []),
        (entry(1, "anna") + entry(120, "anna"), []),
        (entry(1, "anna") + entry(200, "anna", door=2), []),
        (entry(1, "exit") + entry(5, "exit", door=2), []),
    ],
    ids=[
        "reported lost",
        "handed back through the door",
        "in two places",
        "in twice and never out",
        "out and in again",
        "in twice in an hour, let out by somebody",
        "two of a family come in",
        "a second try",
        "two of a family",
        "back from the bin",
        "walked over",
        "the button inside",
    ],
)
def test_cards(readings: list[Reading], kinds: list[str]) -> None:
    """Each misuse is told, each thing that looks like it is not."""
    assert [event.kind.value for event in judge(Cards(SURVEY), readings)] == kinds
