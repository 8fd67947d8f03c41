"""Pictures to learn from, with their truth: drawn by the twin, sent through the encoder, kept in a folder.

A folder holds ``pictures.npy`` (n, H, W, 3) uint8, ``seen.npy`` (n, H, W, 2) uint8, which is what the network takes:
grey, and how far each pixel is from the background that a fixed camera has learnt; ``bodies.npz`` (columns, one row
per body) and ``scenes.json``: which yards, turns and light they are of, and the rule that divided sites and looks.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Label
from detectors.video.finder import grey
from scenarios.lessons.crowds import EXAM_LOOK, crowd
from scenarios.lessons.yards import EXAM_FROM, hour, looking, yard
from twin.deployment import CameraUnit
from twin.imaging.capture import BodyBox, CameraFeed
from twin.imaging.scene import Scene
from twin.seeds import Seeds

WIDTH, HEIGHT = 640, 360
# Turns of a yard: three lights to one camera pose, the third of them at night.
TURNS, FRAMES = 6, 8
COLUMNS = ("picture", "label", "x0", "y0", "x1", "y1", "share", "height", "distance")
RULE = (
    f"learnt: yards below {EXAM_FROM} and looks not divisible by {EXAM_LOOK}; "
    f"examined: yards from {EXAM_FROM} on and looks divisible by {EXAM_LOOK}; no bundled site is learnt from"
)
LABELS = (
    Label.PERSON,
    Label.CAR,
    Label.TRUCK,
    Label.MOTORCYCLE,
    Label.BICYCLE,
    Label.PUSHCHAIR,
    Label.WHEELCHAIR,
    Label.ANIMAL,
)


@dataclass(frozen=True)
class Lesson:
    """Pictures (n, H, W, 3) uint8, grey and change (n, H, W, 2) uint8, bodies (m, 9) float32 by `COLUMNS`.

    ``night`` (n,) bool tells which are of the night.
    """

    pictures: NDArray[np.uint8]
    seen: NDArray[np.uint8]
    bodies: NDArray[np.float32]
    night: NDArray[np.bool_]

    def of(self, picture: int) -> NDArray[np.float32]:
        """Return the bodies of one picture."""
        rows: NDArray[np.float32] = self.bodies[self.bodies[:, 0] == picture]
        return rows


def draw(folder: Path, start: int, yards: int, exam: bool, told: Callable[[int, int], None]) -> None:
    """Draw ``yards`` yards from ``start`` on into a folder; ``told(done, all)`` hears of every scene."""
    folder.mkdir(parents=True, exist_ok=True)
    count = yards * TURNS * FRAMES
    shape = (count, HEIGHT, WIDTH, 3)
    pictures = np.lib.format.open_memmap(folder / "pictures.npy", "w+", np.uint8, shape)
    seen = np.lib.format.open_memmap(folder / "seen.npy", "w+", np.uint8, (*shape[:3], 2))
    rows: list[tuple[float, ...]] = []
    scenes = []
    for k in range(yards * TURNS):
        number, turn = start + k // TURNS + (EXAM_FROM if exam else 0), k % TURNS
        night = _scene(pictures, rows, k * FRAMES, number, turn, exam)
        scenes.append({"first": k * FRAMES, "yard": number, "turn": turn, "night": night})
        every = slice(k * FRAMES, (k + 1) * FRAMES)
        seen[every] = noticed(pictures[every])
        told(k + 1, yards * TURNS)
    pictures.flush()
    seen.flush()
    np.savez(folder / "bodies.npz", bodies=np.array(rows, dtype=np.float32).reshape(-1, len(COLUMNS)))
    content = {"rule": RULE, "columns": COLUMNS, "labels": LABELS, "scenes": scenes}
    (folder / "scenes.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _scene(
    pictures: NDArray[np.uint8], rows: list[tuple[float, ...]], first: int, number: int, turn: int, exam: bool
) -> bool:
    """Film one camera at one time; return whether it is night."""
    site = yard(number)
    sky, night = hour(number, turn, site.origin)
    at, look_at, hfov = looking(number, turn, site.buildings)
    rng = Seeds(number).stream("lessons", f"turn-{turn}", "crowd")
    bitrate = int(np.exp(rng.uniform(np.log(6e5), np.log(6e6))))
    k1 = float(rng.uniform(-0.25, 0.0)) if rng.random() < 0.3 else 0.0
    reach = 0.0 if rng.random() < 0.1 else float(rng.uniform(20.0, 50.0))
    unit = CameraUnit(f"c{turn}", at, look_at, "lesson", WIDTH, HEIGHT, hfov, 12.0, bitrate, infrared_m=reach, k1=k1)
    feed = CameraFeed(unit, Scene(site, sky, number, None), None)
    for k in range(FRAMES):
        people = crowd(rng, unit.calibration(), site.buildings, int(rng.integers(2, 11)), exam, k / 12.0)
        shot = feed.shoot(k, people)
        pictures[first + k] = shot.frame.image
        rows += [row(first + k, body) for body in shot.bodies if body.label in LABELS]
    feed.close()
    return night


def noticed(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey and change (n, H, W, 2) of one camera's pictures (n, H, W, 3): who comes and goes leaves their median."""
    background = np.median(pictures, axis=0).astype(np.int16)
    found = np.empty((*pictures.shape[:3], 2), dtype=np.uint8)
    for k, picture in enumerate(pictures):
        found[k, :, :, 0] = grey(picture)
        found[k, :, :, 1] = np.abs(picture.astype(np.int16) - background).max(axis=2)
    return found


def row(picture: int, body: BodyBox) -> tuple[float, ...]:
    """One body as a row by `COLUMNS`."""
    label = float(LABELS.index(Label(body.label)))
    return (float(picture), label, *body.visible, body.visible_share, body.pixel_height, body.distance_m)


def read(folder: Path) -> Lesson:
    """Open the pictures of a folder; they are read from the disk as they are asked for."""
    scenes = json.loads((folder / "scenes.json").read_text(encoding="utf-8"))["scenes"]
    pictures = np.load(folder / "pictures.npy", mmap_mode="r")
    seen = np.load(folder / "seen.npy", mmap_mode="r")
    bodies = np.load(folder / "bodies.npz")["bodies"]
    night = np.repeat([scene["night"] for scene in scenes], FRAMES)
    return Lesson(pictures, seen, bodies, night)
