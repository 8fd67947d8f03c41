"""Alerting's figures: what a storm loses, how fast alerts are made and stored, how soon somebody is told."""

import math
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from detectors.alerts.alert import Severity
from detectors.alerts.correlate import Correlator
from detectors.alerts.outbox import Parcel
from detectors.contract import Event
from detectors.live.mqtt import Broker
from detectors.live.postman import Postman, Sender
from ringfence.benches.alert_peers import listening, run_broker, run_hooks, run_subscriber, started
from ringfence.benches.alert_storm import SECRET, STEP, Site, Storm, blow, desk_on, happening, postman_on
from ringfence.benches.certificate import self_signed
from ringfence.benches.figure import Figure

QUICK = Storm(alerts=200, kills=4, brokers=1, cuts=1, full=1)
PER_ALERT = 20  # events that one happening raises
PACE_HZ = 20.0  # seventy thousand alerts an hour


def bench(quick: bool) -> list[Figure]:
    """Measure all of it; some twenty minutes, or half a minute if ``quick``."""
    scale = 20 if quick else 1
    return [
        *storm_figures(QUICK if quick else Storm()),
        correlated(200_000 // scale),
        stored(20_000 // scale),
        *delays(1000 // scale),
    ]


def storm_figures(storm: Storm) -> list[Figure]:
    """What came of a storm: none lost, none twice, none out of order."""
    after = blow(storm)
    broke = f"{after.kills} kills, {after.brokers} broker deaths, {after.cuts} cuts, {after.full} refused writes"
    through = f"of {after.alerts} alerts to two recipients each; {broke}"
    return [
        zero("lost", after.lost, "messages", through),
        zero("duplicates after the key", after.duplicates, "messages", f"{after.copies} copies reached the receivers"),
        zero("order violations", after.disordered, "messages", "within a recipient"),
        zero("dead letters", after.dead, "messages", "given up by the sender"),
        zero("invalid CAP messages", after.invalid_cap, "messages", "a quarter of all messages is CAP"),
        figure("alerts through the storm", after.alerts / after.wall_s, "1/s", None, f"{after.wall_s:.0f} s in all"),
        figure("kills survived", after.kills, "kills", storm.kills, "SIGKILL at random points"),
    ]


def correlated(events: int) -> Figure:
    """Events a second that find their alert, `PER_ALERT` of each happening, a hundred happenings at a time."""
    correlator, made = Correlator(), 0
    stream = [evidence(n) for n in range(events)]
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    for event in stream:
        case = correlator.find(event)
        if case is None:
            case, made = correlator.open(event, Severity.MAJOR, event.t_emitted_s), made + 1
        correlator.gather(case, event)
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    note = f"{events} events became {made} alerts; {events / cpu_s:,.0f} per CPU second"
    return figure("events correlated", events / wall_s, "1/s", 5000.0, note)


def evidence(number: int) -> Event:
    """One of the events of a stream in which a hundred happenings, spread over the site, go on at once."""
    round_, rest = divmod(number, 100 * PER_ALERT)
    which = rest % 100
    whole = happening(round_ * 100 + which)
    at_s, place = number / 50.0, (150.0 * (which % 10), 150.0 * (which // 10) + 2000.0 * (round_ % 7), 0.0)
    return replace(
        whole, id=f"{whole.id}-{rest}", kind=happening(0).kind, place=place, zone=None, t_seen_s=at_s, t_emitted_s=at_s
    )


def stored(alerts: int) -> Figure:
    """Alerts a second that are correlated, routed, queued and on the disk, beside SQLite writing as many rows alone."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        desk = desk_on(Path(name) / "alerts.sqlite")
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        for first in range(0, alerts, STEP):
            events = [happening(n) for n in range(first, first + STEP)]
            desk.step(events[-1].t_emitted_s, events)
        wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
        whole = desk.store.count("alerts") == alerts and desk.unsaved is None
        desk.store.close()
        peer = sqlite_alone(Path(name) / "peer.sqlite", alerts)
    rate = alerts / wall_s
    note = f"two messages each, fsync every {STEP} alerts; {alerts / cpu_s:,.0f} per CPU second; peer: SQLite alone"
    made = figure("alerts durably stored", rate, "1/s", 1000.0, note)
    return {**made, "met": whole and rate >= 1000.0, "peer": peer, "ratio": rate / peer}


def sqlite_alone(path: Path, alerts: int) -> float:
    """Alerts a second if nothing were done but to write an alert's five rows, with the same transactions."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE plain (n INTEGER, body BLOB)")
    body, began = b"x" * 400, time.perf_counter()
    for first in range(0, alerts, STEP):
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT INTO plain VALUES (?, ?)", [(5 * first + k, body) for k in range(5 * STEP)])
        base.execute("COMMIT")
    base.close()
    return alerts / (time.perf_counter() - began)


class Watched:
    """A sender that notes when each message was first tried."""

    def __init__(self, inner: Sender, tried: dict[str, float]) -> None:
        self._inner, self._tried = inner, tried

    def deliver(self, recipient: str, parcels: Sequence[Parcel]) -> int:
        """Note the time and pass on."""
        for parcel in parcels:
            self._tried.setdefault(parcel.key, time.perf_counter())
        return self._inner.deliver(recipient, parcels)

    def close(self) -> None:
        """Close what is behind."""
        self._inner.close()


def delays(alerts: int) -> list[Figure]:
    """From event to first delivery attempt, at an even pace, with a real broker and a real server at the other end."""
    tried: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        site = Site(folder, self_signed(folder), Storm(alerts))
        site.near_broker, site.near_hooks = site.broker, site.hooks
        peers = [
            started(run_broker, site.broker, site.certificate),
            started(run_hooks, site.hooks, site.certificate, SECRET, folder / "h", site.counts),
        ]
        listening(site.broker)
        listening(site.hooks)
        here = Broker("127.0.0.1", site.broker, site.certificate[0])
        peers.append(started(run_subscriber, here, folder / "m", site.counts))
        try:
            desk = desk_on(site.store)
            postman = postman_on(site, watch=lambda inner: Watched(inner, tried))
            postman.start()
            emitted = paced(alerts, lambda n: desk.step(happening(n).t_emitted_s, [happening(n)]), postman)
            desk.store.close()
            until = time.perf_counter() + 30.0
            while len(tried) < 2 * alerts and time.perf_counter() < until:
                time.sleep(0.01)
            postman.stop()
        finally:
            for process in peers:
                process.kill()
    waits = sorted(at - emitted[int(key.split("|")[0].rsplit("-", 1)[1])] for key, at in tried.items())
    note = f"{len(waits)} messages of {alerts} alerts at {PACE_HZ:.0f}/s, each alert committed by itself"
    p50, p99 = (1000.0 * waits[math.ceil(q * len(waits)) - 1] for q in (0.5, 0.99))
    return [
        figure("event to first attempt, median", p50, "ms", None, note),
        {
            **figure("event to first attempt, p99", p99, "ms", 200.0, note),
            "met": p99 < 200.0 and len(waits) == 2 * alerts,
        },
    ]


def paced(alerts: int, step: Callable[[int], object], postman: Postman) -> list[float]:
    """Let alerts happen at an even pace; when each did [s]."""
    began, emitted = time.perf_counter() + 1.0, []
    for number in range(alerts):
        due = began + number / PACE_HZ
        time.sleep(max(0.0, due - time.perf_counter()))
        emitted.append(due)
        step(number)
        postman.wake()
    return emitted


def figure(name: str, value: float, unit: str, goal: float | None, note: str) -> Figure:
    """A figure that should be at least its goal."""
    met = None if goal is None else value >= goal
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=None, ratio=None, note=note)


def zero(name: str, value: float, unit: str, note: str) -> Figure:
    """A figure that should be nought."""
    return {**figure(name, value, unit, 0.0, note), "met": value == 0}
