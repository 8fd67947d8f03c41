"""Before and after: the same evenings under two deployments, pair by pair.

Paired seeds share their people, incidents and chance, so differences are taken within pairs: Student's interval below
50 pairs, the BCa bootstrap over whole runs from there on. Hits on the same episode are tested by exact McNemar, taking
the episodes of all pairs as independent.
"""

import dataclasses
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from reports.figures import DumbbellRow, dumbbells
from reports.folder import RunFolder, open_run
from reports.match import FOUND
from reports.page import render, write_page
from reports.run import RunScores, rounding, score
from reports.statistics import bca, mcnemar_exact, paired_t, rate_ratio, rate_ratio_interval
from reports.words import Words

BOOTSTRAP_FROM = 50


class ComparisonError(ValueError):
    """Runs that are no pairs: another site, scenario or seed; the message names every one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One run of a pair, in figures; times are medians in seconds from the episodes' starts."""

    found: int
    episodes: int
    share: float | None
    alerts: int
    false: int
    to_alert: float | None
    on_scene: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """One seed under both deployments."""

    seed: int
    before: Side
    after: Side


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One measure over all pairs that have it on both sides: means, mean change and its 95% interval."""

    measure: str
    pairs: int
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class KindChange:
    """One kind of episode over all pairs: how many happened, how many each side found."""

    kind: str
    n: int
    before: int
    after: int


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a comparison says; ``only_before`` and ``only_after`` count episodes that one side alone found."""

    names: tuple[str, str]
    pairs: tuple[Pair, ...]
    changes: tuple[Change, ...]
    kinds: tuple[KindChange, ...]
    ratio: float
    ratio_low: float
    ratio_high: float
    only_before: int
    only_after: int
    p_value: float


Scored = tuple[RunFolder, RunScores]


def compare_runs(
    pairs: Sequence[tuple[Path, Path]], out: Path, names: tuple[str, str] = ("before", "after"), lang: str = "en"
) -> dict[str, Any]:
    """Compare paired runs; write ``compare.json`` and ``compare.html`` into ``out`` and return the former.

    Parameters
    ----------
    pairs: run folders (before, after), each two of one site, scenario and seed.
    out: folder to write to; made when it does not exist.
    names: what the two deployments are called.
    lang: language of the page.

    Raises
    ------
    ComparisonError: when there is no pair, or the runs of one do not belong together.
    RunFolderError: when a folder is not a finished run.
    """
    words = Words(lang)
    read = [(load(before), load(after)) for before, after in pairs]
    check_pairs([(before[0], after[0]) for before, after in read])
    found = compare(read, names)
    shown = context(found, read[0][0][0], words)
    content = {"sentence": shown["sentence"]} | dict(rounding(dataclasses.asdict(found)))
    out.mkdir(parents=True, exist_ok=True)
    part = out / ".compare.json.part"
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, out / "compare.json")
    write_page(out / "compare.html", render("compare.html.j2", shown))
    return content


def load(folder: Path) -> Scored:
    """Read and score one run."""
    run = open_run(folder)
    return run, score(run)


def check_pairs(pairs: Sequence[tuple[RunFolder, RunFolder]]) -> None:
    """Refuse runs that do not share their site, scenario, seed and length."""
    problems = []
    for before, after in pairs:
        for name in ("site", "scenario", "seed", "duration_s"):
            mine, other = getattr(before.manifest, name), getattr(after.manifest, name)
            if mine != other:
                problems.append(f"{before.path} has {name} {mine}, {after.path} has {other}")
    if not pairs:
        problems.append("there is no pair of runs")
    if problems:
        raise ComparisonError("; ".join(problems))


def compare(read: Sequence[tuple[Scored, Scored]], names: tuple[str, str]) -> Comparison:
    """Compare scored pairs."""
    pairs = tuple(Pair(before[0].manifest.seed, side(before[1]), side(after[1])) for before, after in read)
    hours = sum(before[0].manifest.hours for before, _ in read)
    before, after = sum(p.before.found for p in pairs), sum(p.after.found for p in pairs)
    lost, won = discordant(read)
    return Comparison(
        names,
        pairs,
        tuple(change(name, pairs) for name in ("share", "false", "alerts", "to_alert", "on_scene")),
        kind_changes(read),
        rate_ratio(after, hours, before, hours),
        *rate_ratio_interval(after, hours, before, hours),
        lost,
        won,
        mcnemar_exact(lost, won),
    )


def side(scored: RunScores) -> Side:
    """One run's figures."""
    head = scored.headline
    told, arrived = head.to_alert_s, head.on_scene_s
    return Side(head.found, head.episodes, head.share, head.alerts, head.false_alerts, told, arrived)


def change(measure: str, pairs: Sequence[Pair]) -> Change:
    """Mean change of one measure within pairs; pairs that lack it on a side are left out and the count says so."""
    held = [(getattr(p.before, measure), getattr(p.after, measure)) for p in pairs]
    before, after = ([row[i] for row in held if row[i] is not None] for i in (0, 1))
    differences = [b - a for a, b in held if a is not None and b is not None]
    mean_before, mean_after = (fmean(values) if values else None for values in (before, after))
    if not differences:
        return Change(measure, 0, mean_before, mean_after, None, None, None)
    mean, low, high = paired_t(differences)
    if len(differences) >= BOOTSTRAP_FROM:
        low, high = bca(differences, lambda values: float(values.mean()))
    return Change(measure, len(differences), mean_before, mean_after, mean, low, high)


def discordant(read: Sequence[tuple[Scored, Scored]]) -> tuple[int, int]:
    """Episodes that only the before side found, and only the after side."""
    lost = won = 0
    for before, after in read:
        mine, other = (found_ids(scored) for _, scored in (before, after))
        both = {e.id for e in before[0].episodes} & {e.id for e in after[0].episodes}
        lost += len((mine - other) & both)
        won += len((other - mine) & both)
    return lost, won


def found_ids(scored: RunScores) -> set[str]:
    """Ids of the episodes that were found."""
    return {e.id for e in scored.scores.episodes if e.verdict == FOUND}


def kind_changes(read: Sequence[tuple[Scored, Scored]]) -> tuple[KindChange, ...]:
    """Found per kind on each side, over all pairs; kinds in the order in which they are scored."""
    totals: dict[str, list[int]] = {}
    for before, after in read:
        for index, (_, scored) in enumerate((before, after)):
            for kind in scored.scores.kinds:
                row = totals.setdefault(kind.kind, [0, 0, 0])
                row[0] += kind.n if index == 0 else 0
                row[1 + index] += kind.found
    return tuple(KindChange(kind, *row) for kind, row in totals.items() if row[0] > 0)


def context(found: Comparison, first: RunFolder, words: Words) -> dict[str, Any]:
    """Everything the template shows."""
    before, after = found.names
    n = sum(k.n for k in found.kinds)
    b, a = sum(k.before for k in found.kinds), sum(k.after for k in found.kinds)
    rows = [DumbbellRow(words.say("all-kinds"), b / n if n else 0.0, a / n if n else 0.0, f"{b} → {a} / {n}")]
    rows += [
        DumbbellRow(words.kind(k.kind), k.before / k.n, k.after / k.n, f"{k.before} → {k.after} / {k.n}")
        for k in found.kinds
    ]
    title = words.say(
        "compare-one" if len(found.pairs) == 1 else "compare-title", before=before, after=after, n=len(found.pairs)
    )
    return {
        "w": words,
        "c": found,
        "title": title,
        "sentence": words.say("compare-found", before=before, after=after, a=a, b=b, n=n),
        "figure": dumbbells(words.say("compare-kinds"), rows),
        "manifest": first.manifest,
        "said": said,
        "inf": math.inf,
    }


def said(measure: str, value: float | None, sign: bool = False) -> str:
    """A measure's value in the table: shares in percent (points when a change), the rest with one decimal."""
    if value is None or value in (float("inf"), float("-inf")):
        return "–"
    scale, digits = (100.0, 0) if measure == "share" else (1.0, 1)
    return f"{value * scale:{'+' if sign else ''}.{digits}f}{'%' if measure == 'share' else ''}"
