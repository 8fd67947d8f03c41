"""The marks that stand for what happened, alike on plan, lanes, list and cards, kept out of each other's way.

Found is a filled disc, missed an open ring, a false alarm a triangle: told apart by shape before colour.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.svg import element, group, text, title

RADIUS = 9.0
# As near as a mark's middle comes to its picture's edge, the outline included.
EDGE = 1.5 * RADIUS


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: ``sign`` is a number or a letter, ``shape`` found, missed or false, ``at`` its page position."""

    sign: str
    shape: str
    name: str
    at: tuple[float, float]
    anchor: tuple[float, float]
    link: str = ""


def glyph(sign: str, shape: str) -> str:
    """The mark itself, centred on the origin."""
    if shape == "false":
        side = RADIUS * 1.35
        corners = " ".join(f"{side * math.sin(a):.2f},{-side * math.cos(a):.2f}" for a in (0.0, 2.0944, 4.1888))
        return element("polygon", points=corners, class_="mark false") + sign_text(sign, "on", 4.4)
    inner = "on" if shape == "found" else "in"
    return element("circle", r=RADIUS, class_=f"mark {shape}") + sign_text(sign, inner, 3.6)


def sign_text(sign: str, where: str, drop: float) -> str:
    """The number or letter inside a mark."""
    return text(sign, class_=f"sign {where}", y=drop, text_anchor="middle")


def badge(sign: str, shape: str) -> str:
    """The mark as a small picture to stand in a line of text."""
    view = f"{-RADIUS - 2} {-RADIUS - 3.5} {2 * RADIUS + 4} {2 * RADIUS + 4}"
    return element("svg", glyph(sign, shape), viewBox=view, class_="badge", aria_hidden="true")


def draw(mark: Mark) -> str:
    """The mark at its place, tied by a thin line to where it belongs when it had to give way."""
    (x, y), (ax, ay) = mark.at, mark.anchor
    leader = ""
    if math.hypot(x - ax, y - ay) > RADIUS * 0.6:
        leader = element("line", x1=ax, y1=ay, x2=x, y2=y, class_="leader")
        leader += element("circle", cx=ax, cy=ay, r=1.8, class_="leader-end")
    shape = group(glyph(mark.sign, mark.shape), class_="glyph")
    placed = group(title(mark.name), shape, transform=f"translate({x:.2f} {y:.2f})")
    return leader + (element("a", placed, href=mark.link) if mark.link else placed)


def spread(
    marks: Sequence[Mark],
    gap: float = 2.3 * RADIUS,
    rounds: int = 80,
    within: tuple[float, float] | None = None,
) -> list[Mark]:
    """Push marks apart until none covers another: pairs closer than ``gap`` step back by half of what is missing.

    ``within`` is the width and height of the picture, whose edge cuts no mark that belongs inside it.
    """
    places = [list(mark.at) for mark in marks]
    for _ in range(rounds):
        moved = False
        for i in range(len(places)):
            for j in range(i):
                moved |= part(places[i], places[j], gap, i)
        for place in places if within else ():
            place[:] = (min(max(at, EDGE), most - EDGE) for at, most in zip(place, within or (), strict=True))
        if not moved:
            break
    return [replace(mark, at=(x, y)) for mark, (x, y) in zip(marks, places, strict=True)]


def part(one: list[float], other: list[float], gap: float, turn: int) -> bool:
    """Move two places apart along their line; ones that coincide part in a direction of their own."""
    dx, dy = one[0] - other[0], one[1] - other[1]
    distance = math.hypot(dx, dy)
    if distance >= gap:
        return False
    if distance < 1e-6:
        dx, dy, distance = math.cos(2.4 * turn), math.sin(2.4 * turn), 1.0
        missing = gap
    else:
        missing = gap - distance + 0.01
    shift_x, shift_y = dx / distance * missing / 2.0, dy / distance * missing / 2.0
    one[0] += shift_x
    one[1] += shift_y
    other[0] -= shift_x
    other[1] -= shift_y
    return True


def letters(index: int) -> str:
    """A, B, … Z, AA, AB, … for the index from zero."""
    name = ""
    index += 1
    while index > 0:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
