"""Ximen's buildings: slab blocks, two towers, the street's shops, and what a neighbourhood needs besides homes."""

import hashlib

import numpy as np

from scenarios.library.drawing import rectangle, rounded
from scenarios.library.ximen.grid import CANAL_BLOCKS, COLUMN, DEPTH, ROW_SOUTH, SLOTS, TOWERS, Slot
from twin.site.model import Building, BuildingKind, Points

STOREY_M = 3.0
EMPTY_SHARE = 0.25
TOWER_M = (18.0, 16.0)
CANAL_LENGTH = 40.0
SHED_M = (17.0, 1.6)
SHEDS = (("shed-square", (13.0, 28.6)), ("shed-canal", (110.0, 28.6)), ("shed-school", (-125.0, 89.4)))

# (id, name, west, east) of the single-storey shops along the southern street.
SHOPS = (
    ("takeaway-station", "外卖配送站", -118.0, -104.0),
    ("shop-noodles", "老街面馆", -104.0, -95.0),
    ("shop-fruit", "四季鲜果", -95.0, -87.0),
    ("shop-hardware", "永兴五金", -87.0, -76.0),
    ("shop-grocery", "西门副食店", -60.0, -50.0),
    ("shop-barber", "阿芳理发", -50.0, -43.0),
    ("shop-pharmacy", "惠民药房", -43.0, -32.0),
    ("shop-breakfast", "早点铺", -32.0, -24.0),
    ("shop-parcels", "快递驿站", 20.0, 31.0),
    ("shop-tailor", "缝补改衣", 31.0, 38.0),
    ("shop-rice", "粮油店", 38.0, 48.0),
    ("shop-phones", "手机维修", 48.0, 56.0),
    ("shop-bikes", "电动车行", 56.0, 65.0),
    ("shop-bakery", "甜心蛋糕", 75.0, 84.0),
    ("shop-stationery", "晨光文具", 84.0, 93.0),
    ("shop-laundry", "洁衣坊", 93.0, 104.0),
)

# (id, kind, name, west, south, east, north, height, floors)
OTHERS = (
    ("market", BuildingKind.SHOP, "西门菜场", -131.0, -87.0, -97.0, -72.0, 8.0, 2),
    ("community-centre", BuildingKind.OFFICE, "居民活动中心·警务服务站", 16.0, 5.5, 46.0, 15.5, 7.2, 2),
    ("kindergarten", BuildingKind.OFFICE, "育英幼儿园", -129.0, 65.0, -99.0, 77.0, 10.8, 3),
    ("guard-house-south", BuildingKind.OFFICE, "南门岗亭", 10.5, -104.5, 14.5, -101.0, 3.0, 1),
    ("guard-house-west", BuildingKind.OFFICE, "西门岗亭", -146.2, -33.6, -143.0, -30.4, 3.0, 1),
    ("power-room", BuildingKind.OFFICE, "配电房", 114.0, 86.5, 121.0, 91.5, 4.0, 1),
)


def slab_ring(slot: Slot) -> Points:
    """Footprint of a slab: a rectangle, or two halves set off by the slot's step, counter-clockwise."""
    (west, east), south = COLUMN[slot.column], ROW_SOUTH[slot.row]
    if slot.step == 0.0:
        return rectangle(west, south, east, south + DEPTH)
    middle, low, high = (west + east) / 2, south, south + DEPTH
    corners = [(west, low - slot.step), (middle, low - slot.step), (middle, low), (east, low), (east, high)]
    return rounded([*corners, (middle, high), (middle, high - slot.step), (west, high - slot.step)])


def homes_empty(number: int, stairs: int, floors: int, per_floor: int = 2) -> frozenset[str]:
    """Homes nobody lives in: the ground floor, which is storage rooms, and a quarter of the rest.

    Resettled families were given two or three flats each; those that found no tenant stand empty. Which ones is
    drawn from the home's id, so that no list has to be kept.
    """
    empty = set()
    for stair in range(1, stairs + 1):
        for floor in range(1, floors + 1):
            for side in range(1, per_floor + 1):
                home = f"b{number}/{stair}/{floor}{side:02d}"
                draw = int.from_bytes(hashlib.blake2b(home.encode(), digest_size=4).digest(), "big") / 2**32
                if floor == 1 or draw < EMPTY_SHARE:
                    empty.add(home)
    return frozenset(empty)


def slab(slot: Slot) -> Building:
    """One slab of two stairs, doors to the north."""
    ring = slab_ring(slot)
    west, east = COLUMN[slot.column]
    north = ROW_SOUTH[slot.row] + DEPTH
    quarter = (east - west) / 4
    stairs = rounded([(west + quarter, north - slot.step), (east - quarter, north)])
    return _home_block(slot.number, ring, slot.floors, stairs)


def canal_block(number: int, corner: tuple[float, float]) -> Building:
    """One block along the canal, doors to the west."""
    west, south = corner
    ring = rectangle(west, south, west + DEPTH, south + CANAL_LENGTH)
    stairs = rounded([(west, south + CANAL_LENGTH / 4), (west, south + 3 * CANAL_LENGTH / 4)])
    return _home_block(number, ring, 6, stairs)


def tower(number: int, corner: tuple[float, float]) -> Building:
    """One block of eleven storeys with a single stair, door to the north."""
    west, south = corner
    ring = rectangle(west, south, west + TOWER_M[0], south + TOWER_M[1])
    return _home_block(number, ring, 11, rounded([(west + TOWER_M[0] / 2, south + TOWER_M[1])]), lifts=1)


def _home_block(number: int, ring: Points, floors: int, stairs: Points, lifts: int = 0) -> Building:
    empty = homes_empty(number, len(stairs), floors)
    name = f"{number}幢"
    return Building(
        f"b{number}",
        BuildingKind.HOUSING,
        ring,
        floors * STOREY_M,
        floors,
        stairs,
        name=name,
        vacant=empty,
        lifts=lifts,
    )


def buildings() -> tuple[Building, ...]:
    """Every building, homes first, in the order of their numbers."""
    homes = [slab(slot) for slot in SLOTS] + [canal_block(n, corner) for n, corner in CANAL_BLOCKS]
    homes += [tower(n, corner) for n, corner in TOWERS]
    homes.sort(key=lambda block: int(block.id[1:]))
    none = np.zeros((0, 2))
    rest = [
        Building(name, BuildingKind.SHOP, rectangle(west, -108.0, east, -100.0), 3.9, 1, none, name=sign)
        for name, sign, west, east in SHOPS
    ]
    rest += [
        Building(name, kind, rectangle(west, south, east, north), height, floors, none, name=sign)
        for name, kind, sign, west, south, east, north, height, floors in OTHERS
    ]
    rest += [
        Building(name, BuildingKind.SHED, rectangle(x, y, x + SHED_M[0], y + SHED_M[1]), 2.6, 1, none, name="充电车棚")
        for name, (x, y) in SHEDS
    ]
    return tuple(homes + rest)
