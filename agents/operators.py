"""The people at the desks: an alert that nobody notices is no alert.

Each person at a desk does one thing at a time, the gravest first, and what waits is theirs together. Handling takes a
minute at the median, from which EEMUA 191's figures follow: ten alarms in ten minutes fill one person's time
altogether, which is what it calls a flood. Who has several things before them notices less: watching 1, 4, 6 and 9
pictures people saw 85, 74, 58 and 53 % of what happened; alerts in hand are taken for pictures, and the first of these
shares for all that can be seen. What has waited for ten minutes is given up. A critical alert rings until it is
noticed. Spreads, and that ringing is heard, are assumptions.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agents.setting import Setting
from detectors.alerts.alert import Alert, Severity
from twin.clock import Story

DESKS = ("command-centre", "property-office", "police-desk", "fire-desk", "community-desk", "grid-worker")
HANDLING_S, HANDLING_SPREAD = 60.0, 0.5
PATIENCE_S = 600.0
# From the tone to the first look, with nothing else to do.
GLANCE_S = 4.0
WATCHED, SEEN = (1, 4, 6, 9), (0.85, 0.74, 0.58, 0.53)
Handled = Callable[[str, Alert, bool], None]


def notices(waiting: float) -> float:
    """Share of new alerts that somebody with ``waiting`` others before them notices, 1 with none.

    Several people at a desk share what waits: each has a part of it before them.

    >>> notices(0), round(notices(3), 3)
    (1.0, 0.871)
    """
    at_once = waiting + 1
    if at_once >= WATCHED[-1]:
        return SEEN[-1] / SEEN[0]
    right = next(k for k, watched in enumerate(WATCHED) if watched > at_once)
    low, high = WATCHED[right - 1], WATCHED[right]
    part = (at_once - low) / (high - low)
    return (SEEN[right - 1] + part * (SEEN[right] - SEEN[right - 1])) / SEEN[0]


@dataclass(slots=True)
class Attention:
    """What one desk was asked and what became of it; ``waited_s`` in all, from the message to the first look.

    ``people`` sit there.
    """

    told: int = 0
    handled: int = 0
    missed: int = 0
    waited_s: float = 0.0
    people: int = 1


@dataclass(slots=True)
class _Desk:
    waiting: list[tuple[int, float, str, Alert]] = field(default_factory=list)
    busy: int = 0
    known: set[str] = field(default_factory=set)
    attention: Attention = field(default_factory=Attention)


class Operators:
    """Everybody who sits at a desk.

    Parameters
    ----------
    setting: the run.
    handled: hears of an alert taken (False) and of one dealt with (True), with the desk's name.
    people: how many sit at a desk; one where it does not say.
    """

    def __init__(self, setting: Setting, handled: Handled, people: Mapping[str, int] | None = None) -> None:
        self._setting, self._handled = setting, handled
        counts = people or {}
        self._desks = {desk: _Desk(attention=Attention(people=counts.get(desk, 1))) for desk in DESKS}

    def attention(self) -> dict[str, Attention]:
        """What each desk that was told of anything was asked."""
        return {name: desk.attention for name, desk in self._desks.items() if desk.attention.told}

    def ring(self, desk: str, alert: Alert) -> None:
        """A message arrives; what has been noticed before is not dealt with twice."""
        operator = self._desks[desk]
        if alert.id in operator.known:
            return
        seen = operator.attention
        seen.told += 1
        chance = float(self._setting.stream("operator", f"{desk}/{alert.id}", f"message {seen.told}").random())
        busy_with = (len(operator.waiting) + operator.busy) / seen.people
        if alert.severity < Severity.CRITICAL and chance >= notices(busy_with):
            seen.missed += 1
            return
        operator.known.add(alert.id)
        operator.waiting.append((-int(alert.severity), self._setting.now_s, alert.id, alert))
        if operator.busy < seen.people:
            operator.busy += 1
            self._setting.world.clock.tell(self._shift(desk, operator))

    def _shift(self, desk: str, operator: _Desk) -> Story:
        """Deal with what waits, the gravest first, until nothing does."""
        clock = self._setting.world.clock
        while operator.waiting:
            operator.waiting.sort(key=lambda row: row[:3])
            _, since_s, _, alert = operator.waiting.pop(0)
            yield clock.timeout(GLANCE_S)
            waited_s = self._setting.now_s - since_s
            if waited_s > PATIENCE_S:
                operator.attention.missed += 1
                operator.known.discard(alert.id)
                continue
            operator.attention.handled += 1
            operator.attention.waited_s += waited_s
            self._handled(desk, alert, False)
            rng = self._setting.stream("operator", f"{desk}/{alert.id}", "handling")
            yield clock.timeout(HANDLING_S * math.exp(HANDLING_SPREAD * float(rng.standard_normal())))
            self._handled(desk, alert, True)
        operator.busy -= 1
