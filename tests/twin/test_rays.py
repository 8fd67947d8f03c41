"""Rays and the site's mesh (twin.rays, twin.site.mesh)."""

import dataclasses

import numpy as np

from twin.rays import Rays
from twin.site.mesh import Material, opaque, site_mesh
from twin.site.model import Building, BuildingKind, Site, Wall, WallKind

BLOCK = Building("b1", BuildingKind.SHOP, np.array([[0, 0], [10, 0], [10, 10], [0, 10.0]]), 6.0, 2, np.zeros((0, 2)))
FENCE = Wall("f", WallKind.FENCE, np.array([[-20.0, -5.0], [20.0, -5.0]]), 2.0)


def site() -> Site:
    return Site("s", "s", (120.0, 30.0), buildings=(BLOCK,), walls=(FENCE,))


def test_a_building_blocks_and_air_does_not() -> None:
    """Through the block, beside it, over it."""
    rays = Rays(opaque(site_mesh(site())))
    start = np.array([[5, -2, 2]] * 3, dtype=np.float32)
    end = np.array([[5, 12, 2], [20, -1, 2], [5, 12, 60]], dtype=np.float32)
    assert rays.blocked(start, end).tolist() == [True, False, False]


def test_one_sees_through_a_fence() -> None:
    """Pickets do not hide a person; the whole mesh still holds them for drawing."""
    start, end = np.array([[0, -10, 1]], np.float32), np.array([[0, -1, 1]], np.float32)
    mesh = site_mesh(site())
    assert not Rays(opaque(mesh)).blocked(start, end)[0]
    assert (mesh.material == Material.FENCE).any()


def test_the_first_hit_is_the_wall_in_front() -> None:
    """A ray knows which feature it met, and how far away."""
    mesh = opaque(site_mesh(site()))
    triangle, distance = Rays(mesh).first(np.array([[5, -3, 2]], np.float32), np.array([[0, 1, 0]], np.float32))
    assert mesh.names[mesh.feature[triangle[0]]] == "b1"
    assert np.isclose(distance[0], 3.0)


def test_faces_look_outwards() -> None:
    """Counter-clockwise from outside: drawing and back-face culling depend on it."""
    mesh = site_mesh(Site("s", "s", (0.0, 0.0), buildings=(BLOCK,)))
    corners = mesh.vertices[mesh.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    middle = np.array([5, 5, 3])
    solid = mesh.material != Material.GROUND
    outward = ((corners.mean(axis=1) - middle) * normals).sum(axis=1)
    assert (outward[solid] > 0).all()


def test_a_scene_far_away_is_seen_as_sharply_as_one_nearby() -> None:
    """Places 12 km from the origin: the block is moved to it, rays and all, so the same ones are blocked."""
    mesh = opaque(site_mesh(site()))
    far = np.array([12288.0, -8192.0, 0.0], np.float32)
    rays, moved = Rays(mesh), Rays(dataclasses.replace(mesh, vertices=mesh.vertices + far))
    assert moved.shift.tolist() == [12288.0, -8192.0, 0.0]
    turn = np.linspace(0.0, 6.28, 500, dtype=np.float32)
    start = np.column_stack([5 + 12 * np.cos(turn), 5 + 12 * np.sin(turn), np.full(500, 2.0)]).astype(np.float32)
    end = start[(np.arange(500) * 7 + 60) % 500]
    near = rays.blocked(start, end)
    assert 0 < near.sum() < 500
    assert (moved.blocked(start + far, end + far) == near).mean() > 0.99
    triangle, distance = moved.first(np.array([[5, -3, 2]], np.float32) + far, np.array([[0, 1, 0]], np.float32))
    assert mesh.names[mesh.feature[triangle[0]]] == "b1"
    assert np.isclose(distance[0], 3.0)
