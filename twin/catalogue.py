"""Generic camera models with the sub-stream that analytics takes; lenses follow makers' data sheets in their class.

A planner's own CSV has the same columns and goes before the bundled one.
"""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from twin.problems import InputError, Problem, nearest
from twin.textfile import read_text

# What each number may be: above the first, at most the second.
_RANGES: dict[str, tuple[float, float]] = {
    "width": (63, 8192),
    "height": (63, 8192),
    "hfov_deg": (1, 170),
    "fps": (0, 240),
    "infrared_m": (-1, 1000),
    "price": (-1, 1e7),
    "k1": (-0.5, 0.5),
    "recorded_width": (63, 16384),
    "recorded_height": (63, 16384),
    "watts": (-1, 500),
}
_WHOLE = ("width", "height", "recorded_width", "recorded_height")


@dataclass(frozen=True, slots=True)
class CameraType:
    """One model: analysed stream [px], field of view [deg], infrared reach [m], price [CNY], radial ``k1``.

    ``recorded_width`` and ``recorded_height`` [px] are of the stream that is kept, which people look at; ``watts`` is
    the most that it draws from its cable.
    """

    model: str
    width: int
    height: int
    hfov_deg: float
    fps: float
    infrared_m: float
    price: float
    k1: float
    recorded_width: int
    recorded_height: int
    watts: float
    about: str


@lru_cache(maxsize=1)
def catalogue() -> dict[str, CameraType]:
    """Return every bundled model by its name, in the file's order."""
    text = files("twin").joinpath("catalogue.csv").read_text(encoding="utf-8")
    return parsed(text, "catalogue.csv")


def read_catalogue(path: Path) -> dict[str, CameraType]:
    """Return a planner's models before the bundled ones; one of the same name takes its place.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    own = parsed(read_text(path), str(path))
    return own | {name: sheet for name, sheet in catalogue().items() if name not in own}


def parsed(text: str, file: str) -> dict[str, CameraType]:
    """Read the text of a catalogue; raise `InputError` with every problem."""
    names = [field.name for field in fields(CameraType)]
    rows = csv.DictReader(text.splitlines())
    found = list(rows.fieldnames or ())
    problems = [
        Problem(file, 1, name, "is no column of a catalogue", nearest(name, names))
        for name in found
        if name not in names
    ]
    problems += [Problem(file, 1, name, "is missing", "a column of this name") for name in names if name not in found]
    if problems:
        raise InputError(problems)
    types: dict[str, CameraType] = {}
    for row in rows:
        before = len(problems)
        numbers = {name: _number(file, rows.line_num, name, row[name], problems) for name in _RANGES}
        model = (row["model"] or "").strip()
        if not model or model in types:
            problems.append(Problem(file, rows.line_num, "model", f"is {model!r}", "a name that no other row has"))
        if len(problems) == before:
            types[model] = _camera_type(model, numbers, row["about"] or "")
    if problems:
        raise InputError(problems)
    return types


def _number(file: str, line: int, name: str, text: str | None, problems: list[Problem]) -> float:
    low, high = _RANGES[name]
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    whole = name not in _WHOLE or value == math.floor(value) if math.isfinite(value) else False
    if not (math.isfinite(value) and low <= value <= high and whole):
        kind = "a whole number" if name in _WHOLE else "a number"
        problems.append(Problem(file, line, name, f"is {text!r:.40}", f"{kind} from {max(low, 0):g} to {high:g}"))
        return 1.0
    return value


def _camera_type(model: str, numbers: Mapping[str, float], about: str) -> CameraType:
    return CameraType(
        model,
        int(numbers["width"]),
        int(numbers["height"]),
        numbers["hfov_deg"],
        numbers["fps"],
        numbers["infrared_m"],
        numbers["price"],
        numbers["k1"],
        int(numbers["recorded_width"]),
        int(numbers["recorded_height"]),
        numbers["watts"],
        about,
    )
