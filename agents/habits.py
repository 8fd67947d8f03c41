"""The days of people in care: what stirs in their homes, and what they switch on, hour by hour.

Who lives alone and old does much the same every day: up between six and eight, in bed between ten and midnight
(Beijing diaries 2012), through the rooms some six times an hour while awake and about once in two hours at night; a
kettle some five times a day. The rates are assumptions.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

from agents.population import Household
from agents.remedies import Fitted
from agents.setting import DAY_S, Setting
from twin.clock import Story
from twin.deployment import SensorUnit
from twin.facts import Load, Stir
from twin.site.model import ROOMS

HOUR_S = 3600.0
UP_H, BED_H = (7.0, 0.5), (22.6, 0.6)
AWAKE_PER_H, ASLEEP_PER_H = 6.0, 0.4
KETTLE_SHARE = 0.05
KETTLE_S = 240.0
STIR_S = (5.0, 90.0)
CARE_AGE = 70
# How a deployment calls a motion sensor.
MOTION = "pir"


class Ward(StrEnum):
    """How somebody in care is."""

    UP = "up"
    ASLEEP = "asleep"
    DOWN = "down"
    AWAY = "away"


def in_care(houses: tuple[Household, ...]) -> tuple[str, ...]:
    """Homes of people of seventy and over who live alone: the community keeps an eye on these."""
    alone = [house.home.id for house in houses if len(house.people) == 1 and house.people[0].age >= CARE_AGE]
    return tuple(dict.fromkeys(alone))


def enrolled(devices: Sequence[Fitted]) -> tuple[str, ...]:
    """Homes with motion sensors: the community hangs them where somebody in care lives."""
    rooms = [unit.where for unit in devices if isinstance(unit, SensorUnit) and unit.kind == MOTION]
    return tuple(dict.fromkeys(room.rpartition("/")[0] for room in rooms if "/" in room))


def ward_of(home: str) -> str:
    """The name by which truth speaks of the person in care of a home."""
    return f"ward-{home.replace('/', '-')}"


def habits(setting: Setting, home: str) -> Story:
    """Stir about a home for as long as the run lasts, unless one is asleep, down or away."""
    clock, rng = setting.world.clock, setting.stream("ward", home, "habits")
    setting.wards.setdefault(home, Ward.UP)
    up, bed = (mean + spread * float(rng.standard_normal()) for mean, spread in (UP_H, BED_H))
    while setting.now_s < setting.duration_s:
        hour = (setting.clock_s + setting.now_s) % DAY_S / HOUR_S
        awake = up <= hour < bed and setting.wards[home] != Ward.ASLEEP
        wait = HOUR_S / (AWAKE_PER_H if awake else ASLEEP_PER_H) * float(rng.standard_exponential())
        # Whoever gets up at seven does not wait for a movement that the night drew.
        yield clock.timeout(min(wait, max(60.0, (up - hour) % 24.0 * HOUR_S)) if not awake else wait)
        draws = rng.random(3)
        if setting.wards[home] in (Ward.DOWN, Ward.AWAY):
            continue
        room = ROOMS[int(draws[0] * len(ROOMS))]
        span = STIR_S[0] + (STIR_S[1] - STIR_S[0]) * math.pow(float(draws[1]), 2.0)
        setting.world.state(Stir(setting.now_s, f"{home}/{room}", ward_of(home), span))
        if awake and draws[2] < KETTLE_SHARE * AWAKE_PER_H / 6.0 * 2.0:
            setting.world.state(Load(setting.now_s, setting.now_s + KETTLE_S, home, "kettle"))
