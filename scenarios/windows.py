"""Which pieces of which cameras' time are filmed in a hybrid run, why, and with what probability.

Two sorts: round the episodes that a camera could see, planned from the scenario before anything happens, and control
windows drawn at random from all camera time, whose known probability makes false-alarm rates honest (Horvitz and
Thompson 1952: weight by the inverse of the sampling probability).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.orders import Staged
from scenarios.plan import Windows
from twin.deployment import CameraUnit
from twin.rays import Rays
from twin.seeds import Seeds
from twin.truth import EpisodeKind

# Found by sensors, in rooms or out of doors: nothing a camera's detectors would tell; their alerts are filmed instead.
SENSED = frozenset(
    {
        EpisodeKind.KITCHEN_FIRE,
        EpisodeKind.COOKING_SMOKE,
        EpisodeKind.GAS_LEAK,
        EpisodeKind.PILE_FAULT,
        EpisodeKind.PANIC,
        EpisodeKind.UNKNOWN_BADGE,
        EpisodeKind.FORCED_DOOR,
        EpisodeKind.BURGLARY,
        EpisodeKind.LOST_CARD,
        EpisodeKind.LENT_CARD,
        EpisodeKind.ROOM_FIRE,
        EpisodeKind.METER_BOX_FIRE,
        EpisodeKind.OVERLOAD,
        EpisodeKind.ARC_FAULT,
        EpisodeKind.RESIDUAL_FAULT,
        EpisodeKind.TANK_LEAK,
        EpisodeKind.HYDRANT_SHUT,
        EpisodeKind.HYDRANT_LEAK,
        EpisodeKind.PERSON_IN_CARE_DOWN,
        EpisodeKind.CAMERA_FAULT,
        EpisodeKind.STEAM,
        EpisodeKind.DUST,
        EpisodeKind.SPRAY,
        EpisodeKind.KETTLE,
        EpisodeKind.LIFT_MOTOR,
        EpisodeKind.NORMAL_DRAW,
        EpisodeKind.TEST_PRESS,
        EpisodeKind.CHILDREN_AT_PANIC,
        EpisodeKind.SLEEPING_LATE,
        EpisodeKind.TRAVELLING,
        EpisodeKind.FOG,
    }
)
AIRBORNE = frozenset(
    {
        EpisodeKind.THROWN_OBJECT,
        EpisodeKind.FALLING_LEAVES,
        EpisodeKind.BIRD,
        EpisodeKind.LAUNDRY,
        EpisodeKind.PLASTIC_FILM,
    }
)
AIRBORNE_FPS = 20.0
CONTROL = "control"
# Height above the place at which there is something to see: over a wall's top, under a tree's crown.
SIGHT_M = {
    EpisodeKind.WALL_CLIMB: 2.7,
    EpisodeKind.CAT_ON_WALL: 2.7,
    EpisodeKind.FOLIAGE: 2.7,
    EpisodeKind.FALLING_LEAVES: -3.5,
    EpisodeKind.BIRD: 0.0,
}
STANDING_M = 1.0


@dataclass(frozen=True, slots=True)
class PixelWindow:
    """A piece of one camera's time that is filmed; ``why`` is an episode's name or "control"."""

    camera: str
    start_s: float
    end_s: float
    why: str
    probability: float

    @property
    def key(self) -> str:
        """Name of the window, and of its clip."""
        return f"{self.camera}-{round(self.start_s * 1000):09d}"


def plan_windows(
    settings: Windows,
    schedule: Sequence[Staged],
    cameras: Sequence[CameraUnit],
    rays: Rays,
    seeds: Seeds,
    end_s: float,
    midnight_s: float = 0.0,
) -> tuple[PixelWindow, ...]:
    """Plan every pixel window of a hybrid run, sorted by start and camera, none overlapping another of its camera.

    The run starts ``midnight_s`` after midnight: who looks another way as an episode begins does not film it.
    """
    found = []
    for staged in schedule:
        if staged.order.kind in SENSED:
            continue
        start = math.floor(max(0.0, staged.start_s - settings.before_s))
        end = math.ceil(min(end_s, staged.start_s + settings.after_s))
        here = [c for c in cameras if c.turn is None or c.turn.holds(midnight_s + staged.start_s)]
        fit = [c for c in here if staged.order.kind not in AIRBORNE or c.fps >= AIRBORNE_FPS]
        x, y, z = staged.place
        sight = (x, y, z + SIGHT_M.get(staged.order.kind, STANDING_M))
        views = best_views(sight, fit, rays)[: settings.cameras]
        found += [PixelWindow(camera.id, float(start), float(end), staged.order.name, 1.0) for camera in views]
    return merge(found + control_windows(settings, cameras, seeds, end_s))


def whole_run(cameras: Sequence[CameraUnit], end_s: float) -> tuple[PixelWindow, ...]:
    """Every camera, all the time: a run at pixel fidelity."""
    return tuple(PixelWindow(camera.id, 0.0, float(math.ceil(end_s)), CONTROL, 1.0) for camera in cameras)


def control_windows(settings: Windows, cameras: Sequence[CameraUnit], seeds: Seeds, end_s: float) -> list[PixelWindow]:
    """Draw control windows: each slot of each camera's time with the same small probability."""
    found = []
    slots = int(end_s // settings.control_s)
    for camera in cameras:
        drawn = seeds.stream("camera", camera.id, "control-windows").random(slots) < settings.control_share
        for slot in np.flatnonzero(drawn):
            start = float(math.floor(slot * settings.control_s))
            end = min(start + math.ceil(settings.control_s), float(math.floor(end_s)))
            found.append(PixelWindow(camera.id, start, end, CONTROL, settings.control_share))
    return found


def best_views(point: tuple[float, float, float], cameras: Sequence[CameraUnit], rays: Rays) -> list[CameraUnit]:
    """Cameras that see a point unobstructed, the highest pixel density first."""
    ranked = []
    for camera in cameras:
        u, v, depth = camera.calibration().project(np.array([point]))[0]
        if depth > 0.5 and 0.03 < u / camera.width < 0.97 and 0.03 < v / camera.height < 0.97:
            ranked.append((camera.focal_px / depth, camera))
    if not ranked:
        return []
    origins = np.array([camera.at for _, camera in ranked], dtype=np.float32)
    # A window's centre lies in its wall: stop half a metre short of it.
    blocked = rays.blocked(origins, np.tile(np.array(point, dtype=np.float32), (len(ranked), 1)), gap_m=0.5)
    clear = [row for row, hidden in zip(ranked, blocked, strict=True) if not hidden]
    return [camera for _, camera in sorted(clear, key=lambda row: (-row[0], row[1].id))]


def merge(windows: Sequence[PixelWindow]) -> tuple[PixelWindow, ...]:
    """Join overlapping windows of one camera; a joined window is an episode's when any part is."""
    merged: list[PixelWindow] = []
    for window in sorted(windows, key=lambda w: (w.camera, w.start_s, w.end_s, w.why)):
        last = merged[-1] if merged else None
        if last is not None and last.camera == window.camera and window.start_s <= last.end_s:
            both = [last, window]
            names = "+".join(dict.fromkeys(w.why for w in both if w.why != CONTROL)) or CONTROL
            end = max(last.end_s, window.end_s)
            merged[-1] = PixelWindow(last.camera, last.start_s, end, names, max(w.probability for w in both))
        else:
            merged.append(window)
    return tuple(sorted(merged, key=lambda w: (w.start_s, w.camera)))
