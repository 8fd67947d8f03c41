"""Windows on facades, each belonging to a household: drawn by imaging, thrown from, and traced back to."""

import math

import numpy as np

from detectors.geometry import FacadeWindow
from detectors.stream import quickly
from twin.site.model import Building, Site, building_units, main_axis, outward

BAY_M = 3.4
WINDOW_M = (1.5, 1.5)
SILL_M = 0.9
quick_window = quickly(FacadeWindow)


def windows(building: Building) -> tuple[FacadeWindow, ...]:
    """All windows of a building: one per `BAY_M` of every edge of at least 4 m, on every floor.

    A window belongs to the home whose slice of the building's main axis it lies in; buildings without homes have
    windows that belong to the building. Ids are "b3/e0/w2/f5": edge, bay, floor.
    """
    storeys: dict[int, list[tuple[float, float, str]]] = {}
    for unit in building_units(building):
        storeys.setdefault(unit.floor, []).append((unit.place[0], unit.place[1], unit.id))
    # Storeys are mostly alike: whose slice a bay lies in is worked out once for each plan.
    plans = {floor: tuple((ux, uy) for ux, uy, _ in homes) for floor, homes in storeys.items()}
    axis = main_axis(building)
    found = []
    ring = building.footprint
    for edge in range(len(ring)):
        a, b = ring[edge], ring[(edge + 1) % len(ring)]
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        bays = int(length // BAY_M) if length >= 4.0 else 0
        heading = outward(a, b)
        normal = (math.cos(heading), math.sin(heading))
        for bay in range(bays):
            owners: dict[tuple[tuple[float, float], ...], int] = {}
            part = (bay + 0.5) / bays
            x, y = float(a[0] + part * (b[0] - a[0])), float(a[1] + part * (b[1] - a[1]))
            over_door = any(math.hypot(x - sx, y - sy) < 1.4 for sx, sy in building.stairs)
            first = 2 if over_door else 1
            for floor in range(first, building.floors + 1):
                z = (floor - 1) * building.floor_m + SILL_M + WINDOW_M[1] / 2
                owner, plan = building.id, plans.get(floor)
                if plan:
                    if plan not in owners:
                        owners[plan] = nearest((x, y), storeys[floor], axis)
                    owner = storeys[floor][owners[plan]][2]
                name = f"{building.id}/e{edge}/w{bay}/f{floor}"
                found.append(quick_window(name, owner, floor, (x, y, z), normal, WINDOW_M[0], WINDOW_M[1]))
    return tuple(found)


def nearest(spot: tuple[float, float], homes: list[tuple[float, float, str]], axis: tuple[float, float]) -> int:
    """Which of some homes (x, y, id) lies nearest to a spot along an axis; of those as near the first by id."""
    away = [(abs((spot[0] - x) * axis[0] + (spot[1] - y) * axis[1]), unit) for x, y, unit in homes]
    return away.index(min(away))


def site_windows(site: Site) -> tuple[FacadeWindow, ...]:
    """Windows of every building of a site."""
    return tuple(window for building in site.buildings for window in windows(building))


def unit_windows(site: Site, unit: str) -> tuple[FacadeWindow, ...]:
    """Windows of one home; empty when the home has no outer wall."""
    building = next(b for b in site.buildings if b.id == unit.split("/", maxsplit=1)[0])
    return tuple(window for window in windows(building) if window.unit == unit)


def centres(found: tuple[FacadeWindow, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Window centres, (n, 3) float64 [m]."""
    return np.array([window.centre for window in found], dtype=np.float64).reshape(-1, 3)
