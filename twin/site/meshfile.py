"""glTF and OBJ models: each object that is named for a building seen from above, as high as it is.

Both formats have y up by their standards (glTF 2.0, 3.4) or by custom (OBJ); x stays east, z becomes south. glTF comes
through trimesh; OBJ is read here, since trimesh joins its objects.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.problems import InputError, Problem
from twin.site.layers import tags_of
from twin.site.localmap import Found, local_map
from twin.site.osm_features import Map
from twin.site.prisms import outline
from twin.textfile import read_text

# An object's name and its faces, each (n, 3) float64 [m], y up.
Model = tuple[str, list[NDArray[np.float64]]]


def read_mesh(path: Path, origin: tuple[float, float] | None = None) -> Map:
    """Read a .glb, .gltf or .obj model in metres.

    Raises
    ------
    InputError
        When it cannot be read, or no object is named for a building.
    """
    found: list[Found] = []
    for name, faces in _objects(path) if path.suffix.lower() == ".obj" else _nodes(path):
        tags = tags_of(name)
        if tags is None or not faces:
            continue
        turned = [np.column_stack([face[:, 0], -face[:, 2], face[:, 1]]) for face in faces]
        points = np.vstack(turned)
        tree = tags.get("natural") == "tree"
        shape = shapely.Point(points[:, :2].mean(axis=0)) if tree else outline(turned)
        found.append((tags | {"id": name, "height": f"{float(np.ptp(points[:, 2])):.2f}"}, shape))
    return local_map(str(path), found, origin)


def _nodes(path: Path) -> Iterator[Model]:
    """Objects of a glTF scene, placed."""
    trimesh: Any = import_module("trimesh")
    try:
        scene: Any = trimesh.load_scene(path)
        nodes = list(scene.graph.nodes_geometry)
    except (ValueError, KeyError, IndexError, TypeError, OSError) as error:
        raise InputError([Problem(str(path), None, "", f"is no model: {error}", ".glb, .gltf or .obj")]) from None
    for node in nodes:
        turn, name = scene.graph[node]
        mesh = scene.geometry[name]
        placed = trimesh.transform_points(np.asarray(mesh.vertices, dtype=np.float64), turn)
        yield f"{node} {name}", list(placed[np.asarray(mesh.faces, dtype=np.int64)])


def _objects(path: Path) -> Iterator[Model]:
    """Objects and groups of an OBJ file (Wavefront 1990: ``v``, ``f``, ``o``, ``g``; negative numbers count back)."""
    vertices: list[list[float]] = []
    name = ""
    faces: list[NDArray[np.float64]] = []
    problems: list[Problem] = []
    for line, text in enumerate(read_text(path).splitlines(), start=1):
        word, *rest = text.split() or [""]
        try:
            if word == "v":
                vertices.append([float(value) for value in rest[:3]])
            elif word == "f":
                numbers = [int(value.split("/")[0]) for value in rest]
                faces.append(np.array([vertices[n - 1 if n > 0 else n] for n in numbers], dtype=np.float64))
            elif word in ("o", "g"):
                yield name, faces
                name, faces = " ".join(rest), []
        except (ValueError, IndexError):
            problems.append(Problem(str(path), line, word, f"is {text!r:.40}", "numbers of vertices that there are"))
    yield name, faces
    if problems or not vertices:
        raise InputError(problems or [Problem(str(path), None, "", "is no OBJ model", "lines of v, f and o")])
