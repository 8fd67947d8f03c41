"""IFC models through ifcopenshell: each IfcBuilding's bodies seen from above, as high as they reach."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from twin.problems import InputError, Problem
from twin.site.localmap import Found, local_map
from twin.site.osm_features import Map
from twin.site.prisms import outline_of_triangles


def read_ifc(path: Path, origin: tuple[float, float] | None = None) -> Map:
    """Read an IFC model; without ``origin`` it lies where its IfcSite says.

    Raises
    ------
    InputError
        When it is none, or no building with a body is in it.
    """
    ifcopenshell: Any = import_module("ifcopenshell")
    try:
        model: Any = ifcopenshell.open(str(path))
    except (OSError, RuntimeError, ifcopenshell.Error) as error:
        raise InputError([Problem(str(path), None, "", f"is no IFC model: {error}", "an IFC file")]) from None
    found: list[Found] = []
    for building in model.by_type("IfcBuilding"):
        body = _body(building)
        if body is not None:
            plan, height = body
            tags = {"building": "yes", "id": building.GlobalId, "height": f"{height:.2f}"}
            found.append((tags | ({"name": building.Name} if building.Name else {}), plan))
    return local_map(str(path), found, origin or _place(model))


def _body(building: Any) -> tuple[shapely.Geometry, float] | None:
    """Plan and height [m] of everything in a building."""
    geom: Any = import_module("ifcopenshell.geom")
    element: Any = import_module("ifcopenshell.util.element")
    settings = geom.settings()
    settings.set("use-world-coords", True)
    plans, low, high = [], np.inf, -np.inf
    for product in (building, *element.get_decomposition(building)):
        if getattr(product, "Representation", None) is None or product.is_a("IfcOpeningElement"):
            continue
        try:
            shape = geom.create_shape(settings, product)
        except RuntimeError:
            continue
        vertices = np.array(shape.geometry.verts, dtype=np.float64).reshape(-1, 3)
        triangles = np.array(shape.geometry.faces, dtype=np.int64).reshape(-1, 3)
        plans.append(outline_of_triangles(vertices, triangles))
        low, high = min(low, float(vertices[:, 2].min())), max(high, float(vertices[:, 2].max()))
    whole = shapely.union_all(plans) if plans else shapely.Polygon()
    return None if whole.is_empty else (whole, high - low)


def _place(model: Any) -> tuple[float, float] | None:
    """Longitude and latitude [deg] of the model's IfcSite, None where it says none."""
    for site in model.by_type("IfcSite"):
        if site.RefLongitude and site.RefLatitude:
            lon, lat = (_degrees(angle) for angle in (site.RefLongitude, site.RefLatitude))
            return lon, lat
    return None


def _degrees(angle: tuple[int, ...]) -> float:
    """Degrees of an IfcCompoundPlaneAngleMeasure: degrees, minutes, seconds, millionths of a second."""
    parts = (*angle, 0, 0, 0)[:4]
    return parts[0] + parts[1] / 60.0 + parts[2] / 3600.0 + parts[3] / 3.6e9
