"""Pictures of comparisons: ratios with their intervals on a log axis, and how long episodes waited. SVG."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.svg import drawing, element, group, number, text, title

WIDTH, LEFT, RIGHT, STEP = 760.0, 220.0, 150.0, 28.0
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of a forest plot: after over before with its interval; no dot where it is not finite."""

    name: str
    ratio: float
    low: float
    high: float


def forest(label: str, rows: Sequence[Ratio]) -> str:
    """Ratios on a log axis with one marked; an interval that leaves the axis ends in an arrow."""
    held = [v for r in rows for v in (r.ratio, r.low, r.high) if 0.0 < v < math.inf]
    least, most = max(0.01, min([0.5, *held])), min(100.0, max([2.0, *held]))
    scale = (WIDTH - LEFT - RIGHT) / math.log(most / least)
    bottom = 22.0 + STEP * len(rows)

    def x_of(value: float) -> float:
        return LEFT + math.log(min(max(value, least), most) / least) * scale

    parts = []
    for tick in (t for t in TICKS if least <= t <= most):
        style = "rule strong" if tick == 1.0 else "hair"
        parts.append(element("line", x1=x_of(tick), x2=x_of(tick), y1=18, y2=bottom, class_=style))
        parts.append(text(f"{tick:g}", x=x_of(tick), y=12, text_anchor="middle"))
    for k, r in enumerate(rows):
        parts.append(forest_row(r, 22.0 + STEP * (k + 0.5), x_of, (least, most)))
    return drawing(WIDTH, bottom + 6.0, label, *parts, class_="forest")


def forest_row(r: Ratio, y: float, x_of: Callable[[float], float], limits: tuple[float, float]) -> str:
    """One ratio with its whisker and words."""
    known = 0.0 < r.ratio < math.inf
    said = f"{figure(r.ratio)} ({figure(r.low)} – {figure(r.high)})"
    parts = [title(f"{r.name}: {said}"), text(r.name, x=LEFT - 14, y=y + 4, text_anchor="end", class_="kind")]
    if known:
        parts.append(element("line", x1=x_of(r.low), x2=x_of(r.high), y1=y, y2=y, class_="range"))
        for end, sign in ((r.low, -1.0), (r.high, 1.0)):
            if not limits[0] <= end <= limits[1]:
                x = x_of(end)
                parts.append(
                    element("path", d=f"M{number(x + 6 * sign)},{number(y)}l{-8 * sign:g},-4v8Z", class_="dot")
                )
        parts.append(element("rect", x=x_of(r.ratio) - 4.5, y=y - 4.5, width=9, height=9, class_="dot"))
    parts.append(text(said, x=WIDTH, y=y + 4, text_anchor="end"))
    return group(*parts)


def figure(value: float) -> str:
    """A ratio in three digits."""
    return "–" if math.isnan(value) else "∞" if math.isinf(value) else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One deployment's curve: (seconds, share still waiting), and how it is drawn ("before" or "after")."""

    name: str
    curve: Sequence[tuple[float, float]]
    style: str


def survival(label: str, rows: Sequence[Waiting], until_s: float, minutes: str, share: str) -> str:
    """Share of episodes that nobody has come to yet, against minutes since they began."""
    width, height, left, bottom, top = 760.0, 262.0, 56.0, 34.0, 28.0

    def place(seconds: float, still: float) -> tuple[float, float]:
        x = left + min(seconds, until_s) / until_s * (width - left - 130.0)
        return x, top + (1.0 - still) * (height - top - bottom)

    parts = []
    for still in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = place(0.0, still)
        parts.append(element("line", x1=x, x2=width - 130.0, y1=y, y2=y, class_="hair"))
        parts.append(text(f"{still:.0%}", x=x - 8, y=y + 4, text_anchor="end"))
    step = next(s for s in (1, 2, 5, 10, 15, 30, 60, 1e9) if until_s / MINUTE / s <= 8)
    for k in range(int(until_s / MINUTE / step) + 1):
        x, y = place(k * step * MINUTE, 0.0)
        parts.append(text(f"{k * step:g}", x=x, y=y + 16, text_anchor="middle"))
    parts.append(text(minutes, x=width - 130.0, y=height - 4, text_anchor="end"))
    parts.append(text(share, x=left, y=12))
    for row in rows:
        points = [place(0.0, 1.0)]
        for seconds, still in row.curve:
            points += [(place(seconds, still)[0], points[-1][1]), place(seconds, still)]
        points.append((place(until_s, 0.0)[0], points[-1][1]))
        line = "L".join(f"{number(x)},{number(y)}" for x, y in points)
        parts.append(group(title(row.name), element("path", d=f"M{line}", class_=f"line {row.style}")))
        parts.append(text(row.name, x=width - 122.0, y=points[-1][1] + 4.0, class_="kind"))
    return drawing(width, height, label, *parts, class_="survival")
