"""From pixel runs to ``response.json``: looks gathered, numbers fitted, held-out runs foretold."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.identity import LOOKERS, identity
from scenarios.calibration.fitting import Agreement, agreement, fitted
from scenarios.calibration.looks import Looks, joined, looks_of
from scenarios.calibration.responses import entry, weather_word, write_responses
from scenarios.manifest import MANIFEST
from twin.problems import InputError, Problem, nearest
from twin.response import Response

LEAST = 50


@dataclass(frozen=True, slots=True)
class Fit:
    """One response that was fitted: weather, its numbers, looks it was fitted on, and held-out runs foretold by it.

    ``assumed`` is how the assumed numbers foretell the same held-out runs.
    """

    weather: str
    response: Response
    looks: int
    held_out: dict[str, list[Agreement]]
    assumed: dict[str, list[Agreement]]


def calibrate(detector: str, runs: list[Path], held_out: list[Path], file: Path) -> list[Fit]:
    """Fit a detector's response on pixel runs of it and put it into a file, one entry for dry weather and one for wet.

    Raises
    ------
    InputError: when a folder is no pixel run of this detector as it is now, or too few looks were filmed to fit.
    """
    if detector not in LOOKERS:
        raise InputError([Problem("command line", None, "detector", f"{detector} is none", nearest(detector, LOOKERS))])
    problems = [problem for run in (*runs, *held_out) for problem in _foreign(run, detector)]
    if problems:
        raise InputError(problems)
    learnt: dict[bool, list[tuple[Path, Looks]]] = defaultdict(list)
    asked: dict[bool, list[tuple[Path, Looks]]] = defaultdict(list)
    for group, folders in ((learnt, runs), (asked, held_out)):
        for folder in folders:
            looks = looks_of(folder, detector)
            group[looks.wet].append((folder, looks))
    fits, entries = [], []
    for wet in sorted(learnt):
        looks = joined([part for _, part in learnt[wet]])
        if len(looks.hit) < LEAST:
            message = f"{len(looks.hit)} looks at anybody in {weather_word(wet)} weather"
            raise InputError([Problem(str(learnt[wet][0][0]), None, "", message, f"at least {LEAST}: film more")])
        response = fitted(looks, f"calibrated {detector}")
        told = {str(folder): agreement(part, response) for folder, part in asked[wet]}
        before = {str(folder): agreement(part, Response()) for folder, part in asked[wet]}
        fits.append(Fit(weather_word(wet), response, len(looks.hit), told, before))
        hashes = [str(_manifest(folder)["content_hash"]) for folder, _ in learnt[wet]]
        named = {
            str(_manifest(folder)["content_hash"]): rows for folder, rows in ((Path(k), v) for k, v in told.items())
        }
        entries.append(entry(detector, wet, response, hashes, named))
    write_responses(file, entries)
    return fits


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(folder), None, "", f"is no finished run: {error}", "a run folder")]) from error
    return content


def _foreign(folder: Path, detector: str) -> list[Problem]:
    """What keeps a run from being one of this detector."""
    told = _manifest(folder).get("looker", {})
    if told == {"name": detector, "digest": identity(detector)}:
        return []
    what = (
        f"its cameras looked with {told['name']}"
        if told.get("name")
        else "it does not say what its cameras looked with"
    )
    if told.get("name") == detector:
        what = f"{detector} has changed since"
    return [Problem(str(folder), None, "", what, f"a run of {detector} as it is now")]


def lines(fit: Fit) -> list[str]:
    """A fit as lines of text."""
    r = fit.response
    found = [
        f"{fit.weather}: {fit.looks} looks; hits at most {r.best:.3f}, half at {r.half_height_px:.1f} px "
        f"and {r.half_lux:.2f} lx, "
        f"share gain {r.share_gain:.2f}, exposure {r.exposure_s:.3f} s, luck lasts {r.memory_s:.2f} s, "
        f"shake {r.shake:.3f} and {r.jitter_px:.1f} px, bodies joined over {100 * r.joins:.2f}% of the width; "
        f"false detections {r.false_day:.1f} by day, {r.false_night:.1f} by night per camera and hour"
    ]
    for run, rows in fit.held_out.items():
        before = {row.what: row for row in fit.assumed[run]}
        found += [
            f"{fit.weather}, held out {Path(run).name}: {row.what}: {row.looks} looks, {100 * row.hit:.0f}% hit, "
            f"{100 * row.foretold:.0f}% foretold ({100 * before[row.what].foretold:.0f}% as assumed), "
            f"Brier {row.brier:.3f} ({before[row.what].brier:.3f})"
            for row in rows
        ]
    return found
