"""Before and after: the same evenings under two or more deployments, pair by pair.

Paired seeds share their people, incidents and chance, so differences are taken within pairs: Student's interval below
100 pairs, the BCa bootstrap over whole runs from there on. Ratios of counts are of paired means, on the log scale. Hits
on the same episode are tested by exact McNemar, taking the episodes of all pairs as independent.

Longer than most modules: every measure is counted, put to words and drawn from the one record `Comparison`.
"""

import dataclasses
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from reports.figures import DumbbellRow, dumbbells
from reports.folder import RunFolder, open_run
from reports.forest import Ratio, Waiting, forest, survival
from reports.groups import group_rows, seen_by_group
from reports.match import FOUND
from reports.outcomes import Miss, Outcome, Share, misses, outcome, shares
from reports.page import render, write_page
from reports.run import RunScores, rounding, score
from reports.statistics import (
    bca,
    kaplan_meier,
    mcnemar_exact,
    mean_log_ratio,
    paired_t,
    pairing_gain,
    rate_ratio,
    rate_ratio_interval,
)
from reports.words import Words

if TYPE_CHECKING:  # reading the log needs the twin's errors, comparing runs does not
    from reports.incidents import BaseRate

BOOTSTRAP_FROM = 100  # at 50 runs BCa covers 93.0% of 2,000 studies, Student 94.9% (bench statistics)


class ComparisonError(ValueError):
    """Runs that are no pairs: another site, scenario or seed; the message names every one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """One seed under both deployments."""

    seed: int
    before: Outcome
    after: Outcome


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One measure over all pairs that have it on both sides: means, mean change and its 95% interval.

    ``gain`` is how many times as many unpaired runs it would take to know the change as well.
    """

    measure: str
    pairs: int
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None
    gain: float


@dataclasses.dataclass(frozen=True, slots=True)
class RatioChange:
    """Ratio of a count's means, after over before, with its 95% interval; how many of it there were on each side."""

    measure: str
    before: int
    after: int
    ratio: float
    low: float
    high: float


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
    ratios: tuple[RatioChange, ...]
    kinds: tuple[KindChange, ...]
    shares: tuple[Share, ...]
    misses: tuple[Miss, ...]
    ratio: float
    ratio_low: float
    ratio_high: float
    only_before: int
    only_after: int
    p_value: float


Scored = tuple[RunFolder, RunScores]
COUNTS = ("found", "interrupted", "lost", "false", "alerts", "sent_in_vain")
MEASURES = (
    "share", "interrupted", "lost", "to_alert", "on_scene", "false", "alerts", "alarms_per_h", "patrol_h", "duty_h",
    "cost_per_day", "sent_in_vain", "accused",
)  # fmt: skip
WAIT_S = 30.0 * 60.0


def compare_runs(
    rows: Sequence[Sequence[Path]],
    out: Path,
    names: Sequence[str] = ("before", "after"),
    lang: str = "en",
    rates: "Sequence[BaseRate]" = (),
) -> dict[str, Any]:
    """Compare paired runs; write ``compare.json`` and ``compare.html`` into ``out`` and return the former.

    Parameters
    ----------
    rows: run folders (before, after, another after, ...), each row of one site, scenario and seed.
    out: folder to write to; made when it does not exist.
    names: what the deployments are called.
    lang: language of the page.
    rates: base rates learnt from an incident log, shown with the month that was held out.

    Raises
    ------
    ComparisonError: when there is no pair, or the runs of one do not belong together.
    RunFolderError: when a folder is not a finished run.
    """
    words = Words(lang)
    read = [[load(folder) for folder in row] for row in rows]
    check_pairs([(row[0][0], other[0]) for row in read for other in row[1:]])
    compared = [compare([(row[0], row[k]) for row in read], (names[0], names[k])) for k in range(1, len(names))]
    shown = context(compared, read[0][0][0], words)
    content = {"sentence": shown["sentence"]} | dict(rounding(dataclasses.asdict(compared[0])))
    content["others"] = [rounding(dataclasses.asdict(found)) for found in compared[1:]]
    shown["rates"] = rates
    seen = seen_by_group([run for row in read for run, _ in row])
    shown["groups"] = group_rows(seen, words)
    content["groups"] = [rounding(dataclasses.asdict(row)) for row in seen]
    content["rates"] = [rounding(dataclasses.asdict(rate)) for rate in rates]
    shown["data"] = json.dumps(content, ensure_ascii=False)
    out.mkdir(parents=True, exist_ok=True)
    part = out / ".compare.json.part"
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(part, out / "compare.json")
    write_page(out / "compare.html", render("compare.html.j2", shown))
    return content


def load(folder: Path) -> Scored:
    """Read and score one run."""
    run = open_run(folder)
    scored = score(run)
    run.forget()
    return run, scored


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
    pairs = tuple(Pair(before[0].manifest.seed, outcome(*before), outcome(*after)) for before, after in read)
    hours = sum(before[0].manifest.hours for before, _ in read)
    before, after = sum(p.before.found for p in pairs), sum(p.after.found for p in pairs)
    lost, won = discordant(read)
    return Comparison(
        names,
        pairs,
        tuple(change(name, pairs) for name in MEASURES),
        tuple(ratio_change(name, pairs) for name in COUNTS),
        kind_changes(read),
        tuple(shares([after for _, after in read])),
        tuple(misses([after for _, after in read])),
        rate_ratio(after, hours, before, hours),
        *rate_ratio_interval(after, hours, before, hours),
        lost,
        won,
        mcnemar_exact(lost, won),
    )


def ratio_change(measure: str, pairs: Sequence[Pair]) -> RatioChange:
    """Ratio of one count's means over all pairs."""
    counts = [(float(getattr(p.before, measure)), float(getattr(p.after, measure))) for p in pairs]
    before, after = (int(sum(row[k] for row in counts)) for k in (0, 1))
    return RatioChange(measure, before, after, *mean_log_ratio(counts))


def change(measure: str, pairs: Sequence[Pair]) -> Change:
    """Mean change of one measure within pairs; pairs that lack it on a side are left out and the count says so."""
    held = [(getattr(p.before, measure), getattr(p.after, measure)) for p in pairs]
    before, after = ([row[i] for row in held if row[i] is not None] for i in (0, 1))
    both = [(a, b) for a, b in held if a is not None and b is not None]
    differences = [b - a for a, b in both]
    mean_before, mean_after = (fmean(values) if values else None for values in (before, after))
    if not differences:
        return Change(measure, 0, mean_before, mean_after, None, None, None, math.nan)
    mean, low, high = paired_t(differences)
    if len(differences) >= BOOTSTRAP_FROM:
        low, high = bca(differences, lambda values: float(values.mean()))
    return Change(measure, len(differences), mean_before, mean_after, mean, low, high, pairing_gain(both))


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


def context(compared: Sequence[Comparison], first: RunFolder, words: Words) -> dict[str, Any]:
    """Everything the template shows."""
    found = compared[0]
    before, after = found.names
    n = sum(k.n for k in found.kinds)
    b, a = sum(k.before for k in found.kinds), sum(k.after for k in found.kinds)
    count = len(found.pairs)
    key = "compare-one" if count == 1 else "compare-title"
    return {
        "w": words,
        "blocks": [block(c, words) for c in compared],
        "c": found,
        "title": words.say(key, before=before, after=after, n=count),
        "sentence": words.say("compare-found", before=before, after=after, a=a, b=b, n=n),
        "answers": answers(found, words),
        "assumptions": [words.say(f"assume-{k}") for k in range(1, 8)],
        "manifest": first.manifest,
        "said": said,
        "inf": math.inf,
    }


def block(found: Comparison, words: Words) -> dict[str, Any]:
    """The pictures of one deployment against the first."""
    rows = [
        DumbbellRow(words.kind(k.kind), k.before / k.n, k.after / k.n, f"{k.before} → {k.after} / {k.n}")
        for k in found.kinds
    ]
    n, b, a = (sum(getattr(k, name) for k in found.kinds) for name in ("n", "before", "after"))
    rows.insert(0, DumbbellRow(words.say("all-kinds"), b / n if n else 0.0, a / n if n else 0.0, f"{b} → {a} / {n}"))
    ratios = [Ratio(words.say(f"measure-{spelt(r.measure)}"), r.ratio, r.low, r.high) for r in found.ratios]
    curves = []
    for name, side, style in ((found.names[0], "before", "before"), (found.names[1], "after", "after")):
        held = [wait for pair in found.pairs for wait in getattr(pair, side).waits]
        curves.append(Waiting(name, kaplan_meier([w[0] for w in held], [w[1] for w in held]), style))
    labels = (words.say("compare-wait"), curves, WAIT_S, words.say("axis-minutes"), words.say("axis-waiting"))
    return {
        "c": found,
        "dumbbells": dumbbells(words.say("compare-kinds"), rows),
        "forest": forest(words.say("compare-forest"), ratios),
        "survival": survival(*labels),
    }


def answers(found: Comparison, words: Words) -> list[tuple[str, str, str]]:
    """The first screen's figures: (what, before, after), in the words of everyday."""
    rows = []
    for name in ("share", "interrupted", "to_alert", "on_scene", "alarms_per_h", "patrol_h", "cost_per_day"):
        held = next(c for c in found.changes if c.measure == name)
        rows.append((words.say(f"measure-{spelt(name)}"), said(name, held.before), said(name, held.after)))
    return rows


def spelt(measure: str) -> str:
    """A measure's name as the list of words spells it."""
    return measure.replace("_", "-")


def said(measure: str, value: float | None, sign: bool = False) -> str:
    """A measure's value in the table: shares in percent (points when a change), the rest with one decimal."""
    if value is None or value in (float("inf"), float("-inf")):
        return "–"
    scale, digits = (100.0, 0) if measure == "share" else (1.0, 1)
    return f"{value * scale:{'+' if sign else ''}.{digits}f}{'%' if measure == 'share' else ''}"
