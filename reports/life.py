"""A compound's day: who is in, out and away; who passes the gates; what charging takes; what happened when."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reports.figures import LEFT, RIGHT, WIDTH, axis
from reports.folder import RunFolder
from reports.match import NOTICES
from reports.svg import drawing, element, number, text
from reports.words import Words

HEIGHT, TOP, BOTTOM = 190.0, 12.0, 24.0
MAINS_V = 220.0
ROW_H = 2


@dataclass(frozen=True, slots=True)
class HourRow:
    """Some hours of a day: passages in and out by mode, charging [kWh], incidents, and alerts but for mere notes."""

    clock: str
    foot: tuple[int, int]
    bike: tuple[int, int]
    car: tuple[int, int]
    charged_kwh: float | None
    incidents: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Life:
    """What the page shows of the day; ``met`` says how often one day ran into another's."""

    curve: str
    rows: tuple[HourRow, ...]
    met: tuple[tuple[str, int], ...]


def life_of(run: RunFolder, words: Words) -> Life | None:
    """The day of a run, None where the run kept none."""
    path = run.path / "life.json"
    if not path.exists():
        return None
    held = json.loads(path.read_text(encoding="utf-8"))
    met = tuple((words.say(f"met-{what.replace(' ', '-')}"), int(count)) for what, count in held["met"])
    return Life(curve(run, held, words), hour_rows(run, held), met)


def curve(run: RunFolder, held: dict[str, object], words: Words) -> str:
    """Three lines over the clock: residents at home, out of doors, away."""
    people, step = held["people"], held["step_s"]
    if not isinstance(people, dict) or not isinstance(step, float):
        raise TypeError("life.json holds no people")
    duration, start = run.manifest.duration_s, run.manifest.start
    scale = (WIDTH - LEFT - RIGHT) / duration
    most = max(max(row) for row in people.values()) or 1
    parts = []
    for state, row in people.items():
        points = [
            f"{number(LEFT + k * step * scale)},{number(TOP + (1.0 - count / most) * (HEIGHT - TOP - BOTTOM))}"
            for k, count in enumerate(row)
        ]
        parts.append(element("path", d="M" + "L".join(points), class_=f"life {state}"))
    for share in (0.0, 0.5, 1.0):
        y = TOP + (1.0 - share) * (HEIGHT - TOP - BOTTOM)
        parts.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="hair"))
        parts.append(text(f"{share * most:.0f}", x=LEFT - 8.0, y=y + 4.0, text_anchor="end"))
    midnight = start.hour * 3600.0 + start.minute * 60.0 + start.second
    frame = axis(duration, midnight, scale, HEIGHT - BOTTOM)
    return drawing(WIDTH, HEIGHT, words.say("life-curve"), frame, *parts, class_="lanes")


def hour_rows(run: RunFolder, held: dict[str, object]) -> tuple[HourRow, ...]:
    """The day in rows of `ROW_H` hours."""
    flows = held["flows"]
    if not isinstance(flows, list):
        raise TypeError("life.json holds no flows")
    hours = math.ceil(run.manifest.duration_s / 3600.0)
    charged = charging(run, hours)
    rows = []
    for first in range(0, hours, ROW_H):
        span = range(first, min(first + ROW_H, hours))
        passed = dict.fromkeys(("foot", "bike", "car"), (0, 0))
        for _, hour, mode, came, went in flows:
            if hour in span:
                passed[mode] = (passed[mode][0] + came, passed[mode][1] + went)
        begun = [e for e in run.episodes if int(e.start_s // 3600.0) in span and not e.harmless]
        opened = [a for a in run.alerts if int(a.opened_s // 3600.0) in span and a.kind not in NOTICES]
        start = run.manifest.start.hour + first
        rows.append(
            HourRow(
                f"{start % 24:02d}–{(start + len(span)) % 24 or 24:02d}",
                passed["foot"],
                passed["bike"],
                passed["car"],
                None if charged is None else float(charged[first : first + len(span)].sum()),
                len(begun),
                len(opened),
            )
        )
    return tuple(rows)


def charging(run: RunFolder, hours: int) -> np.ndarray | None:
    """What the charging piles gave in each hour [kWh], from the currents they reported; None where none reported."""
    table = run.table("readings", [("quantity", "==", "current")])
    if table.num_rows == 0:
        return None
    devices, seconds = table["device"].to_numpy(), table["time_s"].to_numpy()
    amperes, found = table["number"].to_numpy(), np.zeros(hours)
    for device in np.unique(devices[[str(name).endswith("charging-pile") for name in devices]]):
        mine = devices == device
        at, current = seconds[mine], amperes[mine]
        # A value holds until the next one, but not for longer than a pile is ever silent while it charges.
        held = np.minimum(np.diff(at, append=at[-1]), 60.0)
        np.add.at(found, np.minimum((at // 3600.0).astype(np.int64), hours - 1), held * current * MAINS_V / 3.6e6)
    return found


def film_of(folder: Path) -> str:
    """Name of the run's film beside the page, or ""."""
    return "film.mp4" if (folder / "film.mp4").exists() else ""
