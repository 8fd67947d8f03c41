"""The project's benchmarks by name: each module measures one thing and says what a peer reaches in the same run.

A benchmark is a module ``ringfence.benches.NAME`` with a function ``bench(quick: bool) -> list[Figure]``.
"""

import importlib
import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from ringfence.benches.figure import Figure
from twin.problems import InputError, Problem, nearest

NAMES = (
    "alerts",
    "calibration",
    "coverage",
    "detect",
    "falling",
    "imaging",
    "physics",
    "placement",
    "realism",
    "rows",
    "scores",
    "statistics",
    "sweep",
    "world",
    "sizing",
    "soak",
)


def find(name: str) -> Callable[[bool], list[Figure]]:
    """Return the benchmark called ``name``; refuse any other name, listing what there is."""
    if name not in NAMES:
        raise InputError([Problem("command line", None, "NAME", f"no benchmark {name}", nearest(name, NAMES))])
    function: Callable[[bool], list[Figure]] = importlib.import_module(f"ringfence.benches.{name}").bench
    return function


def table(name: str, figures: list[Figure]) -> Table:
    """Lay figures out for a terminal."""
    sheet = Table(title=name, title_justify="left")
    for head in ("figure", "value", "unit", "goal", "met", "peer", "ratio", "note"):
        sheet.add_column(head, justify="right" if head in {"value", "goal", "peer", "ratio"} else "left")
    for f in figures:
        met = {True: "yes", False: "NO", None: ""}[f["met"]]
        numbers = [shown(f["value"]), f["unit"], shown(f["goal"]), met, shown(f["peer"]), shown(f["ratio"])]
        sheet.add_row(f["figure"], *numbers, f["note"])
    return sheet


def shown(value: float | None) -> str:
    """Write a number with four significant digits, none as nothing."""
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def write(name: str, figures: list[Figure], path: Path) -> None:
    """Write ``{"name", "machine", "results"}`` as JSON."""
    machine = {"processor": platform.processor() or platform.machine(), "python": platform.python_version()}
    content = {"name": name, "machine": machine, "results": figures}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=2, ensure_ascii=False, default=plain)
    path.write_text(text + "\n", encoding="utf-8")


def plain(number: Any) -> bool | int | float:
    """A number of NumPy's as Python's own: sums and comparisons of arrays end as such."""
    if isinstance(number, np.generic):
        held: bool | int | float = number.item()
        return held
    raise TypeError(f"{type(number).__name__} is no figure")
