"""Every alert that something may still happen about: by name, by event, and on record.

What is over and forgotten leaves memory; the record has it, and it comes back from there when somebody re-opens it.
"""

import heapq
import math
from collections.abc import Callable, Iterable

from detectors.alerts.alert import Alert, AlertState
from detectors.alerts.case import Case, Transition
from detectors.alerts.store import AlertStore, StoreError

REMEMBERED = 65536  # event ids kept to recognise an event that is reported twice


class UnknownAlertError(KeyError):
    """Somebody speaks of an alert that does not exist."""


class CaseBook:
    """The cases in hand, what has changed about them, and the record that all of it goes to.

    Parameters
    ----------
    store: the durable record.
    keep_s: how long a resolved case is kept at hand for evidence that comes late [s].
    """

    def __init__(self, store: AlertStore, keep_s: float) -> None:
        self.store, self.keep_s = store, keep_s
        self.unsaved: StoreError | None = None
        self._cases: dict[str, Case] = {}
        self._seen = dict.fromkeys(store.known_events(REMEMBERED))
        self._changed: dict[str, Case] = {}
        self._touched: dict[str, None] = {}
        self._over: list[tuple[float, str]] = []

    def new(self, event_id: str) -> bool:
        """Whether this event has not been seen before; it has been from now on."""
        if event_id in self._seen:
            return False
        self._seen[event_id] = None
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return True

    def add(self, case: Case) -> None:
        """Take a case in hand."""
        self._cases[case.id] = case
        if case.state is AlertState.RESOLVED:
            self.leave(case)

    def case(self, alert_id: str) -> Case:
        """Return a case in hand, or take one that is over from the record.

        Raises
        ------
        UnknownAlertError
            There is no such alert.
        """
        if alert_id not in self._cases:
            kept = self.store.find_alert(alert_id)
            if kept is None:
                raise UnknownAlertError(alert_id)
            return self._revived(kept)
        return self._cases[alert_id]

    def alert(self, alert_id: str) -> Alert:
        """Return the alert as people see it."""
        return self.case(alert_id).alert()

    def alerts(self) -> tuple[Alert, ...]:
        """Return every alert there is, in the order they opened."""
        every = {alert.id: alert for alert in self.store.all_alerts()}
        every.update((case.id, case.alert()) for case in (*self._cases.values(), *self._changed.values()))
        return tuple(sorted(every.values(), key=lambda alert: (alert.opened_s, alert.id)))

    def change(self, case: Case, transition: Transition | None = None) -> None:
        """A case is no longer what it was."""
        if transition is not None:
            self.store.transition(transition)
        self._changed[case.id] = case
        self._touched[case.id] = None

    def touch(self, alert_ids: Iterable[str]) -> None:
        """Something about the work on these alerts has changed, though not what they are."""
        self._touched.update(dict.fromkeys(alert_ids))

    def leave(self, case: Case) -> None:
        """A case is over: it leaves memory once no evidence can join it."""
        resolved_s = case.last_s if case.resolved_s is None else max(case.resolved_s, case.last_s)
        heapq.heappush(self._over, (resolved_s + self.keep_s, case.id))

    def forgotten(self, now_s: float, held: Callable[[str], bool]) -> list[str]:
        """Let go of what is over for long enough and not ``held`` by anybody; the ids."""
        gone = []
        while self._over and self._over[0][0] < now_s:
            _, alert_id = heapq.heappop(self._over)
            case = self._cases.get(alert_id)
            if case is None or case.state is not AlertState.RESOLVED:
                continue
            if max(case.resolved_s or -math.inf, case.last_s) + self.keep_s >= now_s:
                self.leave(case)
                continue
            if held(alert_id):
                heapq.heappush(self._over, (now_s + self.keep_s, alert_id))
                continue
            del self._cases[alert_id]
            self._touched[alert_id] = None
            gone.append(alert_id)
        return gone

    def idle(self, now_s: float) -> bool:
        """Whether no case has changed and none is to be forgotten, with all on record."""
        waiting = self._changed or self._touched or self.unsaved is not None
        return not waiting and not (self._over and self._over[0][0] < now_s)

    def changed(self) -> tuple[Alert, ...]:
        """Return what has changed since the last call."""
        alerts = tuple(case.alert() for case in self._changed.values())
        self._changed.clear()
        return alerts

    def touched(self) -> list[tuple[str, Case | None]]:
        """Take out the alerts whose note must be written anew; None for one that is no longer in hand."""
        found = [(alert_id, self._cases.get(alert_id)) for alert_id in self._touched]
        self._touched.clear()
        return found

    def save(self) -> None:
        """Write everything down; while the disk refuses, ``unsaved`` says why, and the next save tries again."""
        for case in self._changed.values():
            self.store.alert(case.alert())
        try:
            self.store.commit()
            self.unsaved = None
        except StoreError as error:
            self.unsaved = error

    def _revived(self, kept: Alert) -> Case:
        """A case from the record: what it gathered is known, what it would still have gathered is not."""
        case = Case(
            kept.id, kept.kind, kept.severity, kept.place, kept.zone, kept.opened_s, kept.opened_s, kept.place,
            kept.state, kept.owner, list(kept.events), self.store.find_kinds(kept.id) or [kept.kind],
        )  # fmt: skip
        case.resolved_s = kept.opened_s
        self.add(case)
        return case
