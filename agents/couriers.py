"""Couriers and visitors: people who come from outside to somebody's door.

Both come as Poisson processes whose rates follow the hour; how many deliveries and visits a resident gets is an
assumption.
"""

import math
from collections.abc import Iterator

import numpy as np

from agents.ebikes import EBike
from agents.passages import OPENING_S, beside_door, pass_door, path_out, way_out
from agents.setting import DAY_S, Dweller, Setting, look_of, on_ground, person
from twin.clock import Story
from twin.facts import DoorTried

# Per resident and day.
DELIVERIES = 0.22
VISITS = 0.05
# Share of a day's deliveries or visits in each hour from midnight; sums to 1.
DELIVERY_HOURS = (
    *(0.005, 0.002, 0.001, 0.001, 0.001, 0.005, 0.01, 0.03, 0.04, 0.05, 0.06, 0.11),
    *(0.1, 0.05, 0.035, 0.04, 0.05, 0.08, 0.11, 0.09, 0.055, 0.04, 0.025, 0.01),
)
VISIT_HOURS = (*([0.0] * 8), 0.04, 0.08, 0.1, 0.08, 0.04, 0.05, 0.07, 0.08, 0.08, 0.1, 0.1, 0.1, 0.06, 0.02, 0.0, 0.0)
HANDING_S = (20.0, 75.0)
VISIT_S = (1500.0, 6600.0)
# Couriers who pull at the door before they ring; every visitor does. Assumptions.
PULLS_FIRST = 0.1
RIDER_WALK_M_S = 1.5
VISITOR_M_S = 1.3


class Caller:
    """Somebody from outside with business at one door."""

    def __init__(self, setting: Setting, name: str, host: Dweller, uniform: str = "") -> None:
        self.name = name
        self.setting, self.host = setting, host
        self.chance = setting.stream("caller", name, "trip")
        setting.world.add(person(name, look_of(self.chance), 1.6 + 0.2 * float(self.chance.random()), uniform))


class Courier(Caller):
    """Rides in, hands something over at the door, rides on."""

    def story(self) -> Story:
        """One delivery."""
        setting, door = self.setting, self.host.door
        out = way_out(setting, door, self.chance)
        if out is None:
            return
        spot = beside_door(setting, door, self.chance)
        bike = EBike(setting, f"ebike-{self.name}", spot)
        path = path_out(setting, door, out)[::-1]
        path = (*path[:-1], spot) if len(path) > 2 and setting.routes.ground.clear(path[-2], spot) else path
        yield setting.world.clock.until(bike.ride(self.name, path, setting.now_s, 0.6))
        step = setting.routes.spot(door)
        there = setting.travel(self.name, (path[-1], step), setting.now_s + 4.0, RIDER_WALK_M_S, carries="bag")
        if setting.stream("caller", self.name, "handle").random() < PULLS_FIRST:
            setting.world.state(DoorTried(there, door, self.name))
        yield setting.world.clock.until(there + float(self.chance.uniform(*HANDING_S)))
        back = setting.travel(self.name, (step, path[-1]), setting.now_s, RIDER_WALK_M_S)
        gone = bike.ride(self.name, path[::-1], back + 3.0, 0.6)
        for body in (self.name, bike.name):
            setting.hide(body, on_ground(path[0]), gone)


class Visitor(Caller):
    """Walks in, is let in by a resident, stays, walks out."""

    def story(self) -> Story:
        """One visit."""
        setting, clock, door = self.setting, self.setting.world.clock, self.host.door
        out = way_out(setting, door, self.chance)
        if out is None:
            return
        path = path_out(setting, door, out)
        aside = float(self.chance.uniform(0.1, 0.9))
        yield clock.until(setting.travel(self.name, path[::-1], setting.now_s, VISITOR_M_S, aside_m=aside))
        setting.world.state(DoorTried(setting.now_s, door, self.name))
        yield clock.timeout(float(self.chance.uniform(5.0, 25.0)))
        pass_door(setting, door, (self.name,), "", inward=True)
        setting.hide(self.name, self.host.home, setting.now_s + OPENING_S)
        yield clock.timeout(float(self.chance.uniform(*VISIT_S)))
        pass_door(setting, door, (self.name,), "", inward=False)
        gone = setting.travel(self.name, path, setting.now_s + OPENING_S, VISITOR_M_S, aside_m=aside)
        setting.hide(self.name, on_ground(path[-1]), gone)


def couriers(setting: Setting) -> Story:
    """Send couriers as orders come in."""
    for number, (at, host) in enumerate(_calls(setting, "courier", DELIVERIES, DELIVERY_HOURS)):
        yield setting.world.clock.until(at)
        setting.world.clock.tell(Courier(setting, f"courier-{number}", host, "courier").story())


def visitors(setting: Setting) -> Story:
    """Send visitors."""
    for number, (at, host) in enumerate(_calls(setting, "visitor", VISITS, VISIT_HOURS)):
        yield setting.world.clock.until(at)
        setting.world.clock.tell(Visitor(setting, f"visitor-{number}", host).story())


def _calls(setting: Setting, kind: str, per_day: float, hours: tuple[float, ...]) -> Iterator[tuple[float, Dweller]]:
    """Times of call and whom they are for: each resident's calls are drawn from a stream of their own."""
    calls: list[tuple[float, str, Dweller]] = []
    edges = np.cumsum(np.array(hours))
    for host in setting.dwellers:
        for day in range(math.ceil((setting.clock_s + setting.duration_s) / DAY_S)):
            rng = setting.stream("resident", host.name, f"{kind}-{day}")
            for part in rng.random(int(rng.poisson(per_day))):
                hour = min(int(np.searchsorted(edges, part * edges[-1])), 23)
                at = (hour + float(rng.random())) * DAY_S / 24 + day * DAY_S - setting.clock_s
                if 0.0 <= at < setting.duration_s:
                    calls.append((at, host.name, host))
    for at, _, host in sorted(calls, key=lambda call: call[:2]):
        yield at, host
