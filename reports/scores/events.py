"""Scores of events against episodes: what was found, what was missed and why, what was false, how fast people knew."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from reports.finding import FINDS, cut_short
from reports.folder import RunFolder
from reports.match import FALSE_ALARMS, FOUND, NOTICE, NUISANCE, Matching, match
from reports.records import Alert, Dispatch, Episode, Event
from reports.scores.blame import Sight, why_missed
from reports.scores.curves import mean_time_overlap
from reports.scores.weighting import FalseRate, Fidelity, false_rates, fidelity, weight
from reports.statistics import median_interval, rate_interval, wilson

FALLING = "falling-object"
MISSED, QUIET, CUT_SHORT = "missed", "quiet", "cut-short"


@dataclass(frozen=True, slots=True)
class EpisodeScore:
    """One episode: its number in the report, the event and alert that found it, and what came of them.

    Harmful episodes are numbered in the order they began; harmless ones are not, nor what never became one. Times are
    seconds after the episode's start; ``verdict`` is found, missed, quiet (harmless and left alone), nuisance
    (harmless, alarm raised) or cut-short (over before it was one, such as a stranger's car sent away after minutes);
    ``why`` says why it was missed.
    """

    id: str
    number: int | None
    kind: str
    start_s: float
    verdict: str
    event: str | None
    alert: str | None
    fidelity: str | None
    latency_s: float | None
    to_alert_s: float | None
    on_scene_s: float | None
    why: str | None


@dataclass(frozen=True, slots=True)
class EventScore:
    """One event: its verdict, the episode and bodies it concerns, how it was seen, how many events it stands for."""

    id: str
    verdict: str
    episode: str | None
    bodies: tuple[str, ...]
    fidelity: str
    weight: float


@dataclass(frozen=True, slots=True)
class AlertScore:
    """One alert: found, true (about something real that another alert had found), false or notice."""

    id: str
    verdict: str
    episode: str | None


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind of episode over the run; intervals are at 95%, None where too few values bound them."""

    kind: str
    n: int
    found: int
    missed: int
    share: float | None
    share_low: float
    share_high: float
    median_latency_s: float | None
    latency_low_s: float | None
    latency_high_s: float | None
    false: int
    false_per_h: float
    false_low: float
    false_high: float
    fidelities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventScores:
    """Everything scored from events and alerts of one run; ``fall_overlap`` is `fall_overlap`'s."""

    episodes: tuple[EpisodeScore, ...]
    events: tuple[EventScore, ...]
    alerts: tuple[AlertScore, ...]
    kinds: tuple[KindScore, ...]
    false_rates: tuple[FalseRate, ...]
    fall_overlap: float | None


def score_events(run: RunFolder, sights: dict[str, Sight], behind: dict[str, frozenset[str]]) -> EventScores:
    """Score one run; ``sights`` says how well any camera saw each episode, ``behind`` whom each event was about."""
    matching = match(run.episodes, run.events, behind)
    events = score_each_event(matching, run, behind)
    episodes = score_each_episode(run, matching, events, sights)
    alerts = tuple(score_alert(alert, {e.id: e for e in events}) for alert in run.alerts)
    wrong = {e.id for e in events if e.verdict in FALSE_ALARMS}
    false = [e for e in run.events if e.id in wrong]
    kinds = tuple(score_kind(kind, episodes, false, run.manifest.hours) for kind in kinds_seen(run, false))
    rates = false_rates(false, run.windows, run.manifest.hours)
    return EventScores(episodes, events, alerts, kinds, rates, fall_overlap(run.episodes, run.events, matching.pairs))


def fall_overlap(episodes: Iterable[Episode], events: Iterable[Event], pairs: Mapping[str, str]) -> float | None:
    """Mean time-range overlap of things that fell, 0 for one that was missed; None where none did, or no end is told.

    ``pairs`` are the events that found episodes.
    """
    fallen = [e for e in episodes if not e.harmless and e.kind in FINDS and FALLING in FINDS[e.kind].events]
    spans = [(e.start_s, e.end_s) for e in fallen if e.end_s is not None]
    told = {e.id: (e.start_s, e.end_s) for e in events if e.end_s is not None}
    found = [told.get(pairs.get(e.id, "")) for e in fallen if e.end_s is not None]
    return mean_time_overlap(spans, found) if spans and told else None


def score_each_event(matching: Matching, run: RunFolder, behind: dict[str, frozenset[str]]) -> tuple[EventScore, ...]:
    """Join verdicts with how each event was seen."""
    rows = []
    for e, v in zip(run.events, matching.verdicts, strict=True):
        who = tuple(sorted(behind.get(e.id, ())))
        rows.append(EventScore(e.id, v.verdict, v.episode, who, fidelity(e, run.windows), weight(e, run.windows)))
    return tuple(rows)


def score_each_episode(
    run: RunFolder, matching: Matching, scored: Sequence[EventScore], sights: dict[str, Sight]
) -> tuple[EpisodeScore, ...]:
    """Score every episode in the order they began."""
    events = {e.id: e for e in run.events}
    ways = {e.id: e.fidelity for e in scored}
    fooled = {e.episode: e.id for e in reversed(scored) if e.verdict == NUISANCE}
    rows: list[EpisodeScore] = []
    number = 0
    for episode in sorted(run.episodes, key=lambda e: (e.start_s, e.id)):
        event_id = fooled.get(episode.id) if episode.harmless else matching.pairs.get(episode.id)
        event = events[event_id] if event_id else None
        verdict = verdict_on(episode, event)
        counts = verdict in (FOUND, MISSED)
        number += counts
        alert = alert_of(event, run.alerts)
        about = {e.verdict for e in scored if e.episode == episode.id}
        rows.append(
            EpisodeScore(
                id=episode.id,
                number=number if counts else None,
                kind=episode.kind,
                start_s=episode.start_s,
                verdict=verdict,
                event=event.id if event else None,
                alert=alert.id if alert else None,
                fidelity=ways[event.id] if event else None,
                latency_s=event.t_emitted_s - episode.start_s if event else None,
                to_alert_s=told_s(event, alert) - episode.start_s if event and alert else None,
                on_scene_s=on_scene_s(episode, alert, run.dispatches),
                why=why_missed(episode, about, sights, run.cameras) if verdict == MISSED else None,
            )
        )
    return tuple(rows)


def verdict_on(episode: Episode, event: Event | None) -> str:
    """What came of an episode that ``event`` found, or that it fooled; None when nothing was told of it."""
    if episode.harmless:
        return NUISANCE if event else QUIET
    if cut_short(episode):
        return CUT_SHORT
    return FOUND if event else MISSED


def alert_of(event: Event | None, alerts: Iterable[Alert]) -> Alert | None:
    """The alert that gathered an event."""
    return next((a for a in alerts if event and event.id in a.events), None)


def told_s(event: Event, alert: Alert) -> float:
    """When people knew of an event: when its alert opened, or at once when it joined an open alert."""
    return max(alert.opened_s, event.t_emitted_s)


def on_scene_s(episode: Episode, alert: Alert | None, dispatches: Iterable[Dispatch]) -> float | None:
    """Seconds from an episode's start to the first responder's arrival because of its alert."""
    arrived = [d.arrived_s for d in dispatches if alert and d.alert == alert.id and d.arrived_s is not None]
    return min(arrived) - episode.start_s if arrived else None


def score_alert(alert: Alert, events: dict[str, EventScore]) -> AlertScore:
    """An alert is as good as the best of its events, and false only when all of them are."""
    held = [events[name] for name in alert.events if name in events]
    for verdict in (FOUND, "repeat", "late", "related"):
        for event in held:
            if event.verdict == verdict:
                return AlertScore(alert.id, FOUND if verdict == FOUND else "true", event.episode)
    if held and all(event.verdict == NOTICE for event in held):
        return AlertScore(alert.id, NOTICE, None)
    cause = next((event.episode for event in held if event.episode), None)
    return AlertScore(alert.id, "false", cause)


def kinds_seen(run: RunFolder, false: Iterable[Event]) -> list[str]:
    """Kinds that happened or were falsely claimed, in the order of `FINDS`, others after."""
    claimed = {e.kind for e in false}
    happened = {e.kind for e in run.episodes if not e.harmless}
    told = set[str]().union(*(FINDS[kind].events for kind in happened if kind in FINDS))
    # A false claim that several kinds could have been is listed under the first.
    claimant = {event: kind for kind, find in reversed(FINDS.items()) for event in find.events}
    others = {claimant[event] for event in claimed - told if event in claimant}
    return [kind for kind in FINDS if kind in happened | others] + sorted(happened.difference(FINDS))


def score_kind(kind: str, episodes: Sequence[EpisodeScore], false: Sequence[Event], hours: float) -> KindScore:
    """Score one kind of episode and the false alarms of the events that find it."""
    mine = [e for e in episodes if e.kind == kind and e.verdict in (FOUND, MISSED)]
    found = [e for e in mine if e.verdict == FOUND]
    late = [e.latency_s for e in found if e.latency_s is not None]
    low_s, high_s = median_interval(late)
    wrong = sum(1 for e in false if kind in FINDS and e.kind in FINDS[kind].events)
    return KindScore(
        kind,
        len(mine),
        len(found),
        len(mine) - len(found),
        len(found) / len(mine) if mine else None,
        *wilson(len(found), len(mine)),
        median(late) if late else None,
        low_s if math.isfinite(low_s) else None,
        high_s if math.isfinite(high_s) else None,
        wrong,
        wrong / hours,
        *rate_interval(wrong, hours),
        tuple(way for way in Fidelity if any(e.fidelity == way for e in found)),
    )
