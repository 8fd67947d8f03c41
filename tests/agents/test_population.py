"""Who lives here adds up, and nobody's life hangs on who else does."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from agents.orders import Population
from agents.population import Job, households, new_plate
from agents.schedule import DAY_S, HOUR_S, Draws, Outing, Purpose, day_of, days_of
from tests.agents.hamlet import hamlet
from twin.seeds import Seeds

SITE = hamlet()


def town(permanent: int, floating: int, seed: int = 1):
    return households(SITE, Population(permanent, floating), Seeds(seed))


@pytest.mark.parametrize(("permanent", "floating"), [(0, 0), (1, 0), (538, 437)])
def test_everybody_is_housed_once(permanent: int, floating: int) -> None:
    """Ids are unique, and as many as were asked for."""
    people = [p.id for house in town(permanent, floating) for p in house.people]
    assert len(people) == len(set(people)) == permanent + floating


def test_households_are_as_large_as_the_census_says() -> None:
    """2.62 to a household; 18 % under 15 and 19 % over 59, within four points."""
    houses = town(4000, 0)
    people = [p for house in houses for p in house.people]
    assert abs(len(people) / len(houses) - 2.62) < 0.08
    ages = np.array([p.age for p in people])
    assert abs((ages < 15).mean() - 0.18) < 0.04
    assert abs((ages >= 60).mean() - 0.19) < 0.04


def test_one_more_changes_nobody_else() -> None:
    """Adding a resident of either sort leaves every other household as it was."""
    before = town(40, 20)
    for after in (town(41, 20), town(40, 21)):
        old = {house.id: house for house in before}
        changed = [house for house in after if old.get(house.id) != house]
        assert len(changed) == 1


def test_one_more_changes_nobody_else_where_households_are_published() -> None:
    """So many homes for so many people: whoever is over comes last to a home, and everybody keeps name and draws."""
    before, after = (households(SITE, Population(p, 20, 21), Seeds(1)) for p in (40, 41))
    people = [{p.id: (house.id, p) for house in town for p in house.people} for town in (before, after)]
    assert {name: row for name, row in people[1].items() if name in people[0]} == people[0]
    assert len(people[1]) == len(people[0]) + 1
    assert len(before) == len(after) == 21


def test_cars_have_bays_of_their_own() -> None:
    """No two households share a bay, and every plate is another."""
    houses = [house for house in town(538, 437) if house.plate]
    assert len({h.bay for h in houses}) == len(houses)
    assert len({h.plate for h in houses}) == len(houses)


def test_a_plate_is_given_once() -> None:
    """Of ten thousand cars two would draw the same one more often than not: the second draws again."""
    again = np.random.Generator(np.random.Philox(key=5))
    first = new_plate(np.random.Generator(np.random.Philox(key=5)))
    assert new_plate(again, {first}) != first
    assert new_plate(np.random.Generator(np.random.Philox(key=5)), {"other"}) == first


def test_a_day_has_no_two_outings_at_once() -> None:
    """Outings come in order, apart from one another."""
    for house in town(60, 30):
        for person in house.people:
            seeds = Seeds(3)
            draws = Draws(seeds.stream("a", person.id, "b"), partial(seeds.stream, "a", house.id, "b"))
            outings = day_of(house, person, 0.0, draws)
            assert all(a.back_s < b.leave_s for a, b in pairwise(outings))
            assert all(o.leave_s < o.back_s for o in outings)


def week(job: Job, days: int = 7) -> list[list[Outing]]:
    """The days from a Monday on of everybody of a town who has a ``job``."""
    seeds = Seeds(3)
    return [
        days_of(
            house,
            person,
            0.0,
            days,
            lambda day, who=person.id: Draws(
                seeds.stream("a", who, f"{day}"), partial(seeds.stream, "b", who, f"{day}")
            ),
            0,
        )
        for house in town(1500, 300)
        for person in house.people
        if person.job == job
    ]


def test_who_works_at_night_is_away_at_midnight() -> None:
    """A shift ends in the morning, also that of the eve of the first day; they came home before midnight."""
    lives = week(Job.NIGHT)
    assert len(lives) >= 20
    shifts = [o for life in lives for o in life if o.purpose == Purpose.WORK]
    assert all(6.0 * HOUR_S < o.back_s % DAY_S < 8.0 * HOUR_S and o.back_s - o.leave_s > 8.0 * HOUR_S for o in shifts)
    for midnight_s in (0.0, DAY_S, 5 * DAY_S):
        away = sum(any(o.leave_s < midnight_s < o.back_s for o in life) for life in lives)
        assert 0.25 < away / len(lives) < 1.0
    assert all(a.back_s < b.leave_s for life in lives for a, b in pairwise(life))


def test_who_works_by_day_is_in_at_midnight() -> None:
    """Hardly anybody else is out then."""
    lives = week(Job.DAY, 2)
    assert sum(any(o.leave_s < DAY_S < o.back_s for o in life) for life in lives) < 0.01 * len(lives)
