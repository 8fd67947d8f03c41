"""Light of the seen ground as a plan's report tells it: hour by hour in two seasons, and where it is too dark."""

from dataclasses import dataclass

import numpy as np

from reports.plan import draw_plan
from reports.planfigures import camera_places
from reports.planplaces import where
from reports.shade import Coverage
from reports.svg import drawing, element, text, title
from reports.words import Words, percent
from twin.planning.blind import areas_of, blocks, middle
from twin.planning.nightlight import DARK_LUX, Lit, Night, by_hour
from twin.planning.plan import Seen
from twin.planning.seasons import Phase, Season

# The lights from the bottom of a column up.
LIGHTS = ("day", "dusk", "lamps", "infrared", "dark")
WIDTH, LEFT, ROW, GAP = 1000.0, 92.0, 54.0, 26.0
# Deeper is darker: lamps, infrared alone, too dark.
RGB = (72, 48, 120)
STEPS = ((1.0, 60), (2.0, 110), (3.0, 220))
DEPTH = {Lit.UNSEEN: 0.0, Lit.LAMPS: 1.0, Lit.INFRARED: 2.0, Lit.DARK: 3.0}
NAMED = 5
BLOCK_M = 1.0


@dataclass(frozen=True, slots=True)
class LightTold:
    """What the page says of light: a sentence, the hours' picture, each season's hours, a map, where it is too dark."""

    text: str
    clock: str
    hours: tuple[str, ...]
    map: str
    where: str


def light_told(
    seen: Seen, night: Night, year: tuple[Season, ...], level: str, height_m: float, words: Words
) -> LightTold:
    """Tell with what light the ground is seen that is seen at ``level``."""
    shares = {kind.name.lower(): percent(share) for kind, share in night.shares().items()}
    said = words.say("plan-light-text", level=level, height=f"{height_m:g}", lux=f"{DARK_LUX:g}", **shares)
    hours = tuple(
        words.say(
            "plan-light-hours",
            season=words.say(f"plan-{season.name}"),
            **{phase.value: f"{season.hours(phase):g}" for phase in Phase},
        )
        for season in year
    )
    named = dark_places(seen, night, words)
    places = words.say("plan-light-where", places=", ".join(named)) if named else ""
    return LightTold(said, clock(night, year, words), hours, night_map(seen, night, words), places)


def clock(night: Night, year: tuple[Season, ...], words: Words) -> str:
    """Two rows of 24 columns: how much of the seen ground has which light in each hour."""
    parts, width = [], (WIDTH - LEFT) / 24.0
    for number, season in enumerate(year):
        top = number * (ROW + GAP)
        parts.append(
            text(words.say(f"plan-{season.name}").split(" (")[0].split("（")[0], x=0.0, y=top + ROW / 2.0 + 4.0)
        )
        for hour, shares in enumerate(by_hour(night, season)):
            y = top + ROW
            for light in LIGHTS:
                high = shares.get(light, 0.0) * ROW
                if high > 0.0:
                    name = f"{hour:02d}:00 {words.say(f'plan-light-{light}')} {percent(shares[light])}"
                    box = {"x": LEFT + hour * width, "y": y - high, "width": width - 1.0, "height": high}
                    parts.append(element("rect", title(name), class_=f"light {light}", **box))
                    y -= high
            if hour % 3 == 0:
                parts.append(text(f"{hour:02d}", x=LEFT + hour * width, y=top + ROW + 14.0))
    return drawing(WIDTH, 2.0 * (ROW + GAP) - 8.0, words.say("plan-light-clock"), *parts, class_="lanes")


def night_map(seen: Seen, night: Night, words: Words) -> str:
    """The site, the seen ground tinted by what it is seen by at night."""
    ground = seen.overlook.ground
    depth = np.zeros(night.lit.shape, dtype=np.float32)
    for kind, value in DEPTH.items():
        depth[night.lit == kind] = value
    shade = Coverage(ground.x0, ground.y0, ground.cell_m, depth, ground.outdoor, STEPS, RGB)
    label = words.say("plan-light-map")
    return draw_plan(label, words.say("north"), seen.site, shade, camera_places(seen.cameras), (), ())


def dark_places(seen: Seen, night: Night, words: Words) -> list[str]:
    """Where the largest areas are that are seen in too little light, with their size."""
    ground = seen.overlook.ground
    side = max(1, round(BLOCK_M / ground.cell_m))
    step = side * ground.cell_m
    labels, count = areas_of(blocks((night.lit == Lit.DARK).astype(np.float64), side) > 0.5, step)
    size = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    found = []
    for k in np.argsort(-size, kind="stable")[:NAMED].tolist():
        mine = np.argwhere(labels == k + 1)[:, ::-1]
        x, y = ground.x0 + (mine[:, 0] + 0.5) * step, ground.y0 + (mine[:, 1] + 0.5) * step
        place = middle(np.column_stack([x, y]))
        found.append(f"{where(seen.site, place, words)} ({size[k] * step * step:,.0f} m²)")
    return found
