"""Alerts through everything that can break: the process killed, the broker killed, the link cut, the disk full.

Each alert goes to a desk over MQTT (QoS 1, TLS, receipts) and to an office over an HTTPS webhook (HMAC), half of these
as CAP messages. The process that correlates, stores and sends is killed with SIGKILL at random points of the way; each
time another takes its place and goes on from the file alone. Receivers drop second copies by their key; what they
accept is then held against what happened.
"""

import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from detectors.alerts.alert import Alert, Place, Responder, Severity
from detectors.alerts.cap import CapSender
from detectors.alerts.desk import AlertDesk, DeskRules
from detectors.alerts.envelope import CapBody, JsonBody
from detectors.alerts.outbox import Fate, Letter, Outbox, OutboxChannel
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import Event, EventKind
from detectors.live.mqtt import Broker, MqttSender
from detectors.live.postman import Directory, Postman, Sender
from detectors.live.webhook import Hook, WebhookSender
from ringfence.benches.alert_peers import (
    FORK,
    Counters,
    counters,
    free_port,
    listening,
    run_broker,
    run_hooks,
    run_link,
    run_subscriber,
    started,
)
from ringfence.benches.certificate import self_signed
from twin.seeds import Seeds

KINDS = tuple(EventKind)[:24]
SECRET = b"of the benchmark, not of anybody"
STEP = 25  # alerts a step
QUEUE = 2000  # so many messages may wait before the desk is given more
EVENT_S = 0.01
EPOCH_S = 1e7  # the outbox's clock runs beyond every time of the desk's
ROUTES = tuple(
    Route(kind, (f"desk-{k}", f"office-{k}"), ("net",), Severity.INFO, at_once=True, escalate_after_s=None)
    for k, kind in enumerate(KINDS)
)
SENDER = CapSender("ringfence-bench", datetime(2021, 8, 14, 10, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Storm:
    """How hard it blows: alerts, and how often each thing breaks."""

    alerts: int = 100_000
    kills: int = 200
    brokers: int = 5
    cuts: int = 5
    full: int = 5


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came of it; ``copies`` second copies reached receivers, who dropped them by their key."""

    alerts: int
    lost: int
    duplicates: int
    disordered: int
    copies: int
    invalid_cap: int
    refused: int
    dead: int
    kills: int
    brokers: int
    cuts: int
    full: int
    wall_s: float


@dataclass(slots=True)
class Site:
    """Ports, files and switches that every process of the storm knows."""

    folder: Path
    certificate: tuple[Path, Path]
    storm: Storm
    counts: Counters = field(default_factory=counters)
    cut: "Synchronized[int]" = field(default_factory=lambda: FORK.Value("i", 0))
    full: "Synchronized[int]" = field(default_factory=lambda: FORK.Value("i", 0))
    refusals: "Synchronized[int]" = field(default_factory=lambda: FORK.Value("i", 0))
    broker: int = field(default_factory=free_port)
    near_broker: int = field(default_factory=free_port)
    hooks: int = field(default_factory=free_port)
    near_hooks: int = field(default_factory=free_port)

    @property
    def store(self) -> Path:
        """The desk's file."""
        return self.folder / "alerts.sqlite"


class Nobody:
    """No responders, no distances."""

    def seconds(self, start: Place, end: Place, who: str) -> float:  # noqa: ARG002 - the port's
        """Return nothing worth walking for."""
        return 0.0

    def __call__(self, now_s: float) -> tuple[Responder, ...]:  # noqa: ARG002 - the port's
        """Nobody is on duty."""
        return ()


def happening(number: int) -> Event:
    """The event of alert ``number``, which has nothing to do with any other."""
    kind, device, at_s = KINDS[number % len(KINDS)], f"cam-{number}", number * EVENT_S
    return Event(f"{kind}-{number:06d}", kind, (device,), f"zone/{number}", None, at_s, None, at_s, at_s, 0.9)


class Bodies:
    """JSON for desks and even offices, CAP for odd ones."""

    def __init__(self) -> None:
        self._json, self._cap = JsonBody("bench"), CapBody(SENDER)

    def __call__(self, letter: Letter) -> bytes:
        """Write one message."""
        odd = letter.recipient.startswith("office") and int(letter.recipient.rpartition("-")[2]) % 2 == 1
        return self._cap(letter) if odd else self._json(letter)


def desk_on(path: Path) -> AlertDesk:
    """The desk of the benchmark, on whatever the last one left in the file."""
    store, nobody = AlertStore(path), Nobody()
    channels = {"net": OutboxChannel(store, "net", Bodies())}
    return AlertDesk(ROUTES, nobody, nobody, channels, store, DeskRules(quiet_s=1.0))


def postman_on(site: Site, base_s: float = 1.0, watch: Callable[[Sender], Sender] = lambda sender: sender) -> Postman:
    """The postman of the benchmark; ``watch`` may look over its sender's shoulder."""
    broker = Broker("127.0.0.1", site.near_broker, site.certificate[0])
    url = f"https://127.0.0.1:{site.near_hooks}/alerts"
    hooks = {f"office-{k}": Hook(url, SECRET) for k in range(len(KINDS))}
    mqtt = MqttSender(broker, f"site-{os.getpid()}", timeout_s=3.0, receipts=True)
    ways = dict.fromkeys((f"desk-{k}" for k in range(len(KINDS))), mqtt)
    post = WebhookSender(hooks, site.certificate[0], timeout_s=3.0)
    net = watch(Directory(ways | dict.fromkeys(hooks, post)))
    clock = lambda: EPOCH_S + time.monotonic()  # noqa: E731 - shorter than a function that says no more
    return Postman(site.store, {"net": net}, clock, threads=2 * len(KINDS), attempts=10**6, base_s=base_s)


def run_site(site: Site) -> None:
    """Be the site: give the desk every alert that is not on record yet, deliver all, and end."""
    desk = desk_on(site.store)
    fed = max(0, desk.store.count("alerts") - STEP)  # a little is given again, as by a source that delivers twice
    postman = postman_on(site, base_s=0.05)
    postman.start()
    watch, limited = Outbox(site.store), 0
    while True:
        if site.full.value != limited:
            limited = site.full.value
            desk.store.limit_pages(1 if limited else 1 << 30)
        if fed < site.storm.alerts and watch.waiting() < QUEUE:
            events = [happening(n) for n in range(fed, min(fed + STEP, site.storm.alerts))]
            desk.step(events[-1].t_emitted_s, events)
            fed += len(events)
            postman.wake()
        elif fed >= site.storm.alerts and desk.unsaved is None and not watch.waiting():
            break
        else:
            time.sleep(0.01)
        if desk.unsaved is not None:
            with site.refusals.get_lock():
                site.refusals.value += 1
            time.sleep(0.01)
            desk.step(0.0)
    postman.stop()
    os._exit(0)


def blow(storm: Storm, seed: int = 6) -> Aftermath:
    """Let it blow; what came of it."""
    with tempfile.TemporaryDirectory(prefix="ringfence-storm-") as name:
        folder = Path(name)
        site = Site(folder, self_signed(folder), storm)
        AlertStore.create(site.store).close()
        peers = [started(run_hooks, site.hooks, site.certificate, SECRET, folder / "hooks", site.counts)]
        peers.append(started(run_link, {site.near_broker: site.broker, site.near_hooks: site.hooks}, site.cut))
        brokers = [started(run_broker, site.broker, site.certificate)]
        for port in (site.broker, site.hooks, site.near_broker, site.near_hooks):
            listening(port)
        here = Broker("127.0.0.1", site.broker, site.certificate[0])
        peers.append(started(run_subscriber, here, folder / "mqtt", site.counts))
        began = time.perf_counter()
        try:
            kills = weather(site, brokers, seed)
            wall_s = time.perf_counter() - began
        finally:
            for process in (*peers, *brokers):
                process.kill()
        return counted(site, kills, wall_s)


def weather(site: Site, brokers: list[Any], seed: int) -> int:
    """Kill and cut as planned until everything has arrived; how often the site was killed."""
    storm, kills, calm_s, refused = site.storm, 0, 0.0, 0
    ahead = planned(storm, seed)
    process = started(run_site, site)
    while process.exitcode != 0:
        time.sleep(0.002)
        if time.perf_counter() > calm_s:
            site.cut.value = 0
            if site.refusals.value >= refused:  # a desk that has nothing left to write is refused nothing
                site.full.value = 0
        done = site.counts.mqtt.value + site.counts.hooks.value
        if process.exitcode not in {None, 0}:
            raise RuntimeError(f"the site ended by itself with {process.exitcode}")
        if not ahead or ahead[0][0] > done:
            continue
        _, what = ahead.pop(0)
        if what == "kill":
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            kills += 1
            process = started(run_site, site)
        elif what == "broker":
            brokers[-1].kill()
            brokers[-1].join()
            brokers.append(started(run_broker, site.broker, site.certificate))
        else:
            (site.cut if what == "cut" else site.full).value = 1
            calm_s, refused = time.perf_counter() + 1.0, min(storm.alerts, site.refusals.value + 3)
    return kills


def planned(storm: Storm, seed: int) -> list[tuple[int, str]]:
    """What breaks after how many messages have arrived, in that order."""
    whole, rng = 2 * storm.alerts, Seeds(seed).stream("bench", "alerts", "storm")
    plan = []
    for what, times in (("kill", storm.kills), ("broker", storm.brokers), ("cut", storm.cuts), ("full", storm.full)):
        plan += [(int(at), what) for at in rng.integers(0, int(0.98 * whole), size=times)]
    return sorted(plan)


def counted(site: Site, kills: int, wall_s: float) -> Aftermath:
    """Hold what receivers accepted against what happened."""
    storm = site.storm
    heard: dict[str, list[str]] = {}
    for log in ("mqtt", "hooks"):
        for line in (site.folder / log).read_text().splitlines():
            recipient, key = line.split(" ", 1)
            heard.setdefault(recipient, []).append(key)
    lost = duplicates = disordered = 0
    for k, kind in enumerate(KINDS):
        for recipient in (f"desk-{k}", f"office-{k}"):
            expected = [f"a-{kind}-{n:06d}|{recipient}|net|1" for n in range(k, storm.alerts, len(KINDS))]
            keys = heard.get(recipient, [])
            lost += len(set(expected) - set(keys))
            duplicates += sum(times - 1 for times in Counter(keys).values())
            disordered += inversions(keys)
    store, outbox = AlertStore(site.store), Outbox(site.store)
    alerts = {alert.id: alert for alert in store.all_alerts()}
    lost += storm.alerts - len(alerts)
    duplicates += twice_opened(store, alerts)
    counts = site.counts
    return Aftermath(
        storm.alerts, lost, duplicates, disordered, counts.copies.value, counts.invalid.value, counts.refused.value,
        outbox.counts()[Fate.DEAD], kills, storm.brokers, storm.cuts, site.refusals.value, wall_s,
    )  # fmt: skip


def inversions(keys: Sequence[str]) -> int:
    """How often a message came before one that happened earlier; keys of a recipient sort as they happened."""
    return sum(later < sooner for sooner, later in pairwise(keys))


def twice_opened(store: AlertStore, alerts: dict[str, Alert]) -> int:
    """How many alerts were opened more than once on record, or gathered an event twice."""
    opened = Counter(row[0] for row in store.rows("transitions") if row[2] == "open")
    gathered = Counter(row[1] for row in store.rows("gathered"))
    return sum(opened.values()) - len(alerts) + sum(times - 1 for times in gathered.values())
