"""A small site with one of everything that agents can use: a walled yard of two blocks between two streets."""

import math

import numpy as np

from agents.cast import Cast
from agents.orders import EpisodeOrder, GuardShift, Population
from twin.deployment import CameraUnit, SensorUnit
from twin.facts import Fact
from twin.seeds import Seeds
from twin.site.model import (
    Area,
    Bay,
    Building,
    BuildingKind,
    Gate,
    Point,
    PointKind,
    Site,
    Wall,
    WallKind,
    Way,
    WayKind,
    ZoneKind,
)
from twin.truth import EpisodeKind
from twin.world import World

EVENING_S = 18 * 3600.0
SHIFT = GuardShift("gate-south", 0.0, 0.0, 2)


def box(west: float, south: float, east: float, north: float) -> np.ndarray:
    return np.array([(west, south), (east, south), (east, north), (west, north)], dtype=np.float64)


def line(*spots: tuple[float, float]) -> np.ndarray:
    return np.array(spots, dtype=np.float64)


CAMERA = CameraUnit("cam-1", (0.0, -30.0, 4.0), (0.0, -17.0, 0.0), "ds-2mp-4mm", 1920, 1080, 1.2, 15.0, 2_000_000)


def hamlet(floors: int = 6) -> Site:
    """Two six-storey blocks, a wall all round with a gate in the south and a wicket in the east."""
    blocks = tuple(
        Building(f"b{k}", BuildingKind.HOUSING, box(-30, y, 30, y + 11), 3.0 * floors, floors, line((-15, y), (15, y)))
        for k, y in ((1, -10.0), (2, 20.0))
    )
    roads = (
        Way("street", WayKind.ROAD, line((-150, -60), (150, -60)), 8.0),
        Way("drive", WayKind.ROAD, line((0, -60), (0, -20), (0, -17)), 5.0),
        Way("yard", WayKind.ROAD, line((-40, -17), (40, -17)), 5.0),
        Way("lane", WayKind.ROAD, line((-40, -17), (-40, 14), (40, 14)), 4.0),
        Way("walk", WayKind.PATH, line((40, 14), (90, 14)), 2.0),
        Way("back", WayKind.PATH, line((90, -60), (90, 120)), 2.0),
        Way("porch-1", WayKind.PATH, line((-15, -10.7), (-15, -17)), 2.0),
        Way("porch-2", WayKind.PATH, line((15, -10.7), (15, -17)), 2.0),
        Way("porch-3", WayKind.PATH, line((-15, 19.3), (-15, 14)), 2.0),
        Way("porch-4", WayKind.PATH, line((15, 19.3), (15, 14)), 2.0),
    )
    wall = Wall("wall/ring", WallKind.WALL, line((-60, -45), (60, -45), (60, 50), (-60, 50), (-60, -45)), 2.2)
    gates = (
        Gate("gate-south", (0.0, -45.0), 7.0, -math.pi / 2, True, True),
        Gate("wicket-east", (60.0, 14.0), 2.0, 0.0, False, False),
    )
    bays = tuple(Bay(f"bay/{k}", (-36.0 + 6 * k, -23.0), math.pi / 2) for k in range(5))
    areas = (
        Area("perimeter/north", ZoneKind.PERIMETER, box(-60, 47, 60, 50)),
        Area("fire-lane/b2", ZoneKind.FIRE_LANE, box(-25, 12, 25, 16)),
        Area("square", ZoneKind.SQUARE, box(-55, -40, -15, -28)),
    )
    points = (
        Point("pile/1", PointKind.PILE, (45.0, 0.0), 1.2),
        Point("waste/1", PointKind.WASTE, (-45.0, 5.0), 1.5),
        Point("panic/1", PointKind.PANIC_POST, (8.0, -40.0), 1.4),
        Point("tree/1", PointKind.TREE, (20.0, 14.5 + 3), 8.0),
    )
    return Site("hamlet", "Hamlet", (120.0, 30.0), blocks, (wall,), gates, roads, bays, areas, points)


class Notebook:
    """Writes down every fact."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def notice(self, fact: Fact) -> None:
        self.facts.append(fact)

    def of(self, kind: type) -> list:
        return [fact for fact in self.facts if isinstance(fact, kind)]


def play(
    *orders: EpisodeOrder,
    seed: int = 7,
    people: tuple[int, int] = (30, 12),
    duration_s: float = 5400.0,
    rates: tuple[tuple[EpisodeKind, float], ...] = (),
    site: Site | None = None,
    devices: tuple[CameraUnit | SensorUnit, ...] = (),
) -> tuple[World, Cast, Notebook]:
    """Build a world with a cast that has started; nothing has happened yet."""
    world, book = World(site or hamlet(), Seeds(seed)), Notebook()
    world.listeners.append(book)
    cast = Cast(world, Population(*people), EVENING_S, duration_s, (SHIFT,), orders, rates, devices)
    cast.start()
    return world, cast, book


def one(kind: EpisodeKind, at_s: float = 900.0, where: str = "any", **choices: object) -> EpisodeOrder:
    return EpisodeOrder("it", kind, at_s, where, **choices)  # type: ignore[arg-type]
