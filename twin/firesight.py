"""Flames in the open as cameras' detectors would find them at metadata fidelity.

What burns in the open or on a balcony has the flame of its heat release, L = 0.235 Q^(2/5) - 1.02 D with Q [kW] and D
[m] (Heskestad, SFPE Handbook), and is found as a body of that height would be: it needs no other light, but by day it
stands out less. What burns behind windows is not seen. How much less is an assumption (UNCALIBRATED), and nothing is
ever taken for a flame here: sun, headlights and fog are for pictures.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from detectors.contract import Detection, DetectionBatch, Label
from detectors.sheets import Sheet, merged
from twin.bodies import Hazard
from twin.chance import lasting, stream_key
from twin.deployment import CameraUnit
from twin.lamplight import SkyLight
from twin.rays import Rays
from twin.response import Response
from twin.seeds import Seeds

# Half a square metre burns; flames lean and billow to about half their height.
BASE_M, WIDE = 0.5, 0.5
BY_DAY, DAY_LUX = 0.7, 1000.0
# A balcony's rail and the wall behind it do not hide what leans out over them.
OUT_M = 1.0
# How high over its foot a flame is looked for.
AIMS_M = (0.5, 1.0, 1.5)
OPEN = ("waste/", "pile/")
PIECE_OF_FRONT = "/e"


class FireSight:
    """Watches what burns for the cameras whose detectors look for fire.

    Parameters
    ----------
    cameras: what is installed, each with its detector's looks per second.
    rays: the opaque mesh of the site.
    sky: its light.
    seeds: the run's seed tree.
    response: what detectors make of what could be seen.
    """

    def __init__(
        self, cameras: Sequence[tuple[CameraUnit, float]], rays: Rays, sky: SkyLight, seeds: Seeds, response: Response
    ) -> None:
        self._cameras = [(unit, unit.calibration(), rate) for unit, rate in cameras]
        self._rays, self._sky, self._seeds, self._response = rays, sky, seeds, response
        self._keep = math.exp(-1.0 / response.memory_s)
        self._clear: dict[tuple[str, str], float] = {}

    def looks(self, second: int, hazards: Iterable[Hazard], skip: frozenset[str]) -> tuple[DetectionBatch, ...]:
        """Return the looks of a whole second that find something; cameras in ``skip`` say nothing."""
        burning = [(hazard, height) for hazard in hazards if (height := flame_m(hazard)) > 0.0]
        found = []
        for unit, model, rate in self._cameras if burning else ():
            if unit.id in skip:
                continue
            index, hits = round(second * rate), []
            for hazard, height in burning:
                x, y, z = hazard.place
                (u, low, depth), (_, high, _) = model.project(np.array([(x, y, z), (x, y, z + height)]))
                tall = float(low - high)
                if depth <= 0.5 or not (0.0 <= u < unit.width and 0.0 <= 0.5 * (low + high) < unit.height):
                    continue
                if self._noticed(unit.id, hazard.id, second, tall * self._share(unit, hazard)):
                    half = 0.5 * WIDE * tall
                    box = (float(u - half), float(high), float(u + half), float(low))
                    hits.append(Detection(unit.id, index, float(second), box, Label.FLAME, 0.7))
            if hits:
                found.append(DetectionBatch(unit.id, index, float(second), tuple(hits)))
        return tuple(found)

    def _share(self, unit: CameraUnit, hazard: Hazard) -> float:
        """How much of a flame nothing stands before: a bin hides the foot of its own."""
        key = (unit.id, hazard.id)
        if key not in self._clear:
            x, y, z = hazard.place
            aims = np.array([(x, y, z + rise) for rise in AIMS_M], dtype=np.float32)
            eyes = np.tile(np.array(unit.at, dtype=np.float32), (len(AIMS_M), 1))
            self._clear[key] = float(1.0 - self._rays.blocked(eyes, aims, OUT_M).mean())
        return self._clear[key]

    def _noticed(self, camera: str, fire: str, second: int, tall_px: float) -> bool:
        fourth = (tall_px / self._response.half_height_px) ** 4
        chance = self._response.best * fourth / (fourth + 1.0)
        if self._sky.ground_lux(float(second)) > DAY_LUX:
            chance *= BY_DAY
        return lasting(stream_key(self._seeds, "camera", camera, f"flame-{fire}"), second, self._keep) < chance


def flame_m(hazard: Hazard) -> float:
    """Height of a hazard's flame [m] where it can be seen from outside, else 0."""
    in_the_open = hazard.id.startswith(OPEN) or PIECE_OF_FRONT in hazard.id
    return max(0.0, 0.235 * math.pow(hazard.power_kw, 0.4) - 1.02 * BASE_M) if in_the_open else 0.0


def with_flames(sheets: Sequence[Sheet], flames: Sequence[DetectionBatch]) -> list[Sheet]:
    """Return what was found with flames put in, behind what else a look found."""
    if not flames:
        return [*sheets]
    return [joined] if (joined := merged([*sheets, Sheet.of_batches(flames)])) is not None else []
