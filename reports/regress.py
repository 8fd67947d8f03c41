"""Did a detector get worse? Candidate and baseline on the same frames, episode by episode.

Hits on the same episode are paired (exact McNemar), false alarms are paired run by run (Student); each question is
asked one-sided, "worse?", and all of them together are held to 5% by Holm's method. Intervals resample whole runs: BCa
from 100 runs on, Student's below. Runs whose devices did not see the same are refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from scipy import stats

from reports.folder import RunFolder, open_run
from reports.match import FOUND
from reports.run import RunScores, rounding, score
from reports.scores.blame import Sight
from reports.statistics import bca, holm, mcnemar_exact, paired_t

LEVEL = 0.05
BOOTSTRAP_FROM = 100  # at 50 runs BCa covers 93.0% of 2,000 studies, Student 94.9% (bench statistics)
SMALL_PX, LARGE_PX = 20.0, 60.0
NEAR_M, FAR_M = 15.0, 35.0
CLEAR_SHARE, HIDDEN_SHARE = 0.75, 0.4
DAY_H = (6, 19)
SAME = ("windows", "truth", "tracks", "readings")


class RegressionError(ValueError):
    """Runs that cannot be compared: other scenes, or other frames; the message names every one."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """One episode in both runs: where, under which conditions, and who found it."""

    run: str
    episode: str
    kind: str
    start_s: float
    conditions: tuple[tuple[str, str], ...]
    candidate: bool
    baseline: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One group of episodes: found by both sides, lost and won by the candidate, two-sided and "worse" p-values."""

    group: str
    value: str
    n: int
    baseline: int
    candidate: int
    lost: int
    won: int
    p: float
    p_worse: float
    adjusted: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """Candidate less baseline, per run: mean of each side, mean change and its 95% interval, and how it was made."""

    measure: str
    runs: int
    baseline: float
    candidate: float
    change: float
    low: float
    high: float
    method: str
    p_worse: float
    adjusted: float | None


@dataclass(frozen=True, slots=True)
class Regression:
    """Everything a regression test says; ``worse`` names each question whose adjusted answer is yes."""

    candidate: str
    baseline: str
    fidelity: str
    runs: int
    changes: tuple[Change, ...]
    rows: tuple[Row, ...]
    pairings: tuple[Pairing, ...]
    worse: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def flipped(self) -> tuple[Pairing, ...]:
        """Episodes that one side alone found."""
        return tuple(p for p in self.pairings if p.candidate != p.baseline)

    @property
    def failed(self) -> bool:
        """Whether anything is really worse, or an expectation is not met."""
        return bool(self.worse or self.unmet)

    def content(self) -> dict[str, Any]:
        """As JSON."""
        return dict(rounding(asdict(self) | {"failed": self.failed}))


Scored = tuple[RunFolder, RunScores]


def regress(pairs: Sequence[tuple[Path, Path]], names: tuple[str, str]) -> Regression:
    """Compare runs (candidate, baseline) of the same scenes.

    Raises
    ------
    RegressionError: when there is no pair, or two runs did not see the same.
    RunFolderError: when a folder is not a finished run.
    """
    check_same(pairs)
    read = [(scored(candidate), scored(baseline)) for candidate, baseline in pairs]
    pairings = [row for mine, other in read for row in paired(mine, other)]
    overall = group("all", "all", pairings)
    kinds = [group("kind", kind, held) for kind, held in split(pairings, lambda p: p.kind)]
    shares = [(share(mine), share(other)) for mine, other in read]
    changes = [
        change("recall", [(a, b) for a, b in shares if a is not None and b is not None]),
        change("false-per-h", [(false_per_h(mine), false_per_h(other)) for mine, other in read]),
    ]
    tested = [overall.p_worse, changes[1].p_worse, *(row.p_worse for row in kinds)]
    adjusted = holm(tested)
    rows = [adjust(row, p) for row, p in zip((overall, *kinds), (adjusted[0], *adjusted[2:]), strict=True)]
    changes[1] = adjust(changes[1], adjusted[1])
    worse = [
        f"{row.group} {row.value}: {row.baseline} -> {row.candidate} of {row.n} found" for row in rows if under(row)
    ]
    if under(changes[1]):
        worse.append(f"false alarms: {changes[1].baseline:.3g} -> {changes[1].candidate:.3g} per hour")
    for name in dict.fromkeys(name for p in pairings for name, _ in p.conditions):
        rows += [group(name, value, held) for value, held in split(pairings, partial(condition, name))]
    fidelity = read[0][0][0].manifest.fidelity
    said = (tuple(changes), tuple(rows), tuple(pairings), tuple(worse), ())
    return Regression(names[0], names[1], fidelity, len(read), *said)


def condition(name: str, pairing: Pairing) -> str:
    """One of a pairing's conditions."""
    return dict(pairing.conditions)[name]


def under(row: Row | Change) -> bool:
    """Whether the adjusted answer to "worse?" is yes."""
    return row.adjusted is not None and row.adjusted <= LEVEL


def adjust(row: Any, p: float) -> Any:
    """The row with its adjusted p-value."""
    return type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"adjusted": p})


def scored(folder: Path) -> Scored:
    """Read and score one run."""
    run = open_run(folder)
    return run, score(run)


def check_same(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Refuse pairs whose truth, readings, looks or rendered frames differ: they would compare scenes, not detectors."""
    problems = [] if pairs else ["there is no pair of runs"]
    for candidate, baseline in pairs:
        for name in SAME:
            mine, other = (pq.read_table(folder / f"{name}.parquet") for folder in (candidate, baseline))
            if not mine.equals(other):
                problems.append(f"{candidate.name} and {baseline.name} did not see the same: {name}")
    if problems:
        raise RegressionError("; ".join(problems))


def paired(candidate: Scored, baseline: Scored) -> list[Pairing]:
    """Every harmful episode of one scene with both sides' hits."""
    mine, other = ({e.id: e for e in side[1].scores.episodes} for side in (candidate, baseline))
    run = candidate[0]
    rows = []
    for name, episode in mine.items():
        if episode.number is None or name not in other:
            continue
        held = conditions(run, episode.start_s, candidate[1].sights.get(name))
        hits = (episode.verdict == FOUND, other[name].verdict == FOUND)
        rows.append(Pairing(run.path.name, name, episode.kind, episode.start_s, held, *hits))
    return rows


def conditions(run: RunFolder, start_s: float, sight: Sight | None) -> tuple[tuple[str, str], ...]:
    """The conditions of an episode: light, weather, and the best view that any camera had."""
    hour = (run.manifest.start.hour + run.manifest.start.minute / 60.0 + start_s / 3600.0) % 24.0
    light = "day" if DAY_H[0] <= hour < DAY_H[1] else "night"
    sky = run.manifest.sky or "unknown"
    if sight is None:
        return (("light", light), ("weather", sky), ("size", "unseen"), ("distance", "unseen"), ("occlusion", "unseen"))
    size = "small" if sight.pixel_height < SMALL_PX else "large" if sight.pixel_height >= LARGE_PX else "medium"
    away = "near" if sight.distance_m < NEAR_M else "far" if sight.distance_m >= FAR_M else "middle"
    hidden = (
        "clear" if sight.visible_share >= CLEAR_SHARE else "hidden" if sight.visible_share < HIDDEN_SHARE else "partly"
    )
    return (("light", light), ("weather", sky), ("size", size), ("distance", away), ("occlusion", hidden))


def split(pairings: Sequence[Pairing], key: Callable[[Pairing], str]) -> list[tuple[str, list[Pairing]]]:
    """Pairings by a key, in the order of its words."""
    held: dict[str, list[Pairing]] = {}
    for row in pairings:
        held.setdefault(key(row), []).append(row)
    return sorted(held.items())


def group(name: str, value: str, pairings: Sequence[Pairing]) -> Row:
    """Counts and exact McNemar p-values of one group."""
    lost = sum(p.baseline and not p.candidate for p in pairings)
    won = sum(p.candidate and not p.baseline for p in pairings)
    found = (sum(p.baseline for p in pairings), sum(p.candidate for p in pairings))
    return Row(name, value, len(pairings), *found, lost, won, mcnemar_exact(lost, won), mcnemar_worse(lost, won), None)


def mcnemar_worse(lost: int, won: int) -> float:
    """One-sided exact McNemar p-value that hits were lost: so many or more of the discordant pairs, by fair coin."""
    return float(stats.binom.sf(lost - 1, lost + won, 0.5)) if lost + won else 1.0


def change(measure: str, values: Sequence[tuple[float, float]]) -> Change:
    """Mean change over runs with its interval; "worse" is less recall, or more false alarms."""
    differences = [a - b for a, b in values]
    mean, low, high = paired_t(differences)
    method = "t"
    if len(differences) >= BOOTSTRAP_FROM:
        low, high = bca(differences, lambda held: float(held.mean()))
        method = "BCa"
    after, before = (sum(row[k] for row in values) / len(values) if values else 0.0 for k in (0, 1))
    return Change(measure, len(values), before, after, mean, low, high, method, t_more(differences), None)


def t_more(differences: Sequence[float]) -> float:
    """One-sided p-value of Student's paired test that the mean difference is above zero; 1 below two pairs.

    Differences that are all alike have no spread to test against; their sign alone then counts, by fair coin.
    """
    count = len(differences)
    if count < 2:
        return 1.0
    if max(differences) == min(differences):
        return 0.5**count if differences[0] > 0.0 else 1.0
    return float(stats.ttest_1samp(differences, 0.0, alternative="greater").pvalue)


def share(side: Scored) -> float | None:
    """Share found in one run."""
    return side[1].headline.share


def false_per_h(side: Scored) -> float:
    """False alerts an hour in one run."""
    return side[1].headline.false_alerts / side[1].headline.hours
