"""The site plan: what is built, what cameras cover, and what happened where."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reports.marks import Mark, draw, spread
from reports.shade import Coverage, tint
from reports.svg import View, drawing, element, group, number, text, title

if TYPE_CHECKING:
    from twin.site.model import Site, Way

WIDTH = 640.0
MARGIN_M = 8.0
CONE_M = 11.0
NAME_SIZE = 6.5
# Which roles share a colour, the most telling role first.
ROLE_GROUPS = (
    ("high", ("eagle-eye", "high-rise", "falling")),
    ("edge", ("perimeter",)),
    ("entry", ("plate", "gate", "face", "door")),
    ("wide", ("overview",)),
)


@dataclass(frozen=True, slots=True)
class CameraPlace:
    """A camera on the plan: place [m], heading and horizontal field of view [rad]."""

    id: str
    x: float
    y: float
    yaw_rad: float
    hfov_rad: float
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A responder's way to a scene: places [m]."""

    who: str
    path: tuple[tuple[float, float], ...]


def role_group(roles: Iterable[str]) -> str:
    """The colour group of a camera's roles."""
    held = set(roles)
    return next((name for name, members in ROLE_GROUPS if held.intersection(members)), "wide")


def fit(bounds: tuple[float, float, float, float]) -> tuple[View, float]:
    """A view of (west, south, east, north) [m] with a margin, and the page's height."""
    west, south, east, north = bounds
    west, south, east, north = west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M
    scale = WIDTH / max(east - west, 1.0)
    return View(west, north, scale), (north - south) * scale


def extent(site: "Site | None", cameras: Sequence[CameraPlace], places: Sequence[tuple[float, float]]) -> tuple[
    float, float, float, float
]:  # fmt: skip
    """What the plan must show: the site, and what stands or happened beyond it."""
    points = [(c.x, c.y) for c in cameras] + list(places)
    if site is not None:
        west, south, east, north = site.bounds()
        points += [(west, south), (east, north)]
    points = points or [(0.0, 0.0)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def draw_plan(
    label: str,
    north: str,
    site: "Site | None",
    coverage: Coverage | None,
    cameras: Sequence[CameraPlace],
    walks: Sequence[Walk],
    marks: Sequence[tuple[Mark, tuple[float, float]]],
) -> str:
    """Draw the whole plan. ``marks`` come with their places [m]; ``north`` is the letter on the arrow."""
    view, height = fit(extent(site, cameras, [place for _, place in marks]))
    placed = []
    for mark, place in marks:
        at = view.at(*place)
        placed.append(Mark(mark.sign, mark.shape, mark.name, at, at, mark.link))
    frame = element("rect", x=0, y=0, width=WIDTH, height=height)
    clip = element("clipPath", frame, id="plan-frame")
    ground = group(
        draw_ground(site, view) if site is not None else "",
        draw_shade(coverage, view) if coverage is not None else "",
        draw_built(site, view) if site is not None else "",
        group(*(draw_cone(camera, view) for camera in cameras), class_="cameras"),
        group(*(element("path", title(w.who), d=view.path(w.path, False), class_="walk") for w in walks)),
        clip_path="url(#plan-frame)",
    )
    edge = element("rect", x=0, y=0, width=WIDTH, height=height, class_="plan-edge")
    told = group(*(draw(mark) for mark in spread(placed, within=(WIDTH, height))))
    return drawing(WIDTH, height, label, clip, edge, ground, told, furniture(view, height, north), class_="plan")


def draw_ground(site: "Site", view: View) -> str:
    """Everything flat: greens, water, lanes, ways, bays."""
    areas = [element("path", title(a.id), d=view.path(a.polygon, True), class_=f"area {a.kind}") for a in site.areas]
    ways = [draw_way(way, view) for way in sorted(site.ways, key=lambda way: way.kind != "path")]
    return (
        group(*areas)
        + group(*ways)
        + element("path", d="".join(bay(b.place, b.heading, view) for b in site.bays), class_="bay")
    )


def draw_way(way: "Way", view: View) -> str:
    """A road or path at its true width."""
    said = title(way.name or way.id)
    width = way.width_m * view.scale
    return element("path", said, d=view.path(way.path, False), class_=f"way {way.kind}", stroke_width=width)


def bay(place: tuple[float, float], heading: float, view: View) -> str:
    """Outline of a parking bay of 5.0 x 2.4 m."""
    ax, ay = 2.5 * math.cos(heading), 2.5 * math.sin(heading)
    bx, by = -1.2 * math.sin(heading), 1.2 * math.cos(heading)
    x, y = place
    corners = [(x + i * ax + j * bx, y + i * ay + j * by) for i, j in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
    return view.path(corners, True)


def draw_built(site: "Site", view: View) -> str:
    """Everything that stands: trees under buildings, then walls and gates."""
    trees, lamps = [], []
    for point in site.points:
        x, y = view.at(*point.place)
        if point.kind == "tree":
            trees.append(element("circle", cx=x, cy=y, r=max(1.2, 0.28 * point.height_m * view.scale)))
        elif point.kind == "lamp":
            lamps.append(element("circle", cx=x, cy=y, r=0.7))
    blocks = [
        element("path", title(f"{b.name or b.id}, {number(b.height_m)} m"), d=view.path(b.footprint, True))
        for b in site.buildings
    ]
    names = [name_of(b.id.removeprefix("b"), b.footprint, view) for b in site.buildings]
    walls = [element("path", title(w.id), d=view.path(w.path, False), class_=str(w.kind)) for w in site.walls]
    gates = [gate_line(g.place, g.heading, g.width_m, g.name or g.id, view) for g in site.gates]
    return "".join(
        [
            group(*trees, class_="trees"),
            group(*blocks, class_="buildings"),
            group(*names, class_="names"),
            group(*walls, class_="walls"),
            group(*gates, class_="gates"),
            group(*lamps, class_="lamps"),
        ]
    )


def name_of(words: str, footprint: NDArray[np.float64], view: View) -> str:
    """A building's name in its middle, left out where it would not fit."""
    room = float(np.ptp(footprint[:, 0])) * view.scale
    if len(words) * NAME_SIZE * 0.62 > room:
        return ""
    x, y = view.at(*(float(v) for v in footprint.mean(axis=0)))
    return text(words, x=x, y=y + NAME_SIZE * 0.36, text_anchor="middle")


def gate_line(place: tuple[float, float], heading: float, width_m: float, name: str, view: View) -> str:
    """An opening drawn across the boundary."""
    bx, by = -math.sin(heading) * width_m / 2.0, math.cos(heading) * width_m / 2.0
    x, y = place
    return element("path", title(name), d=view.path([(x - bx, y - by), (x + bx, y + by)], False))


def draw_shade(coverage: Coverage, view: View) -> str:
    """The coverage picture, laid over its cells."""
    rows, columns = coverage.density.shape
    x, y = view.at(coverage.x0, coverage.y0 + rows * coverage.cell_m)
    size = {"width": columns * coverage.cell_m * view.scale, "height": rows * coverage.cell_m * view.scale}
    return element("image", x=x, y=y, href=tint(coverage), preserveAspectRatio="none", class_="shade", **size)


def draw_cone(camera: CameraPlace, view: View) -> str:
    """A camera: a dot and a short wedge that shows where it looks and how wide."""
    x, y = view.at(camera.x, camera.y)
    reach, half = CONE_M * view.scale, min(camera.hfov_rad, math.pi) / 2.0
    ends = [(x + reach * math.cos(a), y - reach * math.sin(a)) for a in (camera.yaw_rad - half, camera.yaw_rad + half)]
    (ax, ay), (bx, by) = ends
    arc = f"{number(reach)},{number(reach)} 0 0 0 {number(bx)},{number(by)}"
    wedge = element("path", d=f"M{number(x)},{number(y)}L{number(ax)},{number(ay)}A{arc}Z")
    said = f"{camera.id} ({', '.join(camera.roles)})" if camera.roles else camera.id
    return group(title(said), wedge, element("circle", cx=x, cy=y, r=1.7), class_=f"camera {role_group(camera.roles)}")


def furniture(view: View, height: float, north: str) -> str:
    """North arrow and scale bar."""
    length_m = next((m for m in (200, 100, 50, 20, 10, 5) if m * view.scale <= WIDTH * 0.2), 2)
    x, y, length = 12.0, height - 12.0, length_m * view.scale
    bar = element("path", d=f"M{x},{y - 4}v4h{number(length)}v-4", class_="bar")
    words = text(f"{length_m} m", x=x + length + 5, y=y + 1)
    arrow = element("path", d="M0,-11L5,4L0,1L-5,4Z") + text(north, y=13, text_anchor="middle")
    return group(bar, words, group(arrow, transform=f"translate({WIDTH - 16} 18)"), class_="furniture")
