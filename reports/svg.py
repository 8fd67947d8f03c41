"""A small SVG writer: elements as escaped text, numbers short, and one transform from metres to the page."""

import html
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

Attribute = str | float | int | None


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """Write one element. Children must be elements or `text` already; attributes are escaped, None is left out.

    An attribute's underscores become dashes and a trailing one is dropped: ``class_``, ``stroke_width``.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            parts.append(f' {key.rstrip("_").replace("_", "-")}="{attribute(value)}"')
    return "".join([*parts, ">", *children, f"</{name}>"]) if children else "".join([*parts, "/>"])


def attribute(value: str | float | int) -> str:
    """An attribute's value: numbers with at most two decimals, text escaped."""
    return number(value) if isinstance(value, int | float) else html.escape(value, quote=True)


def number(value: float) -> str:
    """A number with at most two decimals and no trailing zeros."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short in ("-0", "") else short


def text(words: str, **attributes: Attribute) -> str:
    """A text element, its words escaped."""
    return element("text", html.escape(words), **attributes)


def title(words: str) -> str:
    """A tooltip that screen readers say as well."""
    return element("title", html.escape(words))


def group(*children: str, **attributes: Attribute) -> str:
    """A group; nothing when it would be empty."""
    kept = [child for child in children if child]
    return element("g", *kept, **attributes) if kept else ""


def drawing(width: float, height: float, label: str, *children: str, class_: str = "") -> str:
    """A whole picture with an accessible name."""
    box = f"0 0 {number(width)} {number(height)}"
    namespace = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "role": "img", "aria_label": label}
    return element("svg", *children, **namespace, class_=class_ or None)


@dataclass(frozen=True, slots=True)
class View:
    """Metres to the page: ``west`` and ``north`` [m] are the page's top left corner, ``scale`` in units per metre."""

    west: float
    north: float
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Page position of a place [m]."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def path(self, points: ArrayLike, closed: bool) -> str:
        """Path data through places (n, 2) [m]."""
        places = [self.at(float(p[0]), float(p[1])) for p in np.asarray(points, dtype=float)]
        steps = "L".join(f"{number(x)},{number(y)}" for x, y in places)
        return f"M{steps}{'Z' if closed else ''}" if places else ""
