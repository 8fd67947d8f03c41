"""How well people of every age, build and clothing were seen: whoever is seen worse is guarded worse.

Looks are those that were really drawn: at metadata fidelity a response model answers, which knows heights alone. One
person's looks are alike, so intervals are those of cluster sampling, a person a cluster (Cochran 1977, section 9A.2).
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.stats import t as student

from reports.attribution import iou
from reports.figures import whisker
from reports.folder import BOX, RunFolder
from reports.rows import span
from reports.words import Words, percent

GROUPS = {
    "age": ("infant", "child", "teen", "adult", "old"),
    "build": ("small", "slim", "medium", "stout", "strong", "tall"),
    "clothes": ("uniform", "dark", "medium", "bright"),
}
# Whom a detector may be expected to see: so tall in the picture [px], and so much of him.
TALL_PX, SHOWN = 40.0, 0.5
OVERLAP = 0.5
# Cameras of this role look for falling things alone.
FACADES = "high-rise"


@dataclass(frozen=True, slots=True)
class Seen:
    """One group: how many people were in drawn looks, in how many looks, and the share found with its 95% interval."""

    by: str
    group: str
    people: int
    looks: int
    share: float
    low: float
    high: float


def seen_by_group(runs: Sequence[RunFolder]) -> tuple[Seen, ...]:
    """How well each group was seen over all runs; nothing where nothing was drawn."""
    held: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for run in runs:
        for body, looks, found in looks_of(run):
            for by, group in body.items():
                held.setdefault((by, group), []).append((looks, found))
    rows = []
    for by, groups in GROUPS.items():
        for group in groups:
            people = held.get((by, group), [])
            if people:
                counts = np.array(people, dtype=np.float64)
                rows.append(Seen(by, group, len(people), int(counts[:, 0].sum()), *share(counts[:, 0], counts[:, 1])))
    return tuple(rows)


def looks_of(run: RunFolder) -> Iterator[tuple[dict[str, str], int, int]]:
    """Each person who was drawn well enough: what he looks like, in how many looks, found in how many."""
    paths = [run.path / f"{name}.parquet" for name in ("people", "tracks", "detections")]
    cameras = run.path / "cameras.json"
    if not all(path.exists() for path in (*paths, cameras)):
        return
    rows = json.loads(cameras.read_text(encoding="utf-8"))
    watching = [row["id"] for row in rows if FACADES not in row["roles"]]
    if not watching:
        return
    look = {row.pop("id"): row for row in pq.read_table(paths[0]).to_pylist()}
    drawn = [("rendered", "=", True)]
    fit = [
        ("camera", "in", watching),
        ("label", "=", "person"),
        ("visible_share", ">=", SHOWN),
        ("pixel_height", ">=", TALL_PX),
    ]
    true = pq.read_table(paths[1], columns=["camera", "index", "body", *BOX], filters=[*drawn, *fit]).to_pylist()
    found: dict[tuple[str, int], list[list[float]]] = {}
    for row in pq.read_table(paths[2], columns=["camera", "index", *BOX], filters=drawn).to_pylist():
        found.setdefault((row["camera"], row["index"]), []).append([row[name] for name in BOX])
    counts: dict[str, list[int]] = {}
    for row in true:
        box, others = np.array([row[name] for name in BOX]), found.get((row["camera"], row["index"]))
        hit = others is not None and float(iou(box, np.array(others)).max()) >= OVERLAP
        count = counts.setdefault(row["body"], [0, 0])
        count[0] += 1
        count[1] += hit
    yield from ((look[body], *counts[body]) for body in sorted(counts) if body in look)


def share(looks: NDArray[np.float64], found: NDArray[np.float64]) -> tuple[float, float, float]:
    """The share found of all looks, and its 95% interval within 0 and 1; (0, 1) of one person alone."""
    n = len(looks)
    value = float(found.sum() / looks.sum())
    if n < 2:
        return value, 0.0, 1.0
    error = math.sqrt(n / (n - 1) * float(((found - value * looks) ** 2).sum())) / float(looks.sum())
    reach = float(student.ppf(0.975, n - 1)) * error
    return value, max(0.0, value - reach), min(1.0, value + reach)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A line of the table of groups."""

    by: str
    group: str
    people: int
    looks: int
    share: str
    picture: str
    interval: str


def group_rows(seen: Sequence[Seen], words: Words) -> list[GroupRow]:
    """The table's lines; ``by`` stands in the first line of each grouping."""
    rows = []
    for one in seen:
        first = one.by not in {row.by for row in seen[: seen.index(one)]}
        name = words.say(f"group-{one.group}")
        picture = whisker(name, one.share, one.low, one.high)
        interval = span(percent(one.low), percent(one.high))
        by = words.say(f"by-{one.by}") if first else ""
        rows.append(GroupRow(by, name, one.people, one.looks, percent(one.share), picture, interval))
    return rows
