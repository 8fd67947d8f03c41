"""E-bikes: ridden by residents, parked beside doors, charged at the piles."""

from agents.ground import Spot
from agents.setting import Setting, look_of
from twin.bodies import Body, BodyKind
from twin.facts import Charging
from twin.site.model import PointKind

EBIKE_M = (1.7, 0.65, 1.1)
RIDE_M_S = 4.2
# A rider charges about every third day for two to six hours; an assumption.
CHARGE_CHANCE = 0.33
CHARGE_S = (7200.0, 21600.0)


class EBike:
    """One e-bike and where it stands."""

    def __init__(self, setting: Setting, name: str, spot: Spot) -> None:
        self.name = name
        self.setting = setting
        self.spot = spot
        look = look_of(setting.stream("vehicle", name, "look"))
        setting.world.add(Body(name, BodyKind.EBIKE, look, EBIKE_M))

    def ride(self, rider: str, path: tuple[Spot, ...], t0_s: float, aside_m: float, carries: str = "") -> float:
        """Carry a rider along a route; return the time of arrival [s]."""
        self.spot = path[-1]
        return self.setting.ride(rider, self.name, path, t0_s, RIDE_M_S, aside_m, carries)


class Piles:
    """The site's charging piles and until when each is taken."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._taken: dict[str, float] = {p.id: 0.0 for p in setting.world.site.of_kind(PointKind.PILE)}

    def find(self, who: str, start: Spot) -> str | None:
        """The pile nearest to ``start`` that is free, or None; who would have liked another one is noted."""
        spot, now = self.setting.routes.spot, self.setting.now_s
        near = sorted(((spot(p)[0] - start[0]) ** 2 + (spot(p)[1] - start[1]) ** 2, p) for p in self._taken)
        free = next((pile for _, pile in near if self._taken[pile] <= now), None)
        if near and free != near[0][1]:
            self.setting.meet(who, "taken pile", near[0][1])
        return free

    def take(self, pile: str, until_s: float) -> None:
        """Keep others from a pile."""
        self._taken[pile] = until_s

    def charge(self, pile: str, bike: str, seconds: float, runaway_s: float | None = None) -> None:
        """Plug a bike in now."""
        now = self.setting.now_s
        self.take(pile, now + seconds)
        self.setting.world.state(Charging(now, now + seconds, pile, bike, runaway_s))
