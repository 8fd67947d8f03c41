"""Blind areas as a plan's report tells them: a list of the ones that matter most, and where they are."""

from dataclasses import dataclass

import numpy as np

from reports.marks import Mark
from reports.plan import draw_plan
from reports.planfigures import camera_places
from reports.planplaces import where
from reports.shade import Coverage
from reports.words import Words, percent
from twin.planning.blind import BLOCK_M, LEAST_M2, Blind
from twin.planning.plan import Seen

# So many are listed and numbered; these are tinted deeper.
LISTED = 10
RGB = (213, 94, 0)
STEPS = ((1.0, 70), (2.0, 170))


@dataclass(frozen=True, slots=True)
class BlindRow:
    """One area as the list says it."""

    number: int
    where: str
    size: str
    people: str
    dark: str
    lux: str
    climb: str
    weight: str


@dataclass(frozen=True, slots=True)
class Blank:
    """What the page says of blind areas: a sentence, a picture, rows, and how many there are beside them."""

    text: str
    picture: str
    rows: tuple[BlindRow, ...]
    others: int
    note: str


def blank(seen: Seen, blind: Blind, rung: tuple[str, float], height_m: float, people: int, words: Words) -> Blank:
    """Tell of the areas seen at less than a ladder's ``rung``; ``people`` are those whose day was simulated."""
    level, density = rung
    said = {"level": level, "density": f"{density:g}", "height": f"{height_m:g}"}
    if not blind.areas:
        return Blank(words.say("plan-blind-none", least=f"{LEAST_M2:g}", **said), "", (), 0, "")
    size, whole = f"{blind.size_m2:,.0f}", f"{blind.open_m2:,.0f}"
    text = words.say("plan-blind-text", count=str(len(blind.areas)), size=size, open=whole, **said)
    rows = tuple(row(seen, number, blind, words) for number in range(min(LISTED, len(blind.areas))))
    note = words.say("plan-blind-note", people=str(people), climb=percent(blind.climb))
    return Blank(text, picture(seen, blind, words), rows, len(blind.areas) - len(rows), note)


def row(seen: Seen, number: int, blind: Blind, words: Words) -> BlindRow:
    """One area of the list by its number from zero."""
    area = blind.areas[number]
    return BlindRow(
        number + 1,
        where(seen.site, area.place, words),
        f"{area.size_m2:,.0f}",
        f"{area.people:,.0f}",
        f"{area.after_dark:,.0f}",
        f"{area.lux:.1f}",
        f"{100.0 * area.climb:.1f}%",
        f"{100.0 * area.weight:.1f}%",
    )


def picture(seen: Seen, blind: Blind, words: Words) -> str:
    """The site with its cameras, every blind area tinted, those of the list deeper and numbered."""
    ground = seen.overlook.ground
    ny, nx = (int(np.ceil(size * ground.cell_m / BLOCK_M)) for size in ground.outdoor.shape)
    depth = np.zeros((ny, nx), dtype=np.float32)
    for number, area in enumerate(blind.areas):
        column = ((area.cells[:, 0] - ground.x0) / BLOCK_M).astype(np.int64)
        depth[((area.cells[:, 1] - ground.y0) / BLOCK_M).astype(np.int64), column] = 2.0 if number < LISTED else 1.0
    shade = Coverage(ground.x0, ground.y0, BLOCK_M, depth, np.ones_like(depth, dtype=np.bool_), STEPS, RGB)
    marks = [
        (Mark(str(k), "missed", where(seen.site, area.place, words), (0.0, 0.0), (0.0, 0.0)), area.place)
        for k, area in enumerate(blind.areas[:LISTED], start=1)
    ]
    label = words.say("plan-blind-picture")
    return draw_plan(label, words.say("north"), seen.site, shade, camera_places(seen.cameras), (), marks)
