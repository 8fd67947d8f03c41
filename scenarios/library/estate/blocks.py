"""An estate's buildings: numbered slabs, their empty homes, gatehouses, a kindergarten, sheds over charging piles."""

import hashlib
import math
from itertools import product

import numpy as np

from scenarios.library.drawing import rectangle, rounded
from scenarios.library.estate.order import BLOCK_AT, DEPTH_M, PER_FLOOR, STOREY_M, Estate
from twin.site.model import Building, BuildingKind

SHED_M = (15.0, 1.6)
PILES_PER_SHED = 12
NOTHING = np.zeros((0, 2))


def buildings(estate: Estate) -> tuple[Building, ...]:
    """Every building, homes first."""
    return (*slabs(estate), *_others(estate), *sheds(estate))


def slabs(estate: Estate) -> tuple[Building, ...]:
    """The blocks, doors to the north; as many homes stand empty as there are too many."""
    empty = _empty(estate)
    found = []
    for number, plot, block in estate.built():
        west, east = estate.front(plot)
        south = estate.plot(plot)[1] + BLOCK_AT
        step = (east - west) / block.stairs
        stairs = rounded([(west + step * (k + 0.5), south + DEPTH_M) for k in range(block.stairs)])
        found.append(
            Building(
                f"b{number}",
                BuildingKind.HOUSING,
                rounded([(west, south), (east, south), (east, south + DEPTH_M), (west, south + DEPTH_M)]),
                block.floors * STOREY_M,
                block.floors,
                stairs,
                PER_FLOOR,
                f"{number}号楼",
                frozenset(home for home in empty if home.startswith(f"b{number}/")),
                block.lifts,
            )
        )
    return tuple(found)


def _empty(estate: Estate) -> frozenset[str]:
    """Homes nobody lives in, drawn from their own ids, so that no list has to be kept."""
    every = [
        f"b{number}/{stair}/{floor}{side:02d}"
        for number, _, block in estate.built()
        for stair, floor, side in product(range(1, block.stairs + 1), range(1, block.floors + 1), (1, 2))
    ]
    spare = len(every) - estate.homes
    if spare < 0:
        raise ValueError(f"{estate.id}: {len(every)} homes are too few for {estate.homes}")
    drawn = sorted(every, key=lambda home: hashlib.blake2b(f"{estate.id} {home}".encode(), digest_size=8).digest())
    return frozenset(drawn[:spare])


def _others(estate: Estate) -> list[Building]:
    found = [
        _house("guard-house-south", BuildingKind.OFFICE, "南门岗亭", 6.0, estate.south + 1.2, 4.0, 3.2, 3.0, 1),
        _house("guard-house-north", BuildingKind.OFFICE, "北门岗亭", 6.0, estate.north - 4.4, 4.0, 3.2, 3.0, 1),
    ]
    for plot, use in estate.open.items():
        x, y = estate.plot(plot)
        if use == "kindergarten":
            found.append(_house("kindergarten", BuildingKind.OFFICE, "幼儿园", x + 22, y + 8, 40, 14, 10.8, 3))
        elif use == "garden":
            found.append(_house("community-centre", BuildingKind.OFFICE, "社区服务中心", x + 25, y + 9, 30, 12, 7.2, 2))
    if estate.school:
        found.append(_house("school", BuildingKind.OFFICE, "小学", estate.west, estate.north + 26, 60, 16, 16.0, 4))
        names = ("早餐店", "便利店", "水果店", "药房", "快递驿站", "理发店")
        for k, sign in enumerate(names, start=1):
            x = estate.west + 4.0 + 11.0 * k
            found.append(_house(f"shop-{k}", BuildingKind.SHOP, sign, x, estate.south - 9.6, 10.0, 6.0, 3.9, 1))
    return found


def _house(
    name: str, kind: BuildingKind, sign: str, x: float, y: float, long: float, deep: float, high: float, floors: int
) -> Building:
    return Building(name, kind, rectangle(x, y, x + long, y + deep), high, floors, NOTHING, name=sign)


def shed_places(estate: Estate) -> list[tuple[float, float]]:
    """South-west corners of the sheds: in the green south of blocks, spread over the estate."""
    built = estate.built()
    count = math.ceil(estate.piles / PILES_PER_SHED)
    plots = [built[k * len(built) // count][1] for k in range(min(count, len(built)))]
    return [(estate.front(plot)[0] + 6.0, estate.plot(plot)[1] + 3.6) for plot in plots]


def sheds(estate: Estate) -> list[Building]:
    """Roofs over the charging piles."""
    return [
        _house(f"shed-{n}", BuildingKind.SHED, "充电车棚", x, y, *SHED_M, 2.6, 1)
        for n, (x, y) in enumerate(shed_places(estate), start=1)
    ]
