"""A synthetic facade before one high-rise camera: things that fall, flutter and fly, as noisy frames."""

import math

import numpy as np

from detectors.config import Survey
from detectors.geometry import CameraModel, FacadeWindow
from detectors.stream import DeviceInfo, DeviceKind, Frame

FPS = 25.0
EYE = (0.0, -30.0, 4.0)
MODEL = CameraModel.looking_at(EYE, (0.0, 0.0, 10.0), 1280, 720, math.radians(60))
WINDOWS = tuple(
    FacadeWindow(
        f"b1/e0/w{k}/f{f}", f"b1/1/{f}{k:02d}", f, (-17.0 + 3.4 * k, 0.0, 3.0 * (f - 1) + 1.65), (0.0, -1.0), 1.5, 1.5
    )
    for k in range(11)
    for f in range(1, 8)
)
SURVEY = Survey(
    devices={"hr-1": DeviceInfo("hr-1", DeviceKind.CAMERA, EYE, MODEL)}, cameras={"hr-1": MODEL}, windows=WINDOWS
)


def backdrop() -> np.ndarray:
    """A wall with darker windows, uint8 grey."""
    picture = np.full((720, 1280), 150.0)
    for window in WINDOWS:
        u, v, depth = MODEL.project(np.array([window.centre]))[0]
        half = 0.75 * MODEL.focal_px / depth
        picture[max(0, int(v - half)) : max(0, int(v + half)), max(0, int(u - half)) : int(u + half)] = 70.0
    return picture


def dropped(start: tuple[float, float, float], velocity: tuple[float, float, float], terminal: float, fps: float = FPS):
    """Positions (n, 3) [m] per frame of a body with quadratic drag until it reaches the ground."""
    p, v, out, step = list(start), list(velocity), [], 1.0 / fps / 8
    while p[2] > 0.0 and len(out) < 200:
        out.append(tuple(p))
        for _ in range(8):
            fast = math.sqrt(sum(c * c for c in v))
            for i in range(3):
                pull = -9.81 if i == 2 else 0.0
                v[i] += step * (pull - 9.81 * fast * v[i] / terminal**2)
                p[i] += step * v[i]
    return np.array(out)


def leaf(rng, start: tuple[float, float, float], n: int = 75):
    """A leaf: sinks at 1.2 m/s, swings."""
    t = np.arange(n) / FPS
    phase, swing = rng.uniform(0, 6.28), rng.uniform(0.3, 0.8)
    x = start[0] + swing * np.sin(2 * math.pi * 0.9 * t + phase) + 0.6 * t
    return np.stack([x, np.full(n, start[1]), start[2] - 1.2 * t + 0.15 * np.cos(4 * math.pi * 0.9 * t)], axis=1)


def bird(rng, height: float, n: int = 60):
    """A bird: level or shallow flight at 9 m/s, wings beating."""
    t = np.arange(n) / FPS
    slope = rng.uniform(-0.25, 0.2)
    x = -14.0 + 9.0 * t
    return np.stack([x, np.full(n, -2.0), height + slope * 9.0 * t + 0.1 * np.sin(2 * math.pi * 5 * t)], axis=1)


def frames(path, size_m: float, level: float, rng, noise: float = 3.0, quiet: int = 10):
    """Frames of the facade with a disc of ``size_m`` at ``path`` after ``quiet`` empty ones."""
    wall = backdrop()
    for k in range(quiet + len(path) + 8):
        picture = wall.copy()
        if quiet <= k < quiet + len(path):
            u, v, depth = MODEL.project(np.asarray(path[k - quiet], dtype=np.float64)[None])[0]
            blot(picture, u, v, size_m * MODEL.focal_px / depth / 2.0, level)
        picture += noise * rng.standard_normal(picture.shape, dtype=np.float32)
        grey = np.clip(picture, 0, 255).astype(np.uint8)
        yield Frame("hr-1", k, k / FPS, np.repeat(grey[:, :, None], 3, axis=2))


def blot(picture, u: float, v: float, radius: float, level: float) -> None:
    """Blend a soft disc into a picture."""
    reach = int(radius) + 3
    y0, y1, x0, x1 = int(v) - reach, int(v) + reach + 1, int(u) - reach, int(u) + reach + 1
    if y0 < 0 or x0 < 0 or y1 > picture.shape[0] or x1 > picture.shape[1]:
        return
    yy, xx = np.mgrid[y0:y1, x0:x1] + 0.5
    cover = np.clip(radius + 0.5 - np.hypot(xx - u, yy - v), 0.0, 1.0)
    picture[y0:y1, x0:x1] += cover * (level - picture[y0:y1, x0:x1])
