"""What every actor works with: the world, the routes, the register, open deeds, and the moves they all make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agents.bays import Bays
from agents.deeds import Deeds
from agents.ground import MARGIN_M, Spot
from agents.lifts import Lifts
from agents.motion import Pause, course, paced, staying
from agents.routes import Routes
from twin.bodies import Body, BodyKind, Gait, Leg, Mode, quick_leg
from twin.deployment import CameraUnit
from twin.truth import Place
from twin.world import World

PERSON_M = (0.35, 0.5)
DAY_S = 86400.0
# How people walk together: side by side, the next one so much later.
ABREAST_M, LAG_S = 0.7, 0.6


class Dweller(Protocol):
    """A resident, as episodes need them: who lives behind which door, and whether they are in."""

    name: str
    door: str
    inside: bool

    @property
    def card(self) -> str:
        """The text on their card."""

    @property
    def home_id(self) -> str:
        """The home's address."""

    @property
    def home(self) -> Place:
        """Where they are when they are in."""

    @property
    def pace_m_s(self) -> float:
        """How fast they walk."""


@dataclass
class Setting:
    """The run that actors act in.

    ``clock_s`` is the time of day [s] at the run's start, ``weekday`` its day (Monday is 0), ``wind_m_s`` the (east,
    north) wind; ``skipped`` gathers what could not be staged, and why; ``met`` where one day ran into another's: (time,
    who, what, where); ``barriers`` until when each gate and direction is busy, ``raised`` gates held open.
    ``wards`` tells how the people in care are, by their home; ``cameras`` what is installed, which whoever means harm
    looks out for; ``plates`` the residents'.
    """

    world: World
    clock_s: float
    duration_s: float
    wind_m_s: tuple[float, float] = (0.0, 0.0)
    weekday: int = 5
    routes: Routes = field(init=False)
    deeds: Deeds = field(init=False)
    lifts: Lifts = field(init=False)
    bays: Bays = field(init=False)
    barriers: dict[tuple[str, bool], float] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    dwellers: list[Dweller] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    wards: dict[str, str] = field(default_factory=dict)
    cameras: tuple[CameraUnit, ...] = ()
    plates: frozenset[str] = frozenset()
    met: list[tuple[float, str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.routes = Routes(self.world.site)
        self.deeds = Deeds(self.world.clock)
        self.lifts = Lifts(self.world.site)
        self.bays = Bays(self.world.site)

    @property
    def now_s(self) -> float:
        """Simulated time [s]."""
        return self.world.clock.now_s

    def stream(self, kind: str, name: str, purpose: str) -> np.random.Generator:
        """Return one of the run's random streams."""
        return self.world.seeds.stream(kind, name, purpose)

    def add(self, leg: Leg) -> float:
        """Add a leg and return when it ends [s]."""
        self.world.legs.add(leg)
        return leg.t1_s

    def travel(
        self,
        body: str,
        path: tuple[Spot, ...],
        t0_s: float,
        speed_m_s: float,
        gait: Gait = Gait.WALK,
        mode: Mode = Mode.FOOT,
        aside_m: float = 0.0,
        carries: str = "",
    ) -> float:
        """Move a body along a route, ``aside_m`` to the right of its line; return when it arrives [s]."""
        places, times = paced(self._line(path, aside_m), t0_s, speed_m_s)
        return self.add(quick_leg(body, mode, t0_s, float(times[-1]), places, times, gait, carries))

    def ride(
        self, rider: str, bike: str, path: tuple[Spot, ...], t0_s: float, speed_m_s: float, aside_m: float, carries: str
    ) -> float:
        """Move a bike along a route and a rider on it, at the same place at any time; return when they arrive [s]."""
        places, times = paced(self._line(path, aside_m), t0_s, speed_m_s)
        end_s = float(times[-1])
        self.add(quick_leg(rider, Mode.BIKE, t0_s, end_s, places, times, Gait.RIDE, carries))
        return self.add(quick_leg(bike, Mode.BIKE, t0_s, end_s, places, times, Gait.DRIVE, ""))

    def travel_together(
        self, bodies: Sequence[str], path: tuple[Spot, ...], t0_s: float, speed_m_s: float, aside_m: float = 0.0
    ) -> float:
        """Move bodies along a route side by side, `ABREAST_M` apart to the left; return when all have arrived [s].

        Whoever has an inner line walks a little slower than the pace, so that nobody is left behind at a corner.
        """
        lines = [self._line(path, aside_m - ABREAST_M * rank) for rank in range(len(bodies))]
        steps = [line[1:] - line[:-1] for line in lines]
        lengths = [float(np.hypot(step[:, 0], step[:, 1]).sum()) for step in steps]
        longest, arrival = max(lengths), t0_s
        for rank, (body, line, long) in enumerate(zip(bodies, lines, lengths, strict=True)):
            start = t0_s + LAG_S * rank
            places, times = paced(line, start, speed_m_s * long / longest if longest else speed_m_s)
            leg = quick_leg(body, Mode.FOOT, start, float(times[-1]), places, times, Gait.WALK, "")
            arrival = max(arrival, self.add(leg))
        return arrival

    def _line(self, path: tuple[Spot, ...], aside_m: float) -> NDArray[np.float64]:
        line = np.fromiter(chain.from_iterable(path), np.float64, 2 * len(path)).reshape(-1, 2)
        return course(line, aside_m, self.routes.ground.barriers, MARGIN_M)

    def meet(self, who: str, what: str, where: str) -> None:
        """Note that somebody's day was changed by somebody else's: a full lift, a taken bay, a queue."""
        self.met.append((self.now_s, who, what, where))

    def stay(self, body: str, place: Place, t0_s: float, gait: Gait = Gait.STAND, mode: Mode = Mode.STILL) -> None:
        """Keep a body at a place from ``t0_s`` on."""
        self.add(staying(body, place, t0_s, gait, mode))

    def hide(self, body: str, place: Place, t0_s: float) -> None:
        """Take a body out of sight: indoors or away."""
        self.add(staying(body, place, t0_s, Gait.HIDDEN, Mode.INDOORS))

    def place(self, body: str) -> Place:
        """Where a body is now."""
        found = self.world.legs.place(body, self.now_s)
        return (0.0, 0.0, 0.0) if found is None else found

    def halt(self, body: str) -> Spot:
        """Stop a body where it is now and return that spot."""
        self.world.legs.cut(body, self.now_s)
        x, y, _ = self.place(body)
        return (x, y)


def person(name: str, look: int, height_m: float = 1.68, uniform: str = "") -> Body:
    """A person's body."""
    return Body(name, BodyKind.PERSON, look, (*PERSON_M, height_m), uniform)


def pauses_at(path: tuple[Spot, ...], spot: Spot, seconds: float) -> tuple[Pause, ...]:
    """A pause where a path passes exactly through ``spot``; none where it does not."""
    return tuple(Pause(i, seconds) for i, here in enumerate(path) if here == spot)


def on_ground(spot: Spot, z: float = 0.0) -> Place:
    """A spot as a place."""
    return (spot[0], spot[1], z)


def look_of(rng: np.random.Generator) -> int:
    """Draw an appearance."""
    return int(rng.integers(1 << 31))
