"""Where events come in: each joins its alert or opens one, or is hushed; and what a kind asks for is begun."""

from detectors.alerts.alert import AlertState, Command, Severity
from detectors.alerts.case import Case, Transition
from detectors.alerts.office import Office
from detectors.alerts.quiet import Maintenance, Throttle, hushed
from detectors.config import Route
from detectors.contract import Event

RECORD = "kept for the record"
CHATTER = "its device has raised too many"


class Reception:
    """Takes events for an office, and closes by itself what nobody need act upon."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._windows = list(office.rules.maintenance)
        self._throttle = Throttle(office.rules.chatter, office.rules.chatter_s)

    def maintain(self, window: Maintenance) -> None:
        """Devices are worked on from now or later; what they report then raises no alert."""
        self._windows.append(window)

    def take(self, event: Event, now: float) -> list[Command]:
        """One event: joins its alert or opens one; returns the commands it leads to."""
        office = self._office
        if not office.cases.new(event.id):
            return []
        why = hushed(event, self._windows, office.log.without_power, office.rules.feeds, office.rules.work)
        if why is not None:
            office.store.hushed(event, now, why)
            return []
        case, held = office.correlator.find(event), False
        if case is None:
            case, held = self._open(event, now)
        new_kind = event.kind not in case.kinds
        office.correlator.gather(case, event)
        case.severity = max(case.severity, office.book.severity(case.kinds))
        office.cases.change(case)
        office.store.gathered(case.id, event, now)
        if held:
            office.settling.book(case.id, CHATTER, now + office.rules.quiet_s)
        if held or case.state is AlertState.RESOLVED:
            return []
        if new_kind:
            self.engage(case, office.book.route(event.kind), now)
        office.want(case)
        return self._command(case, event, now)

    def engage(self, case: Case, route: Route, now: float) -> None:
        """Start what a kind of event asks for when an alert first gathers it."""
        office = self._office
        if case.state is AlertState.OPEN:
            office.teller.start(case.id, route, now)
        else:  # already acknowledged: those concerned by the new kind are told once, nobody is chased
            office.teller.first(case.alert(), route, now)
        if self._for_record(case):
            office.settling.book(case.id, RECORD, now + office.rules.quiet_s)

    def settle(self, now: float) -> None:
        """Close what needs nobody any more, once it has been quiet for long enough; forget what is long over."""
        office = self._office
        for alert, why in office.settling.due(now):
            case = office.cases.case(alert)
            office.cases.touch((alert,))
            if why == RECORD and not self._for_record(case):
                continue  # it has gathered a kind since that does need somebody
            if case.last_s + office.rules.quiet_s > now:
                office.settling.book(alert, why, case.last_s + office.rules.quiet_s)
            else:
                office.move(case, AlertState.RESOLVED, "desk", why, now)
        for alert in office.cases.forgotten(now, office.dispatcher.under_way):
            office.teller.forget(alert)
            office.dispatcher.forget(alert)

    def _open(self, event: Event, now: float) -> tuple[Case, bool]:
        """The case of an event that belongs to no other, and whether it is one too many to tell anybody of."""
        office = self._office
        case = office.correlator.open(event, office.book.severity((event.kind,)), min(now, event.t_emitted_s))
        held = self._throttle.holds(event, case.severity, now)
        office.cases.add(case)
        office.store.transition(Transition(case.id, case.opened_s, AlertState.OPEN, "desk", event.id))
        return case, held

    def _for_record(self, case: Case) -> bool:
        """Whether nobody need act: a mere note, or kinds that neither tell nor send anybody."""
        routes = [self._office.book.route(kind) for kind in case.kinds]
        if any(route.dispatch for route in routes):
            return False
        return case.severity is Severity.INFO or not any(route.tell for route in routes)

    def _command(self, case: Case, event: Event, now: float) -> list[Command]:
        action = self._office.book.route(event.kind).command
        if action is None:
            return []
        issued = [self._office.log.issue(case.id, device, action, now) for device in event.devices]
        given = [command for command in issued if command is not None]
        for command in given:
            self._office.store.command(command)
        return given
