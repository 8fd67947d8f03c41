"""Rays as coverage sends them, against a float64 reference and the trimesh wrapper; and a whole site's coverage."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ringfence.benches.density import density_figures
from ringfence.benches.figure import Figure
from ringfence.benches.reference import build_tree, far_from_edges, occluded
from twin.deployment import CameraUnit
from twin.planning.ground import Ground, ground_of
from twin.planning.views import LEAST_PX_PER_M, overlook, rays_to_cells
from twin.rays import Rays
from twin.seeds import Seeds
from twin.sighting import camera_rows
from twin.site.mesh import Material, Mesh, opaque, site_mesh
from twin.site.model import Building, BuildingKind, Point, PointKind, Site, Wall, WallKind

Shots = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
RAYS_GOAL, PEER_GOAL = 8e6, 15.0
SITE_GOAL_S, MOVED_GOAL_S = 5.0, 0.2
FINE_TRIANGLES = 500_000
PASSES = 6


def bench(quick: bool) -> list[Figure]:
    """Measure all of it; ``quick`` takes a tenth of the rays and a coarse mesh."""
    site = estate(40 if quick else 160)
    mesh = opaque(site_mesh(site))
    fine = subdivided(mesh, 20_000 if quick else FINE_TRIANGLES)
    cameras = estate_cameras(site, 8 if quick else 50)
    return [
        *speed_figures(fine, site, cameras[: 8 if quick else 24]),
        *truth_figures(mesh, site, cameras, 30_000 if quick else 1_000_000),
        *site_figures(fine, site, cameras),
        *density_figures(quick=quick),
    ]


def estate(trees: int) -> Site:
    """Four rows of seven slab blocks on 250 x 200 m, with trees between them."""
    blocks: list[Building] = []
    for row in range(4):
        for column in range(7):
            x, y = -121.0 + 35.0 * column, -90.0 + 50.0 * row
            ring = np.array([[x, y], [x + 27.0, y], [x + 27.0, y + 12.0], [x, y + 12.0]])
            blocks.append(Building(f"b{len(blocks)}", BuildingKind.HOUSING, ring, 18.0, 6, np.zeros((0, 2))))
    draw = Seeds(7).stream("bench", "estate", "trees")
    points: list[Point] = []
    while len(points) < trees:
        x, y, height = float(draw.uniform(-123, 123)), float(draw.uniform(-98, 98)), float(draw.uniform(4, 8))
        rings = (block.footprint for block in blocks)
        if all(not (r[0, 0] - 2 < x < r[2, 0] + 2 and r[0, 1] - 2 < y < r[2, 1] + 2) for r in rings):
            points.append(Point(f"tree/{len(points)}", PointKind.TREE, (x, y), height))
    ring = np.array([[-125.0, -100.0], [125.0, -100.0], [125.0, 100.0], [-125.0, 100.0], [-125.0, -100.0]])
    fence = Wall("fence", WallKind.FENCE, ring, 2.0)
    return Site("estate", "estate", (114.0, 30.0), buildings=tuple(blocks), walls=(fence,), points=tuple(points))


def subdivided(mesh: Mesh, least: int) -> Mesh:
    """The same surfaces in at least so many triangles, the longest split first, as balconies and windows would."""
    corners = mesh.vertices[mesh.triangles]
    while len(corners) < least:
        size = np.abs(corners.max(axis=1) - corners.min(axis=1)).max(axis=1)
        most = min(len(size), 1 + (least - len(corners)) // 3)
        split = size >= np.partition(size, -most)[-most]
        a, b, c = corners[split].transpose(1, 0, 2)
        ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
        parts = [np.stack(part, axis=1) for part in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        corners = np.concatenate([corners[~split], *parts]).astype(np.float32)
    count = len(corners)
    triangles = np.arange(3 * count, dtype=np.int32).reshape(-1, 3)
    return Mesh(corners.reshape(-1, 3), triangles, np.zeros(count, np.uint8), np.zeros(count, np.int32), ("all",))


def estate_cameras(site: Site, count: int) -> tuple[CameraUnit, ...]:
    """Cameras at corners of blocks, four to six metres up, looking round about."""
    units = []
    for k in range(count):
        ring, turn = site.buildings[(5 * k) % len(site.buildings)].footprint, 0.7 * k
        x, y = (ring[0] - 0.5) if k % 2 else (ring[2] + 0.5)
        at = (float(x), float(y), 4.0 + k % 3)
        aim = (at[0] + 20.0 * math.cos(turn), at[1] + 20.0 * math.sin(turn), 1.0)
        units.append(CameraUnit(f"c{k}", at, aim, "ds-4mp-4mm", 2560, 1440, math.radians(84.0), 15.0, 1))
    return tuple(units)


def ordered(cameras: tuple[CameraUnit, ...], ground: Ground, rays: Rays) -> list[Shots]:
    """Rays camera by camera in the order of cells, as `twin.planning.views` sends them."""
    grid = (ground.x0, ground.y0, ground.cell_m, 1.6)
    rows = (camera_rows((unit,))[0] for unit in cameras)
    return [rays_to_cells(row, *grid, ground.outdoor, LEAST_PX_PER_M, rays.shift)[2:] for row in rows]


def shuffled(shots: list[Shots], *, across: bool) -> list[Shots]:
    """The same rays in random order within each camera, or over all cameras."""
    parts = [tuple(np.concatenate(column) for column in zip(*shots, strict=True))] if across else shots
    draw = Seeds(7).stream("bench", "rays", "order")
    out = []
    for starts, units, reaches in parts:
        order = draw.permutation(len(reaches))
        out.append((starts[order], units[order], reaches[order]))
    return out


def rate(shots: list[Shots], shoot: Callable[[Shots], object]) -> tuple[float, float]:
    """Rays per second of processor time and of wall time, the best of `PASSES`: what else runs only ever slows one."""
    best = (0.0, 0.0)
    count = sum(len(shot[2]) for shot in shots)
    for _ in range(PASSES):
        fresh = [(starts, units, reaches.copy()) for starts, units, reaches in shots]
        wall, cpu = time.perf_counter(), time.process_time()
        for shot in fresh:
            shoot(shot)
        best = max(best, (count / (time.process_time() - cpu), count / (time.perf_counter() - wall)))
    return best


def speed_figures(mesh: Mesh, site: Site, cameras: tuple[CameraUnit, ...]) -> Iterator[Figure]:
    """Rays per second on one core, in coverage's order and in two worse ones, beside the trimesh wrapper."""
    import trimesh
    from trimesh.ray.ray_pyembree import RayMeshIntersector

    rays = Rays(mesh)
    shots = ordered(cameras, ground_of(site), rays)
    theirs: Any = RayMeshIntersector(trimesh.Trimesh(mesh.vertices, mesh.triangles, process=False))
    few = [(starts[:40_000], units[:40_000], reaches[:40_000]) for starts, units, reaches in shots[:6]]
    peer, _ = rate(few, lambda shot: wrapped(theirs, shot, all_hits=True))
    first, _ = rate(few, lambda shot: wrapped(theirs, shot, all_hits=False))
    cases = {
        "in the order of cells": shots,
        "random per camera": shuffled(shots, across=False),
        "incoherent": shuffled(shots, across=True),
    }
    mine = 0.0
    for name, these in cases.items():
        cpu, wall = rate(these, lambda shot: rays.hidden(*shot))
        goal = RAYS_GOAL if these is shots else None
        mine = mine or cpu
        sizes = f"{len(mesh.triangles):,} triangles, {sum(len(shot[2]) for shot in these):,} rays"
        note = f"{sizes}, {wall / 1e6:.1f} M/s by the wall clock"
        yield figure(f"rays, {name}", cpu, "1/s", goal, None if goal is None else cpu >= goal, peer, note)
    for call, speed, goal in (("as it comes", peer, PEER_GOAL), ("asked for first hits only", first, None)):
        note = f"{speed / 1e6:.2f} M/s by intersects_location, same rays, processor time"
        ratio = mine / speed
        met = None if goal is None else ratio >= goal
        yield figure(f"times the trimesh wrapper {call}", ratio, "", goal, met, None, note)


def wrapped(theirs: Any, shot: Shots, *, all_hits: bool) -> NDArray[np.bool_]:
    """Occlusion by the trimesh wrapper: where its hits lie, and whether one is within the ray's reach."""
    starts, units, reaches = shot
    places, which, _ = theirs.intersects_location(starts, units, multiple_hits=all_hits)
    blocked = np.zeros(len(reaches), np.bool_)
    away = np.sqrt(((places - starts[which]) ** 2).sum(axis=1))
    blocked[which[away <= reaches[which]]] = True
    return blocked


def truth_figures(mesh: Mesh, site: Site, cameras: tuple[CameraUnit, ...], count: int) -> Iterator[Figure]:
    """Verdicts against a float64 reference: coverage's rays, rays at shared edges, and a scene far away."""
    ground = ground_of(site, cell_m=0.5)
    shots = [np.concatenate(column) for column in zip(*ordered(cameras, ground, Rays(mesh)), strict=True)]
    take = np.linspace(0, len(shots[2]) - 1, min(count, len(shots[2]))).astype(np.int64)
    common = (shots[0][take], shots[1][take], shots[2][take])
    edges = edge_rays(mesh, cameras, count // 10)
    moved = replace(mesh, vertices=mesh.vertices + np.array([12_288.0, -8_192.0, 0.0], np.float32))
    cases = (("coverage's rays", mesh, common), ("rays at shared edges", mesh, edges), ("15 km away", moved, common))
    for name, scene, shot in cases:
        shooter = Rays(scene)
        corners = (scene.vertices.astype(np.float64) - shooter.shift)[scene.triangles]
        tree = build_tree(corners.astype(np.float32).astype(np.float64))
        ours = shooter.hidden(shot[0], shot[1], shot[2].copy())
        theirs = occluded(*tree, *(part.astype(np.float64) for part in shot))
        wrong = np.flatnonzero(ours != theirs)
        real = far_from_edges(*tree, *(part[wrong].astype(np.float64) for part in shot))
        blocked = f"{len(shot[2]):,} rays, {100 * theirs.mean():.0f}% blocked"
        note = f"{blocked}; {int((~real).sum())} more graze an edge within 0.1 mm"
        yield figure(f"disagreements, {name}", float(real.sum()), "rays", 0.0, not real.any(), None, note)


def edge_rays(mesh: Mesh, cameras: tuple[CameraUnit, ...], count: int) -> Shots:
    """Rays through points on edges that two triangles share, ending beyond them: seams must let none through."""
    draw = Seeds(7).stream("bench", "rays", "edges")
    corners = mesh.vertices[mesh.triangles].astype(np.float64)
    # The diagonals of walls, edges inside a flat face: `MeshBuilder.quad` makes them the third edge of its first half.
    walls = np.flatnonzero(mesh.material == Material.FACADE)[::2]
    pairs = corners[walls[draw.integers(0, len(walls), count)]]
    part = draw.uniform(0.05, 0.95, (count, 1))
    spots = pairs[:, 0] + part * (pairs[:, 2] - pairs[:, 0])
    eyes = np.array([unit.at for unit in cameras])[draw.integers(0, len(cameras), count)]
    sight = spots - eyes
    length = np.sqrt((sight * sight).sum(axis=1))
    units = sight / length[:, None]
    return eyes.astype(np.float32), units.astype(np.float32), (length + 0.5).astype(np.float32)


def site_figures(mesh: Mesh, site: Site, cameras: tuple[CameraUnit, ...]) -> Iterator[Figure]:
    """A whole site: 0.25 m cells, three heights, fronts; and one camera moved."""
    rays, ground = Rays(mesh), ground_of(site)
    overlook(cameras[:1], ground, rays).ranked()
    wall, cpu = time.perf_counter(), time.process_time()
    seen = overlook(cameras, ground, rays)
    seen.ranked()
    spent, busy = time.perf_counter() - wall, time.process_time() - cpu
    ny, nx = ground.outdoor.shape
    sent = sum(view.rays for view in seen.views)
    size = f"{nx} x {ny} cells of {ground.cell_m:g} m, 3 heights, {len(ground.fronts):,} fronts"
    note = f"{size}, {sent:,} rays; {busy:.2f} s of processor"
    yield figure(f"coverage by {len(cameras)} cameras", spent, "s", SITE_GOAL_S, spent <= SITE_GOAL_S, None, note)
    turned = replace(cameras[3], look_at=(cameras[3].at[0] - 15.0, cameras[3].at[1] + 4.0, 1.0))
    wall, cpu = time.perf_counter(), time.process_time()
    seen.moved(turned, rays).ranked()
    spent, busy = time.perf_counter() - wall, time.process_time() - cpu
    note = f"{busy:.3f} s of processor"
    yield figure("one camera moved", spent, "s", MOVED_GOAL_S, spent <= MOVED_GOAL_S, None, note)


def figure(
    name: str, value: float, unit: str, goal: float | None, met: bool | None, peer: float | None, note: str
) -> Figure:
    """One figure; its ratio to a peer where there is one."""
    ratio = None if peer is None else value / peer
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=peer, ratio=ratio, note=note)
