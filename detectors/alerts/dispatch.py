"""Sends the nearest free responder of a role, once per alert, and queues what nobody is free for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detectors.alerts.alert import Dispatch, Place, Responder, Severity, TravelTimes


class UnknownDispatchError(KeyError):
    """Somebody reports arrival on a dispatch that was never made."""


@dataclass(frozen=True, slots=True)
class Want:
    """An alert that needs a responder of ``role`` at ``place``."""

    alert: str
    role: str
    place: Place
    severity: Severity
    since_s: float

    @property
    def urgency(self) -> tuple[int, float, str]:
        """Worst first, then oldest."""
        return -int(self.severity), self.since_s, self.alert


class Dispatcher:
    """Who is on the way to what, and what still waits."""

    def __init__(self, travel: TravelTimes) -> None:
        self._travel = travel
        self._wants: dict[str, Want] = {}
        self._sent: dict[str, Dispatch] = {}
        self._underway: dict[str, str] = {}
        self._served: set[str] = set()

    @property
    def waiting(self) -> bool:
        """Whether an alert waits for somebody to become free."""
        return bool(self._wants)

    def want(self, want: Want) -> None:
        """Ask for a responder; an alert that has had one, or waits for one, gets no second."""
        if want.alert not in self._served and want.alert not in self._wants:
            self._wants[want.alert] = want

    def withdraw(self, alert: str) -> None:
        """The alert is over: nobody need go."""
        self._wants.pop(alert, None)

    def send(self, responders: Sequence[Responder], now_s: float) -> list[Dispatch]:
        """Send the nearest free one to each waiting alert, most urgent first."""
        free = {r.id: r for r in responders if r.free and r.id not in self._underway}
        sent = []
        for want in sorted(self._wants.values(), key=lambda want: want.urgency):
            able = [r for r in free.values() if r.role == want.role]
            times = [(self._travel.seconds(r.place, want.place, r.id), r.id) for r in able]
            reach_s, name = min(times, default=(math.inf, ""))
            if reach_s == math.inf:
                continue
            del free[name], self._wants[want.alert]
            dispatch = Dispatch(f"d-{want.alert}", want.alert, name, want.place, now_s)
            self._sent[dispatch.id] = dispatch
            self._underway[name] = dispatch.id
            self._served.add(want.alert)
            sent.append(dispatch)
        return sent

    def arrived(self, dispatch: Dispatch) -> bool:
        """Note an arrival and free the responder; False if it had been noted already.

        Raises
        ------
        UnknownDispatchError
            No such dispatch was made.
        """
        if dispatch.id not in self._sent:
            raise UnknownDispatchError(dispatch.id)
        if self._underway.get(dispatch.responder) != dispatch.id:
            return False
        del self._underway[dispatch.responder]
        self._sent[dispatch.id] = dispatch
        return True
