"""Dogs: walked by somebody of the household in the early morning and in the evening.

When, and for how long, are assumptions round the waking and supper times of Beijing diaries (2012).
"""

import math
from typing import TYPE_CHECKING

from agents.leisure import stroll
from agents.passages import OPENING_S, pass_door
from agents.population import Household
from agents.schedule import HOUR_S, MINUTE_S
from agents.setting import DAY_S, Setting, look_of
from twin.bodies import Body, BodyKind
from twin.clock import Story

if TYPE_CHECKING:
    from agents.residents import Resident

DOG_M = (0.7, 0.25, 0.5)
TIMES_H = ((6.2, 1.2), (19.4, 1.6))
WALK_S = (12 * MINUTE_S, 30 * MINUTE_S)


def walk_dog(setting: Setting, household: Household, fellows: "dict[str, Resident]") -> Story:
    """Take the dog out twice a day, whoever is in first."""
    dog = f"dog-{household.id}"
    setting.world.add(Body(dog, BodyKind.DOG, look_of(setting.stream("dog", dog, "look")), DOG_M))
    setting.hide(dog, household.home.place, 0.0)
    for day in range(math.ceil((setting.clock_s + setting.duration_s) / DAY_S)):
        rng = setting.stream("dog", dog, f"walks-{day}")
        for hour, spread in TIMES_H:
            at = (hour + spread * float(rng.random())) * HOUR_S + day * DAY_S - setting.clock_s
            seconds = float(rng.uniform(*WALK_S))
            if not 0.0 <= at < setting.duration_s:
                continue
            yield setting.world.clock.until(at)
            grown = [p for p in household.people if p.age >= 12 and fellows[p.id].inside]
            if not grown:
                continue
            walker = fellows[grown[0].id]
            path = stroll(setting, walker.door, seconds * walker.pace_m_s, rng)
            if not path:
                continue
            walker.inside = False
            both = (walker.name, dog)
            pass_door(setting, walker.door, both, walker.card, inward=False)
            start = setting.now_s + OPENING_S
            arrival = setting.travel(walker.name, path, start, walker.pace_m_s, aside_m=walker.who.aside_m)
            beside = setting.travel(dog, path, start, walker.pace_m_s, aside_m=walker.who.aside_m - 0.7)
            yield setting.world.clock.until(max(arrival, beside))
            pass_door(setting, walker.door, both, walker.card, inward=True)
            for body in both:
                setting.hide(body, household.home.place, setting.now_s + OPENING_S)
            walker.inside = True
