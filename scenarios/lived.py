"""What planning asks of those who live on a site: where they walk on a day, and where one who climbs in would."""

import math

import numpy as np

from agents.appeal import appeals
from agents.cast import Cast
from agents.crossings import crossings
from agents.orders import Population
from agents.places import candidates
from agents.setting import Setting
from twin.deployment import CameraUnit
from twin.planning.footfall import Climbs, Footfall, footfall
from twin.seeds import Seeds
from twin.site.model import Site
from twin.truth import EpisodeKind
from twin.world import World

DAY_S = 86_400.0
# People to a home (the 2020 census's household), and how many are simulated at most: the rest walk like them.
TO_A_HOME, MOST = 2.62, 300


def walkers(site: Site) -> int:
    """How many people's day is simulated."""
    return min(round(TO_A_HOME * len(site.units())), MOST)


def lived_day(site: Site, seed: int = 0) -> Footfall:
    """Let a working day pass on ``site``, all homes let, nobody guarding and nothing going wrong."""
    world, count = World(site, Seeds(seed)), walkers(site)
    if count == 0:
        return footfall(world.legs)
    cast = Cast(world, Population(count, 0), 0.0, DAY_S, (), (), (), weekday=2)
    cast.start()
    world.clock.run_until(DAY_S)
    return footfall(world.legs, TO_A_HOME * len(site.units()) / count)


def likely_climbs(site: Site, cameras: tuple[CameraUnit, ...]) -> Climbs:
    """Where a climber who has looked round comes over the boundary, by the choice that `agents.appeal` gives them."""
    setting = Setting(World(site, Seeds(0)), 0.0, DAY_S)
    setting.cameras = cameras
    found = candidates(site, setting.routes, EpisodeKind.WALL_CLIMB, "any")
    if not found:
        return Climbs(np.zeros((0, 2)), np.zeros(0))
    utilities = np.array(appeals(setting, EpisodeKind.WALL_CLIMB, found))
    odds = np.exp(utilities - utilities.max())
    spots = {f"{c.wall.id}@{i}": c.inside for i, c in enumerate(crossings(site, setting.routes))}
    places = np.array([spots[candidate.where] for candidate in found], dtype=np.float64)
    return Climbs(places, odds / math.fsum(odds.tolist()))
