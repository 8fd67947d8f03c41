"""The world of one run: site, clock, seeds, bodies and their legs, facts for the sensors, the truth log."""

from dataclasses import replace
from typing import Protocol

from twin.bodies import Body, Gait, Hazard, Leg, Snapshot
from twin.clock import Clock
from twin.facts import Fact, FireOut, RoomFire
from twin.legs import Legs
from twin.physics.fire import heat_release
from twin.seeds import Seeds
from twin.site.model import Site
from twin.truth import TruthLog


class FactListener(Protocol):
    """Who notices facts: sensors, and whoever records them."""

    def notice(self, fact: Fact) -> None:
        """Hear one fact, at or before the time it begins."""


class World:
    """Everything that is true. Who acts in it, and why, it does not know."""

    def __init__(self, site: Site, seeds: Seeds) -> None:
        self.site = site
        self.seeds = seeds
        self.clock = Clock()
        self.legs = Legs()
        self.truth = TruthLog()
        self.listeners: list[FactListener] = []
        self._fires: dict[str, RoomFire] = {}

    @property
    def now_s(self) -> float:
        """Simulated time [s]."""
        return self.clock.now_s

    def state(self, fact: Fact) -> None:
        """Make a fact known to every sensor."""
        if isinstance(fact, RoomFire):
            self._fires[fact.room] = fact
        elif isinstance(fact, FireOut):
            self._fires.pop(fact.room, None)
        for listener in self.listeners:
            listener.notice(fact)

    def add(self, body: Body, leg: Leg | None = None) -> None:
        """Bring a body into the world, with its first leg if it has one."""
        self.legs.add_body(body)
        if leg is not None:
            self.legs.add(leg)

    def visible(self, body: str) -> bool:
        """Tell whether ``body`` is outdoors now."""
        leg = self.legs.leg(body, self.now_s)
        return leg is not None and leg.pose != Gait.HIDDEN

    def hazards(self, time_s: float) -> tuple[Hazard, ...]:
        """What burns at ``time_s``, in the order it was lit."""
        burning = []
        for fire in self._fires.values():
            power = heat_release(fire.alpha_kw_s2, fire.peak_kw, time_s - fire.time_s, fire.fuel_mj)
            if power > 0.0:
                burning.append(Hazard(fire.room, fire.place, power, min(1.0, power / 200.0)))
        return tuple(burning)

    def snapshots(self, times_s: list[float]) -> list[Snapshot]:
        """Everybody who could be seen, at each time."""
        seen = self.legs.snapshots(times_s)
        return [replace(snapshot, hazards=self.hazards(snapshot.time_s)) for snapshot in seen]
