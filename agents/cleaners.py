"""Cleaners: they sweep the ways from early morning on, one to so many blocks."""

import math
from collections.abc import Iterator

from agents.leisure import route
from agents.setting import DAY_S, Setting, look_of, on_ground, person
from twin.clock import Story

# One cleaner to ten blocks, sweeping at a stroll from half past five until ten; assumptions.
BLOCKS_EACH = 10
FROM_S, UNTIL_S = 5.5 * 3600.0, 10.0 * 3600.0
SWEEPS_M_S = 0.35


def cleaners(setting: Setting) -> Iterator[Story]:
    """The story of every cleaner; none where nobody lives or no way is drawn."""
    blocks = sum(len(building.stairs) > 0 for building in setting.world.site.buildings)
    if setting.routes.strolls and setting.routes.exits and blocks >= BLOCKS_EACH:
        for number in range(math.ceil(blocks / BLOCKS_EACH)):
            yield sweep(setting, f"cleaner-{number}")


def sweep(setting: Setting, name: str) -> Story:
    """Come in from the street, sweep way after way, go home."""
    clock, chance = setting.world.clock, setting.stream("cleaner", name, "ways")
    setting.world.add(person(name, look_of(chance), 1.6))
    for day in range(math.ceil((setting.clock_s + setting.duration_s) / DAY_S)):
        start = FROM_S + day * DAY_S - setting.clock_s
        if not 0.0 <= start < setting.duration_s:
            continue
        yield clock.until(start)
        gate, end = setting.routes.exits[int(chance.integers(len(setting.routes.exits)))]
        way_in = setting.routes.between(end, gate) or (setting.routes.spot(end), setting.routes.spot(gate))
        yield clock.until(setting.travel(name, way_in, setting.now_s, 1.2))
        here = way_in[-1]
        while setting.now_s < start + UNTIL_S - FROM_S:
            goal = setting.routes.strolls[int(chance.integers(len(setting.routes.strolls)))]
            yield clock.until(setting.travel(name, route(setting, here, goal), setting.now_s, SWEEPS_M_S))
            here = goal
        home = route(setting, here, way_in[-1]) + way_in[::-1][1:]
        yield clock.until(setting.travel(name, home, setting.now_s, 1.2))
        setting.hide(name, on_ground(home[-1]), setting.now_s)
