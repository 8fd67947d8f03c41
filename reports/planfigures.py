"""Pictures of a plan: the ground by pixel density under the cameras."""

import math
from collections.abc import Sequence

from reports.plan import CameraPlace, draw_plan
from reports.shade import Coverage
from reports.words import Words
from twin.deployment import CameraUnit
from twin.planning.coverage import LADDERS
from twin.planning.plan import Seen

# How deep the tint is at the lowest and at the highest rung.
LIGHTEST, DEEPEST = 26, 215


def steps(ladder: str) -> tuple[tuple[float, int], ...]:
    """Densities of a ladder's rungs [px/m], each with the alpha of its tint."""
    rungs = LADDERS[ladder]
    rise = (DEEPEST - LIGHTEST) / (len(rungs) - 1)
    return tuple((density, round(LIGHTEST + k * rise)) for k, (_, density) in enumerate(rungs))


def heat(seen: Seen, height: int, ladder: str) -> Coverage:
    """Best density at one of the ground's heights, by its number, shaded by a ladder's rungs."""
    ground = seen.overlook.ground
    best = seen.overlook.cells(seen.overlook.best(), height)
    return Coverage(ground.x0, ground.y0, ground.cell_m, best, ground.outdoor, steps(ladder))


def camera_places(cameras: Sequence[CameraUnit]) -> tuple[CameraPlace, ...]:
    """Cameras as the site plan draws them."""
    return tuple(
        CameraPlace(
            unit.id,
            unit.at[0],
            unit.at[1],
            math.atan2(unit.look_at[1] - unit.at[1], unit.look_at[0] - unit.at[0]),
            unit.hfov,
            unit.roles,
        )
        for unit in cameras
    )


def plan_picture(seen: Seen, height: int, ladder: str, words: Words) -> str:
    """The site plan, shaded by density at one height, with every camera."""
    label = words.say("plan-heat", height=f"{seen.overlook.ground.heights_m[height]:g}")
    return draw_plan(
        label, words.say("north"), seen.site, heat(seen, height, ladder), camera_places(seen.cameras), (), ()
    )
