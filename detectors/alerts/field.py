"""Responders in the field: who is sent, who arrives, declines or is overdue, and what that makes of their alert."""

from collections.abc import Callable

from detectors.alerts.alert import Alert, AlertState, Dispatch, Responder
from detectors.alerts.office import Office

SETTLING = ("attended", "interrupted")


class Field:
    """Everybody whom an office sends, or of whom it hears that others have sent them.

    Parameters
    ----------
    office: the desk's parts.
    responders: who is on duty at a time [s], where, and whether free.
    """

    def __init__(self, office: Office, responders: Callable[[float], tuple[Responder, ...]]) -> None:
        self._office, self._responders = office, responders
        self._free_again = False

    @property
    def next_s(self) -> float:
        """When somebody is next to be sent, or overdue [s]; infinite if nobody."""
        office = self._office
        if self._free_again:
            return office.now_s
        late_s = office.dispatcher.next_s
        return min(office.now_s + office.rules.retry_s, late_s) if office.dispatcher.waiting else late_s

    def send(self, now: float) -> list[Dispatch]:
        """Send whoever is free; a responder who is sent accepts, which acknowledges the alert."""
        office = self._office
        for closed in office.dispatcher.overdue(now):
            self._close(closed)
        self._free_again = False
        if not office.dispatcher.waiting:
            return []
        sent = office.dispatcher.send(self._responders(now), now)
        for dispatch in sent:
            office.store.dispatch(dispatch)
            office.cases.touch((dispatch.alert,))
            case = office.cases.case(dispatch.alert)
            office.move(case, AlertState.ACKNOWLEDGED, dispatch.responder, "accepted", now)
        return sent

    def arrived(self, dispatch: Dispatch) -> Alert:
        """A responder is there; an alert attended to is over, one where nothing was found once it has been quiet."""
        office = self._office
        case = office.cases.case(dispatch.alert)
        now_s = office.now_s if dispatch.arrived_s is None else dispatch.arrived_s
        if not office.dispatcher.knows(dispatch.id) and (known := self._on_record(dispatch)) is not None:
            # Closed and forgotten while they were on the way; that they came is written down all the same.
            if known.arrived_s is None:
                office.store.dispatch(dispatch)
                office.save()
            return case.alert()
        if office.dispatcher.arrived(dispatch):
            self._free_again = office.dispatcher.waiting
            office.store.dispatch(dispatch)
            office.cases.touch((case.id,))
            outcome = dispatch.outcome or "arrived"
            if outcome in SETTLING:
                office.move(case, AlertState.RESOLVED, dispatch.responder, outcome, now_s)
            elif case.state is not AlertState.RESOLVED:
                office.settling.book(case.id, outcome, now_s + office.rules.quiet_s)
            office.save()
        return case.alert()

    def called(self, dispatch: Dispatch) -> None:
        """Somebody from outside, whom the desk does not send, is on the way."""
        office = self._office
        office.dispatcher.outside(dispatch)
        office.store.dispatch(dispatch)
        office.cases.touch((office.cases.case(dispatch.alert).id,))
        office.save()

    def declined(self, dispatch_id: str) -> None:
        """A responder cannot go: the next nearest is sent at the next step."""
        self._close(self._office.dispatcher.declined(dispatch_id))
        self._office.save()

    def _on_record(self, dispatch: Dispatch) -> Dispatch | None:
        """The dispatch as the record has it, which the desk need no longer know."""
        return next((old for old in self._office.store.dispatches_of(dispatch.alert) if old.id == dispatch.id), None)

    def _close(self, dispatch: Dispatch | None) -> None:
        """A dispatch has come to nothing."""
        if dispatch is not None:
            self._office.store.dispatch(dispatch)
            self._office.cases.touch((dispatch.alert,))
            self._free_again = self._office.dispatcher.waiting
