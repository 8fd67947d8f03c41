"""Pictures of time and of numbers: lanes of a run, readings, intervals, before and after. SVG, styled by the page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.marks import RADIUS, Mark, draw
from reports.svg import drawing, element, group, number, text, title

WIDTH = 1000.0
LEFT, RIGHT = 92.0, 14.0
ROW = 2.0 * RADIUS + 4.0
STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a lane: ``style`` names its look, ``mark`` stands at its start when given."""

    start_s: float
    end_s: float
    style: str
    name: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One named row of the timeline; ``stacked`` lanes open sub-rows where marks would touch."""

    name: str
    spans: tuple[Span, ...]
    stacked: bool = False


def lanes(label: str, rows: Sequence[Lane], duration_s: float, midnight_s: float) -> str:
    """Draw lanes over a clock axis; ``midnight_s`` is the run's start in seconds after local midnight."""
    scale = (WIDTH - LEFT - RIGHT) / duration_s
    parts, y = [], 6.0
    for lane in rows:
        heights = sub_rows(lane, scale)
        depth = (max(heights, default=0) + 1) * ROW + 6.0
        parts.append(text(lane.name, x=0, y=y + ROW / 2.0 + 4.0, class_="lane-name"))
        for span, row in zip(lane.spans, heights, strict=True):
            parts.append(draw_span(span, scale, y + 3.0 + (row + 0.5) * ROW))
        y += depth
        parts.append(element("line", x1=0, x2=WIDTH, y1=y, y2=y, class_="rule"))
        y += 3.0
    return drawing(WIDTH, y + 20.0, label, axis(duration_s, midnight_s, scale, y), *parts, class_="lanes")


def sub_rows(lane: Lane, scale: float) -> list[int]:
    """The sub-row of every span: marks of a stacked lane keep apart, what has no mark stays in the first."""
    rows = [0] * len(lane.spans)
    marked = [i for i, span in enumerate(lane.spans) if span.mark is not None]
    if lane.stacked:
        for i, row in zip(marked, stack([LEFT + lane.spans[i].start_s * scale for i in marked]), strict=True):
            rows[i] = row
    return rows


def draw_span(span: Span, scale: float, y: float) -> str:
    """One stretch: a bar at least two units long, a tick for an instant, its mark at the start."""
    x = LEFT + span.start_s * scale
    if span.style.startswith("tick"):
        return group(title(span.name), element("line", x1=x, x2=x, y1=y - 7, y2=y + 7, class_=span.style))
    length = max(2.0, (span.end_s - span.start_s) * scale)
    bar = group(title(span.name), element("rect", x=x, y=y - 2.5, width=length, height=5, class_=span.style))
    if span.mark is None:
        return bar
    return bar + draw(Mark(span.mark.sign, span.mark.shape, span.name, (x, y), (x, y), span.mark.link))


def stack(places: Sequence[float], gap: float = 2.0 * RADIUS + 2.0) -> list[int]:
    """The lowest sub-row for each mark, in order, such that no two of a sub-row touch."""
    ends: list[float] = []
    rows = []
    for place in places:
        row = next((i for i, end in enumerate(ends) if place - end >= gap), len(ends))
        ends[row : row + 1] = [place]
        rows.append(row)
    return rows


def axis(duration_s: float, midnight_s: float, scale: float, bottom: float) -> str:
    """Clock times along the bottom with hairlines through the lanes."""
    step = next((s for s in STEPS_S if duration_s / s <= 10), STEPS_S[-1])
    first = math.ceil(midnight_s / step) * step - midnight_s
    parts = []
    for k in range(int((duration_s - first) // step) + 1):
        at = first + k * step
        x, clock = LEFT + at * scale, int(midnight_s + at) % 86400
        parts.append(element("line", x1=x, x2=x, y1=0, y2=bottom, class_="hair"))
        anchor = "end" if x > WIDTH - 30 else "middle"
        parts.append(text(f"{clock // 3600:02d}:{clock % 3600 // 60:02d}", x=x, y=bottom + 15, text_anchor=anchor))
    return group(*parts, class_="axis")


def sparkline(label: str, times_s: Sequence[float], values: Sequence[float], at_s: float, unit: str) -> str:
    """A sensor's readings round an event: one line, the moment of the event, the two ends of each axis named."""
    width, height, left, right, top, bottom = 320.0, 150.0, 8.0, 8.0, 20.0, 20.0
    low, high = min(0.0, *values), max(*values, 1e-9)
    span_s = max(times_s[-1] - times_s[0], 1e-9)

    def x_of(t: float) -> float:
        return left + (t - times_s[0]) / span_s * (width - left - right)

    def y_of(v: float) -> float:
        return top + (high - v) / (high - low) * (height - top - bottom)

    line = "L".join(f"{number(x_of(t))},{number(y_of(v))}" for t, v in zip(times_s, values, strict=True))
    x = x_of(min(max(at_s, times_s[0]), times_s[-1]))
    return drawing(
        width,
        height,
        label,
        element("line", x1=left, x2=width - right, y1=y_of(0.0), y2=y_of(0.0), class_="rule"),
        element("line", x1=x, x2=x, y1=top - 4, y2=height - bottom, class_="moment"),
        element("path", d=f"M{line}", class_="line"),
        text(f"{high:.3g} {unit}".strip(), x=left, y=top - 7),
        text(f"{times_s[0] - at_s:+.0f} s", x=left, y=height - 5) if x > left + 42 else "",
        text(f"{times_s[-1] - at_s:+.0f} s", x=width - right, y=height - 5, text_anchor="end")
        if x < width - right - 42
        else "",
        text("0", x=x, y=height - 5, text_anchor="middle"),
        class_="spark",
    )


def trade_off(label: str, points: Sequence[tuple[float, float]], across: str, up: str) -> str:
    """Shares found against false events an hour, strictest threshold first, in steps; a dot where all is believed."""
    width, height, left, right, top, bottom = 460.0, 220.0, 44.0, 16.0, 22.0, 38.0
    most = max((x for x, _ in points), default=0.0) or 1.0
    parts = []

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x / most * (width - left - right), top + (1.0 - y) * (height - top - bottom)

    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        _, y = place(0.0, tick)
        parts.append(element("line", x1=left, x2=width - right, y1=y, y2=y, class_="hair"))
        parts.append(text(f"{tick:.0%}", x=left - 8, y=y + 4, text_anchor="end"))
        x, _ = place(tick * most, 0.0)
        parts.append(text(f"{tick * most:.2g}", x=x, y=height - bottom + 16, text_anchor="middle"))
    parts.append(text(across, x=width - right, y=height - 5, text_anchor="end"))
    parts.append(text(up, x=left, y=12))
    corners = [place(0.0, 0.0)]
    for x, y in points:
        corners += [(place(x, 0.0)[0], corners[-1][1]), place(x, y)]
    line = "L".join(f"{number(x)},{number(y)}" for x, y in corners)
    parts.append(element("path", d=f"M{line}", class_="line"))
    parts.append(element("circle", cx=corners[-1][0], cy=corners[-1][1], r=4.2, class_="end"))
    return drawing(width, height, label, *parts, class_="trade")


def whisker(label: str, share: float | None, low: float, high: float) -> str:
    """A share between 0 and 1 with its interval, small enough for a table's cell."""
    width, height, pad = 90.0, 14.0, 5.0

    def x_of(v: float) -> float:
        return pad + v * (width - 2 * pad)

    dot = element("circle", cx=x_of(share), cy=height / 2, r=3.6, class_="dot") if share is not None else ""
    return drawing(
        width,
        height,
        label,
        element("line", x1=x_of(0), x2=x_of(1), y1=height / 2, y2=height / 2, class_="track"),
        element("line", x1=x_of(low), x2=x_of(high), y1=height / 2, y2=height / 2, class_="range"),
        dot,
        class_="whisker",
    )


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """One line of a before/after picture: shares between 0 and 1 and what the counts were."""

    name: str
    before: float
    after: float
    said: str


def dumbbells(label: str, rows: Sequence[DumbbellRow]) -> str:
    """Before (open) and after (filled) on one axis, a line between them for the change."""
    left, right, step, top = 170.0, 90.0, 26.0, 24.0
    width, height = 720.0, top + step * len(rows) + 10.0
    scale = width - left - right
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + tick * scale
        parts.append(element("line", x1=x, x2=x, y1=top - 6, y2=height - 8, class_="hair"))
        parts.append(text(f"{tick:.0%}", x=x, y=top - 11, text_anchor="middle"))
    for index, row in enumerate(rows):
        y, a, b = top + step * (index + 0.5), left + row.before * scale, left + row.after * scale
        parts.append(text(row.name, x=left - 14, y=y + 4, text_anchor="end", class_="kind"))
        parts.append(element("line", x1=a, x2=b, y1=y, y2=y, class_="link"))
        parts.append(element("circle", cx=b, cy=y, r=5.5, class_="after"))
        parts.append(element("circle", cx=a, cy=y, r=5 if a != b else 8, class_="before" if a != b else "before same"))
        parts.append(text(row.said, x=width, y=y + 4, text_anchor="end"))
    return drawing(width, height, label, *parts, class_="dumbbell")
