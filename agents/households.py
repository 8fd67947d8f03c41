"""What homes do without anybody going out: cooking.

1.74 cooking events per home and day (CPSC 2010: 469 events in 9 homes over about 30 days) at the meal peaks of about
7, 12 and 18.5 h (Beijing diaries 2012).
"""

import math

from agents.population import Household
from agents.schedule import HOUR_S
from agents.setting import DAY_S, Setting
from twin.clock import Story
from twin.facts import Cooking
from twin.physics.smoke import cooking_smoke

MEALS_H = ((7.0, 0.5, 0.40), (11.8, 0.5, 0.50), (18.2, 0.8, 0.84))
FRYING_S = (300.0, 900.0)


def cook(setting: Setting, household: Household) -> Story:
    """State every cooking event of a home, in order of time."""
    for day in range(math.ceil((setting.clock_s + setting.duration_s) / DAY_S)):
        rng = setting.stream("household", household.id, f"cooking-{day}")
        for hour, spread, chance in MEALS_H:
            draws = rng.random(2)
            at = (hour + spread * float(rng.standard_normal())) * HOUR_S + day * DAY_S - setting.clock_s
            smoke = cooking_smoke(rng)
            if draws[0] < chance and 0.0 <= at < setting.duration_s:
                yield setting.world.clock.until(at)
                span = FRYING_S[0] + (FRYING_S[1] - FRYING_S[0]) * float(draws[1])
                setting.world.state(Cooking(setting.now_s, setting.now_s + span, f"{household.home.id}/kitchen", smoke))
