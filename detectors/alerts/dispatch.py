"""Sends the nearest free responder of a role, once per alert, and queues what nobody is free for.

Who is overdue, declines, or is needed more elsewhere is replaced: the alert gets its next responder, and the old
dispatch is closed with the reason.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from detectors.alerts.alert import Dispatch, Place, Responder, Severity, TravelTimes

# Somebody is overdue after twice the walk that was expected and a minute and a half more; an assumption.
OVERDUE_FACTOR = 2.0
OVERDUE_S = 90.0
OVERDUE, DECLINED = "overdue", "declined"


class UnknownDispatchError(KeyError):
    """Somebody reports on a dispatch that was never made."""


@dataclass(frozen=True, slots=True)
class Want:
    """An alert that needs a responder of ``role`` at ``place``; those in ``without`` have been tried."""

    alert: str
    role: str
    place: Place
    severity: Severity
    since_s: float
    without: tuple[str, ...] = ()

    @property
    def urgency(self) -> tuple[int, float, str]:
        """Worst first, then oldest."""
        return -int(self.severity), self.since_s, self.alert


@dataclass(frozen=True, slots=True)
class Errand:
    """A responder on the way to what is wanted, overdue at ``due_s``; infinite for one who has been given up.

    Who has been given up is sent nowhere else before they have arrived or declined: nobody knows where they are.
    """

    want: Want
    dispatch: Dispatch
    due_s: float


@dataclass(frozen=True, slots=True)
class SentNote:
    """What must be known again of an alert's responders: a want that waits, errands under way, how many were sent."""

    want: Want | None
    errands: tuple[Errand, ...]
    sent: int
    over: bool


class Dispatcher:
    """Who is on the way to what, and what still waits."""

    def __init__(self, travel: TravelTimes) -> None:
        self._travel = travel
        self._wants: dict[str, Want] = {}
        self._errands: dict[str, Errand] = {}
        self._dispatches: dict[str, Dispatch] = {}
        self._counts: dict[str, int] = {}
        self._due: list[tuple[float, str]] = []
        self._over: set[str] = set()
        self._foreign: dict[str, list[str]] = {}
        self._again: set[str] = set()

    @property
    def waiting(self) -> bool:
        """Whether an alert waits for somebody to become free."""
        return bool(self._wants)

    @property
    def next_s(self) -> float:
        """When somebody under way is overdue [s]; infinite if nobody will be."""
        while self._due and not self._current(*self._due[0]):
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else math.inf

    def want(self, want: Want) -> None:
        """Ask for a responder; an alert that has had one, or waits for one, gets no second."""
        if want.alert in self._wants or (want.alert in self._counts and want.alert not in self._again):
            return
        self._again.discard(want.alert)
        self._wants[want.alert] = want

    def withdraw(self, alert: str) -> None:
        """The alert is over: nobody need go, nor be replaced."""
        self._wants.pop(alert, None)
        self._over.add(alert)

    def again(self, alert: str) -> None:
        """The alert is open once more: its next want counts, whoever has been there."""
        self._over.discard(alert)
        self._again.add(alert)

    def send(self, responders: Sequence[Responder], now_s: float) -> list[Dispatch]:
        """Send the nearest free one to each waiting alert, most urgent first."""
        busy = {errand.dispatch.responder for errand in self._errands.values()}
        free = {r.id: r for r in responders if r.free and r.id not in busy}
        sent = []
        for want in sorted(self._wants.values(), key=lambda want: want.urgency):
            able = [r for r in free.values() if r.role == want.role and r.id not in want.without]
            times = [(self._travel.seconds(r.place, want.place, r.id), r.id) for r in able]
            reach_s, name = min(times, default=(math.inf, ""))
            if reach_s == math.inf:
                continue
            del free[name], self._wants[want.alert]
            sent.append(self._start(want, name, reach_s, now_s))
        return sent

    def arrived(self, dispatch: Dispatch) -> bool:
        """Note an arrival and free the responder, also of one who had been given up; False if it was noted already.

        Raises
        ------
        UnknownDispatchError
            No such dispatch was made.
        """
        if dispatch.id not in self._dispatches:
            raise UnknownDispatchError(dispatch.id)
        self._errands.pop(dispatch.id, None)
        if self._dispatches[dispatch.id].arrived_s is not None:
            return False
        self._dispatches[dispatch.id] = dispatch
        return True

    def forget(self, alert: str) -> None:
        """Nothing more will happen about an alert."""
        count = self._counts.pop(alert, 0)
        for name in [_name(alert, number + 1) for number in range(count)]:
            self._dispatches.pop(name, None)
            self._errands.pop(name, None)
        for name in self._foreign.pop(alert, ()):
            self._dispatches.pop(name, None)
        self._over.discard(alert)
        self._again.discard(alert)

    def overdue(self, now_s: float) -> list[Dispatch]:
        """Close what took too long by ``now_s`` and want somebody else for it; the closed dispatches."""
        closed = []
        while self.next_s <= now_s:
            _, name = heapq.heappop(self._due)
            errand = self._errands[name] = replace(self._errands[name], due_s=math.inf)
            closed.append(self._replace(errand, OVERDUE))
        return closed

    def remember(self, alert: str, made: Sequence[Dispatch]) -> None:
        """An alert comes back from the record, for which these were sent."""
        self._dispatches.update((dispatch.id, dispatch) for dispatch in made if dispatch.id not in self._dispatches)
        if made:
            self._counts[alert] = max(len(made), self._counts.get(alert, 0))

    def outside(self, dispatch: Dispatch) -> None:
        """Somebody whom others sent is on the way; they are no errand of ours and nobody waits for them."""
        self._dispatches[dispatch.id] = dispatch
        self._foreign.setdefault(dispatch.alert, []).append(dispatch.id)

    def under_way(self, alert: str) -> bool:
        """Whether anybody is on the way to an alert."""
        return any(errand.want.alert == alert for errand in self._errands.values())

    def knows(self, dispatch_id: str) -> bool:
        """Whether this dispatch was made and not forgotten."""
        return dispatch_id in self._dispatches

    def _current(self, due_s: float, name: str) -> bool:
        errand = self._errands.get(name)
        return errand is not None and errand.due_s == due_s

    def declined(self, dispatch_id: str) -> Dispatch | None:
        """The responder cannot go: somebody else is wanted. None if they had arrived or been replaced already.

        Raises
        ------
        UnknownDispatchError
            No such dispatch was made.
        """
        if dispatch_id not in self._dispatches:
            raise UnknownDispatchError(dispatch_id)
        errand = self._errands.pop(dispatch_id, None)
        return None if errand is None else self._replace(errand, DECLINED)

    def note(self, alert: str) -> SentNote:
        """Return what must be known again of an alert's responders."""
        errands = tuple(errand for errand in self._errands.values() if errand.want.alert == alert)
        return SentNote(self._wants.get(alert), errands, self._counts.get(alert, 0), alert in self._over)

    def restore(self, alert: str, note: SentNote, made: Sequence[Dispatch]) -> None:
        """Go on with an alert's responders; ``made`` are all dispatches on record for it."""
        if note.want is not None:
            self._wants[alert] = note.want
        if note.sent:
            self._counts[alert] = note.sent
        if note.over:
            self._over.add(alert)
        self._dispatches.update((dispatch.id, dispatch) for dispatch in made)
        for errand in note.errands:
            self._errands[errand.dispatch.id] = errand
            heapq.heappush(self._due, (errand.due_s, errand.dispatch.id))

    def _start(self, want: Want, name: str, reach_s: float, now_s: float) -> Dispatch:
        number = self._counts[want.alert] = self._counts.get(want.alert, 0) + 1
        key = _name(want.alert, number)
        dispatch = Dispatch(key, want.alert, name, want.place, now_s)
        due_s = now_s + OVERDUE_FACTOR * reach_s + OVERDUE_S
        self._dispatches[key], self._errands[key] = dispatch, Errand(want, dispatch, due_s)
        heapq.heappush(self._due, (due_s, key))
        return dispatch

    def _replace(self, errand: Errand, why: str) -> Dispatch:
        """Close one errand with a reason and want the next responder."""
        name = errand.dispatch.responder
        if errand.want.alert not in self._over:
            self._wants[errand.want.alert] = replace(errand.want, without=(*errand.want.without, name))
        closed = self._dispatches[errand.dispatch.id] = replace(errand.dispatch, outcome=why)
        return closed


def _name(alert: str, number: int) -> str:
    """The id of an alert's first, second, ... dispatch."""
    return f"d-{alert}" if number == 1 else f"d-{alert}-{number}"
