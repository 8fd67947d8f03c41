"""A plan as files for other tools: schedules as CSV and XLSX, cones as GeoJSON and DXF."""

import csv
import io
import json
import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.deployment import CameraUnit
from twin.planning.plan import Seen
from twin.planning.roomrules import Needed
from twin.site.frame import to_degrees
from twin.textfile import write_text

_PLACE = ("east_m", "north_m", "up_m", "bearing_deg", "tilt_deg", "focus_m")
COLUMNS = ("id", "model", *_PLACE, "field_deg", "fps", "roles", "cost")
SENSOR_COLUMNS = ("id", "kind", "where", "east_m", "north_m", "up_m", "cost")
CONE_M = 15.0


def rows(cameras: tuple[CameraUnit, ...]) -> list[tuple[str | float, ...]]:
    """One row a camera, in the order of `COLUMNS`."""
    found: list[tuple[str | float, ...]] = []
    for unit in cameras:
        east, north, up = (b - a for a, b in zip(unit.at, unit.look_at, strict=True))
        bearing = (90.0 - math.degrees(math.atan2(north, east))) % 360.0
        tilt = math.degrees(math.atan2(up, math.hypot(east, north)))
        aim = (round(bearing, 2), round(tilt, 2), round(math.dist(unit.at, unit.look_at), 2))
        angles = (*aim, round(math.degrees(unit.hfov), 2))
        found.append((unit.id, unit.model, *unit.at, *angles, unit.fps, " ".join(unit.roles), unit.cost))
    return found


def write_files(seen: Seen, sensors: Iterable[Needed], out: Path) -> None:
    """Write ``cameras.csv``, ``cameras.xlsx``, ``sensors.csv``, ``plan.geojson`` and ``plan.dxf``."""
    write_table(COLUMNS, rows(seen.cameras), out / "cameras.csv")
    write_table(SENSOR_COLUMNS, sensor_rows(sensors), out / "sensors.csv")
    write_sheet(seen.cameras, out / "cameras.xlsx")
    write_text(out / "plan.geojson", geojson(seen))
    write_text(out / "plan.dxf", dxf(seen))


def sensor_rows(sensors: Iterable[Needed]) -> list[tuple[str | float, ...]]:
    """One row a sensor, in the order of `SENSOR_COLUMNS`."""
    return [
        (unit.id, str(unit.kind), unit.where, *(round(value, 2) for value in unit.place), kind.price)
        for kind in sensors
        for unit in kind.units
    ]


def write_table(head: tuple[str, ...], body: list[tuple[str | float, ...]], path: Path) -> None:
    """Write a CSV with a line of heads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(body)
    write_text(path, text.getvalue())


def write_sheet(cameras: tuple[CameraUnit, ...], path: Path) -> None:
    """Write the schedule as a spreadsheet."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "cameras"
    sheet.append(COLUMNS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows(cameras):
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKL", (18, 22, 10, 10, 8, 12, 10, 10, 10, 6, 16, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    book.save(path)


def cone(unit: CameraUnit) -> NDArray[np.float64]:
    """Outline of a camera's field in plan, (n, 2) [m], `CONE_M` long."""
    x, y, _ = unit.at
    yaw = math.atan2(unit.look_at[1] - y, unit.look_at[0] - x)
    turns = [yaw + unit.hfov * (k / 8.0 - 0.5) for k in range(9)]
    return np.array([(x, y), *((x + CONE_M * math.cos(a), y + CONE_M * math.sin(a)) for a in turns)])


def geojson(seen: Seen) -> str:
    """Cameras as points and their fields as polygons, WGS 84."""
    features = []
    for unit, row in zip(seen.cameras, rows(seen.cameras), strict=True):
        properties = dict(zip(COLUMNS, row, strict=True))
        ring = cone(unit)
        degrees = to_degrees(seen.site.origin, np.vstack([ring, ring[:1]])).tolist()
        spot = {"type": "Point", "coordinates": degrees[0]}
        field = {"type": "Polygon", "coordinates": [degrees]}
        features += [
            {"type": "Feature", "properties": properties | {"part": part}, "geometry": shape}
            for part, shape in (("camera", spot), ("field", field))
        ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def dxf(seen: Seen) -> str:
    """Buildings, walls, cameras and fields as a DXF of the R12 kind, metres: POLYLINE, POINT and TEXT by layer."""
    parts = ["0\nSECTION\n2\nENTITIES\n"]
    parts += [polyline("BUILDING", building.footprint, closed=True) for building in seen.site.buildings]
    parts += [polyline("WALL", wall.path, closed=False) for wall in seen.site.walls]
    for unit in seen.cameras:
        x, y, z = unit.at
        parts.append(polyline("CAMERA-FIELD", cone(unit), closed=True))
        parts.append(f"0\nPOINT\n8\nCAMERA\n10\n{x:.3f}\n20\n{y:.3f}\n30\n{z:.3f}\n")
        name = unit.id.encode("ascii", "replace").decode()
        parts.append(f"0\nTEXT\n8\nCAMERA\n10\n{x + 0.5:.3f}\n20\n{y + 0.5:.3f}\n30\n0\n40\n1.0\n1\n{name}\n")
    return "".join([*parts, "0\nENDSEC\n0\nEOF\n"])


def polyline(layer: str, points: NDArray[np.float64], *, closed: bool) -> str:
    """One polyline with its vertices."""
    head = f"0\nPOLYLINE\n8\n{layer}\n66\n1\n70\n{int(closed)}\n"
    body = "".join(f"0\nVERTEX\n8\n{layer}\n10\n{x:.3f}\n20\n{y:.3f}\n30\n0\n" for x, y in points)
    return f"{head}{body}0\nSEQEND\n"
