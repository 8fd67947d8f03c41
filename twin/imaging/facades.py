"""Facades as tables: where each outer wall runs, and which pane of glass belongs to which household."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.imaging.noise import seed_of
from twin.site.facade import BAY_M, site_windows
from twin.site.mesh import Material, Mesh
from twin.site.model import Building, Site, nearest_edge

# Columns of the table of facades.
AX, AY, UX, UY, LENGTH, BAYS, FLOORS, FLOOR_M, HEIGHT, SEED, PANES, DOORS = range(12)
DOOR_SLOTS = 6


class Facades(NamedTuple):
    """All outer walls.

    ``table`` (n, `DOORS` + `DOOR_SLOTS`) float64; ``of_triangle`` (m,) int32: the mesh triangle's row, -1 for none;
    ``panes`` (k,) int32: windows by bay then floor, from the row's PANES on, -1 where there is none;
    ``households`` (w,) int64: per window, a hash of the home that it belongs to.
    """

    table: NDArray[np.float64]
    of_triangle: NDArray[np.int32]
    panes: NDArray[np.int32]
    households: NDArray[np.int64]


def facades(site: Site, mesh: Mesh) -> Facades:
    """Build the tables for a site and its mesh."""
    rows: list[list[float]] = []
    panes: list[int] = []
    numbers = {window.id: i for i, window in enumerate(site_windows(site))}
    first_row: dict[str, int] = {}
    for building in site.buildings:
        first_row[building.id] = len(rows)
        for edge in range(len(building.footprint)):
            row = _row(building, edge, len(panes))
            rows.append(row)
            for bay in range(int(row[BAYS])):
                name = f"{building.id}/e{edge}/w{bay}/f"
                panes += [numbers.get(f"{name}{floor}", -1) for floor in range(1, building.floors + 1)]
    households = np.array([seed_of(window.unit) for window in site_windows(site)], dtype=np.int64)
    table = np.array(rows, dtype=np.float64).reshape(-1, DOORS + DOOR_SLOTS)
    return Facades(table, _triangle_rows(site, mesh, first_row), np.array(panes, dtype=np.int32), households)


def _row(building: Building, edge: int, pane: int) -> list[float]:
    """One facade's row; windows stand as `twin.site.facade.windows` puts them."""
    (ax, ay), (bx, by) = building.footprint[edge], building.footprint[(edge + 1) % len(building.footprint)]
    length = math.hypot(bx - ax, by - ay)
    bays = int(length // BAY_M) if length >= 4.0 else 0
    ux, uy = (bx - ax) / max(length, 1e-9), (by - ay) / max(length, 1e-9)
    doors = []
    for sx, sy in building.stairs:
        if nearest_edge(building.footprint, float(sx), float(sy)) == edge:
            doors.append((sx - ax) * ux + (sy - ay) * uy)
    doors = (doors + [-99.0] * DOOR_SLOTS)[:DOOR_SLOTS]
    seed = float(seed_of(building.id) % 65521)
    return [ax, ay, ux, uy, length, bays, building.floors, building.floor_m, building.height_m, seed, pane, *doors]


def _triangle_rows(site: Site, mesh: Mesh, first_row: dict[str, int]) -> NDArray[np.int32]:
    buildings = {building.id: building for building in site.buildings}
    rows = np.full(len(mesh.triangles), -1, dtype=np.int32)
    for i in np.flatnonzero(mesh.material == Material.FACADE):
        name = mesh.names[mesh.feature[i]]
        if name in buildings:
            x, y, _ = mesh.vertices[mesh.triangles[i]].mean(axis=0)
            rows[i] = first_row[name] + nearest_edge(buildings[name].footprint, float(x), float(y))
    return rows
