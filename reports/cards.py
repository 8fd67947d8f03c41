"""One card per alert: what it was about, what could be seen, who was told when, what came of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reports.clips import Clip
from reports.figures import sparkline
from reports.folder import RunFolder
from reports.marks import letters
from reports.match import NOTICE
from reports.records import Alert, Episode, Event
from reports.run import RunScores
from reports.scores.events import AlertScore
from reports.words import Words

SPARK_S = 600.0
SPARK_POINTS = 240
# Quantities that are a level rather than a word or a flag.
LEVELS = frozenset({"obscuration", "gas", "temperature", "current"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an alert's trail: seconds after the episode's start (or the evidence, for a false alarm)."""

    at_s: float
    words: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a card shows; ``sign`` and ``shape`` are its mark's."""

    id: str
    sign: str
    shape: str
    kind: str
    place: str
    clock_s: float
    fidelity: str
    lead: str
    steps: tuple[Step, ...]
    clip: Clip | None
    left_out: str
    spark: str
    said: str


def signs(run: RunFolder, scored: RunScores) -> dict[str, tuple[str, str]]:
    """Sign and shape of every alert: its episode's number, a letter for a false alarm, nothing for a notice."""
    numbers = {e.id: str(e.number) for e in scored.scores.episodes if e.number is not None}
    named, count = {}, 0
    order = {alert.id: alert.opened_s for alert in run.alerts}
    for alert in sorted(scored.scores.alerts, key=lambda a: (order[a.id], a.id)):
        if alert.verdict == "false":
            named[alert.id] = (letters(count), "false")
            count += 1
        elif alert.verdict == NOTICE:
            named[alert.id] = ("", "notice")
        else:
            named[alert.id] = (numbers.get(alert.episode or "", "·"), "found")
    return named


def leading_event(alert: Alert, score: AlertScore, run: RunFolder, scored: RunScores) -> Event | None:
    """The event of an alert that its card shows: the one that found the episode, else the first."""
    events = {e.id: e for e in run.events}
    best = {e.event for e in scored.scores.episodes if e.id == score.episode}
    held = [events[name] for name in alert.events if name in events]
    return next((e for e in held if e.id in best), held[0] if held else None)


def trail(run: RunFolder, alert: Alert, episode: Episode | None, event: Event | None, words: Words) -> tuple[Step, ...]:
    """Everything that followed, in order, in seconds after ``episode`` began, or after the evidence when it is None."""
    rows: list[tuple[float, str, str]] = []
    if episode is not None:
        rows.append((episode.start_s, words.say("step-happened"), "key"))
    if event is not None:
        rows.append((event.t_seen_s, words.say("step-seen"), ""))
        rows.append((event.t_emitted_s, words.say("step-event"), ""))
    rows.append((alert.opened_s, words.say("step-alert"), "key"))
    rows += told(run, alert, words)
    rows += acted(run, alert, words)
    zero = rows[0][0]
    return tuple(Step(at_s - zero, said, style) for at_s, said, style in sorted(rows, key=lambda row: row[0]))


def told(run: RunFolder, alert: Alert, words: Words) -> Iterable[tuple[float, str, str]]:
    """Who was told by what, one line per attempt."""
    for d in run.deliveries:
        if d.alert == alert.id:
            failed = d.outcome != "delivered"
            key = "step-told-failed" if failed else "step-told-again" if d.attempt > 1 else "step-told"
            said = words.say(key, who=words.name(d.recipient), channel=words.name(d.channel), n=d.attempt)
            yield d.at_s, said, "failed" if failed else ""


def acted(run: RunFolder, alert: Alert, words: Words) -> Iterable[tuple[float, str, str]]:
    """What was done: states, orders to devices, guards on their way and on scene."""
    for t in run.transitions:
        if t.alert == alert.id and f"step-{t.state}" in ("step-acknowledged", "step-resolved"):
            yield t.at_s, words.say(f"step-{t.state}", who=words.name(t.who)), ""
    for c in run.commands:
        if c.reason == alert.id:
            at_s = c.issued_s if c.confirmed_s is None else c.confirmed_s
            yield at_s, words.say("step-command", device=c.device, action=words.name(c.action)), "key"
    for d in run.dispatches:
        if d.alert == alert.id:
            yield d.sent_s, words.say("step-sent", who=d.responder), ""
            if d.arrived_s is not None:
                outcome = words.name(d.outcome or "")
                yield d.arrived_s, words.say("step-arrived", who=d.responder, outcome=outcome), "key"


def lead(score: AlertScore, episode: Episode | None, words: Words) -> str:
    """One sentence under the card's title."""
    if score.verdict == "false":
        return words.say("false-because", kind=words.kind(episode.kind)) if episode else words.say("false-unknown")
    if episode is not None and episode.outcome:
        return words.say("in-the-end", outcome=words.name(episode.outcome))
    return ""


def readings(run: RunFolder, event: Event | None, words: Words) -> tuple[str, str]:
    """Sparkline of the sensor that raised an event, or the word it reported: (svg, words)."""
    if event is None or not event.readings:
        return "", ""
    device = event.readings[0].rpartition(":")[0]
    span = [
        ("device", "=", device),
        ("time_s", ">=", event.t_seen_s - SPARK_S),
        ("time_s", "<=", event.t_seen_s + SPARK_S),
    ]
    rows = [row for row in run.table("readings", span).to_pylist() if row["quantity"] != "heartbeat"]
    levels = [row for row in rows if row["quantity"] in LEVELS and row["number"] is not None]
    if len(levels) > 2:
        name = levels[0]["quantity"]
        levels = thin([row for row in levels if row["quantity"] == name])
        label = words.say("readings-of", device=device, quantity=words.name(name))
        unit = {"degC": "°C"}.get(levels[0]["unit"], levels[0]["unit"])
        picture = sparkline(label, [r["time_s"] for r in levels], [r["number"] for r in levels], event.t_seen_s, unit)
        return picture, label
    if not rows:
        return "", ""
    row = min(rows, key=lambda r: abs(r["time_s"] - event.t_seen_s))
    value = row["text"] if row["text"] is not None else row["quantity"]
    return "", words.say("sensor-said", device=device, value=words.name(value))


def thin(rows: list[Any]) -> list[Any]:
    """At most `SPARK_POINTS` rows, evenly chosen."""
    step = max(1, len(rows) // SPARK_POINTS)
    return rows[::step]


def safe_json(content: str) -> str:
    """JSON that may stand inside a script element: no ``<`` survives, so nothing in it can close the element."""
    json.loads(content)
    return content.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
