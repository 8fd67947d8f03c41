"""Cards that are used by somebody else: reported lost, passed back through the door, or in two places at once."""

import math
from typing import ClassVar

from detectors.claims import sensed, where
from detectors.config import Survey
from detectors.contract import EventKind, Found, Item
from detectors.state import Stateful
from detectors.stream import Quantity, Reading
from detectors.topics import Topic

# Faster than anybody runs between two doors, with the readers' own delays taken off.
FASTEST_M_S, SLACK_S = 4.0, 2.0
# The handle is turned so soon after the card by whoever comes in.
HANDLE_S = 3.0


class Cards(Stateful):
    """Follows every registered card from reader to reader.

    - lost: the card is on the list of those reported lost.
    - passed back: the same card opens the same door again within ``passback_s`` after the door had opened for it; a
      card shown twice before the door opens is only a second try.
    - lent: the card opens a door too far away to have been walked to since it opened the last one; the copy and its
      owner are both about. Or it comes in by one door twice running and never went out between: a card that opens a
      door whose outer handle is turned comes in.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BADGE, Quantity.DOOR_OPEN, Quantity.HANDLE})
    KEEPS: ClassVar[tuple[str, ...]] = ("used", "opened", "shown", "entered", "before", "quiet", "counts")

    def __init__(self, survey: Survey, passback_s: float = 25.0, quiet_s: float = 60.0, lent_s: float = 900.0) -> None:
        self._survey, self._passback_s, self._quiet_s, self._lent_s = survey, passback_s, quiet_s, lent_s
        self._start()

    def _start(self) -> None:
        self.used: dict[str, Reading] = {}
        self.opened: dict[str, float] = {}
        # The card last shown at each door; a card's last use, and the one before it, where they were ways in.
        self.shown: dict[str, str] = {}
        self.entered: dict[str, Reading] = {}
        self.before: dict[str, Reading] = {}
        self.quiet: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a card that its owner cannot be using."""
        if not isinstance(item, Reading):
            return ()
        door = self._survey.door_sensors.get(item.device)
        if item.quantity == Quantity.DOOR_OPEN and item.value is True and door is not None:
            self.opened[door] = item.time_s
        if item.quantity == Quantity.HANDLE and door is not None:
            return self._came_in(item, door)
        if item.quantity != Quantity.BADGE or not isinstance(item.value, str) or door is None:
            return ()
        card = item.value
        if card not in self._survey.badges and card not in self._survey.lost_badges:
            return ()
        before, self.used[card] = self.used.get(card), item
        self.shown[door] = card
        entry = self.entered.pop(card, None)
        self.before = {name: use for name, use in self.before.items() if name != card} | (
            {card: entry} if entry else {}
        )
        return self._say(card, self._judged(card, item, before, door), item, before)

    def _came_in(self, handle: Reading, door: str) -> tuple[Found, ...]:
        """The outer handle of a door is turned: whose card was just shown comes in, and perhaps a second time."""
        use = self.used.get(self.shown.get(door, ""))
        if use is None or not 0.0 <= handle.time_s - use.time_s <= HANDLE_S:
            return ()
        card = self.shown.pop(door)
        self.entered[card] = use
        first = self.before.get(card)
        if first is None or first.device != use.device:
            return ()
        again = self._passback_s < use.time_s - first.time_s <= self._lent_s
        return self._say(card, EventKind.LENT_CARD if again else None, handle, first)

    def _say(self, card: str, kind: EventKind | None, item: Reading, before: Reading | None) -> tuple[Found, ...]:
        last = self.quiet.get(f"{kind} {card}", -math.inf)
        if kind is None or item.time_s - last <= self._quiet_s:
            return ()
        self.quiet[f"{kind} {card}"] = item.time_s
        marks = [(r.device, r.index) for r in (before, item) if r is not None]
        start = item.time_s if before is None or kind == EventKind.LOST_CARD else before.time_s
        return (sensed(self.counts, kind, item, self._survey, start, 0.85, marks),)

    def _judged(self, card: str, now: Reading, before: Reading | None, door: str) -> EventKind | None:
        if card in self._survey.lost_badges:
            return EventKind.LOST_CARD
        if before is None:
            return None
        apart_s = now.time_s - before.time_s
        if self._survey.door_sensors.get(before.device) == door:
            went_in = before.time_s <= self.opened.get(door, -math.inf) < now.time_s
            return EventKind.PASSBACK if apart_s <= self._passback_s and went_in else None
        here, there = where(self._survey, now.device), where(self._survey, before.device)
        if here is None or there is None:
            return None
        too_far = math.dist(here, there) > FASTEST_M_S * (apart_s + SLACK_S)
        return EventKind.LENT_CARD if too_far else None
