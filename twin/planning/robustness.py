"""What is left of a plan when something goes wrong: a camera lost, all knocked askew, cars parked, leaves, snow.

Each case judges the same demands again. The cases rest on named assumptions, no measurements of one site.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from twin.deployment import CameraUnit
from twin.planning.demands import Samples
from twin.planning.judging import Verdict, judged, rows_met, verdicts
from twin.rays import Rays
from twin.seeds import Seeds
from twin.site.mesh import Material, Mesh, MeshBuilder
from twin.site.model import Site

MISAIM = math.radians(3.0)
# A parked car as a box [m].
CAR_M = (4.6, 1.8, 1.5)
# Wet snow on the glass: fine detail is gone, as with half the pixels.
SNOW = 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """One thing gone wrong: demands still met of those met before, and the demand that loses most of its share."""

    name: str
    still_met: int
    of: int
    worst: str
    worst_share: float


def cases(
    site: Site, cameras: tuple[CameraUnit, ...], samples: Samples, mesh: Mesh, before: tuple[Verdict, ...]
) -> tuple[Case, ...]:
    """Judge every case; the first is the single camera whose loss hurts most."""
    rays = Rays(mesh)
    askew = tuple(misaimed(unit) for unit in cameras)
    snowed = replace(samples, least=np.where(ceilings(samples), samples.least, samples.least * SNOW))
    return (
        worst_loss(cameras, samples, rays, before),
        compared("every camera 3 degrees off its aim", before, judged(askew, samples, rays)),
        compared("a car in every bay", before, judged(cameras, samples, Rays(with_cars(mesh, site)))),
        compared("trees bare", before, judged(cameras, samples, Rays(bare(mesh)))),
        compared("wet snow on every lens", before, judged(cameras, snowed, rays)),
    )


def ceilings(samples: Samples) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Rows that belong to a ceiling, (n,) bool."""
    return np.array([demand.ceiling for demand in samples.demands], dtype=np.bool_)[samples.demand]


def worst_loss(cameras: tuple[CameraUnit, ...], samples: Samples, rays: Rays, before: tuple[Verdict, ...]) -> Case:
    """Take each camera away in turn; report the one that leaves the fewest demands met, or the lowest share."""
    rows = [rows_met(unit, samples, rays) for unit in cameras]
    seen = np.zeros(len(samples), dtype=np.int32)
    for part in rows:
        seen[part] += 1
    found = [compared("no camera lost", before, before)]
    for unit, part in zip(cameras, rows, strict=True):
        seen[part] -= 1
        found.append(compared(f"{unit.id} lost, the worst to lose", before, verdicts(seen, samples)))
        seen[part] += 1
    return min(found, key=lambda case: (case.still_met, case.worst_share))


def compared(name: str, before: tuple[Verdict, ...], after: Iterable[Verdict]) -> Case:
    """Sum up a case against the plan as it is."""
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a.samples]
    worst = min(pairs, key=lambda pair: pair[1].share - pair[0].share, default=None)
    met = [pair for pair in pairs if pair[0].met]
    return Case(
        name,
        sum(b.met for _, b in met),
        len(met),
        worst[1].demand.name if worst else "",
        worst[1].share if worst else 1.0,
    )


def misaimed(unit: CameraUnit) -> CameraUnit:
    """Return the camera turned by `MISAIM` in a direction drawn for its id."""
    turn = float(Seeds(0).stream("planning", unit.id, "misaim").uniform(0.0, 2.0 * math.pi))
    east, north, up = (b - a for a, b in zip(unit.at, unit.look_at, strict=True))
    flat, reach = math.hypot(east, north), math.dist(unit.at, unit.look_at)
    yaw = math.atan2(north, east) + MISAIM * math.cos(turn)
    pitch = min(max(math.atan2(up, flat) + MISAIM * math.sin(turn), -1.55), 1.55)
    return replace(
        unit,
        look_at=(
            unit.at[0] + reach * math.cos(pitch) * math.cos(yaw),
            unit.at[1] + reach * math.cos(pitch) * math.sin(yaw),
            unit.at[2] + reach * math.sin(pitch),
        ),
    )


def with_cars(mesh: Mesh, site: Site) -> Mesh:
    """The scene with a car in every bay."""
    build = MeshBuilder()
    build.begin("cars")
    for bay in site.bays:
        build.box((*bay.place, CAR_M[2] / 2), CAR_M, bay.heading, Material.METAL)
    cars = build.mesh()
    return Mesh(
        np.vstack([mesh.vertices, cars.vertices]),
        np.vstack([mesh.triangles, cars.triangles + np.int32(len(mesh.vertices))]),
        np.concatenate([mesh.material, cars.material]),
        np.concatenate([mesh.feature, cars.feature + np.int32(len(mesh.names))]),
        (*mesh.names, *cars.names),
    )


def bare(mesh: Mesh) -> Mesh:
    """The scene without the crowns of its trees."""
    keep = mesh.material != Material.CROWN
    return Mesh(mesh.vertices, mesh.triangles[keep], mesh.material[keep], mesh.feature[keep], mesh.names)
