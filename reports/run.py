"""Scores of one run folder: read it, score it, write ``scores.json``."""

import dataclasses
import json
import math
import os
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.attribution import bodies
from reports.finding import FINDS
from reports.folder import RunFolder, open_run
from reports.match import FOUND
from reports.records import Episode
from reports.scores.blame import Sight
from reports.scores.events import MISSED, EpisodeScore, EventScores, score_events
from reports.statistics import wilson

AFTER_S = 60.0


@dataclasses.dataclass(frozen=True, slots=True)
class Headline:
    """The run in one sentence; medians in seconds from the episodes' starts, None where there is none."""

    episodes: int
    found: int
    missed: int
    share: float | None
    share_low: float
    share_high: float
    false_alerts: int
    hours: float
    to_alert_s: float | None
    on_scene_s: float | None
    alerts: int
    dispatches: int


@dataclasses.dataclass(frozen=True, slots=True)
class RunScores:
    """What a run was worth; ``behind`` says whom each event was about."""

    headline: Headline
    scores: EventScores
    sights: dict[str, Sight]
    behind: dict[str, frozenset[str]]


def score(run: RunFolder) -> RunScores:
    """Score a run that has been read."""
    sights = best_sights(run)
    behind = bodies(run)
    scores = score_events(run, sights, behind)
    harmful = [e for e in scores.episodes if e.verdict in (FOUND, MISSED)]
    found = [e for e in harmful if e.verdict == FOUND]
    headline = Headline(
        episodes=len(harmful),
        found=len(found),
        missed=len(harmful) - len(found),
        share=len(found) / len(harmful) if harmful else None,
        share_low=wilson(len(found), len(harmful))[0],
        share_high=wilson(len(found), len(harmful))[1],
        false_alerts=sum(1 for a in scores.alerts if a.verdict == "false"),
        hours=run.manifest.hours,
        to_alert_s=middle(found, "to_alert_s"),
        on_scene_s=middle(found, "on_scene_s"),
        alerts=len(run.alerts),
        dispatches=len(run.dispatches),
    )
    return RunScores(headline, scores, sights, behind)


def middle(rows: list[EpisodeScore], field: str) -> float | None:
    """Median of a field over the rows that have it."""
    values = [getattr(row, field) for row in rows if getattr(row, field) is not None]
    return median(values) if values else None


def best_sights(run: RunFolder) -> dict[str, Sight]:
    """The best view any camera had of each episode's actors, by height in the picture times share not hidden."""
    actors = sorted({actor for episode in run.episodes for actor in episode.actors})
    sights: dict[str, Sight] = {}
    if not actors:
        return sights
    # A day has millions of rows, and hardly any are of somebody who does or suffers something.
    seen = run.table("tracks", [("body", "in", actors)])
    for episode in run.episodes:
        if episode.actors and seen.num_rows and (sight := best_sight(seen, episode)) is not None:
            sights[episode.id] = sight
    return sights


def best_sight(seen: pa.Table, episode: Episode) -> Sight | None:
    """The best view of one episode's actors while it could have been found: a burglar's way home shows no climb."""
    until = min(episode.start_s + AFTER_S, FINDS[episode.kind].until_s(episode) if episode.kind in FINDS else math.inf)
    of_it = pc.field("body").isin(list(episode.actors))
    table = seen.filter(of_it & (pc.field("time_s") >= episode.start_s - 2.0) & (pc.field("time_s") <= until))
    if table.num_rows == 0:
        return None
    shown = pc.multiply(table["pixel_height"], table["visible_share"])
    best = pc.index(shown, pc.max(shown)).as_py()
    if best < 0:
        return None
    names = ("pixel_height", "visible_share", "distance_m")
    height, share, away = (float(table[name][best].as_py()) for name in names)
    return Sight(table["camera"][best].as_py(), height, share, away)


def score_run(folder: Path) -> dict[str, Any]:
    """Score a run folder and write its ``scores.json``, whole or not at all.

    Raises
    ------
    RunFolderError: when the folder is not a finished run.
    """
    run = open_run(folder)
    return write_scores(run, score(run))


def write_scores(run: RunFolder, scored: RunScores) -> dict[str, Any]:
    """Write ``scores.json`` into a run's folder, whole or not at all; return its content."""
    content = scores_data(run, scored)
    part = run.path / ".scores.json.part"
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, run.path / "scores.json")
    return content


def scores_data(run: RunFolder, scored: RunScores) -> dict[str, Any]:
    """What ``scores.json`` holds."""
    m = run.manifest
    names = ("name", "site", "deployment", "scenario", "seed", "fidelity", "response", "content_hash")
    content = {
        "run": {name: getattr(m, name) for name in names},
        "headline": dataclasses.asdict(scored.headline),
        **dataclasses.asdict(scored.scores),
        "sights": {name: dataclasses.asdict(sight) for name, sight in sorted(scored.sights.items())},
    }
    return dict(rounding(content))


def rounding(value: Any) -> Any:
    """JSON-ready copy: numbers to nine digits, what is not finite as null, tuples as lists."""
    if isinstance(value, float):
        return float(f"{value:.9g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): rounding(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [rounding(held) for held in value]
    return value
