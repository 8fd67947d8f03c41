"""Number plates to learn reading from: drawn flat once, then filmed anew in every step of a course.

A folder holds ``plates.npy`` (n, 70, 240, 3) uint8, albedo in sRGB code at two millimetres a pixel, ``texts.json`` and
the rule that divided texts and the places of dirt: none is examined that was learnt. A sheet is plates turned in front
of a camera, lit, blurred, grained and sent through the encoder; `roughly` has their corners as they are found.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.video.finder import grey
from detectors.video.platesigns import DIGITS, EIGHT, LETTERS, PROVINCES, SEVEN, SPECIALS
from twin.imaging.codec import Codec
from twin.imaging.noise import seed_of
from twin.imaging.numberplate import LONG_MM, TALL_MM, PlateKind, plate_texture
from twin.seeds import Seeds

EXAM_SHARE = 5
MM = 2
HIGH, LONG = TALL_MM // MM, LONG_MM // MM
RULE = (
    f"learnt: texts whose hash and dirt whose number {EXAM_SHARE} does not divide; examined: those that it divides; "
    "every province in equal shares on both sides"
)
# Tiles of a sheet that goes through the encoder as one picture [px].
TILE_WIDE, TILE_TALL, ACROSS = 320, 144, 8
NARROWEST_PX, WIDEST_PX = 62.0, 270.0
FPS = 12.0
Turn = Callable[[int, int], None]


@dataclass(frozen=True)
class Plates:
    """Flat plates (n, 70, 240, 3) uint8, the text of each, and how dirty each is (0..1)."""

    pictures: NDArray[np.uint8]
    texts: tuple[str, ...]
    dirt: tuple[float, ...]

    def flat(self, number: int) -> NDArray[np.uint8]:
        """One plate as drawn, (70, 220 or 240, 3)."""
        wide = LONG if len(self.texts[number]) == EIGHT else LONG - 40 // MM
        return self.pictures[number, :, :wide]


def examined(text: str) -> bool:
    """Whether a text is kept for examination."""
    return seed_of(text) % EXAM_SHARE == 0


def draw_plates(folder: Path, seed: int, count: int, exam: bool, told: Turn) -> None:
    """Draw ``count`` plates into a folder; ``told(done, all)`` hears of every one."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = Seeds(seed).stream("lessons", "exam" if exam else "learn", "plates")
    pictures = np.lib.format.open_memmap(folder / "plates.npy", "w+", np.uint8, (count, HIGH, LONG, 3))
    texts, dirts = [], []
    for k in range(count):
        text, kind = new_text(rng, exam, k)
        look = int(rng.integers(1, 1 << 20)) * EXAM_SHARE + (0 if exam else int(rng.integers(1, EXAM_SHARE)))
        dirt = float(rng.uniform(0.0, 0.5)) if rng.random() < 0.8 else float(rng.uniform(0.5, 0.95))
        flat = plate_texture(text, kind, dirt, look)
        small = cv2.resize(flat, (flat.shape[1] // MM, HIGH), interpolation=cv2.INTER_AREA)
        pictures[k, :, : small.shape[1]] = small
        pictures[k, :, small.shape[1] :] = 0
        texts.append(text)
        dirts.append(round(dirt, 3))
        told(k + 1, count)
    pictures.flush()
    content = {"rule": RULE, "seed": seed, "texts": texts, "dirt": dirts}
    (folder / "texts.json").write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def read_plates(folder: Path) -> Plates:
    """Open the plates of a folder; they are read from the disk as they are asked for."""
    told = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    return Plates(np.load(folder / "plates.npy", mmap_mode="r"), tuple(told["texts"]), tuple(told["dirt"]))


def new_text(rng: np.random.Generator, exam: bool, number: int) -> tuple[str, PlateKind]:
    """A text on its side of the split, its province by ``number``, and the colour of its plate."""
    kind = (PlateKind.BLUE, PlateKind.GREEN, PlateKind.YELLOW)[int(np.searchsorted((0.55, 0.8), rng.random()))]
    plain = LETTERS + DIGITS
    while True:
        body = [
            plain[int(rng.integers(len(plain)))] if rng.random() < 0.6 else DIGITS[int(rng.integers(10))]
            for _ in range((EIGHT if kind == PlateKind.GREEN else SEVEN) - 2)
        ]
        if kind != PlateKind.GREEN and rng.random() < 0.12:
            body[-1] = SPECIALS[int(rng.integers(len(SPECIALS)))]
        text = PROVINCES[number % len(PROVINCES)] + LETTERS[int(rng.integers(len(LETTERS)))] + "".join(body)
        if examined(text) == exam:
            return text, kind


def sheet(
    rng: np.random.Generator, flats: list[NDArray[np.uint8]], wide: tuple[float, float] = (NARROWEST_PX, WIDEST_PX)
) -> tuple[NDArray[np.uint8], list[NDArray[np.float32]]]:
    """Film plates ``wide`` px wide, all in one grey picture; return it and each one's corners [px]."""
    page = np.full((-(-len(flats) // ACROSS) * TILE_TALL, ACROSS * TILE_WIDE), 90, dtype=np.uint8)
    quads, mono = [], rng.random() < 0.3
    for k, flat in enumerate(flats):
        y, x = k // ACROSS * TILE_TALL, k % ACROSS * TILE_WIDE
        luma = np.rint(flat.mean(axis=2)).astype(np.uint8) if mono else grey(flat)
        tile, quad = _tile(rng, luma, wide)
        page[y : y + tile.shape[0], x : x + tile.shape[1]] = tile
        quads.append(quad + np.array([x, y], dtype=np.float32))
    return sent(page, int(math.exp(rng.uniform(math.log(5e5), math.log(1.2e7))))), quads


def sent(luma: NDArray[np.uint8], bitrate: int) -> NDArray[np.uint8]:
    """A grey sheet as it comes out of the camera's encoder at a frame's share of ``bitrate`` [bit/s]."""
    codec = Codec(luma.shape[1], luma.shape[0], FPS, bitrate, None)
    y, u, v = codec.planes
    y[:, : luma.shape[1]] = 16 + (luma.astype(np.uint16) * 219 + 127) // 255
    u[...] = v[...] = 128
    image = codec.through().image
    codec.close()
    return grey(image)


def _tile(
    rng: np.random.Generator, flat: NDArray[np.uint8], wide: tuple[float, float]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """One grey plate on a car's front, in a picture not much larger than it, and where its corners are."""
    width = math.exp(float(rng.uniform(math.log(wide[0]), math.log(wide[1]))))
    quad = _seen(rng, flat.shape[1] / flat.shape[0], width)
    high, across = flat.shape
    ink = flat
    if width < 0.7 * across:
        small = (round(1.3 * width), round(1.3 * width * high / across))
        ink = np.asarray(cv2.resize(flat, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    corners = np.array([(0, 0), (ink.shape[1], 0), (ink.shape[1], ink.shape[0]), (0, ink.shape[0])], dtype=np.float32)
    extent = quad.max(axis=0) - quad.min(axis=0)
    size = (min(TILE_WIDE, round(1.24 * float(extent[0])) + 8), min(TILE_TALL, round(1.5 * float(extent[1])) + 8))
    room = (np.array(size, dtype=np.float32) - extent) * rng.uniform(0.35, 0.65, 2)
    quad = (quad - quad.min(axis=0) + room).astype(np.float32)
    turn = cv2.getPerspectiveTransform(corners - np.float32(0.5), quad - np.float32(0.5))
    cover = cv2.warpPerspective(np.full(ink.shape, 255, np.uint8), turn, size, flags=cv2.INTER_LINEAR)
    laid = cv2.warpPerspective(ink, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    share = cover.astype(np.float32) * np.float32(1.0 / 255.0)
    front = _front(rng, size[0], size[1])
    return _exposed(rng, front + (laid.astype(np.float32) - front) * share), quad


def _seen(rng: np.random.Generator, aspect: float, width: float) -> NDArray[np.float32]:
    """Corners (4, 2) of a plate ``width`` px wide: turned to the side, seen from above, the camera askew."""
    yaw, pitch, roll = (float(rng.uniform(-a, a)) for a in (0.75, 0.45, 0.07))
    x, y = 0.5 * aspect, 0.5
    flat = np.array([(-x, -y, 0.0), (x, -y, 0.0), (x, y, 0.0), (-x, y, 0.0)])
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    turned = flat @ np.array([(cy, 0.0, sy), (0.0, 1.0, 0.0), (-sy, 0.0, cy)]).T
    tipped = turned @ np.array([(1.0, 0.0, 0.0), (0.0, cp, -sp), (0.0, sp, cp)]).T
    away = aspect * float(rng.uniform(6.0, 30.0))
    seen = tipped[:, :2] * (away / (away + tipped[:, 2:]))
    c, s = math.cos(roll), math.sin(roll)
    seen = seen @ np.array([(c, s), (-s, c)])
    seen *= width / math.hypot(*(seen[1] - seen[0]))
    low, high = seen.min(axis=0), seen.max(axis=0)
    seen *= min(1.0, 0.78 * TILE_TALL / float(high[1] - low[1]))
    return np.asarray(seen, dtype=np.float32)


def _front(rng: np.random.Generator, across: int, down: int) -> NDArray[np.float32]:
    """What a plate hangs on, (``down``, ``across``): paint, slots, shadows, edges."""
    front = np.full((down, across), rng.uniform(5.0, 240.0), dtype=np.float32)
    for _ in range(int(rng.integers(1, 7))):
        y, tall = int(rng.integers(down)), int(rng.integers(2, 30))
        x, wide = int(rng.integers(-40, across)), int(rng.integers(20, 300))
        front[y : y + tall, max(x, 0) : max(x + wide, 0)] += np.float32(rng.uniform(-90.0, 90.0))
    return np.clip(front, 0.0, 255.0)


def _exposed(rng: np.random.Generator, picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A tile as a camera exposes it: light and how it falls off, smear, softness, grain."""
    gamma = math.exp(float(rng.uniform(-0.35, 0.35)))
    lit = np.asarray(cv2.pow(np.clip(picture, 0.0, 255.0) * np.float32(1.0 / 255.0), gamma)) * np.float32(255.0)
    across = np.linspace(-1.0, 1.0, picture.shape[1], dtype=np.float32)[None, :] * np.float32(rng.uniform(-0.3, 0.3))
    under = np.linspace(-1.0, 1.0, picture.shape[0], dtype=np.float32)[:, None] * np.float32(rng.uniform(-0.3, 0.3))
    lit = lit * (1.0 + across + under) * np.float32(math.exp(rng.uniform(-1.3, 0.9))) + np.float32(rng.uniform(0, 25))
    if rng.random() < 0.35:
        lit = smeared(lit, float(rng.uniform(1.5, 7.0)), float(rng.uniform(0.0, math.pi)))
    if rng.random() < 0.7:
        lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), float(rng.uniform(0.3, 1.4))))
    spread = float(rng.uniform(0.5, 10.0)) if rng.random() < 0.8 else float(rng.uniform(10.0, 22.0))
    noise = np.float32(spread) * rng.standard_normal(lit.shape, dtype=np.float32)
    return np.clip(lit + noise, 0.0, 255.0).astype(np.uint8)


def smeared(picture: NDArray[np.float32], length: float, way: float) -> NDArray[np.float32]:
    """A picture of something that moves ``length`` px along ``way`` [rad] while the shutter is open."""
    size = 2 * math.ceil(length / 2.0) + 1
    line = np.zeros((size, size), dtype=np.float32)
    for t in np.linspace(-0.5, 0.5, 24):
        x, y = size // 2 + t * length * math.cos(way), size // 2 + t * length * math.sin(way)
        i, j = math.floor(x), math.floor(y)
        for a, b, share in ((0, 0, (1 - x + i) * (1 - y + j)), (1, 0, (x - i) * (1 - y + j)),
                            (0, 1, (1 - x + i) * (y - j)), (1, 1, (x - i) * (y - j))):  # fmt: skip
            if i + a < size and j + b < size:
                line[j + b, i + a] += share
    return np.asarray(cv2.filter2D(picture, -1, line / line.sum()), dtype=np.float32)


def roughly(rng: np.random.Generator, quad: NDArray[np.float32]) -> NDArray[np.float32]:
    """A plate's corners as they are found: its upright box at times, else nearly them; moved, larger or smaller."""
    found = quad
    if rng.random() < 0.25:
        (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
        found = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], dtype=np.float32)
    wide, tall = float(np.ptp(found[:, 0])), float(np.ptp(found[:, 1]))
    middle = found.mean(axis=0)
    grow = np.array([rng.uniform(0.9, 1.14), rng.uniform(0.85, 1.25)], dtype=np.float32)
    shift = rng.uniform(-1.0, 1.0, 2) * np.array([0.05 * wide, 0.09 * tall])
    loose = rng.uniform(-1.0, 1.0, (4, 2)) * np.array([0.03 * wide, 0.06 * tall])
    return np.asarray((found - middle) * grow + middle + shift + loose, dtype=np.float32)
