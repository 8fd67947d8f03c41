"""Who lives here: households spread over the homes, ages, jobs, cars and e-bikes.

Every household and person draws from streams of their own, and permanent and floating residents fill the homes from
opposite ends of one shuffled list, so that one resident more changes nobody else. Household size 2.62 and the share of
workers (75.6 % at 18-59, 36.3 % at 60+) follow the 2020 census and the 2024 time-use survey; ages come out near the
census (18 % under 15, 19 % over 59). Sizes of shared rentals, cars and e-bikes per household are assumptions.
"""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from agents.orders import Population
from twin.seeds import Seeds
from twin.site.model import Site, Unit

FAMILY_SIZES = (0.19, 0.30, 0.28, 0.16, 0.07)
RENTAL_SIZES = (0.05, 0.15, 0.20, 0.25, 0.20, 0.15)
WORKS = 0.756
WORKS_OLD = 0.363
CAR_SHARE = {False: 0.6, True: 0.1}
# Bays that belong to residents; the rest are for whoever comes first. Assumptions, like tenants, dogs and night shifts.
BAYS_LET = {False: 0.6, True: 0.1}
TENANTS = 0.15
DOGS = 0.07
NIGHTS = 0.04
EBIKE_SHARE = {False: 0.25, True: 0.5}
# GA 36-2018 leaves out I and O; the province character and letter are those of the site's imagined city.
PLATE_HEAD = "浙F"
PLATE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Job(StrEnum):
    """What fills somebody's day."""

    DAY = "day"
    LATE = "late"
    NIGHT = "night"
    KINDERGARTEN = "kindergarten"
    SCHOOL = "school"
    HOME = "home"


class Lease(StrEnum):
    """By what right a household lives in its home."""

    OWNER = "owner"
    TENANT = "tenant"
    FLOATING = "floating"


@dataclass(frozen=True, slots=True)
class Person:
    """A resident: ``speed_m_s`` is the comfortable walking speed, ``aside_m`` how far right of a path they keep."""

    id: str
    age: int
    job: Job
    height_m: float
    speed_m_s: float
    aside_m: float
    look: int
    drives: bool
    ebike: bool


@dataclass(frozen=True, slots=True)
class Household:
    """Who shares a home, by what ``lease``; ``plate`` and ``bay`` are "" without a car; ``dog`` if they have one."""

    id: str
    home: Unit
    floating: bool
    people: tuple[Person, ...]
    plate: str
    bay: str
    lease: Lease = Lease.OWNER
    dog: bool = False


def households(site: Site, population: Population, seeds: Seeds) -> tuple[Household, ...]:
    """House everybody; a site without homes houses nobody."""
    homes = list(site.units().values())
    if not homes:
        return ()
    order = [int(i) for i in seeds.stream("population", site.id, "homes").permutation(len(homes))]
    bays = [int(i) for i in seeds.stream("population", site.id, "bays").permutation(len(site.bays))]
    people = population.permanent + population.floating
    share = round(population.households * population.permanent / people) if people else 0
    rest = population.households - share
    taken: set[str] = set()
    permanent = _houses(site, seeds, population.permanent, False, [homes[i] for i in order], bays, share, taken)
    back = [homes[i] for i in reversed(order)]
    floating = _houses(site, seeds, population.floating, True, back, bays[::-1], rest, taken)
    return tuple(permanent + floating)


def _houses(
    site: Site,
    seeds: Seeds,
    count: int,
    floating: bool,
    homes: list[Unit],
    bays: list[int],
    houses: int,
    taken: set[str],
) -> list[Household]:
    found: list[Household] = []
    housed, numbered, cars = 0, 0, 0
    word = "rental" if floating else "household"
    while housed < count:
        name = f"{word}-{len(found)}"
        rng = seeds.stream("household", name, "who")
        sizes = RENTAL_SIZES if floating else FAMILY_SIZES
        size = int(rng.choice(len(sizes), p=sizes)) + 1
        if houses:
            size = shared(seeds, word, count, houses, len(found))
        numbers = list(range(numbered, min(numbered + size, count)))
        numbered += size
        if houses and len(found) < count % houses:
            # Whoever is over, one to a house, is numbered after all others, so that one more renames nobody.
            numbers.append(count - count % houses + len(found))
        has_car = rng.random() < CAR_SHARE[floating] and cars < int(BAYS_LET[floating] * len(bays))
        plate = new_plate(rng, taken) if has_car else ""
        taken.add(plate)
        bay = site.bays[bays[cars]].id if has_car else ""
        cars += has_car
        head = "tenant" if floating else "resident"
        people = tuple(_person(seeds, f"{head}-{n}", row, floating, has_car) for row, n in enumerate(numbers))
        lease = Lease.FLOATING if floating else Lease.TENANT if rng.random() < TENANTS else Lease.OWNER
        dog = bool(rng.random() < DOGS) and not floating
        found.append(Household(name, homes[len(found) % len(homes)], floating, people, plate, bay, lease, dog))
        housed += len(people)
    return found


def shared(seeds: Seeds, word: str, people: int, houses: int, number: int) -> int:
    """How many live in house ``number`` of ``houses``, but for who is over: pairs of houses divide theirs as drawn."""
    fair = people // houses
    pair, second = divmod(number, 2)
    if (number == houses - 1 and not second) or fair == 0:
        return fair
    more = int(seeds.stream(word, f"pair-{pair}", "size").integers(fair + 1))
    return fair + min(more, fair - 1) // 2 * (1 if second else -1)


def _person(seeds: Seeds, name: str, row: int, floating: bool, has_car: bool) -> Person:
    rng = seeds.stream("resident", name, "who")
    age = _age(rng, row, floating)
    chance = rng.random(4)
    if age < 18:
        job = Job.SCHOOL if age >= 6 else Job.KINDERGARTEN if age >= 3 else Job.HOME
    elif chance[0] < (WORKS if age < 60 else WORKS_OLD):
        late = 0.3 if floating else 0.12
        job = Job.LATE if chance[1] < late else Job.NIGHT if chance[1] < late + NIGHTS else Job.DAY
    else:
        job = Job.HOME
    height = 1.68 + 0.08 * float(rng.standard_normal()) if age >= 16 else 0.75 + 0.058 * age
    # Comfortable speeds: adults 1.27 to 1.46 m/s (Bohannon 1997), from 60 on 1.24, SD 0.28 (Kasovic 2021).
    mean, spread = (1.24, 0.2) if age >= 60 else (1.38, 0.15)
    speed = min(1.9, max(0.7, mean + spread * float(rng.standard_normal())))
    return Person(
        name,
        age,
        job,
        round(min(1.95, max(0.75, height)), 3),
        speed,
        float(rng.uniform(0.1, 0.9)),
        int(rng.integers(1 << 31)),
        drives=has_car and row == 0,
        ebike=bool(age >= 18 and not (has_car and row == 0) and chance[2] < EBIKE_SHARE[floating]),
    )


def _age(rng: np.random.Generator, row: int, floating: bool) -> int:
    """Age by place in the household: head, partner, then children, elders and grown children."""
    chance, part = float(rng.random()), float(rng.random())
    if floating:
        return 2 + int(part * 14) if row >= 1 and chance < 0.1 else 18 + int(part * 37)
    if row < 2:
        return 60 + int(part * 26) if chance < 0.22 else 23 + int(part * 37)
    if chance < 0.62:
        return int(part * 17)
    return 60 + int(part * 26) if chance < 0.8 else 18 + int(part * 12)


def new_plate(rng: np.random.Generator, taken: Container[str] = ()) -> str:
    """Draw a number plate that nobody has (GA 36: province character, letter, five signs)."""
    while True:
        plate = PLATE_HEAD + "".join(PLATE_SIGNS[int(i)] for i in rng.integers(len(PLATE_SIGNS), size=5))
        if plate not in taken:
            return plate


def badge(person: str) -> str:
    """The text on a resident's card."""
    return f"card-{person}"
