"""Every interval and test against an independent implementation."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from reports.statistics import (
    bca,
    clopper_pearson,
    dispersion,
    holm,
    kaplan_meier,
    mcnemar_exact,
    mean_log_ratio,
    median_interval,
    negative_binomial_interval,
    paired_t,
    pairing_gain,
    poisson_interval,
    rate_interval,
    rate_ratio,
    rate_ratio_interval,
    weighted_interval,
    wilson,
)

COUNTS = [(0, 5), (1, 5), (5, 5), (9, 13), (40, 1000)]


@pytest.mark.parametrize(("hits", "trials"), COUNTS)
def test_shares_agree_with_statsmodels(hits: int, trials: int) -> None:
    """Wilson's and Clopper-Pearson's intervals, ends included."""
    assert wilson(hits, trials) == pytest.approx(proportion_confint(hits, trials, method="wilson"), abs=1e-12)
    assert clopper_pearson(hits, trials) == pytest.approx(proportion_confint(hits, trials, method="beta"), abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 3, 57])
def test_poisson_agrees_with_statsmodels(count: int) -> None:
    """Garwood's interval."""
    assert poisson_interval(count) == pytest.approx(confint_poisson(count, 1.0, method="exact-c"), abs=1e-9)
    low, high = rate_interval(count, 4.0)
    assert (4 * low, 4 * high) == pytest.approx(poisson_interval(count))


@given(st.integers(0, 30), st.floats(0.5, 50.0))
def test_equal_weights_are_plain_poisson(count: int, weight: float) -> None:
    """Fay and Feuer's interval reduces to Garwood's when every event weighs the same."""
    low, high = poisson_interval(count)
    assert weighted_interval([weight] * count, weight) == pytest.approx((weight * low, weight * high), rel=1e-9)


def test_weighted_interval_covers() -> None:
    """Two strata, one sampled at a tenth: 95% intervals hold the truth at least that often (they are conservative)."""
    generator = np.random.Generator(np.random.Philox(3))
    held = 0
    for _ in range(400):
        weights = [1.0] * int(generator.poisson(3.0)) + [10.0] * int(generator.poisson(0.8))
        low, high = weighted_interval(weights, 10.0)
        held += low <= 3.0 + 8.0 <= high
    assert held / 400 >= 0.94


@pytest.mark.parametrize(("after", "before"), [(0, 4), (4, 0), (7, 3), (33, 8)])
def test_rate_ratio_agrees_with_the_binomial_test(after: int, before: int) -> None:
    """A ratio at an interval's end is exactly what the conditional binomial test rejects at 2.5%."""
    low, high = rate_ratio_interval(after, 2.0, before, 3.0)
    for end, side in ((low, "greater"), (high, "less")):
        if 0.0 < end < math.inf:
            share = end * 2.0 / (end * 2.0 + 3.0)
            assert stats.binomtest(after, after + before, share, alternative=side).pvalue == pytest.approx(0.025)
    assert (high == math.inf) == (before == 0)
    assert (low == 0.0) == (after == 0)


def test_rate_ratio_of_nothing_is_not_a_number() -> None:
    """No count on either side says nothing; a count after nothing is infinitely more."""
    assert math.isnan(rate_ratio(0, 1.0, 0, 1.0))
    assert rate_ratio(2, 1.0, 0, 1.0) == math.inf


def test_paired_t_agrees_with_scipy() -> None:
    """Student's interval of a mean; one pair bounds nothing."""
    values = [0.2, 0.35, 0.1, 0.5, 0.42]
    reference = stats.ttest_1samp(values, 0.0).confidence_interval()
    assert paired_t(values) == pytest.approx((np.mean(values), reference.low, reference.high))
    assert paired_t([1.0]) == (1.0, -math.inf, math.inf)


def test_bca_agrees_with_scipy() -> None:
    """The bootstrap of a skewed sample's mean, to within what chance leaves between two resamplings."""
    values = np.random.Generator(np.random.Philox(5)).exponential(size=60)
    reference = stats.bootstrap(
        (values,), np.mean, n_resamples=20000, method="BCa", rng=np.random.Generator(np.random.Philox(6))
    ).confidence_interval
    low, high = bca([float(v) for v in values], lambda v: float(v.mean()), draws=20000)
    assert low == pytest.approx(reference.low, abs=0.012)
    assert high == pytest.approx(reference.high, abs=0.012)


def test_bca_repeats_itself_and_takes_constants() -> None:
    """Same values, same interval; no spread, no width."""
    values = [1.0, 3.0, 2.0, 8.0, 2.5]
    mean = lambda v: float(v.mean())  # noqa: E731  the shortest statistic there is
    assert bca(values, mean, draws=500) == bca(values, mean, draws=500)
    assert bca([2.0, 2.0, 2.0], mean) == (2.0, 2.0)


@settings(max_examples=60)
@given(st.integers(0, 25), st.integers(0, 25))
def test_mcnemar_agrees_with_statsmodels(lost: int, won: int) -> None:
    """Exact p-value of discordant pairs."""
    expected = 1.0 if lost + won == 0 else mcnemar([[0, lost], [won, 0]], exact=True).pvalue
    assert mcnemar_exact(lost, won) == pytest.approx(expected)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12))
def test_holm_agrees_with_statsmodels(p_values: list[float]) -> None:
    """Step-down adjusted p-values in the given order."""
    assert holm(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))


def test_median_interval_is_the_binomial_one() -> None:
    """Ends are order statistics whose coverage is at least 95%; five values cannot give that."""
    values = [float(v) for v in range(1, 21)]
    low, high = median_interval(values)
    reference = stats.quantile_test(values, p=0.5).confidence_interval(0.95)
    assert (low, high) == (reference.low, reference.high)
    assert median_interval(values[:5]) == (-math.inf, math.inf)


def test_negative_binomial_agrees_with_statsmodels() -> None:
    """The rate and its log-scale interval, by the generalised linear model with the same dispersion."""
    import statsmodels.api as sm

    counts, hours, alpha = [3, 0, 7, 2, 11, 4, 1, 6], 24.0, 0.4
    model = sm.GLM(counts, np.ones(len(counts)), sm.families.NegativeBinomial(alpha=alpha)).fit(tol=1e-14)
    low, high = np.exp(model.conf_int()[0]) / hours
    expected = (np.exp(model.params[0]) / hours, low, high)
    assert negative_binomial_interval(counts, hours, alpha) == pytest.approx(expected, rel=1e-6)
    assert dispersion([4] * 5) == 0.0
    assert dispersion(counts) == pytest.approx((np.var(counts, ddof=1) - np.mean(counts)) / np.mean(counts) ** 2)


def test_waiting_agrees_with_statsmodels() -> None:
    """Kaplan and Meier's curve with some who were never reached."""
    from statsmodels.duration.survfunc import SurvfuncRight

    times, happened = [30.0, 45.0, 45.0, 60.0, 90.0, 90.0, 120.0], [True, True, False, True, False, True, False]
    reference = SurvfuncRight(times, [int(h) for h in happened])
    curve = kaplan_meier(times, happened)[1:]
    assert [t for t, _ in curve] == list(reference.surv_times)
    assert [s for _, s in curve] == pytest.approx(list(reference.surv_prob))


def test_bca_equals_scipy_on_the_same_resamples() -> None:
    """The bias correction, acceleration and levels of SciPy, given the resamples that we drew."""
    from reports.statistics import bca_interval

    values = np.random.Generator(np.random.Philox(5)).exponential(size=40)
    picks = np.random.Generator(np.random.Philox(0)).integers(0, 40, size=(2000, 40))
    reference = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=0,
        bootstrap_result=type("Kept", (), {"bootstrap_distribution": values[picks].mean(axis=1)})(),
        method="BCa",
    ).confidence_interval
    low, high = bca_interval(values, lambda v: float(v.mean()), values[picks].mean(axis=1))
    assert (low, high) == pytest.approx((reference.low, reference.high), rel=1e-6)


def test_a_ratio_of_paired_means_is_scale_free() -> None:
    """Scaling one side scales the ratio and its bounds; equal pairs leave no doubt; one pair bounds nothing."""
    pairs = [(4.0, 2.0), (6.0, 3.5), (5.0, 1.0), (8.0, 4.0)]
    ratio, low, high = mean_log_ratio(pairs)
    assert low < ratio < high
    scaled = mean_log_ratio([(10 * b, a) for b, a in pairs])
    assert scaled == pytest.approx((ratio / 10, low / 10, high / 10))
    assert mean_log_ratio([(4.0, 2.0), (8.0, 4.0)]) == pytest.approx((0.5, 0.5, 0.5))
    assert mean_log_ratio([(4.0, 2.0)]) == (0.5, 0.0, math.inf)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=20))
def test_the_gain_of_pairing_is_the_variance_of_independent_samples_over_that_within_pairs(
    pairs: list[tuple[float, float]],
) -> None:
    """Against numpy; what is the same on both sides gains without bound, what is independent about nothing."""
    before, after = np.array(pairs).T
    change = np.var(after - before, ddof=1)
    assume(change > 1e-6)
    assert pairing_gain(pairs) == pytest.approx((np.var(before, ddof=1) + np.var(after, ddof=1)) / change)


def test_the_gain_of_pairing_has_ends() -> None:
    """Alike, constant, too few."""
    assert pairing_gain([(1.0, 3.0), (2.0, 4.0), (5.0, 7.0)]) == math.inf
    assert math.isnan(pairing_gain([(1.0, 2.0)] * 3))
    assert math.isnan(pairing_gain([(8.0, 8.0), (8.0, 8.0 + 2e-15), (8.0 - 2e-15, 8.0)]))
    assert pairing_gain([(0.1, 1.3), (0.2, 1.4), (0.3, 1.5)]) == math.inf
    assert math.isnan(pairing_gain([(1.0, 2.0), (2.0, 1.0)]))
