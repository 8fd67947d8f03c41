"""Intervals and tests that scores are reported with; each function names its source.

Every interval is two-sided at ``confidence`` and returned as (low, high). Plain functions of counts and numbers: they
import nothing of ours.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Interval = tuple[float, float]
Values = NDArray[np.float64]


def wilson(hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Score interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209); (0, 1) for no trials."""
    if trials == 0:
        return 0.0, 1.0
    z = float(stats.norm.isf((1.0 - confidence) / 2.0))
    share, spread = hits / trials, z * z / trials
    middle = (share + spread / 2.0) / (1.0 + spread)
    half = z * math.sqrt(share * (1.0 - share) / trials + spread / (4.0 * trials)) / (1.0 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(hits: int, trials: int, confidence: float = 0.95) -> Interval:
    """Exact interval of a share (Clopper and Pearson 1934, Biometrika 26, 404); (0, 1) for no trials."""
    tail = (1.0 - confidence) / 2.0
    low = float(stats.beta.ppf(tail, hits, trials - hits + 1)) if hits > 0 else 0.0
    high = float(stats.beta.isf(tail, hits + 1, trials - hits)) if hits < trials else 1.0
    return low, high


def poisson_interval(count: int, confidence: float = 0.95) -> Interval:
    """Exact interval of a Poisson mean (Garwood 1936, Biometrika 28, 437)."""
    tail = (1.0 - confidence) / 2.0
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2.0 if count > 0 else 0.0
    return low, float(stats.chi2.isf(tail, 2 * count + 2)) / 2.0


def rate_interval(count: int, exposure: float, confidence: float = 0.95) -> Interval:
    """Exact interval of a rate: `poisson_interval` over an exposure (hours, say) above zero."""
    low, high = poisson_interval(count, confidence)
    return low / exposure, high / exposure


def weighted_interval(weights: Sequence[float], largest: float, confidence: float = 0.95) -> Interval:
    """Interval of a weighted sum of Poisson counts (Fay and Feuer 1997, Stat. Med. 16, 791, eqs. 3 and 4).

    ``weights`` has one entry per event counted, ``largest`` is the largest weight any event could have had; with all
    weights one this is `poisson_interval`.
    """
    tail = (1.0 - confidence) / 2.0
    total, variance = math.fsum(weights), math.fsum(w * w for w in weights)
    low = variance / (2.0 * total) * float(stats.chi2.ppf(tail, 2.0 * total * total / variance)) if total > 0 else 0.0
    up_total, up_variance = total + largest, variance + largest * largest
    freedom = 2.0 * up_total * up_total / up_variance
    return low, up_variance / (2.0 * up_total) * float(stats.chi2.isf(tail, freedom))


def rate_ratio(after: int, after_time: float, before: int, before_time: float) -> float:
    """Rate after over rate before; infinite when nothing was counted before, NaN when nothing at all was."""
    if before == 0:
        return math.nan if after == 0 else math.inf
    return (after / after_time) / (before / before_time)


def rate_ratio_interval(
    after: int, after_time: float, before: int, before_time: float, confidence: float = 0.95
) -> Interval:
    """Exact interval of a ratio of two Poisson rates.

    Given the total, the count after is binomial (Przyborowski and Wilenski 1940, Biometrika 31, 313), so the share's
    Clopper-Pearson interval maps onto the ratio.
    """
    low, high = clopper_pearson(after, after + before, confidence)
    scale = before_time / after_time
    return scale * odds(low), scale * odds(high)


def odds(share: float) -> float:
    """Odds of a share; infinite at one."""
    return math.inf if share >= 1.0 else share / (1.0 - share)


def paired_t(differences: Sequence[float], confidence: float = 0.95) -> tuple[float, float, float]:
    """Mean of paired differences and its interval (Student 1908): (mean, low, high); unbounded below two pairs."""
    count = len(differences)
    if count == 0:
        return math.nan, -math.inf, math.inf
    mean = math.fsum(differences) / count
    if count == 1:
        return mean, -math.inf, math.inf
    spread = math.sqrt(math.fsum((d - mean) ** 2 for d in differences) / (count - 1))
    half = float(stats.t.isf((1.0 - confidence) / 2.0, count - 1)) * spread / math.sqrt(count)
    return mean, mean - half, mean + half


def bca(
    values: Sequence[float],
    statistic: Callable[[Values], float],
    confidence: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> Interval:
    """Bias-corrected accelerated bootstrap interval (Efron 1987, J. Am. Stat. Assoc. 82, 171).

    Resample whole scenarios, not frames: frames of one scenario are not independent. Its own Philox stream, so the same
    values give the same interval. Fewer than two different values give that value twice.
    """
    sample = np.asarray(values, dtype=np.float64)
    observed = statistic(sample)
    if len(np.unique(sample)) < 2:
        return observed, observed
    generator = np.random.Generator(np.random.Philox(seed))
    picks = generator.integers(0, len(sample), size=(draws, len(sample)))
    replicates = np.array([statistic(sample[pick]) for pick in picks])
    below = float(((replicates < observed).mean() + (replicates <= observed).mean()) / 2.0)
    bias = float(stats.norm.ppf(min(max(below, 0.5 / draws), 1.0 - 0.5 / draws)))
    left_out = np.array([statistic(np.delete(sample, i)) for i in range(len(sample))])
    pull = left_out.mean() - left_out
    square = float((pull**2).sum())
    acceleration = float((pull**3).sum()) / (6.0 * square**1.5) if square > 0.0 else 0.0
    levels = [bca_level(float(stats.norm.ppf(p)), bias, acceleration) for p in tails(confidence)]
    low, high = np.quantile(replicates, levels)
    return float(low), float(high)


def bca_level(z: float, bias: float, acceleration: float) -> float:
    """Adjusted percentile of a normal quantile ``z`` (Efron 1987, eq. 2.3)."""
    shifted = bias + z
    return float(stats.norm.cdf(bias + shifted / (1.0 - acceleration * shifted)))


def tails(confidence: float) -> tuple[float, float]:
    """Lower and upper tail probabilities of a two-sided interval."""
    return (1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0


def median_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """Distribution-free interval of a median from order statistics (Conover 1999, section 3.2).

    Too few values to reach the confidence (under six at 95%) give an unbounded interval.
    """
    ordered, count = sorted(values), len(values)
    rank = int(stats.binom.ppf((1.0 - confidence) / 2.0, count, 0.5)) if count else 0
    if count == 0 or rank == 0:
        return -math.inf, math.inf
    return ordered[rank - 1], ordered[count - rank]


def mcnemar_exact(only_before: int, only_after: int) -> float:
    """Two-sided exact p-value that paired hits changed (McNemar 1947, Psychometrika 12, 153; binomial form)."""
    trials = only_before + only_after
    if trials == 0:
        return 1.0
    return min(1.0, 2.0 * float(stats.binom.cdf(min(only_before, only_after), trials, 0.5)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Step-down adjusted p-values for many tests, in the given order (Holm 1979, Scand. J. Stat. 6, 65)."""
    count = len(p_values)
    adjusted, running = [0.0] * count, 0.0
    for rank, index in enumerate(sorted(range(count), key=lambda i: p_values[i])):
        running = max(running, min(1.0, (count - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted
