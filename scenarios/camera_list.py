"""A planner's own list of cameras, as CSV: the columns of the schedule that a plan writes.

Places are metres east, north and up of the site's origin, or degrees of WGS 84 in ``lon`` and ``lat``. What a row does
not say comes from its model in the catalogue.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scenarios.installing import usual_bitrate
from scenarios.mounting import misplaced
from twin.catalogue import CameraType
from twin.deployment import CameraUnit
from twin.problems import InputError, Problem, nearest
from twin.site.frame import to_local
from twin.site.model import Site
from twin.textfile import read_text

# What each number may be.
_RANGES: dict[str, tuple[float, float]] = {
    "east_m": (-20_000.0, 20_000.0),
    "north_m": (-20_000.0, 20_000.0),
    "lon": (-180.0, 180.0),
    "lat": (-90.0, 90.0),
    "up_m": (0.0, 500.0),
    "bearing_deg": (-360.0, 360.0),
    "tilt_deg": (-89.0, 89.0),
    "focus_m": (0.3, 500.0),
    "field_deg": (1.0, 170.0),
    "fps": (1.0, 120.0),
    "cost": (0.0, 1e9),
}
NEEDED = ("id", "model", "up_m", "bearing_deg", "tilt_deg")
METRES, DEGREES = ("east_m", "north_m"), ("lon", "lat")
COLUMNS = (*NEEDED, *METRES, *DEGREES, "focus_m", "field_deg", "fps", "roles", "cost")
# A lens is focused where it aims: a list that does not say how far that is means a face, or so far on a level [m].
FACE_M, LEVEL_M = 1.6, 12.0
MOST_ROWS = 20_000


def read_camera_list(path: Path, site: Site, models: Mapping[str, CameraType]) -> tuple[CameraUnit, ...]:
    """Read a list of cameras that stand on ``site``.

    Raises
    ------
    InputError
        With every problem of the file: line, column, and what would be accepted.
    """
    return _Reader(str(path), site, models).cameras(read_text(path))


@dataclass
class _Reader:
    file: str
    site: Site
    models: Mapping[str, CameraType]
    problems: list[Problem] = field(default_factory=list)
    needed: tuple[str, ...] = NEEDED

    def cameras(self, text: str) -> tuple[CameraUnit, ...]:
        rows = csv.DictReader(text.splitlines())
        self._header(list(rows.fieldnames or ()))
        units: dict[str, CameraUnit] = {}
        for row in self._few(rows) if not self.problems else ():
            unit = self._camera(rows.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS})
            if None in row or None in row.values():
                self._complain(rows.line_num, "", "has another number of cells than the header", "one cell a column")
            if unit is not None and unit.id in units:
                self._complain(rows.line_num, "id", f"{unit.id} is given twice", "an id that no other camera has")
            elif unit is not None:
                units[unit.id] = unit
        if not units and not self.problems:
            self._complain(None, "", "lists no camera", "a row for each camera")
        if self.problems:
            raise InputError(self.problems)
        return tuple(units.values())

    def _header(self, found: list[str]) -> None:
        for name in found:
            if name not in COLUMNS:
                self._complain(1, str(name), "is no column of a camera list", nearest(str(name), COLUMNS))
        for name in sorted({name for name in found if found.count(name) > 1}):
            self._complain(1, name, "is given twice", "each column once")
        for name in NEEDED:
            if name not in found:
                self._complain(1, name, "is missing", "a column of this name")
        given = [pair for pair in (METRES, DEGREES) if set(pair) <= set(found)]
        self.needed = (*NEEDED, *given[0]) if given else NEEDED
        if len(given) != 1:
            self._complain(1, "east_m", "a place needs one pair of columns", "east_m and north_m, or lon and lat")

    def _few(self, rows: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
        try:
            for count, row in enumerate(rows):
                if count == MOST_ROWS:
                    self._complain(rows.line_num, "", "has too many rows", f"at most {MOST_ROWS:,} cameras")
                    return
                yield row
        except csv.Error as error:
            self._complain(rows.line_num, "", f"is no CSV: {error}", "cells parted by commas")

    def _camera(self, line: int, row: dict[str, str]) -> CameraUnit | None:
        before = len(self.problems)
        numbers = {name: self._number(line, name, row[name]) for name in _RANGES}
        sheet = self.models.get(row["model"])
        if sheet is None:
            self._complain(line, "model", f"there is no model {row['model']!r:.60}", nearest(row["model"], self.models))
        if not row["id"] or len(row["id"]) > 80:
            self._complain(line, "id", f"is {row['id']!r:.40}", "a name of 1 to 80 letters")
        if len(self.problems) > before or sheet is None:
            return None
        unit = self._unit(row, numbers, sheet)
        for message, accepted in misplaced(self.site, unit):
            self._complain(line, "east_m", message, accepted)
        return unit

    def _unit(self, row: Mapping[str, str], numbers: Mapping[str, float | None], sheet: CameraType) -> CameraUnit:
        said = {name: value for name, value in numbers.items() if value is not None}
        east, north = said.get("east_m", 0.0), said.get("north_m", 0.0)
        if "lon" in said:
            east, north = to_local(self.site.origin, np.array([[said["lon"], said["lat"]]]))[0].tolist()
        yaw, tilt = math.radians(90.0 - said["bearing_deg"]), math.radians(said["tilt_deg"])
        away = said.get("focus_m", aimed_m(said["up_m"], tilt))
        flat = away * math.cos(tilt)
        aim = (east + flat * math.cos(yaw), north + flat * math.sin(yaw), said["up_m"] + away * math.sin(tilt))
        fps = said.get("fps", sheet.fps)
        return CameraUnit(
            row["id"],
            (east, north, said["up_m"]),
            aim,
            sheet.model,
            sheet.width,
            sheet.height,
            math.radians(said.get("field_deg", sheet.hfov_deg)),
            fps,
            usual_bitrate(sheet.width, sheet.height, fps),
            tuple(row["roles"].split()),
            sheet.infrared_m,
            sheet.k1,
            said.get("cost", sheet.price),
            sheet.recorded_width,
        )

    def _number(self, line: int, name: str, text: str) -> float | None:
        if not text and name not in self.needed:
            return None
        low, high = _RANGES[name]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            self._complain(line, name, f"is {text!r:.40}", f"a number from {low:g} to {high:g}")
        return value

    def _complain(self, line: int | None, name: str, message: str, accepted: str) -> None:
        self.problems.append(Problem(self.file, line, name, message, accepted))


def aimed_m(up_m: float, tilt: float) -> float:
    """Distance [m] to where the axis of a lens comes down to a face, `LEVEL_M` where it does not within twice that."""
    down = -math.sin(tilt)
    away = (up_m - FACE_M) / down if down > 0.0 else math.inf
    return away if 1.0 <= away <= 2.0 * LEVEL_M else LEVEL_M
