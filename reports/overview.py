"""The first screen's pictures of a run: the plan with its marks, the list that names them, the lanes of time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports.figures import Lane, Span, lanes
from reports.folder import RunFolder
from reports.marks import Mark
from reports.match import FALSE_ALARMS, FOUND, NOTICE
from reports.plan import CameraPlace, Walk, draw_plan
from reports.run import RunScores
from reports.scores.events import EpisodeScore
from reports.shade import Coverage
from reports.words import Words

if TYPE_CHECKING:
    from twin.site.model import Site

Signs = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list beside the plan; ``link`` is a card's anchor or empty."""

    sign: str
    shape: str
    at_s: float
    kind: str
    place: str
    said: str
    link: str


def read_site(folder: Path) -> "Site | None":
    """The site as the run read it; None when its file is no site (a run folder from elsewhere may hold any)."""
    from twin.problems import InputError
    from twin.site.geojson import read_site as read

    try:
        return read(folder / "inputs" / "site.geojson")
    except (InputError, OSError):
        return None


def read_cameras(path: Path) -> tuple[CameraPlace, ...]:
    """Cameras of ``cameras.json``; none when the run wrote none."""
    if not path.exists():
        return ()
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        CameraPlace(
            str(row["id"]),
            float(row["x"]),
            float(row["y"]),
            float(row["yaw_rad"]),
            float(row["hfov_rad"]),
            tuple(row.get("roles", ())),
        )
        for row in rows
    )


def entries(run: RunFolder, scored: RunScores, words: Words) -> tuple[Entry, ...]:
    """Every harmful episode in the order they began."""
    episodes = {e.id: e for e in run.episodes}
    rows = [
        Entry(
            str(e.number),
            "found" if e.verdict == FOUND else "missed",
            e.start_s,
            words.kind(e.kind),
            episodes[e.id].zone,
            outcome(e, words),
            f"#alert-{e.alert}" if e.alert else "",
        )
        for e in scored.scores.episodes
        if e.number is not None
    ]
    return tuple(rows)


def false_kinds(run: RunFolder, signs: Signs, words: Words) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Kinds of false alarm with (sign, link) of each, the most frequent kind first."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for alert in sorted(run.alerts, key=lambda a: (a.opened_s, a.id)):
        sign, shape = signs[alert.id]
        if shape == "false":
            kinds.setdefault(words.kind(alert.kind), []).append((sign, f"#alert-{alert.id}"))
    return tuple((kind, tuple(held)) for kind, held in sorted(kinds.items(), key=lambda row: (-len(row[1]), row[0])))


def kinds_of(scored: RunScores, verdict: str, words: Words) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Kinds of episodes of a verdict with the times of each [s], in the order in which they first came."""
    kinds: dict[str, list[float]] = {}
    for e in sorted(scored.scores.episodes, key=lambda e: e.start_s):
        if e.verdict == verdict:
            kinds.setdefault(words.kind(e.kind), []).append(e.start_s)
    return tuple((kind, tuple(times)) for kind, times in kinds.items())


def outcome(e: EpisodeScore, words: Words) -> str:
    """What became of an episode, in a few words."""
    if e.verdict != FOUND:
        return words.say(f"why-{e.why}")
    late = e.to_alert_s if e.to_alert_s is not None else e.latency_s
    return f"+{words.duration(max(0.0, late or 0.0))}"


def plan(
    run: RunFolder, scored: RunScores, signs: Signs, site: "Site | None", coverage: Coverage | None, words: Words
) -> str:
    """The site plan with everything that happened."""
    found = {e.id: e for e in scored.scores.episodes}
    marks = []
    for episode in run.episodes:
        e = found[episode.id]
        if e.number is not None and episode.place is not None:
            shape = "found" if e.verdict == FOUND else "missed"
            name = f"{e.number} {words.kind(e.kind)}, {episode.zone}: {words.say(f'sign-{shape}')}"
            link = f"#alert-{e.alert}" if e.alert else "#missed"
            marks.append((Mark(str(e.number), shape, name, (0, 0), (0, 0), link), episode.place[:2]))
    for alert in run.alerts:
        sign, shape = signs[alert.id]
        if shape == "false" and alert.place is not None:
            name = f"{sign} {words.kind(alert.kind)}, {alert.zone or ''}: {words.say('sign-false')}"
            marks.append((Mark(sign, shape, name, (0, 0), (0, 0), f"#alert-{alert.id}"), alert.place[:2]))
    cameras = read_cameras(run.path / "cameras.json")
    return draw_plan(words.say("plan"), words.say("north"), site, coverage, cameras, tuple(walks(run)), marks)


def walks(run: RunFolder) -> Iterable[Walk]:
    """Every way a responder went because of an alert; the way back to the post is not one."""
    paths: dict[tuple[str, str], list[tuple[float, float]]] = {}
    sent = {(d.responder, d.alert): (d.sent_s, d.arrived_s or run.manifest.duration_s) for d in run.dispatches}
    for row in run.table("responders").to_pylist():
        key = (row["responder"], row["alert"] or "")
        if key in sent and sent[key][0] - 1.0 <= row["time_s"] <= sent[key][1] + 1.0:
            paths.setdefault(key, []).append((row["x_m"], row["y_m"]))
    return (Walk(f"{who}, {alert}", tuple(path)) for (who, alert), path in paths.items() if len(path) > 1)


def timeline(run: RunFolder, scored: RunScores, signs: Signs, words: Words) -> str:
    """Lanes of truth, events, alerts and response over the clock."""
    rows = [
        Lane(words.say("lane-truth"), tuple(truth_spans(run, scored, words)), stacked=True),
        Lane(words.say("lane-events"), tuple(event_spans(run, scored, words))),
        Lane(words.say("lane-alerts"), tuple(alert_spans(run, signs, words)), stacked=True),
        Lane(words.say("lane-response"), tuple(response_spans(run))),
    ]
    start = run.manifest.start
    midnight_s = start.hour * 3600.0 + start.minute * 60.0 + start.second
    return lanes(words.say("lanes"), rows, run.manifest.duration_s, midnight_s)


def truth_spans(run: RunFolder, scored: RunScores, words: Words) -> Iterable[Span]:
    """Episodes as long as they lasted; harmless ones without a mark."""
    found = {e.id: e for e in scored.scores.episodes}
    for episode in sorted(run.episodes, key=lambda e: (e.start_s, e.id)):
        e = found[episode.id]
        end_s = min(episode.end_s or episode.start_s, run.manifest.duration_s)
        name = f"{words.kind(e.kind)}, {episode.zone}"
        if e.number is None:
            yield Span(e.start_s, end_s, "harmless", name)
            continue
        shape = "found" if e.verdict == FOUND else "missed"
        link = f"#alert-{e.alert}" if e.alert else "#missed"
        yield Span(e.start_s, end_s, shape, name, Mark(str(e.number), shape, name, (0, 0), (0, 0), link))


def event_spans(run: RunFolder, scored: RunScores, words: Words) -> Iterable[Span]:
    """Events as ticks: right, wrong, or mere notices."""
    for event, e in zip(run.events, scored.scores.events, strict=True):
        style = "tick wrong" if e.verdict in FALSE_ALARMS else "tick notice" if e.verdict == NOTICE else "tick"
        yield Span(event.t_emitted_s, event.t_emitted_s, style, f"{words.kind(event.kind)}, {', '.join(event.devices)}")


def alert_spans(run: RunFolder, signs: Signs, words: Words) -> Iterable[Span]:
    """Alerts with the marks of what they are about; notices are ticks among the events already."""
    for alert in sorted(run.alerts, key=lambda a: (a.opened_s, a.id)):
        sign, shape = signs[alert.id]
        if shape == "notice":
            continue
        name = f"{words.kind(alert.kind)}, {alert.zone or ''}"
        mark = Mark(sign, shape, name, (0, 0), (0, 0), f"#alert-{alert.id}")
        yield Span(alert.opened_s, alert.opened_s, "none", name, mark)


def response_spans(run: RunFolder) -> Iterable[Span]:
    """Responders under way."""
    for d in run.dispatches:
        end_s = d.arrived_s if d.arrived_s is not None else run.manifest.duration_s
        yield Span(d.sent_s, end_s, "response", f"{d.responder}: {d.outcome or ''}")
