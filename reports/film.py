"""A day as a map animation: the site seen from above, everybody out of doors a dot, and the clock.

The places come from the run folder; a frame stands for a simulated minute.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reports.folder import RunFolder, open_run
from reports.overview import read_site

if TYPE_CHECKING:
    from twin.site.model import Site

HEIGHT = 720
FPS = 24.0
BITRATE = 2_500_000
EDGE_M = 22.0
PEOPLE, CARS, BIKES, PETS = (178, 58, 30), (52, 84, 128), (190, 140, 30), (96, 70, 50)
# What the colours stand for, in the order of the legend.
COLOURS = {"people": PEOPLE, "cars": CARS, "two-wheelers": BIKES, "dogs and cats": PETS}
# Half a dot's side [px] and its colour, by `twin.bodies.BodyKind`. What lies about, falls or is pushed has no dot.
DOTS = {
    0: (2, PEOPLE),
    1: (3, CARS),
    2: (4, CARS),
    3: (2, BIKES),
    4: (2, BIKES),
    7: (1, PETS),
    8: (1, PETS),
    15: (4, CARS),
    16: (4, CARS),
    17: (2, BIKES),
}
PAPER, INK = "#faf9f6", "#2b2b28"
TONES = {"green": "#e3ead9", "square": "#efe6d6", "water": "#d5e3ea"}
# ITU-R BT.709 in studio range: rows give Y, U and V from red, green and blue in 0..255.
TO_YUV = np.array([[0.1826, 0.6142, 0.0620], [-0.1006, -0.3386, 0.4392], [0.4392, -0.3989, -0.0403]])
OFFSETS = np.array([16.0, 128.0, 128.0])
Picture = NDArray[np.uint8]
Yuv = tuple[Picture, Picture, Picture]


def write_film(folder: Path) -> Path:
    """Write ``film.mp4`` into a run folder that kept its places, and return its path."""
    from twin.imaging.codec import Codec

    run = open_run(folder)
    kept = np.load(folder / "film.npz")
    site = read_site(folder)
    if site is None:
        raise ValueError(f"{folder} has no site to draw")
    ground, to_px = base_map(site)
    base, path = planes_of(ground), folder / "film.mp4"
    codec = Codec(ground.shape[1], ground.shape[0], FPS, BITRATE, path)
    starts, places, kinds = kept["starts"], to_px(kept["places"]), kept["kinds"]
    for step in range(len(starts) - 1):
        some = slice(int(starts[step]), int(starts[step + 1]))
        sent = codec.planes
        for plane, still in zip(sent, base, strict=True):
            plane[:, : still.shape[1]] = still
        dots(sent, places[some], kinds[some])
        put(sent, planes_of(lettering(clock_of(run, step * float(kept["step_s"])))), 14, 12)
        codec.encode()
    codec.close()
    return path


def base_map(site: "Site") -> tuple[Picture, Callable[[NDArray[np.float32]], NDArray[np.int64]]]:
    """The site on paper, (H, W, 3), and what turns places (n, 2) [m] into pixels (n, 2)."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Polygon

    west, south, east, north = site.bounds()
    west, south, east, north = west - EDGE_M, south - EDGE_M, east + EDGE_M, north + EDGE_M
    scale = HEIGHT / (north - south)
    width = math.ceil((east - west) * scale / 16.0) * 16
    figure = Figure(figsize=(width / 100.0, HEIGHT / 100.0), dpi=100, facecolor=PAPER)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(west, west + width / scale)
    axes.set_ylim(south, north)
    axes.axis("off")
    for area in site.areas:
        if area.kind in TONES:
            axes.add_patch(Polygon(area.polygon, facecolor=TONES[area.kind], edgecolor="none"))
    for way in site.ways:
        axes.plot(way.path[:, 0], way.path[:, 1], color="#dcd9d1", linewidth=max(0.6, way.width_m * scale * 0.72))
    for building in site.buildings:
        axes.add_patch(Polygon(building.footprint, facecolor="#c9c5bb", edgecolor="#a7a297", linewidth=0.5))
    for wall in site.walls:
        axes.plot(wall.path[:, 0], wall.path[:, 1], color="#8d887c", linewidth=1.0)

    left = 16.0
    for name, colour in COLOURS.items():
        tone = tuple(part / 255.0 for part in colour)
        figure.text(left / width, 10.0 / HEIGHT, "\u25a0", fontsize=9, color=tone)
        words = figure.text((left + 14.0) / width, 10.0 / HEIGHT, name, fontsize=9, color=INK)
        left += 40.0 + words.get_window_extent().width

    def to_px(places: NDArray[np.float32]) -> NDArray[np.int64]:
        x, y = (places[:, 0] - west) * scale, (north - places[:, 1]) * scale
        return np.stack([x, y], axis=1).astype(np.int64)

    return rendered(figure), to_px


def rendered(figure: Any) -> Picture:
    """A figure as a picture, (h, w, 3); matplotlib's canvas has no types."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba(), dtype=np.uint8)[:, :, :3].copy()


def planes_of(picture: Picture) -> Yuv:
    """A picture's luma (H, W) and chroma (H/2, W/2)."""
    yuv = picture.astype(np.float64) @ TO_YUV.T + OFFSETS
    half = yuv[: yuv.shape[0] // 2 * 2, : yuv.shape[1] // 2 * 2]
    small = half.reshape(half.shape[0] // 2, 2, half.shape[1] // 2, 2, 3).mean(axis=(1, 3))
    return tuple(np.rint(p).astype(np.uint8) for p in (yuv[:, :, 0], small[:, :, 1], small[:, :, 2]))


def dots(planes: Any, places: NDArray[np.int64], kinds: NDArray[np.uint8]) -> None:
    """Draw everybody, and what they ride and drive, as square dots."""
    height, width = planes[0].shape
    for (x, y), kind in zip(places.tolist(), kinds.tolist(), strict=True):
        if kind not in DOTS:
            continue
        half, colour = DOTS[kind]
        if half < x < width - half and half < y < height - half:
            luma, blue, red = (TO_YUV @ np.array(colour) + OFFSETS).tolist()
            planes[0][y - half : y + half, x - half : x + half] = luma
            rows, columns = slice((y - half) // 2, (y + half + 1) // 2), slice((x - half) // 2, (x + half + 1) // 2)
            planes[1][rows, columns], planes[2][rows, columns] = blue, red


def put(planes: Any, label: Yuv, x: int, y: int) -> None:
    """Lay a small picture over a large one, its corner at an even (x, y)."""
    for plane, part, size in zip(planes, label, (1, 2, 2), strict=True):
        plane[y // size : y // size + part.shape[0], x // size : x // size + part.shape[1]] = part


_LETTERED: dict[str, Picture] = {}


def lettering(words: str) -> Picture:
    """A few letters on paper, (36, 110, 3)."""
    from matplotlib.figure import Figure

    if words not in _LETTERED:
        figure = Figure(figsize=(1.1, 0.36), dpi=100, facecolor=PAPER)
        figure.text(0.06, 0.24, words, fontsize=18, color=INK, family="monospace")
        _LETTERED[words] = rendered(figure)
    return _LETTERED[words]


def clock_of(run: RunFolder, at_s: float) -> str:
    """The time of day."""
    start = run.manifest.start
    seconds = start.hour * 3600 + start.minute * 60 + start.second + int(at_s)
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}"
