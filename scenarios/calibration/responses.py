"""``response.json``: fitted responses keyed by the detector they were fitted to, and which of them a run uses.

    {"responses": [{"detector": "motion", "digest": "...", "weather": "dry", "fitted_on": [...], "numbers": {...}}]}

It lies beside a deployment. A run whose detector and weather it knows is calibrated; any other is not, and says so.
"""

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

from detectors.config import PipelineConfig
from detectors.identity import identity, looker
from scenarios.calibration.fitting import Agreement
from scenarios.calibration.looks import WET
from scenarios.plan import Weather
from scenarios.record import write_json
from twin.problems import InputError, Problem
from twin.response import Response

NUMBERS = tuple(field.name for field in dataclasses.fields(Response) if field.name != "name")
ACCEPTED = "a file that ringfence calibrate wrote"


def weather_word(wet: bool) -> str:
    """What of the weather a response is kept apart by."""
    return "wet" if wet else "dry"


def entry(
    detector: str, wet: bool, response: Response, fitted_on: list[str], held_out: dict[str, list[Agreement]]
) -> dict[str, Any]:
    """A fitted response as it stands in the file."""
    return {
        "detector": detector,
        "digest": identity(detector),
        "weather": weather_word(wet),
        "fitted_on": fitted_on,
        "numbers": {name: round(float(getattr(response, name)), 5) for name in NUMBERS},
        "held_out": {run: [dataclasses.asdict(row) for row in rows] for run, rows in held_out.items()},
    }


def write_responses(file: Path, entries: list[dict[str, Any]]) -> None:
    """Put entries into a file; those of the same detector and weather are replaced, others stay."""
    new = {(one["digest"], one["weather"]) for one in entries}
    kept = [one for one in _read(file) if (one["digest"], one["weather"]) not in new] if file.exists() else []
    file.parent.mkdir(parents=True, exist_ok=True)
    write_json(file, {"responses": kept + entries})


def response_for(file: Path, config: PipelineConfig, weather: Weather) -> Response:
    """The response of a deployment's looker in a weather; the assumed one where the file has none or is not there.

    Raises
    ------
    InputError: when the file is broken.
    """
    name = looker(config)
    if not file.is_file() or not name:
        return Response()
    wanted = (identity(name), weather_word(weather.sky in WET))
    for one in _read(file):
        if (one["digest"], one["weather"]) == wanted:
            return Response(name=f"calibrated {name} {wanted[0][:12]} {wanted[1]}", **one["numbers"])
    return Response()


def _read(file: Path) -> list[dict[str, Any]]:
    """Entries of a file, each with what is read of it checked."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        entries: list[dict[str, Any]] = list(content["responses"])
        problems = [problem for k, one in enumerate(entries) for problem in _wrong(file, k, one)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError([Problem(str(file), None, "", f"cannot be read: {error}", ACCEPTED)]) from error
    if problems:
        raise InputError(problems)
    return entries


def _wrong(file: Path, k: int, one: dict[str, Any]) -> list[Problem]:
    where = f"responses[{k}]"
    texts = [name for name in ("detector", "digest", "weather") if not isinstance(one.get(name), str)]
    problems = [Problem(str(file), None, f"{where}.{name}", "is no text", ACCEPTED) for name in texts]
    numbers = one.get("numbers", {})
    strange = sorted(set(numbers) ^ set(NUMBERS))
    problems += [
        Problem(str(file), None, f"{where}.numbers.{name}", "is unknown or missing", ", ".join(NUMBERS))
        for name in strange
    ]
    for name in sorted(set(numbers) & set(NUMBERS)):
        value = numbers[name]
        good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0.0
        if not good:
            problems.append(Problem(str(file), None, f"{where}.numbers.{name}", f"is {value!r:.40}", "a number from 0"))
    return problems
