"""A live site's desk: its routes' channels, the outbox, and the postman who takes it to where machines listen.

It stands where a pipeline wants a desk. The record is one file, which each run continues: what an earlier one left
undelivered leaves first. A run's own time 0 becomes a later time of that record, and its events get names of their own.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

from detectors.alerts.alert import Alert, Channel, Place, Responder
from detectors.alerts.cap import CapSender
from detectors.alerts.deliver import ConsoleChannel, JsonlChannel, UnservedChannel
from detectors.alerts.desk import AlertDesk, DeskOutput, UnknownAlertError
from detectors.alerts.endpoints import Endpoint, Format
from detectors.alerts.envelope import Body, CapBody, JsonBody
from detectors.alerts.outbox import Fate, Outbox, OutboxChannel
from detectors.alerts.policy import DeskPolicy
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import Event
from detectors.live.postman import Postman
from detectors.live.senders import senders

STORE, TOLD = "alerts.sqlite", "alerts.jsonl"
ATTEMPTS = 10**6  # of an hour's broken link nothing is given up
LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a station knows of its site: name, where devices and zones are [m], and places' latitude and longitude."""

    name: str
    places: Mapping[str, Place] = field(default_factory=dict)
    locate: Callable[[Place], tuple[float, float]] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run's alerts came to: how many, messages sent, still waiting and given up; who could not be reached."""

    alerts: int
    sent: int
    waiting: int
    dead: int
    unserved: tuple[str, ...]


class Unmanned:
    """A site whose guards the desk does not know of: nobody is on duty, no way is known."""

    def seconds(self, start: Place, end: Place, who: str) -> float:  # noqa: ARG002 - the port's
        """Return no time at all."""
        return 0.0

    def __call__(self, now_s: float) -> tuple[Responder, ...]:  # noqa: ARG002 - the port's
        """Nobody is on duty."""
        return ()


class Station:
    """A desk and everything behind it.

    Parameters
    ----------
    routes, policy: of the deployment.
    folder: where the record is kept, and what is told by ``jsonl``.
    start: when this run's time 0 is, with its zone.
    grounds: what is known of the site.
    write: takes what is told by ``console``, a line each.
    wall: the clock that retries go by [s].

    Raises
    ------
    EndpointError
        Messages cannot leave as the deployment says.
    StoreError
        The record cannot be opened.
    """

    def __init__(
        self,
        routes: tuple[Route, ...],
        policy: DeskPolicy,
        folder: Path,
        start: datetime,
        grounds: Grounds,
        write: Callable[[str], None] = print,
        wall: Callable[[], float] = time.time,  # noqa: TID251 - it must go on over restarts of the machine
    ) -> None:
        self._heard = SimpleQueue[tuple[str, str]]()
        ways = senders(policy.endpoints, routes, grounds.name, lambda alert, who: self._heard.put((alert, who)))
        self._path, self._alerts = folder / STORE, set[str]()
        self._store = AlertStore(self._path)
        self.session = self._store.open_session(start)
        channels = live_channels(routes, policy, self._store, folder, self.session.zero, grounds, write)
        self.unserved = tuple(name for name, way in channels.items() if isinstance(way, UnservedChannel))
        rules, nobody = policy.rules(self.session.zero), Unmanned()
        self._desk = AlertDesk(
            served(routes, self.unserved), nobody, nobody, channels, self._store, rules, grounds.places
        )
        self._before = self._counts()
        self._postman = Postman(self._path, ways, wall, attempts=ATTEMPTS)
        self._postman.start()

    def step(self, now_s: float, events: Sequence[Event]) -> DeskOutput:
        """Step the desk in the run's own time, after those who have taken alerts since; let the postman know."""
        later_s = self.session.offset_s
        while not self._heard.empty():
            with suppress(UnknownAlertError):  # a slip, or of another site: the broker lets everybody speak
                self.acknowledge(*self._heard.get(), now_s)
        output = self._desk.step(now_s + later_s, [self._own(event) for event in events])
        self._alerts.update(alert.id for alert in output.alerts)
        self._postman.wake()
        return replace(output, next_deadline_s=output.next_deadline_s - later_s)

    def acknowledge(self, alert_id: str, who: str, now_s: float) -> Alert:
        """Somebody takes an alert, at a time of this run [s]."""
        return self._desk.acknowledge(alert_id, who, now_s + self.session.offset_s)

    def close(self, patience_s: float = 5.0) -> Tally:
        """Wait for messages to leave, while some still do, and end; what is left goes when the next run begins."""
        outbox = Outbox(self._path)
        waiting, until = outbox.waiting(), time.monotonic() + patience_s
        while waiting and time.monotonic() < until:
            time.sleep(LOOK_S)
            before, waiting = waiting, outbox.waiting()
            until = time.monotonic() + patience_s if waiting < before else until
        self._postman.stop()
        counts = outbox.counts()
        outbox.close()
        self._store.close()
        sent = counts[Fate.SENT] - self._before[Fate.SENT]
        return Tally(len(self._alerts), sent, counts[Fate.QUEUED], counts[Fate.DEAD], self.unserved)

    def _counts(self) -> dict[Fate, int]:
        outbox = Outbox(self._path)
        try:
            return outbox.counts()
        finally:
            outbox.close()

    def _own(self, event: Event) -> Event:
        """An event in the record's time, under a name that no event of another run has."""
        if self.session.number == 1:
            return event
        later_s = self.session.offset_s
        return replace(
            event,
            id=f"{event.id}.{self.session.number}",
            start_s=event.start_s + later_s,
            end_s=None if event.end_s is None else event.end_s + later_s,
            t_seen_s=event.t_seen_s + later_s,
            t_emitted_s=event.t_emitted_s + later_s,
        )


def served(routes: tuple[Route, ...], unserved: tuple[str, ...]) -> tuple[Route, ...]:
    """Return the routes without channels that reach nobody, except where there is no other."""
    ways = [tuple(name for name in route.by if name not in unserved) or route.by for route in routes]
    return tuple(replace(route, by=by) for route, by in zip(routes, ways, strict=True))


def live_channels(
    routes: tuple[Route, ...],
    policy: DeskPolicy,
    store: AlertStore,
    folder: Path,
    zero: datetime,
    grounds: Grounds,
    write: Callable[[str], None],
) -> dict[str, Channel]:
    """Return every channel that the routes name; one that the site has no gateway for reaches nobody."""
    names = dict.fromkeys(name for route in routes for name in route.by)
    channels: dict[str, Channel] = {name: UnservedChannel(name) for name in names}
    if "console" in names:
        channels["console"] = ConsoleChannel(write, policy.languages)
    if "jsonl" in names:
        channels["jsonl"] = JsonlChannel(folder / TOLD, policy.languages)
    for end in policy.endpoints:
        if end.name in names:
            channels[end.name] = OutboxChannel(store, end.name, body_of(end, policy, zero, grounds))
    return channels


def body_of(end: Endpoint, policy: DeskPolicy, zero: datetime, grounds: Grounds) -> Body:
    """Return who writes an endpoint's messages."""
    if end.format is Format.CAP:
        return CapBody(CapSender(policy.sender or grounds.name, zero, grounds.locate, policy.status))
    return JsonBody(grounds.name, policy.languages)
