"""One compound written in every format that is imported, by each format's own library where it has one."""

import json
from pathlib import Path

import numpy as np
from pyproj import Transformer

from twin.site.frame import to_degrees
from twin.site.model import Site

EPSG = 32650
ORIGIN = (114.386, 30.504)


def osm_xml(site: Site, path: Path) -> None:
    nodes, ways = [], []
    for k, building in enumerate(site.buildings, start=1):
        ids = []
        for lon, lat in to_degrees(ORIGIN, building.footprint):
            ids.append(len(nodes) + 1)
            nodes.append(f'<node id="{ids[-1]}" version="1" lat="{lat:.9f}" lon="{lon:.9f}"/>')
        refs = "".join(f'<nd ref="{n}"/>' for n in [*ids, ids[0]])
        tags = f'<tag k="building" v="apartments"/><tag k="height" v="{building.height_m}"/>'
        ways.append(f'<way id="{k}" version="1">{refs}{tags}</way>')
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{"".join(nodes + ways)}</osm>')


def geojson(site: Site, path: Path) -> None:
    features = []
    for building in site.buildings:
        ring = to_degrees(ORIGIN, np.vstack([building.footprint, building.footprint[:1]])).tolist()
        properties = {"building": "apartments", "height": building.height_m}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def cityjson(site: Site, path: Path) -> None:
    vertices, objects = [], {}
    to_grid = Transformer.from_crs(4326, EPSG, always_xy=True)
    for building in site.buildings:
        lon, lat = to_degrees(ORIGIN, building.footprint).T
        x, y = to_grid.transform(lon, lat)
        n, first = len(x), len(vertices)
        vertices += [
            [round(a * 1000), round(b * 1000), round(z * 1000)]
            for z in (20.0, 20.0 + building.height_m)
            for a, b in zip(x, y, strict=True)
        ]
        low, high = list(range(first, first + n)), list(range(first + n, first + 2 * n))
        sides = [[[low[i], low[(i + 1) % n], high[(i + 1) % n], high[i]]] for i in range(n)]
        shell = [[low[::-1]], [high], *sides]
        objects[building.id] = {"type": "Building", "geometry": [{"type": "Solid", "lod": "1", "boundaries": [shell]}]}
    whole = {"type": "CityJSON", "version": "2.0", "transform": {"scale": [0.001] * 3, "translate": [0.0] * 3}}
    whole |= {"metadata": {"referenceSystem": f"https://www.opengis.net/def/crs/EPSG/0/{EPSG}"}}
    path.write_text(json.dumps(whole | {"CityObjects": objects, "vertices": vertices}))


def dxf(site: Site, path: Path) -> None:
    import ezdxf

    drawing = ezdxf.new(units=4)
    space = drawing.modelspace()
    for k, building in enumerate(site.buildings):
        ring = (building.footprint * 1000.0).tolist()
        attributes = {"layer": "A-BUILDING"} | ({"thickness": building.height_m * 1000.0} if k % 2 else {})
        space.add_lwpolyline(ring, close=True, dxfattribs=attributes)
        if not k % 2:
            middle = building.footprint.mean(axis=0) * 1000.0
            space.add_text(f"H={building.height_m:g}", dxfattribs={"layer": "A-BUILDING", "insert": (*middle, 0.0)})
    drawing.saveas(path)


def obj(site: Site, path: Path) -> None:
    lines, count = [], 0
    for building in site.buildings:
        n = len(building.footprint)
        lines.append(f"o building_{building.id}")
        lines += [f"v {x} {z} {-y}" for z in (0.0, building.height_m) for x, y in building.footprint]
        low, high = [count + i + 1 for i in range(n)], [count + n + i + 1 for i in range(n)]
        faces = [low[::-1], high, *([low[i], low[(i + 1) % n], high[(i + 1) % n], high[i]] for i in range(n))]
        lines += ["f " + " ".join(map(str, face)) for face in faces]
        count += 2 * n
    path.write_text("\n".join(lines) + "\n")


def glb(site: Site, path: Path) -> None:
    import trimesh

    scene = trimesh.Scene()
    for building in site.buildings:
        (x0, y0), (x1, y1) = building.footprint.min(axis=0), building.footprint.max(axis=0)
        box = trimesh.creation.box((x1 - x0, building.height_m, y1 - y0))
        box.apply_translation(((x0 + x1) / 2, building.height_m / 2, -(y0 + y1) / 2))
        scene.add_geometry(box, node_name=f"Building {building.id}", geom_name=f"g{building.id}")
    scene.export(path)


def ifc(site: Site, path: Path) -> None:
    import ifcopenshell
    import ifcopenshell.guid

    model = ifcopenshell.file(schema="IFC4")

    def at(x: float, y: float) -> object:
        return model.createIfcCartesianPoint((float(x), float(y)))

    def frame() -> object:
        return model.createIfcAxis2Placement3D(model.createIfcCartesianPoint((0.0, 0.0, 0.0)))

    new = ifcopenshell.guid.new
    context = model.createIfcGeometricRepresentationContext(None, "Model", 3, 1e-5, frame())
    units = model.createIfcUnitAssignment([model.createIfcSIUnit(None, "LENGTHUNIT", None, "METRE")])
    project = model.createIfcProject(new(), Name="p", RepresentationContexts=[context], UnitsInContext=units)
    angles = [(int(a), int(a % 1 * 60), int(a * 60 % 1 * 60), round(a * 3600 % 1 * 1e6)) for a in ORIGIN]
    ground = model.createIfcSite(new(), RefLatitude=angles[1], RefLongitude=angles[0])
    houses = []
    for building in site.buildings:
        ring = [at(x, y) for x, y in building.footprint]
        area = model.createIfcArbitraryClosedProfileDef("AREA", None, model.createIfcPolyline([*ring, ring[0]]))
        up = model.createIfcDirection((0.0, 0.0, 1.0))
        solid = model.createIfcExtrudedAreaSolid(area, frame(), up, float(building.height_m))
        body = model.createIfcShapeRepresentation(context, "Body", "SweptSolid", [solid])
        shape = model.createIfcProductDefinitionShape(None, None, [body])
        part = model.createIfcBuildingElementProxy(
            new(), ObjectPlacement=model.createIfcLocalPlacement(None, frame()), Representation=shape
        )
        house = model.createIfcBuilding(new(), Name=building.id)
        model.createIfcRelContainedInSpatialStructure(new(), RelatedElements=[part], RelatingStructure=house)
        houses.append(house)
    model.createIfcRelAggregates(new(), RelatingObject=project, RelatedObjects=[ground])
    model.createIfcRelAggregates(new(), RelatingObject=ground, RelatedObjects=houses)
    model.write(str(path))
