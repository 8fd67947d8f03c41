"""Ximen put together."""

from scenarios.library.drawing import joined
from scenarios.library.ximen.blocks import buildings
from scenarios.library.ximen.boundary import gates, strips, walls
from scenarios.library.ximen.furniture import areas, points
from scenarios.library.ximen.parking import bays, fire_lanes
from scenarios.library.ximen.roads import inner_roads, paths, streets
from twin.site.model import Site

# The plan is made up, so it lies at a round position near Jiaxing rather than at any real compound's.
ORIGIN = (120.75, 30.75)
NOTE = "Synthetic: plan, names and position are made up; bays, piles and waste points are as many as published."


def ximen() -> Site:
    """Build the compound."""
    blocks = buildings()
    return Site(
        "ximen",
        "西门小区",
        ORIGIN,
        blocks,
        walls(),
        gates(),
        joined(streets() + inner_roads() + paths(blocks)),
        bays(),
        areas() + strips() + fire_lanes(),
        points(),
        NOTE,
    )
