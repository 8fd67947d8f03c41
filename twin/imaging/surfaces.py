"""The site as imaging needs it: triangles with normals and textures, indexed ground, facades, lamps, rays."""

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.imaging.facades import DOOR_SLOTS, DOORS, Facades, facades
from twin.imaging.fittings import fitted
from twin.imaging.ground import GroundMap, ground_map
from twin.imaging.interiors import furnished
from twin.imaging.trees import planted
from twin.rays import Rays
from twin.site.mesh import LAMP_ARM_M, Mesh, opaque, site_mesh
from twin.site.model import PointKind, Site
from twin.site.rooms import Room

LAMP_DROP_M = 0.12


class Skin(NamedTuple):
    """Per triangle: material (m,) uint8, feature (m,) int32, normal (m + 1, 3) float32, the feature's top (m,) [m]."""

    material: NDArray[np.uint8]
    feature: NDArray[np.int32]
    normals: NDArray[np.float32]
    tops: NDArray[np.float32]


@dataclass(frozen=True)
class Surfaces:
    """Everything that stands still on a site or in one ``room``, ready to be drawn.

    ``lamps`` (n, 3) float64 [m] are where lamps shine from.
    """

    site: Site
    mesh: Mesh
    facades: Facades
    ground: GroundMap
    lamps: NDArray[np.float64]
    room: Room | None = None

    @classmethod
    def of(cls, site: Site) -> "Surfaces":
        """Build the surfaces of a site."""
        mesh = planted(site, fitted(site, site_mesh(site)))
        return cls(site, mesh, facades(site, mesh), ground_map(site), street_lamps(site))

    @classmethod
    def inside(cls, site: Site, room: Room) -> "Surfaces":
        """Build the surfaces of a room: it has neither facades nor ground, and lamps and signs are its windows."""
        mesh, lamps = furnished(room)
        none, triangles = np.zeros(0, dtype=np.int32), len(mesh.triangles)
        walls = Facades(
            np.zeros((0, DOORS + DOOR_SLOTS)),
            np.full(triangles, -1, dtype=np.int32),
            none,
            np.zeros(2, dtype=np.int64),
        )
        ground = GroundMap(
            np.zeros((0, 8)), np.zeros(2, dtype=np.int32), none, np.zeros((0, 2)), np.array(room.front), 1
        )
        return cls(site, mesh, walls, ground, lamps, room)

    @cached_property
    def digest(self) -> bytes:
        """A hash of all that can be drawn of the site; the same in every process, unlike words of sets."""
        made = hashlib.blake2b()
        shape = self.mesh.vertices, self.mesh.triangles, self.mesh.material, self.mesh.feature
        for part in (*shape, *self.facades, *self.ground, self.lamps):
            table = np.ascontiguousarray(part)
            made.update(f"{table.dtype} {table.shape} ".encode() + table.tobytes())
        return made.digest()

    @cached_property
    def rays(self) -> Rays:
        """Rays into everything, fences included."""
        return Rays(self.mesh)

    @cached_property
    def blockers(self) -> Rays:
        """Rays into what keeps light off: a fence hardly does."""
        return Rays(opaque(self.mesh))

    @cached_property
    def normals(self) -> NDArray[np.float32]:
        """Unit normals of the triangles, (m, 3) float32; one more row for the sky, zero."""
        a, b, c = (self.mesh.vertices[self.mesh.triangles[:, i]].astype(np.float64) for i in range(3))
        normal = np.cross(b - a, c - a)
        length = np.sqrt((normal * normal).sum(axis=1, keepdims=True))
        table: NDArray[np.float32] = (normal / np.maximum(length, 1e-12)).astype(np.float32)
        return np.vstack([table, np.zeros((1, 3), dtype=np.float32)])

    @cached_property
    def first(self) -> NDArray[np.float64]:
        """The first corner of each triangle [m], (m, 3)."""
        corners: NDArray[np.float64] = self.mesh.vertices[self.mesh.triangles[:, 0]].astype(np.float64)
        return corners

    @cached_property
    def tops(self) -> NDArray[np.float32]:
        """Height of the highest point of each triangle's feature [m], (m,) float32."""
        high = self.mesh.vertices[:, 2][self.mesh.triangles].max(axis=1)
        top = np.zeros(len(self.mesh.names), dtype=np.float32)
        np.maximum.at(top, self.mesh.feature, high)
        return top[self.mesh.feature]

    @cached_property
    def skin(self) -> Skin:
        """What kernels ask about triangles."""
        return Skin(self.mesh.material, self.mesh.feature, self.normals, self.tops)


def street_lamps(site: Site) -> NDArray[np.float64]:
    """Where street lamps shine from, (n, 3) float64 [m]."""
    found = []
    for p in site.of_kind(PointKind.LAMP):
        x, y = p.place[0] + LAMP_ARM_M * math.cos(p.heading), p.place[1] + LAMP_ARM_M * math.sin(p.heading)
        found.append((x, y, p.height_m - LAMP_DROP_M))
    return np.array(found, dtype=np.float64).reshape(-1, 3)
