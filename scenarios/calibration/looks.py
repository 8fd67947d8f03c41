"""What a detector did in a pixel run: every look at a body, hit or missed, with all that a hit may depend on.

Looks are taken two a second, as metadata has them; frames in between say the same once more. A detection belongs to
one body by overlap, the best first, or to all that came out in it together (`scenarios.calibration.pairing`): these are
neither hit nor missed, for over what gap bodies become one is fitted apart. A vehicle that never moves in its window is
background and not asked of; neither is what is smaller than metadata ever finds.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from detectors.contract import Box, Label
from detectors.video.ground import GroundView
from scenarios.calibration.pairing import gaps, groups, paired, shared
from scenarios.calibration.strays import passing
from scenarios.manifest import MANIFEST
from scenarios.plan import Sky as Word
from scenarios.schema import Inputs, load_inputs
from scenarios.skies import sky_of
from twin.lamplight import Lamps
from twin.problems import InputError, Problem
from twin.response import VEHICLES, Response
from twin.site.model import PointKind

LOOKS_PER_S = 2.0
# A detection that shares less than this part of itself with any body is of nobody.
NOBODY = 0.1
STILL_PX = 2.0
LEAST_PX = Response().least_px
NIGHT_LUX = 10.0
WET = frozenset({Word.RAIN, Word.SNOW})
NEEDED = (MANIFEST, "tracks.parquet", "detections.parquet", "windows.parquet")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Looks:
    """Columns (n,) of looks at bodies, and false detections.

    ``height`` and ``width`` of the whole body [px], ``share`` of it that shows, ``lux`` on it, ``reach`` of the
    camera's infrared lamp over the body's distance (0 without a lamp), ``speed`` in the picture [px/s], ``hit``.
    ``after`` is the row of the body's look before, -1 for its first; ``shake`` how far a hit's middle is off in
    heights, nan for a miss. ``gaps`` (p,) are what pairs of bodies that were hit in one
    picture have between them (`pairing.gaps`, shares of the picture's width), ``joined`` whether they came out as one.
    ``false`` and ``hours`` are false detections and camera hours by day and by night.
    """

    height: Floats
    width: Floats
    share: Floats
    lux: Floats
    reach: Floats
    speed: Floats
    hit: NDArray[np.bool_]
    after: NDArray[np.int64]
    shake: Floats
    gaps: Floats
    joined: NDArray[np.bool_]
    false: tuple[int, int]
    hours: tuple[float, float]
    wet: bool


def looks_of(folder: Path, detector: str) -> Looks:
    """Read a run folder for what ``detector`` did wherever its cameras were filmed, in whole or in windows.

    Raises
    ------
    InputError: when the folder is no finished run, or nobody was filmed in it.
    """
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise InputError([Problem(str(folder / name), None, "", "is missing", "a finished run") for name in missing])
    inputs = folder / "inputs"
    given = load_inputs(inputs / "scenario.yaml", inputs / "site.geojson", inputs / "deployment.yaml")
    config = given.deployment.pipeline
    looking = {unit.id for unit in given.deployment.cameras if detector in config.stages(unit.id)}
    tracks, found, windows = (
        _rows(folder / f"{name}.parquet", looking) for name in ("tracks", "detections", "windows")
    )
    if not tracks:
        message = f"nobody was filmed by a camera of {detector}"
        raise InputError([Problem(str(folder), None, "", message, "a run with pixel windows")])
    return _gathered(given, tracks, found, windows)


def _rows(path: Path, cameras: set[str]) -> list[dict[str, Any]]:
    """Rows of a table that are of filmed bodies, and of these cameras; what falls is another stage's."""
    rows = pq.read_table(path, filters=[("camera", "in", cameras)]).to_pylist() if cameras else []
    return [row for row in rows if row.get("rendered", True) and row.get("label") != Label.FALLING]


def _gathered(
    given: Inputs, tracks: list[dict[str, Any]], found: list[dict[str, Any]], windows: list[dict[str, Any]]
) -> Looks:
    light, cameras = _Light(given), {unit.id: unit for unit in given.deployment.cameras}
    views = {name: GroundView(unit.calibration()) for name, unit in cameras.items()}
    seen, hits = _by_frame(tracks), _by_frame(found)
    paths: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(tracks, key=lambda row: row["index"]):
        paths[row["camera"], row["body"]].append(row)
    still = {key for key, rows in paths.items() if rows[0]["label"] in VEHICLES and _stands(rows)}
    rows: list[tuple[float, ...]] = []
    pairs: list[tuple[float, bool]] = []
    last: dict[tuple[str, str], tuple[int, float]] = {}
    for key in sorted(seen):
        camera, unit = key[0], cameras[key[0]]
        bodies = [row for row in seen[key] if (camera, row["body"]) not in still and row["pixel_height"] >= LEAST_PX]
        time_s = bodies[0]["time_s"] if bodies else 0.0
        if not bodies or int(time_s * LOOKS_PER_S + 1e-9) == int((time_s - 1.0 / unit.fps) * LOOKS_PER_S + 1e-9):
            continue
        partner, one = _whose(bodies, hits.get(key, []))
        pairs += _pairs(bodies, partner, one, unit.width)
        for k, row in enumerate(bodies):
            if one[k] >= 0:
                continue
            whole = _box(row)
            tall, wide = whole[3] - whole[1], whole[2] - whole[0]
            reach = unit.infrared_m / max(row["distance_m"], 0.1)
            name = (camera, row["body"])
            before, then = last.get(name, (-1, -9.0))
            after = before if time_s - then < 1.5 / LOOKS_PER_S else -1
            last[name] = (len(rows), time_s)
            lux, shake = light.on(views[camera], whole, time_s), _off(_visible(row), partner[k], tall)
            hit, speed = partner[k] is not None, _speed(paths[name], key[1])
            rows.append((tall, wide, row["visible_share"], lux, reach, speed, hit, after, shake))
    table = np.array(rows, dtype=np.float64).reshape(-1, 9)
    counts, hours = _false(seen, hits, windows, cameras, light)
    wet = given.scenario.weather.sky in WET
    height, width, share, lux_on, reaches, speeds = (np.ascontiguousarray(table[:, k]) for k in range(6))
    hit_at, before_it, shakes = table[:, 6] > 0.0, table[:, 7].astype(np.int64), table[:, 8]
    between, together = np.array([gap for gap, _ in pairs]), np.array([same for _, same in pairs], dtype=np.bool_)
    first = height, width, share, lux_on, reaches, speeds, hit_at
    return Looks(*first, before_it, shakes, between, together, counts, hours, wet)


def _whose(bodies: list[dict[str, Any]], hits: list[dict[str, Any]]) -> tuple[list[Box | None], list[int]]:
    """For each body the detection that is its alone, or None, and which one it shares with others, or -1."""
    visible, found = [_visible(row) for row in bodies], [_box(row) for row in hits]
    one = groups(visible, found)
    return [found[j] if j >= 0 else None for j in paired(visible, found, one)], one


def _pairs(
    bodies: list[dict[str, Any]], partner: list[Box | None], one: list[int], width_px: int
) -> list[tuple[float, bool]]:
    """What lies between two bodies that were hit [share of the picture's width], and whether they came out as one."""
    seen = [k for k in range(len(bodies)) if one[k] >= 0 or partner[k] is not None]
    between = gaps([_visible(bodies[k]) for k in seen]) / width_px
    return [
        (float(between[i, j]), one[seen[i]] >= 0 and one[seen[i]] == one[seen[j]])
        for i, j in itertools.combinations(range(len(seen)), 2)
    ]


class _Light:
    """How much light falls on what stands at a place, as metadata takes it."""

    def __init__(self, given: Inputs) -> None:
        self.sky = sky_of(given.site, given.scenario.start, given.scenario.weather)
        places = tuple((*lamp.place, lamp.height_m) for lamp in given.site.of_kind(PointKind.LAMP))
        self._lamps = Lamps(places)

    def on(self, view: GroundView, box: Box, time_s: float) -> float:
        """Illuminance of a body whose feet are at a box's lower edge [lux]."""
        stand = view.stand(box)
        minute = time_s // 60.0 * 60.0
        sky = np.array([self.sky.ground_lux(minute)])
        if stand is None:
            return float(sky[0])
        pose = np.array([[stand.x, stand.y, 0.0, 1.0, 0.0, 0.0]])
        lit = np.array([self.sky.lamps_on(minute)])
        return float(self._lamps.lux(pose, np.zeros(1, dtype=np.int64), sky, lit)[0])

    def dark(self, time_s: float) -> bool:
        """Whether it is night."""
        return bool(self.sky.ground_lux(time_s // 60.0 * 60.0) < NIGHT_LUX)


def _by_frame(rows: list[dict[str, Any]]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    frames: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        frames[row["camera"], row["index"]].append(row)
    return frames


def _box(row: dict[str, Any]) -> Box:
    return (row["x0"], row["y0"], row["x1"], row["y1"])


def _visible(row: dict[str, Any]) -> Box:
    return (row["visible_x0"], row["visible_y0"], row["visible_x1"], row["visible_y1"])


def _off(visible: Box, found: Box | None, tall: float) -> float:
    """How far a found box's middle is from the visible one's along one axis, in heights: the mean of both axes."""
    if found is None:
        return float("nan")
    gaps = [abs((found[k] + found[k + 2]) - (visible[k] + visible[k + 2])) / 2.0 for k in (0, 1)]
    return (gaps[0] + gaps[1]) / 2.0 / max(tall, 1.0)


def _stands(rows: list[dict[str, Any]]) -> bool:
    middles = np.array([(row["x0"] + row["x1"], row["y0"] + row["y1"]) for row in rows]) / 2.0
    return bool(np.ptp(middles, axis=0).max() < STILL_PX)


def _speed(path: list[dict[str, Any]], index: int) -> float:
    """How fast a body moves through the picture [px/s], over its two frames nearest to ``index``."""
    indices = [row["index"] for row in path]
    k = min(max(int(np.searchsorted(indices, index)), 1), len(path) - 1)
    if len(path) < 2:
        return 0.0
    one, two = path[k - 1], path[k]
    apart = [(two[a] + two[b] - one[a] - one[b]) / 2.0 for a, b in (("x0", "x1"), ("y0", "y1"))]
    return float(np.hypot(*apart)) / max(float(two["time_s"] - one["time_s"]), 1e-3)


def _false(
    seen: dict[tuple[str, int], list[dict[str, Any]]],
    hits: dict[tuple[str, int], list[dict[str, Any]]],
    windows: list[dict[str, Any]],
    cameras: dict[str, Any],
    light: _Light,
) -> tuple[tuple[int, int], tuple[float, float]]:
    """False detections that come and go, and camera hours, of control windows by (day, night)."""
    counts, hours = [0, 0], [0.0, 0.0]
    # Round an episode nothing is as usual: a branch that sways is filmed because it sways.
    for window in (row for row in windows if "control" in row["why"]):
        dark = int(light.dark(window["start_s"]))
        hours[dark] += (window["end_s"] - window["start_s"]) / 3600.0
        fps = cameras[window["camera"]].fps
        keys = ((window["camera"], k) for k in range(round(window["start_s"] * fps), round(window["end_s"] * fps)))
        boxes = ((key, _box(row)) for key in keys for row in hits.get(key, ()))
        counts[dark] += passing((key[1] / fps, box) for key, box in boxes if _alone(box, seen.get(key, [])))
    return (counts[0], counts[1]), (hours[0], hours[1])


def _alone(box: Box, bodies: list[dict[str, Any]]) -> bool:
    area = (box[2] - box[0]) * (box[3] - box[1])
    return all(shared(box, _box(row)) < NOBODY * area for row in bodies)


def joined(parts: list[Looks]) -> Looks:
    """Looks of several runs of one condition as one."""
    starts = itertools.accumulate((len(part.hit) for part in parts[:-1]), initial=0)
    after = np.concatenate([np.where(p.after < 0, -1, p.after + s) for p, s in zip(parts, starts, strict=True)])
    names = ("height", "width", "share", "lux", "reach", "speed", "hit")
    first = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    last = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ("shake", "gaps", "joined")}
    false = tuple(sum(part.false[k] for part in parts) for k in (0, 1))
    hours = tuple(sum(part.hours[k] for part in parts) for k in (0, 1))
    return Looks(**first, **last, after=after, false=(false[0], false[1]), hours=(hours[0], hours[1]), wet=parts[0].wet)
