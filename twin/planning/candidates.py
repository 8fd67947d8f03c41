"""Candidate poses: a mount, a model, and where it aims; and which samples each would meet.

Wide lenses turn round in even steps, down at the ground and up at fronts; narrow ones aim at what asks for most. From
each mount every sample is looked at once by a ray, and its poses only choose among what is in plain view.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.catalogue import CameraType
from twin.deployment import CameraUnit
from twin.planning.demands import ON_FRONTS, Samples, Subject
from twin.planning.focus import blur_of
from twin.planning.judging import GAP_M, meets
from twin.planning.mounts import Mount
from twin.rays import Rays
from twin.sighting import FOCAL, INFRARED

# Subjects that are single spots: narrow lenses aim at each of them.
SPOTS = (Subject.GATES, Subject.BARRIERS, Subject.DOORS, Subject.PILES, Subject.WASTE, Subject.POSTS)
TILTS = (math.radians(-12.0), math.radians(-30.0))
UP_TILTS = (math.radians(15.0), math.radians(40.0))
# A wall mount turns this far to either side of straight out.
SECTOR = math.radians(75.0)
AIM_M = 12.0
# Windows of the wall that a mount hangs on lie this far behind it at most [m]: a wide lens turned aside sees them.
OWN_WALL_M = 0.6
# Lenses up to this field [rad] aim at single spots: the nearest so many, where they would draw this density [px/m].
NARROW = math.radians(60.0)
NEAREST, LEAST_AT_SPOTS = 6, 100.0


@dataclass(frozen=True)
class Candidates:
    """Poses as columns over samples.

    units: one camera per pose, its ``cost`` the whole price. indptr (n + 1,) int64, indices int32: rows met, as in
    `twin.planning.setcover`. mounts: names, one per pose.
    """

    units: tuple[CameraUnit, ...]
    mounts: tuple[str, ...]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]


def candidates(mounts: Iterable[Mount], models: Iterable[CameraType], samples: Samples, rays: Rays) -> Candidates:
    """Propose poses at every mount.

    One that meets nothing or breaks a ceiling is left out, and so is one that another at its mount makes needless.
    """
    ceiling = np.array([demand.ceiling for demand in samples.demands], dtype=np.bool_)[samples.demand]
    sheets = tuple(models)
    units: list[CameraUnit] = []
    names: list[str] = []
    columns: list[NDArray[np.int64]] = []
    for mount in mounts:
        shown = plain_view(mount, samples, sheets, rays)
        if len(shown) == 0:
            continue
        mine = picked(samples, shown)
        aimed_at, which = poses(mount, sheets, mine)
        bits = met_bits(
            rows_of(mount, aimed_at, which, sheets),
            lenses_of(mount, aimed_at, which, sheets),
            mine.points,
            mine.facing,
            mine.least,
            mine.within,
            mine.fps,
            mine.analysed,
            mine.dark,
        )
        price = np.array([sheet.price for sheet in sheets])[which]
        for p in np.flatnonzero(worth_having(bits, price, packed(ceiling[shown]))):
            sheet = sheets[which[p]]
            units.append(unit_of(f"{mount.id}:{sheet.model}:{p}", mount, sheet, tuple(aimed_at[p].tolist())))
            names.append(mount.id)
            columns.append(samples.met_by(shown[unpacked(bits[p], len(shown))]))
    indptr = np.concatenate([[0], np.cumsum([len(rows) for rows in columns])]).astype(np.int64)
    indices = np.concatenate(columns).astype(np.int32) if columns else np.zeros(0, np.int32)
    return Candidates(tuple(units), tuple(names), indptr, indices)


def plain_view(mount: Mount, samples: Samples, models: tuple[CameraType, ...], rays: Rays) -> NDArray[np.int64]:
    """Rows within any model's reach of a mount and in plain view of it."""
    finest = max(sheet.recorded_width / (2.0 * math.tan(math.radians(sheet.hfov_deg) / 2.0)) for sheet in models)
    sight = samples.points - np.array(mount.at)
    square = (sight * sight).sum(axis=1)
    # At the picture's corner the distance is longer than the depth by what the widest lens shows.
    near = np.flatnonzero(square <= (1.3 * finest / samples.least) ** 2)
    if mount.facing is not None:
        near = near[sight[near, 0] * math.cos(mount.facing) + sight[near, 1] * math.sin(mount.facing) > -OWN_WALL_M]
    origins = np.repeat(np.array([mount.at], dtype=np.float32), len(near), axis=0)
    return near[~rays.blocked(origins, samples.points[near].astype(np.float32), GAP_M)]


def picked(samples: Samples, rows: NDArray[np.int64]) -> Samples:
    """Return some rows of samples; names stay those of the whole."""
    return Samples(
        samples.demands,
        samples.points[rows],
        samples.facing[rows],
        samples.least[rows],
        samples.within[rows],
        samples.fps[rows],
        samples.need[rows],
        samples.weight[rows],
        samples.analysed[rows],
        samples.demand[rows],
        (),
        samples.fall[rows],
        samples.spacing[rows],
        samples.dark[rows],
    )


def poses(mount: Mount, models: tuple[CameraType, ...], mine: Samples) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Every pose at a mount: places aimed at (p, 3) [m] and the number of the model (p,)."""
    spots = np.unique(mine.points[_is_spot(mine)].round(2), axis=0) if len(mine) else np.zeros((0, 3))
    fronts = bool(len(mine)) and any(mine.demands[k].subject in ON_FRONTS for k in np.unique(mine.demand))
    found = [(aim, k) for k, sheet in enumerate(models) for aim in aims(mount, sheet, spots, fronts=fronts)]
    # To the centimetre, as deployments say it.
    return np.array([aim for aim, _ in found]).reshape(-1, 3).round(2), np.array([k for _, k in found], dtype=np.int64)


def rows_of(
    mount: Mount, aimed_at: NDArray[np.float64], which: NDArray[np.int64], models: tuple[CameraType, ...]
) -> NDArray[np.float64]:
    """Rows (p, 17) of all poses, as `twin.sighting.camera_rows` makes them one by one, without the lens's numbers."""
    sight = aimed_at - np.array(mount.at)
    forward = sight / np.sqrt((sight * sight).sum(axis=1))[:, None]
    flat = np.sqrt(forward[:, 0] ** 2 + forward[:, 1] ** 2)
    right = np.column_stack([forward[:, 1] / flat, -forward[:, 0] / flat, np.zeros(len(flat))])
    sheets = np.array(
        [[_focal_px(sheet), sheet.width / 2, sheet.height / 2, sheet.k1, sheet.infrared_m] for sheet in models]
    )
    rows = np.zeros((len(which), INFRARED + 1))
    rows[:, :3], rows[:, 3:6], rows[:, 9:12] = mount.at, right, forward
    rows[:, 6:9] = np.cross(forward, right)
    rows[:, FOCAL:] = sheets[which]
    return rows


def lenses_of(
    mount: Mount, aimed_at: NDArray[np.float64], which: NDArray[np.int64], models: tuple[CameraType, ...]
) -> NDArray[np.float64]:
    """Lenses (p, 4) of all poses, as `twin.planning.judging.lens_of` makes them one by one."""
    away = np.sqrt(((aimed_at - np.array(mount.at)) ** 2).sum(axis=1))
    out = np.zeros((len(which), 4))
    for p, k in enumerate(which.tolist()):
        sheet = models[k]
        out[p] = *blur_of(math.radians(sheet.hfov_deg), sheet.recorded_width, float(away[p])), sheet.fps, _finer(sheet)
    return out


def _focal_px(sheet: CameraType) -> float:
    return sheet.width / (2.0 * math.tan(math.radians(sheet.hfov_deg) / 2.0))


def _finer(sheet: CameraType) -> float:
    return max(1.0, sheet.recorded_width / sheet.width)


@kernel
def met_bits(
    cameras: NDArray[np.float64],
    lenses: NDArray[np.float64],
    points: NDArray[np.float64],
    facing: NDArray[np.float64],
    least: NDArray[np.float64],
    within: NDArray[np.float64],
    fps: NDArray[np.float64],
    analysed: NDArray[np.bool_],
    dark: NDArray[np.bool_],
) -> NDArray[np.uint64]:
    """Which samples in plain view every pose meets, (p, words) uint64, sample n in bit n % 64 of word n // 64."""
    out = np.zeros((len(cameras), (len(points) + 63) // 64), np.uint64)
    for p in range(len(cameras)):
        for n in range(len(points)):
            if meets(cameras[p], lenses[p], points[n], facing[n], least[n], within[n], fps[n], analysed[n], dark[n]):
                out[p, n // 64] |= np.uint64(1) << np.uint64(n % 64)
    return out


@kernel
def worth_having(
    bits: NDArray[np.uint64], price: NDArray[np.float64], ceiling: NDArray[np.uint64]
) -> NDArray[np.bool_]:
    """Poses (p,) that meet something, break no ceiling, and meet what no cheaper or equal one at the mount does."""
    count, words = bits.shape
    out = np.zeros(count, np.bool_)
    for p in range(count):
        something = False
        for w in range(words):
            something = something or bits[p, w] != 0
            if bits[p, w] & ceiling[w] != 0:
                something = False
                break
        out[p] = something
    for p in range(count):
        for q in range(count):
            if not out[p] or p == q or not out[q] or price[q] > price[p]:
                continue
            same, inside = True, True
            for w in range(words):
                if bits[p, w] & ~bits[q, w] != 0:
                    inside = False
                    break
                same = same and bits[p, w] == bits[q, w]
            # Of equal ones the first stays.
            if inside and not (same and price[q] == price[p] and p < q):
                out[p] = False
    return out


def packed(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Flags (n,) as words of 64."""
    out = np.zeros((len(flags) + 63) // 64, np.uint64)
    for n in np.flatnonzero(flags).tolist():
        out[n // 64] |= np.uint64(1 << (n % 64))
    return out


def unpacked(words: NDArray[np.uint64], count: int) -> NDArray[np.int64]:
    """Numbers of the set bits among the first ``count``."""
    flags = np.unpackbits(words.view(np.uint8), bitorder="little", count=count)
    return np.flatnonzero(flags).astype(np.int64)


def _is_spot(samples: Samples) -> NDArray[np.bool_]:
    spot = np.array([demand.subject in SPOTS for demand in samples.demands], dtype=np.bool_)
    return spot[samples.demand]


def aims(
    mount: Mount, sheet: CameraType, spots: NDArray[np.float64], *, fronts: bool
) -> Iterator[tuple[float, float, float]]:
    """Yield places to aim at: round about in steps of three quarters of the field of view, and at single spots."""
    field = math.radians(sheet.hfov_deg)
    steps = min(max(4, math.ceil(2.0 * math.pi / (0.75 * field))), 12)
    down = TILTS if field > NARROW else TILTS[:1]
    tilts = (*down, *UP_TILTS) if fronts and sheet.fps >= 25 else down
    for k in range(steps):
        pan = (mount.facing or 0.0) + 2.0 * math.pi * k / steps
        if mount.facing is not None and abs(math.remainder(pan - mount.facing, 2.0 * math.pi)) > SECTOR:
            continue
        for tilt in tilts:
            flat = AIM_M * math.cos(tilt)
            yield (
                mount.at[0] + flat * math.cos(pan),
                mount.at[1] + flat * math.sin(pan),
                mount.at[2] + AIM_M * math.sin(tilt),
            )
    if field <= NARROW:
        away = np.sqrt(((spots - np.array(mount.at)) ** 2).sum(axis=1))
        reach = sheet.recorded_width / (2.0 * math.tan(field / 2.0)) / LEAST_AT_SPOTS
        for k in np.argsort(away, kind="stable")[:NEAREST].tolist():
            if 1.5 < away[k] < reach:
                x, y, z = spots[k].tolist()
                yield x, y, z


def unit_of(name: str, mount: Mount, sheet: CameraType, aim: tuple[float, float, float]) -> CameraUnit:
    """Return the camera of one pose; its cost is that of everything bought for it."""
    return CameraUnit(
        name,
        mount.at,
        aim,
        sheet.model,
        sheet.width,
        sheet.height,
        math.radians(sheet.hfov_deg),
        sheet.fps,
        0,
        (),
        sheet.infrared_m,
        sheet.k1,
        sheet.price + mount.price,
        sheet.recorded_width,
    )
