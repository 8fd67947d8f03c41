"""A resident's day out of doors: when they leave, when they mean to be back, and why.

Clock times follow Beijing diaries of 2012 (most wake 6 to 8, sleep 22 to 24, supper 18 to 19) with departure 45 to 75
min after waking, paid work of 7 h 52 (men) and 7 h 24 (women) per employed, and 61 min of travel to work and back
(China's 2018 and 2024 time-use surveys). How many walk, dance or take out waste of an evening are assumptions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from agents.population import Household, Job, Person

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
GAP_S = 10 * MINUTE_S
# Families that walk together after supper and come home on one card; an assumption.
FAMILY_WALKS = 0.12
SATURDAY = 5
# Share of those who have work that go to it on a working day and on a rest day; how they differ is an assumption.
AT_WORK, AT_WORK_REST = 0.87, 0.4


class Purpose(StrEnum):
    """Why somebody goes out."""

    WORK = "work"
    SCHOOL = "school"
    SHOP = "shop"
    MARKET = "market"
    KINDERGARTEN = "kindergarten"
    WALK = "walk"
    DANCE = "dance"
    WASTE = "waste"


AWAY = frozenset({Purpose.WORK, Purpose.SCHOOL, Purpose.SHOP, Purpose.MARKET, Purpose.KINDERGARTEN})


@dataclass(frozen=True, slots=True)
class Outing:
    """Leave home at ``leave_s``, be back about ``back_s``, both [s] from the run's start; ``party`` comes along."""

    leave_s: float
    back_s: float
    purpose: Purpose
    party: tuple[str, ...] = ()


def days_of(
    household: Household, person: Person, midnight_s: float, days: int, draws: Callable[[int], "Draws"], weekday: int
) -> list[Outing]:
    """Plan one person's ``days`` from ``midnight_s``, the first of them a ``weekday``; ``draws`` gives a day's draws.

    Who works at night sets out on the eve of the first day, and nobody sets out again before they are home.
    """
    planned: list[Outing] = []
    for day in range(-1 if person.job == Job.NIGHT else 0, days):
        for outing in day_of(household, person, midnight_s + day * DAY_S, draws(day), (weekday + day) % 7):
            if not planned or planned[-1].back_s + GAP_S < outing.leave_s:
                planned.append(outing)
    return planned


def day_of(
    household: Household, person: Person, midnight_s: float, rngs: "Draws", weekday: int = 5
) -> tuple[Outing, ...]:
    """Plan one person's day that begins at ``midnight_s``, in order of time, no two outings overlapping."""
    rng = rngs.own
    plans: list[Outing] = []
    for leave, span, purpose, chance in _wishes(person, rng, weekday >= SATURDAY):
        if rng.random() < chance:
            _fit(plans, Outing(midnight_s + leave, midnight_s + leave + span, purpose))
    if person.id == household.people[0].id:
        walk = _family_walk(household, midnight_s, rngs.household())
        if walk is not None:
            _fit(plans, walk)
    return tuple(sorted(plans, key=lambda outing: outing.leave_s))


@dataclass(frozen=True, slots=True)
class Draws:
    """The random streams of one person's day: their own, and what opens that of their household, which few need."""

    own: np.random.Generator
    household: Callable[[], np.random.Generator]


def _wishes(person: Person, rng: np.random.Generator, rest: bool) -> list[tuple[float, float, Purpose, float]]:
    """What somebody may do in a day of work or of ``rest``: (leave, span, purpose, chance), most binding first."""
    old = person.age >= 60
    evening = 18.6 * HOUR_S + float(rng.random()) * 1.7 * HOUR_S
    wishes = _duties(person, rng, rest)
    if person.age >= 12:
        wishes.append((18.3 * HOUR_S + 2.6 * HOUR_S * float(rng.random()), 7 * MINUTE_S, Purpose.WASTE, 0.28))
    if person.age >= 45:
        wishes.append((19.1 * HOUR_S + 0.3 * HOUR_S * float(rng.random()), 55 * MINUTE_S, Purpose.DANCE, 0.06))
    if person.age >= 6:
        wishes.append((evening, (20 + 30 * float(rng.random())) * MINUTE_S, Purpose.WALK, 0.42 if old else 0.28))
    if person.age >= 16:
        shop = (17.5 + 4.0 * float(rng.random())) * HOUR_S
        wishes.append((shop, (15 + 35 * float(rng.random())) * MINUTE_S, Purpose.SHOP, 0.25))
    if old:
        early = (6.0 + 2.0 * float(rng.random())) * HOUR_S
        wishes.append((early, (40 + 40 * float(rng.random())) * MINUTE_S, Purpose.MARKET, 0.55))
        wishes.append((15.5 * HOUR_S + 1.5 * HOUR_S * float(rng.random()), 40 * MINUTE_S, Purpose.WALK, 0.35))
        wishes.append(((9.0 + 2.5 * float(rng.random())) * HOUR_S, 25 * MINUTE_S, Purpose.WALK, 0.35))
    elif person.job == Job.HOME and person.age >= 18:
        wishes.append((9.2 * HOUR_S + 1.5 * HOUR_S * float(rng.random()), 70 * MINUTE_S, Purpose.MARKET, 0.6))
    if rest and person.age >= 6:
        outing = (9.0 + 6.0 * float(rng.random())) * HOUR_S
        wishes.append((outing, (1.0 + 3.0 * float(rng.random())) * HOUR_S, Purpose.SHOP, 0.5))
    elif person.job == Job.HOME and person.age >= 18:
        wishes.append(((14.5 + 2.0 * float(rng.random())) * HOUR_S, 45 * MINUTE_S, Purpose.SHOP, 0.3))
    return wishes


def _duties(person: Person, rng: np.random.Generator, rest: bool) -> list[tuple[float, float, Purpose, float]]:
    """What binds somebody on a day of work or of ``rest``: work, school, kindergarten."""
    at_work = AT_WORK_REST if rest else AT_WORK
    wishes = []
    if person.job == Job.DAY:
        leave = 7.55 * HOUR_S + 0.6 * HOUR_S * float(rng.standard_normal())
        work = 8.9 * HOUR_S + 1.0 * HOUR_S * float(rng.standard_normal()) + 61 * MINUTE_S
        wishes.append((max(5 * HOUR_S, leave), max(5 * HOUR_S, work), Purpose.WORK, at_work))
    elif person.job == Job.LATE:
        leave = 13.5 * HOUR_S + 0.8 * HOUR_S * float(rng.standard_normal())
        wishes.append((leave, min(9.5 * HOUR_S, 23.6 * HOUR_S - leave), Purpose.WORK, at_work))
    elif person.job == Job.NIGHT:
        home = DAY_S + (6.6 + 1.2 * float(rng.random())) * HOUR_S
        leave = (21.2 + 0.8 * float(rng.random())) * HOUR_S
        wishes.append((leave, home - leave, Purpose.WORK, at_work))
    elif person.job == Job.KINDERGARTEN and not rest:
        wishes.append(((7.6 + 0.5 * float(rng.random())) * HOUR_S, 8.7 * HOUR_S, Purpose.KINDERGARTEN, 0.85))
    elif person.job == Job.SCHOOL and not rest:
        span = 7.5 * HOUR_S + 1.2 * HOUR_S * float(rng.random())
        wishes.append((7.2 * HOUR_S + 0.6 * HOUR_S * float(rng.random()), span, Purpose.SCHOOL, 0.93))
    return wishes


def _family_walk(household: Household, midnight_s: float, rng: np.random.Generator) -> Outing | None:
    """The walk after supper that some families take together; the first of the party leads."""
    wish, when, span = rng.random(3)
    if wish > FAMILY_WALKS or len(household.people) < 2 or household.floating:
        return None
    leave = midnight_s + (18.7 + 1.5 * float(when)) * HOUR_S
    party = tuple(person.id for person in household.people[:3])
    return Outing(leave, leave + (25 + 25 * float(span)) * MINUTE_S, Purpose.WALK, party)


def _fit(plans: list[Outing], outing: Outing) -> None:
    """Add an outing where the day leaves room for it."""
    if all(outing.back_s + GAP_S < p.leave_s or p.back_s + GAP_S < outing.leave_s for p in plans):
        plans.append(outing)
