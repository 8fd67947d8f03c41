"""A takeaway station inside the compound: riders fetch orders there and leave for the city.

At such a station more than 5,000 orders a day were counted at the summer's peak; four orders to a ride is an
assumption, and so is how long a ride lasts.
"""

import math

import numpy as np

from agents.couriers import DELIVERY_HOURS
from agents.ebikes import EBike
from agents.ground import Spot
from agents.leisure import route
from agents.passages import path_out
from agents.setting import DAY_S, Setting, look_of, on_ground, person
from twin.clock import Story
from twin.site.model import Building

ORDERS_PER_DAY = 5000.0
ORDERS_PER_RIDE = 4.0
RIDE_S = (900.0, 2400.0)
FRONT_M = 1.6
STATION = "takeaway"


class Rider:
    """Somebody who rides for the station."""

    def __init__(self, setting: Setting, name: str, front: Spot) -> None:
        self.name = name
        self.setting, self.front = setting, front
        self.idle = True
        self.chance = setting.stream("rider", name, "rides")
        self.bike = EBike(setting, f"ebike-{name}", front)
        setting.world.add(person(name, look_of(self.chance), 1.62 + 0.2 * float(self.chance.random()), "courier"))

    def ride(self, out: tuple[str, str]) -> Story:
        """Out through a gate with a box of orders, and back."""
        setting, clock = self.setting, self.setting.world.clock
        self.idle = False
        gate = setting.routes.spot(out[0])
        path = route(setting, self.front, gate) + path_out(setting, out[0], out)[1:]
        gone = self.bike.ride(self.name, path, setting.now_s, 0.7, carries="bag")
        self._hide(path[-1], gone)
        yield clock.until(gone + float(self.chance.uniform(*RIDE_S)))
        home = self.bike.ride(self.name, path[::-1], setting.now_s, 0.7)
        self._hide(self.front, home + 2.0)
        yield clock.until(home + 2.0)
        self.idle = True

    def _hide(self, spot: Spot, time_s: float) -> None:
        for body in (self.name, self.bike.name):
            self.setting.hide(body, on_ground(spot), time_s)


def riders(setting: Setting) -> Story:
    """Send riders as orders are ready: whoever of them is back, else one more."""
    station = next((b for b in setting.world.site.buildings if STATION in b.id), None)
    front = _front(setting, station) if station else None
    if front is None or not setting.routes.drives_out:
        return
    crew: list[Rider] = []
    rng = setting.stream("station", "takeaway", "gates")
    for at in _departures(setting):
        yield setting.world.clock.until(at)
        rider = next((r for r in crew if r.idle), None)
        if rider is None:
            rider = Rider(setting, f"rider-{len(crew)}", front)
            crew.append(rider)
        out = setting.routes.drives_out[int(rng.integers(len(setting.routes.drives_out)))]
        setting.world.clock.tell(rider.ride(out))


def _departures(setting: Setting) -> list[float]:
    """Poisson times of departure, hour by hour [s]."""
    rng, times = setting.stream("station", "takeaway", "orders"), []
    first = int(setting.clock_s // 3600.0)
    for hour in range(first, math.ceil((setting.clock_s + setting.duration_s) / 3600.0)):
        mean = ORDERS_PER_DAY / ORDERS_PER_RIDE * DELIVERY_HOURS[hour % 24] / sum(DELIVERY_HOURS)
        parts = np.sort(rng.random(int(rng.poisson(mean))))
        times += [hour * DAY_S / 24 + float(part) * 3600.0 - setting.clock_s for part in parts]
    return [t for t in times if 0.0 <= t < setting.duration_s]


def _front(setting: Setting, station: Building) -> Spot | None:
    """A free spot before the middle of one of its walls, the one nearest to a gate for vehicles."""
    ring, found = station.footprint, []
    for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        length = math.dist(a, b) or 1.0
        nx, ny = float(b[1] - a[1]) / length, -float(b[0] - a[0]) / length
        spot = (float(a[0] + b[0]) / 2 + FRONT_M * nx, float(a[1] + b[1]) / 2 + FRONT_M * ny)
        for gate, _ in setting.routes.drives_out:
            if setting.routes.ground.free(spot) and setting.routes.route(spot, setting.routes.spot(gate)):
                found.append((math.dist(spot, setting.routes.spot(gate)), spot))
    return min(found)[1] if found else None
