"""What happens by chance happens when people are about, as often in a day as its rate says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hours import ANY, HOUR_S, HOURS, moments, share
from agents.setting import DAY_S
from tests.agents.hamlet import play
from twin.truth import EpisodeKind

KINDS = st.sampled_from(list(EpisodeKind))


@given(KINDS, st.floats(0.0, DAY_S, exclude_max=True), st.integers(1, 3))
def test_a_day_has_what_its_rate_says_wherever_it_begins(kind: EpisodeKind, clock_s: float, days: int) -> None:
    """Hours shift what happens, they add nothing."""
    assert share(kind, clock_s, days * DAY_S) == pytest.approx(days)


@given(KINDS, st.floats(0.0, DAY_S, exclude_max=True), st.floats(60.0, 2 * DAY_S))
def test_times_lie_in_the_run_in_the_order_of_their_parts(kind: EpisodeKind, clock_s: float, duration_s: float) -> None:
    """Nothing is drawn before a run or after it."""
    times = moments(kind, clock_s, duration_s, np.linspace(0.0, 1.0, 50))
    assert times[0] == pytest.approx(0.0, abs=1e-6)
    assert times[-1] == pytest.approx(duration_s)
    assert (np.diff(times) >= 0.0).all()


def test_every_day_has_its_hours() -> None:
    """Twenty-four of them, none without any chance at all."""
    assert all(len(weights) == 24 and min(weights) > 0.0 for weights in (*HOURS.values(), ANY))


def test_pots_burn_at_meals_and_cats_climb_at_night_too() -> None:
    """From midnight to five hardly anybody cooks or comes home; a cat does not mind."""
    before_five = {
        kind: float((moments(kind, 0.0, DAY_S, np.linspace(0.0, 1.0, 1001)) < 5 * HOUR_S).mean())
        for kind in (EpisodeKind.COOKING_SMOKE, EpisodeKind.FAMILY_ON_ONE_BADGE, EpisodeKind.CAT_ON_WALL)
    }
    assert before_five[EpisodeKind.COOKING_SMOKE] < 0.03
    assert before_five[EpisodeKind.FAMILY_ON_ONE_BADGE] < 0.03
    assert before_five[EpisodeKind.CAT_ON_WALL] == pytest.approx(5 / 24, abs=0.01)


def test_an_evening_has_more_of_what_evenings_bring() -> None:
    """The hamlet's run is from six to half past seven: of 240 who tailgate in a day some 36 come then, not 15."""
    _, cast, _ = play(rates=((EpisodeKind.TAILGATING, 240.0),))
    expected = 240.0 * share(EpisodeKind.TAILGATING, 18 * HOUR_S, 1.5 * HOUR_S)
    assert expected > 25.0
    assert abs(len(cast.schedule) - expected) < 3.0 * expected**0.5
