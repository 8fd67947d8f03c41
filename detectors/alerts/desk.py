"""The alert desk: events in; alerts, deliveries, commands and dispatches out.

Sans-IO: it is stepped by a driver, never reads a clock and never sleeps; what must happen later is announced by
``next_deadline_s``. Everything it decides is in its store before the step returns; while the disk refuses that,
``unsaved`` says why, and the record waits in memory. A desk made on a store that another left behind, killed or not,
goes on where that one stopped; events that were under way then are given to it again by whoever keeps them.
"""

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
    TravelTimes,
)
from detectors.alerts.casebook import UnknownAlertError
from detectors.alerts.field import Field
from detectors.alerts.office import Office
from detectors.alerts.quiet import Maintenance
from detectors.alerts.reception import Reception
from detectors.alerts.store import AlertStore, StoreError
from detectors.alerts.terms import DeskOutput, DeskRules
from detectors.config import Route
from detectors.contract import Event

__all__ = ["AlertDesk", "DeskOutput", "DeskRules", "UnknownAlertError"]


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
        self._office = Office(routes, travel, channels, store, self.rules, places or {})
        self._reception = Reception(self._office)
        self._field = Field(self._office, responders)

    @property
    def unsaved(self) -> StoreError | None:
        """Why the record is not on the disk; None when it is."""
        return self._office.cases.unsaved

    def step(self, now_s: float, events: Sequence[Event] = ()) -> DeskOutput:
        """Take new events and do everything due at ``now_s`` [s]; a clock that jumps back is held at its latest."""
        office = self._office
        now = office.now_s = max(office.now_s, now_s)
        if not events and self._idle(now):
            return DeskOutput((), (), (), (), self.next_deadline_s)
        commands = [command for event in events for command in self._reception.take(event, now)]
        deliveries = self._tell(now)
        dispatches = self._field.send(now)
        self._reception.settle(now)
        commands += self._command_again(now)
        office.save()
        alerts = office.cases.changed()
        return DeskOutput(alerts, tuple(deliveries), tuple(commands), tuple(dispatches), self.next_deadline_s)

    def acknowledge(self, alert_id: str, who: str, now_s: float) -> Alert:
        """Somebody takes the alert: nobody else is told. Acknowledging again, or too late, changes nothing."""
        return self._moved(alert_id, AlertState.ACKNOWLEDGED, who, "acknowledged", now_s)

    def resolve(self, alert_id: str, who: str, now_s: float, why: str = "resolved") -> Alert:
        """Somebody closes the alert."""
        return self._moved(alert_id, AlertState.RESOLVED, who, why, now_s)

    def reopen(self, alert_id: str, who: str, now_s: float, why: str = "re-opened") -> Alert:
        """Somebody says that a resolved alert is not over: people are told and sent as if it were new."""
        office = self._office
        case = office.cases.case(alert_id)
        if office.move(case, AlertState.OPEN, who, why, now_s):
            office.teller.remember(case.id, self.store.attempts_of(case.id))
            office.dispatcher.remember(case.id, self.store.dispatches_of(case.id))
            office.dispatcher.again(case.id)
            for kind in case.kinds:
                self._reception.engage(case, office.book.route(kind), max(now_s, office.now_s))
            office.want(case)
            office.save()
        return case.alert()

    def hand_over(self, alert_id: str, who: str, to: str, by: tuple[str, ...], now_s: float) -> Alert:
        """An acknowledged alert gets another owner, who is told over the channels ``by``; any other stays as it is."""
        office = self._office
        case = office.cases.case(alert_id)
        transition = case.hand_over(who, to, now_s)
        if transition is not None:
            office.cases.change(case, transition)
            office.teller.once(case.alert(), (to,), by, max(now_s, office.now_s))
            office.save()
        return case.alert()

    def maintain(self, window: Maintenance) -> None:
        """Devices are worked on from now or later; what they report then raises no alert."""
        self._reception.maintain(window)

    def order(self, alert_id: str, device: str, action: Action, who: str, role: str, now_s: float) -> Command:
        """A person orders a device to act because of an alert; ``step`` does not repeat the returned command.

        Raises
        ------
        ForbiddenCommandError
            The policy does not let them.
        """
        office = self._office
        try:
            command = office.log.order(office.cases.case(alert_id).id, device, action, who, role, now_s)
            self.store.command(command)
        finally:
            office.save()
        return command

    def undo(self, command_id: str, who: str, role: str, now_s: float) -> Command:
        """A person has a command reversed.

        Raises
        ------
        UnknownCommandError, ForbiddenCommandError
            There is none, or it is not theirs to reverse.
        """
        try:
            command = self._office.log.undo(command_id, who, role, now_s)
            self.store.command(command)
        finally:
            self._office.save()
        return command

    def confirmed(self, command_id: str, at_s: float) -> Command:
        """A device did as it was told."""
        command = self._office.log.confirmed(command_id, at_s)
        self.store.command(command)
        self._office.save()
        return command

    def arrived(self, dispatch: Dispatch) -> Alert:
        """A responder is there: ``arrived_s`` and ``outcome`` are recorded, and they are free for the next.

        An alert that was attended or interrupted is over; one where nothing was found is over once it has been quiet.
        """
        return self._field.arrived(dispatch)

    def called(self, dispatch: Dispatch) -> None:
        """Somebody from outside, whom the desk does not send, is on the way: on record, and `arrived` hears of it."""
        self._field.called(dispatch)

    def owner(self, alert_id: str) -> str | None:
        """Return who has an alert; None while nobody does."""
        return self._office.cases.case(alert_id).owner

    def declined(self, dispatch_id: str) -> None:
        """A responder cannot go: the next nearest is sent at the next step.

        Raises
        ------
        UnknownDispatchError
            No such dispatch was made.
        """
        self._field.declined(dispatch_id)

    def alerts(self) -> tuple[Alert, ...]:
        """Return every alert on record, in the order they opened."""
        return self._office.cases.alerts()

    @property
    def next_deadline_s(self) -> float:
        """When something is next due [s]; infinite if nothing is."""
        office = self._office
        return min(office.teller.next_s, self._field.next_s, office.settling.next_s, office.log.next_s)

    def _idle(self, now: float) -> bool:
        """Whether nothing is due and nothing has changed: so it is at most seconds of a day."""
        return not self._office.dispatcher.waiting and self.next_deadline_s > now and self._office.idle(now)

    def _command_again(self, now: float) -> list[Command]:
        """Tell silent devices again, undo what undoes itself; a device out of reach is a message given up."""
        given, lost = self._office.log.due(now)
        for command in given:
            self.store.command(command)
        for command in lost:
            self.store.dead_letter(command.reason, command.device, now)
        return given

    def _tell(self, now: float) -> list[Delivery]:
        """Every telling and every retry due."""
        office = self._office
        made, given_up = office.teller.work(now, office.cases.alert)
        for delivery in made:
            self.store.delivery(delivery)
        for alert, recipient in given_up:
            self.store.dead_letter(alert, recipient, now)
        office.cases.touch(alert for alert, _ in given_up)
        office.cases.touch(delivery.alert for delivery in made)
        return made

    def _moved(self, alert_id: str, state: AlertState, who: str, why: str, now_s: float) -> Alert:
        case = self._office.cases.case(alert_id)
        self._office.move(case, state, who, why, now_s)
        self._office.save()
        return case.alert()
