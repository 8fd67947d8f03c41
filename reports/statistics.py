"""Intervals and tests that scores are reported with; each function names its source.

Longer than most modules: one list of small independent functions is easier to check than several.

Every interval is two-sided at ``confidence`` and returned as (low, high). Plain functions of counts and numbers: they
import nothing of ours.
"""

import math
from collections.abc import Callable, Sequence
from statistics import variance

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
    return bca_interval(sample, statistic, np.array([statistic(sample[pick]) for pick in picks]), confidence)


def bca_interval(
    sample: Values, statistic: Callable[[Values], float], replicates: Values, confidence: float = 0.95
) -> Interval:
    """Read the interval off the statistic's ``replicates`` (n,) under resampling; see `bca`."""
    observed, draws = statistic(sample), len(replicates)
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


def mean_log_ratio(pairs: Sequence[tuple[float, float]], confidence: float = 0.95) -> tuple[float, float, float]:
    """Ratio of two means of paired counts, after over before, with its interval on the log scale: (ratio, low, high).

    The paired delta method with Student's quantile: the log ratio's variance is that of ``after / mean after - before /
    mean before`` within pairs over their number (Cochran 1977, Sampling Techniques, section 6.4). No bounds where
    either mean is zero or there are fewer than two pairs.
    """
    count = len(pairs)
    before, after = (math.fsum(pair[k] for pair in pairs) / count if count else 0.0 for k in (0, 1))
    if count < 2 or before <= 0.0 or after <= 0.0:
        ratio = after / before if before > 0.0 else math.nan if after == 0.0 else math.inf
        return ratio, 0.0, math.inf
    parts = [a / after - b / before for b, a in pairs]
    error = math.sqrt(math.fsum(part * part for part in parts) / (count - 1) / count)
    reach = float(stats.t.isf((1.0 - confidence) / 2.0, count - 1)) * error
    return after / before, after / before * math.exp(-reach), after / before * math.exp(reach)


def pairing_gain(pairs: Sequence[tuple[float, float]]) -> float:
    """How many times the variance of a change within pairs that of two independent samples would be.

    ``(var before + var after) / var (after - before)``: common random numbers (Law 2015, Simulation Modeling and
    Analysis, section 11.2). Infinite where every pair changes alike; NaN below three pairs, or where nothing varies.
    """
    if len(pairs) < 3:
        return math.nan
    # Whatever varies by less than a billionth of its size only shows how numbers are rounded.
    least = (1e-9 * max(abs(value) for pair in pairs for value in pair)) ** 2
    before, after, change = (variance(v) for v in zip(*((b, a, a - b) for b, a in pairs), strict=True))
    if before + after <= least:
        return math.nan
    return (before + after) / change if change > least else math.inf


def dispersion(counts: Sequence[int]) -> float:
    """Negative-binomial dispersion by moments, variance = mean + dispersion x mean squared; 0 where none shows."""
    count = len(counts)
    mean = math.fsum(counts) / count if count else 0.0
    if count < 2 or mean == 0.0:
        return 0.0
    variance = math.fsum((value - mean) ** 2 for value in counts) / (count - 1)
    return max(0.0, (variance - mean) / mean**2)


def negative_binomial_interval(
    counts: Sequence[int], exposure: float, alpha: float, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Rate of overdispersed counts, each over ``exposure``, with Wald's interval on the log scale: (rate, low, high).

    With dispersion ``alpha`` the maximum-likelihood rate is the mean and the information of its logarithm n m / (1 +
    alpha m) (Hilbe 2011, Negative Binomial Regression, section 8.2). No lower bound where nothing was counted.
    """
    count = len(counts)
    mean = math.fsum(counts) / count if count else 0.0
    if mean == 0.0:
        return 0.0, 0.0, poisson_interval(0, confidence)[1] / (exposure * max(count, 1))
    reach = float(stats.norm.isf((1.0 - confidence) / 2.0)) * math.sqrt((1.0 + alpha * mean) / (count * mean))
    return mean / exposure, mean / exposure * math.exp(-reach), mean / exposure * math.exp(reach)


def kaplan_meier(times: Sequence[float], happened: Sequence[bool]) -> list[tuple[float, float]]:
    """Share still waiting after each time at which something happened: (time, share) (Kaplan and Meier 1958).

    ``happened`` is False where watching ended before it did.
    """
    waiting, share, curve = len(times), 1.0, [(0.0, 1.0)]
    for time in sorted(set(times)):
        here = [done for at, done in zip(times, happened, strict=True) if at == time]
        if any(here):
            share *= 1.0 - sum(here) / waiting
            curve.append((time, share))
        waiting -= len(here)
    return curve
