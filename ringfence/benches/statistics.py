"""What the statistics are worth: false regressions, power, coverage, and what pairing seeds gains, by simulation."""

import math
import time
from collections.abc import Callable

import numpy as np

from reports.regress import BOOTSTRAP_FROM, LEVEL, mcnemar_worse, t_more
from reports.statistics import bca, holm, mean_log_ratio, paired_t
from ringfence.benches.figure import Figure
from twin.seeds import Seeds

STUDIES = 2000
SCENARIOS, EPISODES, KINDS = 60, 12, 6
RECALL, DROP, FALSE_PER_RUN = 0.8, 0.05, 3.0
HARDNESS = 1.0  # spread of scenarios' difficulty, on the logit
RUNS = 20
COVERED = (0.935, 0.965)


def bench(quick: bool) -> list[Figure]:
    """Simulate `STUDIES` studies of each sort; 100 if ``quick``."""
    studies = 100 if quick else STUDIES
    return [*regressions(studies), *coverage(studies), *pairing()]


def row(figure: str, value: float, unit: str, goal: float | None, met: bool | None, note: str) -> Figure:
    """A figure without a peer."""
    return Figure(figure=figure, value=value, unit=unit, goal=goal, met=met, peer=None, ratio=None, note=note)


def regressions(studies: int) -> list[Figure]:
    """Two equal detectors that err independently; and one that misses a twentieth of what happens besides."""
    rows = []
    began = time.perf_counter()
    for name, drop, goal in (("false regressions, equal detectors", 0.0, 0.055), ("5-point drop found", DROP, 0.9)):
        called = sum(worse(study, drop) for study in range(studies))
        share = called / studies
        met = share <= goal if drop == 0.0 else share >= goal
        seconds = (time.perf_counter() - began) / studies
        size = f"{SCENARIOS} scenarios x {EPISODES} episodes of {KINDS} kinds"
        note = f"{studies} comparisons of {size}; {seconds:.3f} s each"
        rows.append(row(name, share, "share", goal, met, note))
        began = time.perf_counter()
    return rows


def worse(study: int, drop: float) -> bool:
    """Whether one simulated comparison is called a regression.

    Equal detectors share most of their luck, as detectors of one scene do: nine tenths of episodes are decided by the
    scene, a tenth by each detector's own chance. A drop takes further hits away.
    """
    draw = Seeds(study).stream("bench", "regression", f"drop {drop}")
    hard = draw.normal(0.0, HARDNESS, (SCENARIOS, 1))
    chance = 1.0 / (1.0 + np.exp(-(math.log(RECALL / (1.0 - RECALL)) * 1.25 + hard)))
    scene = draw.random((SCENARIOS, EPISODES)) < chance
    own = draw.random((2, SCENARIOS, EPISODES)) < chance
    alone = draw.random((SCENARIOS, EPISODES)) < (0.1 if drop == 0.0 else 0.0)
    baseline, candidate = (np.where(alone, held, scene) for held in own)
    candidate = candidate & (draw.random(candidate.shape) >= drop / RECALL)
    kinds = draw.integers(0, KINDS, (SCENARIOS, EPISODES))
    busy = draw.gamma(2.0, FALSE_PER_RUN / 2.0, SCENARIOS)
    false = [draw.poisson(busy).astype(float) for _ in range(2)]
    tests = [lost_and_won(candidate, baseline), t_more([float(d) for d in false[0] - false[1]])]
    tests += [lost_and_won(candidate[kinds == k], baseline[kinds == k]) for k in range(KINDS)]
    return min(holm(tests)) <= LEVEL


def lost_and_won(candidate: np.ndarray, baseline: np.ndarray) -> float:
    """One-sided McNemar p-value of two arrays of hits."""
    return mcnemar_worse(int((baseline & ~candidate).sum()), int((candidate & ~baseline).sum()))


def coverage(studies: int) -> list[Figure]:
    """How often 95% intervals hold the true change: paired differences and ratios at 20 runs, BCa at 50."""
    rows = []
    sorts: tuple[tuple[str, int, Callable[[np.random.Generator, int], bool]], ...] = (
        ("paired t covers", RUNS, covers_difference),
        ("log ratio covers", RUNS, covers_ratio),
        ("BCa covers", BOOTSTRAP_FROM, covers_bca),
    )
    for name, runs, covers in sorts:
        held = sum(covers(Seeds(s).stream("bench", "coverage", name), runs) for s in range(studies)) / studies
        met = COVERED[0] <= held <= COVERED[1]
        note = f"{studies} studies of {runs} paired runs; wanted {COVERED[0]:.1%} to {COVERED[1]:.1%}"
        rows.append(row(f"{name}, {runs} runs", held, "share", 0.95, met, note))
    return rows


def counts(draw: np.random.Generator, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Incidents found before and after on shared evenings: busy and quiet days, 25% found before and 75% after."""
    happened = draw.poisson(draw.gamma(8.0, 12.0 / 8.0, runs))
    easy = draw.binomial(happened, 0.25)
    return easy, easy + draw.binomial(happened - easy, 2.0 / 3.0)


def covers_difference(draw: np.random.Generator, runs: int) -> bool:
    """Whether Student's interval holds the true mean change of six found."""
    before, after = counts(draw, runs)
    _, low, high = paired_t([float(d) for d in after - before])
    return low <= 6.0 <= high


def covers_ratio(draw: np.random.Generator, runs: int) -> bool:
    """Whether the log-ratio interval holds the true ratio of three."""
    before, after = counts(draw, runs)
    _, low, high = mean_log_ratio([(float(b), float(a)) for b, a in zip(before, after, strict=True)])
    return low <= 3.0 <= high


def covers_bca(draw: np.random.Generator, runs: int) -> bool:
    """Whether the bootstrap's interval holds the true mean change."""
    before, after = counts(draw, runs)
    low, high = bca([float(d) for d in after - before], lambda v: float(v.mean()), draws=999)
    return low <= 6.0 <= high


def pairing() -> list[Figure]:
    """What shared seeds gain over independent ones, and how much of what is possible that is.

    One camera of sixty changes. The evening decides how many incidents happen and who is seen by the others, which
    pairs share; the change itself, and a remainder of detector's luck that no pairing can share, stay. The bound is the
    variance of the change given the evenings, known here because we drew it.
    """
    draw = Seeds(0).stream("bench", "pairing", "one camera")
    n = 20_000
    happened = draw.poisson(draw.gamma(8.0, 12.0 / 8.0, n))
    others = draw.binomial(happened, 0.6)
    by_it = draw.binomial(happened - others, 0.05)
    luck = draw.poisson(0.05, (2, n))
    before, after = others + luck[0], others + by_it + luck[1]
    alone = np.var(before) + np.var(after)
    paired = np.var(after - before)
    bound = np.var(by_it)
    gain, possible = alone / paired, alone / bound
    reached = (alone - paired) / (alone - bound)
    note = f"{n} synthetic evenings; variance {alone:.2f} unpaired, {paired:.3f} paired, {bound:.3f} at the bound"
    most = f"at most {possible:.0f} x"
    return [
        row("pairing: variance unpaired over paired, one camera of sixty", gain, "x", 5.0, gain >= 5.0, note),
        row(
            "pairing: share of the possible reduction",
            reached,
            "share",
            0.8,
            reached >= 0.8,
            most,
        ),
    ]
