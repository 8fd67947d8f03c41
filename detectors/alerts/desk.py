"""The alert desk: events in; alerts, deliveries, commands and dispatches out.

Sans-IO: it is stepped by a driver, never reads a clock and never sleeps; what must happen later is announced by
``next_deadline_s``. Everything it decides is in its store before the step returns; while the disk refuses that,
``unsaved`` says why, and the record waits in memory.
"""

import heapq
import math
from collections.abc import Callable, Mapping, Sequence

from detectors.alerts.alert import (
    Alert,
    AlertState,
    Channel,
    Command,
    Delivery,
    Dispatch,
    Outcome,
    Place,
    Responder,
    Severity,
    TravelTimes,
)
from detectors.alerts.case import Case, Transition
from detectors.alerts.commands import CommandLog
from detectors.alerts.correlate import Correlator
from detectors.alerts.courier import Courier
from detectors.alerts.dispatch import Dispatcher, Want
from detectors.alerts.escalate import Escalations
from detectors.alerts.quiet import hushed
from detectors.alerts.route import RouteBook, waves
from detectors.alerts.store import AlertStore, StoreError
from detectors.alerts.terms import DeskOutput, DeskRules
from detectors.config import Route
from detectors.contract import Event

__all__ = ["AlertDesk", "DeskOutput", "DeskRules", "UnknownAlertError"]

REMEMBERED = 65536  # event ids kept to recognise an event that is reported twice
RECORD = "kept for the record"
SETTLING = ("attended", "interrupted")


class UnknownAlertError(KeyError):
    """Somebody acknowledges or resolves an alert that does not exist."""


class AlertDesk:
    """Correlates, tells, escalates, commands and dispatches.

    Parameters
    ----------
    routes: one per kind of event; kinds without one are recorded and told to nobody.
    travel: how long a responder needs from place to place.
    responders: who is on duty at a time [s], where, and whether free.
    channels: by the names that routes use.
    store: the durable record.
    rules: times and limits.
    places: where devices and zones are [m], for events that do not say.
    """

    def __init__(
        self,
        routes: tuple[Route, ...],
        travel: TravelTimes,
        responders: Callable[[float], tuple[Responder, ...]],
        channels: Mapping[str, Channel],
        store: AlertStore,
        rules: DeskRules | None = None,
        places: Mapping[str, Place] | None = None,
    ) -> None:
        self.rules, self.store = rules or DeskRules(), store
        self._book = RouteBook(routes, channels)
        self._responders = responders
        self._places = places or {}
        self._correlator = Correlator(self.rules.quiet_s)
        self._escalations = Escalations(self.rules.rounds)
        self._courier = Courier(channels, self.rules.attempts, self.rules.backoff_s)
        self._dispatcher = Dispatcher(travel)
        self._log = CommandLog()
        self._cases: dict[str, Case] = {}
        self._settling: list[tuple[float, str, str]] = []
        self._changed: dict[str, Case] = {}
        self._reached: set[str] = set()
        self._seen: dict[str, None] = {}
        self._now_s = -math.inf
        self._free_again = False
        self.unsaved: StoreError | None = None

    def step(self, now_s: float, events: Sequence[Event] = ()) -> DeskOutput:
        """Take new events and do everything due at ``now_s`` [s]; a clock that jumps back is held at its latest."""
        now = self._now_s = max(self._now_s, now_s)
        commands = [command for event in events for command in self._take(event, now)]
        deliveries = self._tell(now)
        dispatches = self._send(now)
        self._settle(now)
        alerts = tuple(case.alert() for case in self._changed.values())
        self._save()
        self._changed.clear()
        return DeskOutput(alerts, tuple(deliveries), tuple(commands), tuple(dispatches), self.next_deadline_s)

    def acknowledge(self, alert_id: str, who: str, now_s: float) -> Alert:
        """Somebody takes the alert: nobody else is told. Acknowledging again, or too late, changes nothing."""
        return self._moved(alert_id, AlertState.ACKNOWLEDGED, who, "acknowledged", now_s)

    def resolve(self, alert_id: str, who: str, now_s: float, why: str = "resolved") -> Alert:
        """Somebody closes the alert."""
        return self._moved(alert_id, AlertState.RESOLVED, who, why, now_s)

    def arrived(self, dispatch: Dispatch) -> Alert:
        """A responder is there: ``arrived_s`` and ``outcome`` are recorded, and they are free for the next.

        An alert that was attended or interrupted is over; one where nothing was found is over once it has been quiet.
        """
        case = self._case(dispatch.alert)
        now_s = self._now_s if dispatch.arrived_s is None else dispatch.arrived_s
        if self._dispatcher.arrived(dispatch):
            self._free_again = self._dispatcher.waiting
            self.store.dispatch(dispatch)
            outcome = dispatch.outcome or "arrived"
            if outcome in SETTLING:
                self._move(case, AlertState.RESOLVED, dispatch.responder, outcome, now_s)
            else:
                heapq.heappush(self._settling, (now_s + self.rules.quiet_s, case.id, outcome))
            self._save()
        return case.alert()

    def confirmed(self, command_id: str, at_s: float) -> Command:
        """A device did as it was told."""
        command = self._log.confirmed(command_id, at_s)
        self.store.command(command)
        self._save()
        return command

    def alerts(self) -> tuple[Alert, ...]:
        """Return every alert, in the order they opened."""
        return tuple(case.alert() for case in self._cases.values())

    @property
    def next_deadline_s(self) -> float:
        """When something is next due [s]; infinite if nothing is."""
        settling = self._settling[0][0] if self._settling else math.inf
        waiting = self._now_s + self.rules.retry_s if self._dispatcher.waiting else math.inf
        if self._free_again:
            waiting = self._now_s
        return min(self._escalations.next_s, self._courier.next_s, settling, waiting)

    def _take(self, event: Event, now: float) -> list[Command]:
        """One event: joins its alert or opens one; returns the commands it leads to."""
        if event.id in self._seen:
            return []
        self._seen[event.id] = None
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        why = hushed(event, self.rules.maintenance, self._log.without_power)
        if why is not None:
            self.store.hushed(event, now, why)
            return []
        case = self._correlator.find(event)
        if case is None:
            case = self._correlator.open(event, self._book.severity((event.kind,)), min(now, event.t_emitted_s))
            self._cases[case.id] = case
            self.store.transition(Transition(case.id, case.opened_s, AlertState.OPEN, "desk", event.id))
        new_kind = event.kind not in case.kinds
        self._correlator.gather(case, event)
        case.severity = max(case.severity, self._book.severity(case.kinds))
        self._changed[case.id] = case
        self.store.gathered(case.id, event, now)
        if case.state is AlertState.RESOLVED:
            return []
        if new_kind:
            self._engage(case, self._book.route(event.kind), now)
        self._want(case)
        return self._command(case, event, now)

    def _engage(self, case: Case, route: Route, now: float) -> None:
        """Start what a kind of event asks for when an alert first gathers it."""
        if case.state is AlertState.OPEN:
            self._escalations.start(case.id, route, now)
        else:  # already acknowledged: those concerned by the new kind are told once, nobody is chased
            for recipient in (waves(route) or ((),))[0]:
                self._courier.post(case.alert(), recipient, route.by, now)
        if self._for_record(case):
            heapq.heappush(self._settling, (now + self.rules.quiet_s, case.id, RECORD))

    def _for_record(self, case: Case) -> bool:
        """Whether nobody need act: a mere note, or kinds that neither tell nor send anybody."""
        routes = [self._book.route(kind) for kind in case.kinds]
        if any(route.dispatch for route in routes):
            return False
        return case.severity is Severity.INFO or not any(route.tell for route in routes)

    def _want(self, case: Case) -> None:
        """Ask for the responder that a case's kinds call for, as soon as it is known where."""
        names = (case.zone, *case.devices)
        known = [self._places[name] for name in names if name is not None and name in self._places]
        place = case.place or next(iter(known), None)
        role = next((role for kind in case.kinds if (role := self._book.route(kind).dispatch) is not None), None)
        if role is not None and place is not None:
            self._dispatcher.want(Want(case.id, role, place, case.severity, case.opened_s))

    def _command(self, case: Case, event: Event, now: float) -> list[Command]:
        action = self._book.route(event.kind).command
        if action is None:
            return []
        issued = [self._log.issue(case.id, device, action, now) for device in event.devices]
        for command in issued:
            if command is not None:
                self.store.command(command)
        return [command for command in issued if command is not None]

    def _tell(self, now: float) -> list[Delivery]:
        """Every telling and every retry due; who cannot be reached brings the next in turn forward."""
        made: list[Delivery] = []
        while min(self._escalations.next_s, self._courier.next_s) <= now:
            for telling in self._escalations.due(now):
                for recipient in telling.recipients:
                    self._courier.post(self._cases[telling.alert].alert(), recipient, telling.by, now)
            deliveries, lost = self._courier.work(now)
            self._reached.update(d.alert for d in deliveries if d.outcome is not Outcome.FAILED)
            for alert, recipient in lost:
                self.store.dead_letter(alert, recipient, now)
                if alert not in self._reached:
                    self._escalations.hurry(alert, now)
            made.extend(deliveries)
        for delivery in made:
            self.store.delivery(delivery)
        return made

    def _send(self, now: float) -> list[Dispatch]:
        """Send whoever is free; a responder who is sent accepts, which acknowledges the alert."""
        self._free_again = False
        if not self._dispatcher.waiting:
            return []
        sent = self._dispatcher.send(self._responders(now), now)
        for dispatch in sent:
            self.store.dispatch(dispatch)
            self._move(self._cases[dispatch.alert], AlertState.ACKNOWLEDGED, dispatch.responder, "accepted", now)
        return sent

    def _settle(self, now: float) -> None:
        """Close what needs nobody any more, once it has been quiet for long enough."""
        while self._settling and self._settling[0][0] <= now:
            _, alert, why = heapq.heappop(self._settling)
            case = self._cases[alert]
            if why == RECORD and not self._for_record(case):
                continue  # it has gathered a kind since that does need somebody
            if case.last_s + self.rules.quiet_s > now:
                heapq.heappush(self._settling, (case.last_s + self.rules.quiet_s, alert, why))
            else:
                self._move(case, AlertState.RESOLVED, "desk", why, now)

    def _case(self, alert_id: str) -> Case:
        if alert_id not in self._cases:
            raise UnknownAlertError(alert_id)
        return self._cases[alert_id]

    def _moved(self, alert_id: str, state: AlertState, who: str, why: str, now_s: float) -> Alert:
        case = self._case(alert_id)
        self._move(case, state, who, why, now_s)
        self._save()
        return case.alert()

    def _move(self, case: Case, state: AlertState, who: str, why: str, at_s: float) -> None:
        """Change a case's state and stop what that makes needless."""
        transition = case.move(state, who, why, at_s)
        if transition is None:
            return
        self._escalations.stop(case.id)
        self._courier.finish(case.id)
        if state is AlertState.RESOLVED:
            self._courier.drop(case.id)
            self._dispatcher.withdraw(case.id)
        self.store.transition(transition)
        self._changed[case.id] = case

    def _save(self) -> None:
        """Write everything down; people are told even while the disk refuses, and the next step tries again."""
        for case in self._changed.values():
            self.store.alert(case.alert())
        try:
            self.store.commit()
            self.unsaved = None
        except StoreError as error:
            self.unsaved = error
