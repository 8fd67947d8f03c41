"""People who do not live here: how they come, wait, run and go."""

import math

from agents.ground import Spot
from agents.motion import moving
from agents.routes import last_metres, length
from agents.setting import Setting, look_of, on_ground, person
from twin.bodies import Gait
from twin.clock import Interrupted, Story
from twin.truth import Place

# Walking 1.3 m/s; adults run 3 to 5 m/s.
WALK_M_S = 1.35
FLEE_M_S = 3.6
PACE_M_S = 0.7


class Stranger:
    """Somebody from outside with a body of their own, whose height is between two [m]."""

    def __init__(
        self, setting: Setting, name: str, uniform: str = "", tall_m: tuple[float, float] = (1.62, 1.82)
    ) -> None:
        self.name = name
        self.setting = setting
        self.chance = setting.stream("stranger", name, "ways")
        setting.world.add(
            person(
                name, look_of(self.chance), tall_m[0] + (tall_m[1] - tall_m[0]) * float(self.chance.random()), uniform
            )
        )

    def place(self) -> Place:
        """Where they are now."""
        return self.setting.place(self.name)

    def come(self, spot: Spot, by_s: float) -> float:
        """Walk in from the street so as to be at ``spot`` by ``by_s``; return when they are there [s].

        Who has less time than the walk takes is met on the way.
        """
        setting = self.setting
        routes = [r for out in self._outs() if (r := setting.routes.route(setting.routes.spot(out[1]), spot))]
        path = min(routes, key=length) if routes else (spot, spot)
        path = last_metres(path, max(2.0, (by_s - setting.now_s) * WALK_M_S))
        start = max(setting.now_s, by_s - length(path) / WALK_M_S)
        return setting.add(moving(self.name, path, start, WALK_M_S))

    def go(self, spot: Spot, speed_m_s: float = WALK_M_S) -> float:
        """Go to a spot from where they are; return the time of arrival [s]."""
        here = self.place()[:2]
        path = self.setting.routes.route(here, spot) or (here, spot)
        gait = Gait.RUN if speed_m_s > 2.5 else Gait.WALK
        return self.setting.add(moving(self.name, path, self.setting.now_s, speed_m_s, gait))

    def pace(self, seconds: float, reach_m: float = 1.0) -> Story:
        """Wait about a spot: some steps to and fro, some standing still."""
        setting = self.setting
        x, y, _ = self.place()
        end = setting.now_s + seconds
        while setting.now_s < end:
            turn = 2 * math.pi * float(self.chance.random())
            spot = (x + reach_m * math.cos(turn), y + reach_m * math.sin(turn))
            here = self.place()[:2]
            if setting.routes.ground.clear(here, spot):
                setting.add(moving(self.name, (here, spot), setting.now_s, PACE_M_S))
            yield setting.world.clock.timeout(min(float(self.chance.uniform(4.0, 14.0)), max(0.5, end - setting.now_s)))

    def act(self, gait: Gait, seconds: float) -> Story:
        """Do something on the spot."""
        here = self.setting.halt(self.name)
        self.setting.stay(self.name, on_ground(here), self.setting.now_s, gait)
        yield self.setting.world.clock.timeout(seconds)

    def leave(self, speed_m_s: float = WALK_M_S) -> Story:
        """Go off by the nearest way out and be gone; whoever stops them now only hurries them."""
        setting = self.setting
        here = setting.halt(self.name)
        paths = [p for out in self._outs() if (p := self._through(here, out))]
        if paths:
            path = min(paths, key=length)
            gait = Gait.RUN if speed_m_s > 2.5 else Gait.WALK
            gone = setting.add(moving(self.name, path, setting.now_s, speed_m_s, gait))
        else:
            gone = setting.now_s + 5.0
        try:
            yield setting.world.clock.until(gone)
        except Interrupted:
            yield setting.world.clock.until(gone)
        setting.hide(self.name, self.place(), setting.now_s)

    def _through(self, here: Spot, out: tuple[str, str]) -> tuple[Spot, ...] | None:
        return self.setting.routes.route(here, self.setting.routes.spot(out[1]))

    def _outs(self) -> tuple[tuple[str, str], ...]:
        return self.setting.routes.exits
