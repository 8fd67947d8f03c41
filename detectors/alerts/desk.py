"""The alert desk: events in; alerts, deliveries, commands and dispatches out.

Sans-IO: it is stepped by a driver, never reads a clock and never sleeps; what must happen later is announced by
``next_deadline_s``. Everything it decides is in its store before the step returns; while the disk refuses that,
``unsaved`` says why, and the record waits in memory. A desk made on a store that another left behind, killed or not,
goes on where that one stopped; events that were under way then are given to it again by whoever keeps them.

Longer than three hundred lines: it is the one place where all of alerting's parts meet, and each method is short.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from detectors.alerts.alert import (
    Action,
    Alert,
    AlertState,
    Channel,
    Command,
    Delivery,
    Dispatch,
    Place,
    Responder,
    Severity,
    TravelTimes,
)
from detectors.alerts.case import Case, Transition
from detectors.alerts.casebook import CaseBook, UnknownAlertError
from detectors.alerts.commands import CommandLog
from detectors.alerts.correlate import Correlator
from detectors.alerts.dispatch import Dispatcher, Want
from detectors.alerts.memory import CaseNote, unpacked
from detectors.alerts.quiet import Maintenance, Throttle, hushed
from detectors.alerts.route import RouteBook
from detectors.alerts.settle import Settling
from detectors.alerts.store import AlertStore, StoreError
from detectors.alerts.tell import Teller
from detectors.alerts.terms import DeskOutput, DeskRules
from detectors.config import Route
from detectors.contract import Event

__all__ = ["AlertDesk", "DeskOutput", "DeskRules", "UnknownAlertError"]

RECORD = "kept for the record"
CHATTER = "its device has raised too many"
SETTLING = ("attended", "interrupted")


class AlertDesk:
    """Correlates, tells, escalates, commands and dispatches.

    Parameters
    ----------
    routes: one per kind of event; kinds without one are recorded and told to nobody.
    travel: how long a responder needs from place to place.
    responders: who is on duty at a time [s], where, and whether free.
    channels: by the names that routes use.
    store: the durable record; what another desk left in hand there is taken up.
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
        self._windows = list(self.rules.maintenance)
        self._correlator = Correlator(self.rules.quiet_s)
        self._teller = Teller(self._book, channels, self.rules)
        self._dispatcher = Dispatcher(travel)
        self._log = CommandLog(self.rules.permits)
        self._settling = Settling()
        self._throttle = Throttle(self.rules.chatter, self.rules.chatter_s)
        self._cases = CaseBook(store, 2.0 * self.rules.quiet_s)
        self._now_s = -math.inf
        self._free_again = False
        self._take_up()

    @property
    def unsaved(self) -> StoreError | None:
        """Why the record is not on the disk; None when it is."""
        return self._cases.unsaved

    def step(self, now_s: float, events: Sequence[Event] = ()) -> DeskOutput:
        """Take new events and do everything due at ``now_s`` [s]; a clock that jumps back is held at its latest."""
        now = self._now_s = max(self._now_s, now_s)
        commands = [command for event in events for command in self._take(event, now)]
        deliveries = self._tell(now)
        dispatches = self._send(now)
        self._settle(now)
        commands += self._command_again(now)
        self._save()
        alerts = self._cases.changed()
        return DeskOutput(alerts, tuple(deliveries), tuple(commands), tuple(dispatches), self.next_deadline_s)

    def acknowledge(self, alert_id: str, who: str, now_s: float) -> Alert:
        """Somebody takes the alert: nobody else is told. Acknowledging again, or too late, changes nothing."""
        return self._moved(alert_id, AlertState.ACKNOWLEDGED, who, "acknowledged", now_s)

    def resolve(self, alert_id: str, who: str, now_s: float, why: str = "resolved") -> Alert:
        """Somebody closes the alert."""
        return self._moved(alert_id, AlertState.RESOLVED, who, why, now_s)

    def reopen(self, alert_id: str, who: str, now_s: float, why: str = "re-opened") -> Alert:
        """Somebody says that a resolved alert is not over: people are told and sent as if it were new."""
        case = self._cases.case(alert_id)
        if self._move(case, AlertState.OPEN, who, why, now_s):
            self._teller.remember(case.id, self.store.attempts_of(case.id))
            self._dispatcher.remember(case.id, self.store.dispatches_of(case.id))
            self._dispatcher.again(case.id)
            for kind in case.kinds:
                self._engage(case, self._book.route(kind), max(now_s, self._now_s))
            self._want(case)
            self._save()
        return case.alert()

    def hand_over(self, alert_id: str, who: str, to: str, by: tuple[str, ...], now_s: float) -> Alert:
        """An acknowledged alert gets another owner, who is told over the channels ``by``; any other stays as it is."""
        case = self._cases.case(alert_id)
        transition = case.hand_over(who, to, now_s)
        if transition is not None:
            self._cases.change(case, transition)
            self._teller.once(case.alert(), (to,), by, max(now_s, self._now_s))
            self._save()
        return case.alert()

    def maintain(self, window: Maintenance) -> None:
        """Devices are worked on from now or later; what they report then raises no alert."""
        self._windows.append(window)

    def order(self, alert_id: str, device: str, action: Action, who: str, role: str, now_s: float) -> Command:
        """A person orders a device to act because of an alert; ``step`` does not repeat the returned command.

        Raises
        ------
        ForbiddenCommandError
            The policy does not let them.
        """
        try:
            command = self._log.order(self._cases.case(alert_id).id, device, action, who, role, now_s)
            self.store.command(command)
        finally:
            self._save()
        return command

    def undo(self, command_id: str, who: str, role: str, now_s: float) -> Command:
        """A person has a command reversed.

        Raises
        ------
        UnknownCommandError, ForbiddenCommandError
            There is none, or it is not theirs to reverse.
        """
        try:
            command = self._log.undo(command_id, who, role, now_s)
            self.store.command(command)
        finally:
            self._save()
        return command

    def confirmed(self, command_id: str, at_s: float) -> Command:
        """A device did as it was told."""
        command = self._log.confirmed(command_id, at_s)
        self.store.command(command)
        self._save()
        return command

    def arrived(self, dispatch: Dispatch) -> Alert:
        """A responder is there: ``arrived_s`` and ``outcome`` are recorded, and they are free for the next.

        An alert that was attended or interrupted is over; one where nothing was found is over once it has been quiet.
        """
        case = self._cases.case(dispatch.alert)
        now_s = self._now_s if dispatch.arrived_s is None else dispatch.arrived_s
        if not self._dispatcher.knows(dispatch.id) and self._long_over(dispatch):
            return case.alert()
        if self._dispatcher.arrived(dispatch):
            self._free_again = self._dispatcher.waiting
            self.store.dispatch(dispatch)
            self._cases.touch((case.id,))
            outcome = dispatch.outcome or "arrived"
            if outcome in SETTLING:
                self._move(case, AlertState.RESOLVED, dispatch.responder, outcome, now_s)
            elif case.state is not AlertState.RESOLVED:
                self._settling.book(case.id, outcome, now_s + self.rules.quiet_s)
            self._save()
        return case.alert()

    def called(self, dispatch: Dispatch) -> None:
        """Somebody from outside, whom the desk does not send, is on the way: on record, and `arrived` hears of it."""
        self._dispatcher.outside(dispatch)
        self.store.dispatch(dispatch)
        self._cases.touch((self._cases.case(dispatch.alert).id,))
        self._save()

    def owner(self, alert_id: str) -> str | None:
        """Return who has an alert; None while nobody does."""
        return self._cases.case(alert_id).owner

    def declined(self, dispatch_id: str) -> None:
        """A responder cannot go: the next nearest is sent at the next step.

        Raises
        ------
        UnknownDispatchError
            No such dispatch was made.
        """
        self._close(self._dispatcher.declined(dispatch_id))
        self._save()

    def alerts(self) -> tuple[Alert, ...]:
        """Return every alert on record, in the order they opened."""
        return self._cases.alerts()

    @property
    def next_deadline_s(self) -> float:
        """When something is next due [s]; infinite if nothing is."""
        waiting = self._now_s + self.rules.retry_s if self._dispatcher.waiting else math.inf
        if self._free_again:
            waiting = self._now_s
        people = min(self._teller.next_s, self._dispatcher.next_s, waiting)
        return min(people, self._settling.next_s, self._log.next_s)

    def _take(self, event: Event, now: float) -> list[Command]:
        """One event: joins its alert or opens one; returns the commands it leads to."""
        if not self._cases.new(event.id):
            return []
        why = hushed(event, self._windows, self._log.without_power, self.rules.feeds)
        if why is not None:
            self.store.hushed(event, now, why)
            return []
        case = self._correlator.find(event)
        held = False
        if case is None:
            case = self._correlator.open(event, self._book.severity((event.kind,)), min(now, event.t_emitted_s))
            held = self._throttle.holds(event, case.severity, now)
            self._cases.add(case)
            self.store.transition(Transition(case.id, case.opened_s, AlertState.OPEN, "desk", event.id))
        new_kind = event.kind not in case.kinds
        self._correlator.gather(case, event)
        case.severity = max(case.severity, self._book.severity(case.kinds))
        self._cases.change(case)
        self.store.gathered(case.id, event, now)
        if held:
            self._settling.book(case.id, CHATTER, now + self.rules.quiet_s)
        if held or case.state is AlertState.RESOLVED:
            return []
        if new_kind:
            self._engage(case, self._book.route(event.kind), now)
        self._want(case)
        return self._command(case, event, now)

    def _engage(self, case: Case, route: Route, now: float) -> None:
        """Start what a kind of event asks for when an alert first gathers it."""
        if case.state is AlertState.OPEN:
            self._teller.start(case.id, route, now)
        else:  # already acknowledged: those concerned by the new kind are told once, nobody is chased
            self._teller.first(case.alert(), route, now)
        if self._for_record(case):
            self._settling.book(case.id, RECORD, now + self.rules.quiet_s)

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
        given = [command for command in issued if command is not None]
        for command in given:
            self.store.command(command)
        return given

    def _command_again(self, now: float) -> list[Command]:
        """Tell silent devices again, undo what undoes itself; a device out of reach is a message given up."""
        given, lost = self._log.due(now)
        for command in given:
            self.store.command(command)
        for command in lost:
            self.store.dead_letter(command.reason, command.device, now)
        return given

    def _tell(self, now: float) -> list[Delivery]:
        """Every telling and every retry due."""
        made, given_up = self._teller.work(now, self._cases.alert)
        for delivery in made:
            self.store.delivery(delivery)
        for alert, recipient in given_up:
            self.store.dead_letter(alert, recipient, now)
        self._cases.touch(alert for alert, _ in given_up)
        self._cases.touch(delivery.alert for delivery in made)
        return made

    def _send(self, now: float) -> list[Dispatch]:
        """Send whoever is free; a responder who is sent accepts, which acknowledges the alert."""
        for closed in self._dispatcher.overdue(now):
            self._close(closed)
        self._free_again = False
        if not self._dispatcher.waiting:
            return []
        sent = self._dispatcher.send(self._responders(now), now)
        for dispatch in sent:
            self.store.dispatch(dispatch)
            self._cases.touch((dispatch.alert,))
            case = self._cases.case(dispatch.alert)
            self._move(case, AlertState.ACKNOWLEDGED, dispatch.responder, "accepted", now)
        return sent

    def _long_over(self, dispatch: Dispatch) -> bool:
        """Whether a dispatch is one that the record knows and the desk need no longer."""
        return any(known.id == dispatch.id for known in self.store.dispatches_of(dispatch.alert))

    def _close(self, dispatch: Dispatch | None) -> None:
        """A dispatch has come to nothing."""
        if dispatch is not None:
            self.store.dispatch(dispatch)
            self._cases.touch((dispatch.alert,))
            self._free_again = self._dispatcher.waiting

    def _settle(self, now: float) -> None:
        """Close what needs nobody any more, once it has been quiet for long enough; forget what is long over."""
        for alert, why in self._settling.due(now):
            case = self._cases.case(alert)
            self._cases.touch((alert,))
            if why == RECORD and not self._for_record(case):
                continue  # it has gathered a kind since that does need somebody
            if case.last_s + self.rules.quiet_s > now:
                self._settling.book(alert, why, case.last_s + self.rules.quiet_s)
            else:
                self._move(case, AlertState.RESOLVED, "desk", why, now)
        for alert in self._cases.forgotten(now, self._dispatcher.under_way):
            self._teller.forget(alert)
            self._dispatcher.forget(alert)

    def _moved(self, alert_id: str, state: AlertState, who: str, why: str, now_s: float) -> Alert:
        case = self._cases.case(alert_id)
        self._move(case, state, who, why, now_s)
        self._save()
        return case.alert()

    def _move(self, case: Case, state: AlertState, who: str, why: str, at_s: float) -> bool:
        """Change a case's state and stop what that makes needless; whether it changed."""
        if state is AlertState.OPEN and case.state is not AlertState.RESOLVED:
            return False
        transition = case.move(state, who, why, at_s)
        if transition is None:
            return False
        self._teller.stop(case.id)
        if state is AlertState.RESOLVED:
            self._teller.drop(case.id)
            self._dispatcher.withdraw(case.id)
            self._settling.drop(case.id)
            self._log.over(case.id, at_s)
            self._cases.leave(case)
        self._cases.change(case, transition)
        return True

    def _save(self) -> None:
        """Write everything down, with a note of the work in hand; people are told even while the disk refuses."""
        for alert, case in self._cases.touched():
            self.store.note(alert, None if case is None else self._note(case).packed())
        for step in self._log.steps:
            self.store.command_step(step)
        self._log.steps.clear()
        self._cases.save()

    def _note(self, case: Case) -> CaseNote:
        turns, lines, reached = self._teller.note(case.id)
        keys, sent = self._correlator.note(case.id), self._dispatcher.note(case.id)
        return CaseNote(case, keys, turns, lines, sent, self._settling.note(case.id), reached)

    def _take_up(self) -> None:
        """Go on with whatever the store holds that is not finished."""
        notes = [unpacked(note) for note in self.store.notes()]
        for note in sorted(notes, key=lambda note: (note.case.last_s, note.case.id)):
            case = note.case
            self._cases.add(case)
            if note.keys is not None:
                self._correlator.restore(case, note.keys)
            self._teller.restore(case.alert(), note.turns, note.lines, note.reached)
            self._dispatcher.restore(case.id, note.sent, self.store.dispatches_of(case.id))
            for due_s, why in note.settling:
                self._settling.book(case.id, why, due_s)
        commands, lost = self.store.all_commands()
        self._log.restore(commands, lost, max((command.issued_s for command in commands), default=0.0))
