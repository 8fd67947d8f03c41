"""Tells people of an alert: wave by wave until somebody has it, each by the first channel that works.

Joins who is due (escalate), how a message gets there (courier) and when people want their peace (quiet).
"""

from collections.abc import Callable, Mapping, Sequence

from detectors.alerts.alert import Alert, Channel, Delivery, Outcome
from detectors.alerts.courier import Courier, LineNote
from detectors.alerts.escalate import Escalations, TurnNote
from detectors.alerts.quiet import DAY_S, QuietHours, hold_s
from detectors.alerts.route import RouteBook, waves
from detectors.alerts.terms import DeskRules
from detectors.config import Route


class Teller:
    """Everybody who is being told of something.

    Parameters
    ----------
    book: the routes.
    channels: by the names that routes use.
    rules: times and limits.
    """

    def __init__(self, book: RouteBook, channels: Mapping[str, Channel], rules: DeskRules) -> None:
        self._book = book
        self._escalations = Escalations(rules.rounds)
        self._courier = Courier(channels, rules.attempts, rules.backoff_s)
        self._hours: Sequence[QuietHours] = rules.quiet_hours
        self._clock_s = rules.clock_s
        self._reached: set[str] = set()

    @property
    def next_s(self) -> float:
        """When somebody is next to be told or tried again [s]; infinite if nobody is."""
        return min(self._escalations.next_s, self._courier.next_s)

    def start(self, alert: str, route: Route, now_s: float) -> None:
        """Begin to tell the people of a route, until somebody acknowledges."""
        self._escalations.start(alert, route, now_s)

    def once(self, alert: Alert, recipients: Sequence[str], by: tuple[str, ...], now_s: float) -> None:
        """Tell these people once; nobody is chased."""
        for recipient in recipients:
            held_s = hold_s(self._hours, recipient, alert.severity, (self._clock_s + now_s) % DAY_S)
            self._courier.post(alert, recipient, by, now_s + held_s)

    def first(self, alert: Alert, route: Route, now_s: float) -> None:
        """Tell a route's first wave once."""
        self.once(alert, (waves(route) or ((),))[0], route.by, now_s)

    def stop(self, alert: str) -> None:
        """Somebody has it: what is under way is delivered, nobody else is told."""
        self._escalations.stop(alert)
        self._courier.finish(alert)

    def drop(self, alert: str) -> None:
        """It is over: nothing more is delivered."""
        self.stop(alert)
        self._courier.drop(alert)

    def forget(self, alert: str) -> None:
        """Nothing more will happen about an alert."""
        self._reached.discard(alert)
        self._courier.forget(alert)

    def remember(self, alert: str, tried: Sequence[tuple[str, str, int]]) -> None:
        """An alert comes back from the record: (recipient, channel, attempts) were made."""
        for recipient, channel, attempts in tried:
            self._courier.remember(alert, recipient, channel, attempts)

    def work(self, now_s: float, alert_of: Callable[[str], Alert]) -> tuple[list[Delivery], list[tuple[str, str]]]:
        """Make every attempt due: the attempts, and (alert, recipient) of messages given up.

        Who cannot be reached brings the next in turn forward, as long as nobody has been reached.
        """
        made: list[Delivery] = []
        given_up: list[tuple[str, str]] = []
        while self.next_s <= now_s:
            for telling in self._escalations.due(now_s):
                self.once(alert_of(telling.alert), telling.recipients, telling.by, now_s)
            deliveries, lost = self._courier.work(now_s)
            self._reached.update(d.alert for d in deliveries if d.outcome is not Outcome.FAILED)
            for alert, recipient in lost:
                given_up.append((alert, recipient))
                if alert not in self._reached:
                    self._escalations.hurry(alert, now_s)
            made.extend(deliveries)
        return made, given_up

    def note(self, alert: str) -> tuple[tuple[TurnNote, ...], tuple[LineNote, ...], bool]:
        """Return what must be known again of an alert: turns, messages, whether anybody has been reached."""
        return self._escalations.note(alert), self._courier.note(alert), alert in self._reached

    def restore(self, alert: Alert, turns: Sequence[TurnNote], lines: tuple[LineNote, ...], reached: bool) -> None:
        """Go on telling people of an alert."""
        for turn in turns:
            self._escalations.resume(alert.id, self._book.route(turn.kind), turn)
        self._courier.restore(alert, lines)
        if reached:
            self._reached.add(alert.id)
