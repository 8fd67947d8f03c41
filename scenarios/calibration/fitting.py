"""The response's numbers that make a run's hits and misses likeliest, and how well they foretell another run's.

Hits are Bernoulli with the chance that `twin.response` gives; its logarithm is summed over looks and maximised (Nelder
and Mead 1965), with a weak prior round the assumed numbers, so that what a run says nothing of stays as assumed. How
long luck lasts follows from how alike two looks half a second apart are.
"""

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from scenarios.calibration.looks import LOOKS_PER_S, Looks
from twin.response import INFRARED_LUX, NIGHT_LUX, Response

Floats = NDArray[np.float64]
# Spread of the prior: a number is within a factor e^0.7 of the assumed one more likely than not.
PRIOR = 1.0
FITTED = ("best", "half_height_px", "half_lux", "share_gain", "exposure_s")
MOST_BEST = 0.995
LEAST_SHAKES = 20
# Gaps are tried up to this share of the picture's width, where so many pairs of bodies came so near one another.
WIDEST_GAP, GAPS, LEAST_PAIRS = 0.03, 60, 20


def chances(looks: Looks, response: Response) -> Floats:
    """Chance of a hit of every look, (n,): `twin.response.hit_chance` over columns."""
    fourth = (looks.height / response.half_height_px) ** 4
    dark = looks.lux < NIGHT_LUX
    fade = np.minimum(1.0, looks.reach)
    light = np.where(dark & (looks.reach > 0.0), looks.lux + INFRARED_LUX * fade**4, looks.lux)
    blur = looks.speed * response.exposure_s * np.where(dark, 2.0, 1.0)
    smear = 2.0 * blur / looks.width
    seen = response.best * fourth / (fourth + 1.0) * np.minimum(1.0, response.share_gain * looks.share)
    found: Floats = seen * light / (light + response.half_lux) / (1.0 + smear * smear)
    return found


def fitted(looks: Looks, name: str, assumed: Response | None = None) -> Response:
    """Fit a response to looks; ``name`` is what it will be called."""
    base = assumed or Response()
    start = np.array([_free(field, getattr(base, field)) for field in FITTED])

    def cost(free: Floats) -> float:
        chance = np.clip(chances(looks, _with(base, free)), 1e-4, 1.0 - 1e-4)
        likely = float(np.log(np.where(looks.hit, chance, 1.0 - chance)).sum())
        return -likely + 0.5 * float((((free - start) / PRIOR) ** 2).sum())

    best = minimize(cost, start, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-4, "fatol": 1e-4})
    response = _with(base, best.x)
    day, night = (rate(looks.false[k], looks.hours[k], assume) for k, assume in enumerate(_false_of(base)))
    shake, jitter = shaking(looks, base)
    return replace(
        response,
        name=name,
        memory_s=lasting_s(looks, response),
        shake=shake,
        jitter_px=jitter,
        joins=joining(looks, base.joins),
        false_day=day,
        false_night=night,
    )


def joining(looks: Looks, assumed: float) -> float:
    """Over what gap two bodies become one: the one that tells most pairs right, 0 where "never" does as well."""
    near = np.abs(looks.gaps) <= WIDEST_GAP
    if near.sum() < LEAST_PAIRS:
        return assumed
    tried = np.linspace(0.0, WIDEST_GAP, GAPS + 1)[1:]
    right = np.array([int(((looks.gaps <= gap) == looks.joined).sum()) for gap in tried])
    # Where several gaps do equally well, the middle of them.
    return float(np.median(tried[right == right.max()])) if right.max() > int((~looks.joined).sum()) else 0.0


def _false_of(base: Response) -> tuple[float, float]:
    return base.false_day, base.false_night


def rate(count: int, hours: float, assumed: float) -> float:
    """False detections per camera and hour: a Gamma prior worth one hour at the assumed rate, updated."""
    return (count + assumed) / (hours + 1.0)


def lasting_s(looks: Looks, response: Response) -> float:
    """How long luck lasts [s], from the share of pairs of looks half a second apart in which it was kept.

    Kept luck gives a pair (h, h') with chances (p, p') the joint chance of hits min(p, p'), new luck p p'; the share
    that makes the pairs likeliest is found on a grid.
    """
    chance = np.clip(chances(looks, response), 1e-3, 1.0 - 1e-3)
    second = np.flatnonzero(looks.after >= 0)
    if len(second) < 20:
        return response.memory_s
    one, two = chance[looks.after[second]], chance[second]
    a, b = looks.hit[looks.after[second]], looks.hit[second]
    kept = _joint(np.minimum(one, two), one, two, a, b)
    fresh = _joint(one * two, one, two, a, b)
    keeps = np.linspace(0.01, 0.97, 97)
    likely = [float(np.log(np.maximum(k * kept + (1.0 - k) * fresh, 1e-9)).sum()) for k in keeps]
    return float(-1.0 / (LOOKS_PER_S * math.log(float(keeps[int(np.argmax(likely))]))))


def _joint(both: Floats, one: Floats, two: Floats, a: NDArray[np.bool_], b: NDArray[np.bool_]) -> Floats:
    """Chance of what happened in two looks, given the chance that both hit."""
    cases = [a & b, a & ~b, ~a & b]
    return np.select(cases, [both, one - both, two - both], 1.0 - one - two + both)


def shaking(looks: Looks, assumed: Response) -> tuple[float, float]:
    """A box's jitter: a share of its height, and pixels besides, by least squares, neither of them negative.

    The mean distance of a normal number from 0 is its deviation times sqrt(2 / pi).
    """
    known = ~np.isnan(looks.shake)
    if known.sum() < LEAST_SHAKES:
        return assumed.shake, assumed.jitter_px
    height = looks.height[known]
    share, px = nnls(np.stack([height, np.ones(len(height))], axis=1), looks.shake[known] * height)[0]
    spread = math.sqrt(math.pi / 2.0)
    return float(share) * spread, float(px) * spread


def _free(field: str, value: float) -> float:
    return math.log(value / (MOST_BEST + 1e-6 - value)) if field == "best" else math.log(value)


def _with(base: Response, free: Floats) -> Response:
    values = {
        field: MOST_BEST / (1.0 + math.exp(-x)) if field == "best" else math.exp(x)
        for field, x in zip(FITTED, free.tolist(), strict=True)
    }
    return replace(base, **values)  # type: ignore[arg-type]  # every fitted field is a number


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a response foretells a run: looks, the share hit and foretold, the Brier score, minus log likelihood."""

    what: str
    looks: int
    hit: float
    foretold: float
    brier: float
    cost: float


def agreement(looks: Looks, response: Response) -> list[Agreement]:
    """Compare a response with a run it was not fitted to: over all, by height, light, share and speed."""
    chance = np.clip(chances(looks, response), 1e-4, 1.0 - 1e-4)
    parts = {"all": np.ones(len(chance), dtype=bool)}
    for name, column, edges in (
        ("height", looks.height, (8.0, 16.0, 24.0, 40.0, 70.0, 1e9)),
        ("light", looks.lux, (0.0, 1.0, 10.0, 100.0, 1e9)),
        ("share", looks.share, (0.0, 0.4, 0.8, 1.01)),
        ("speed", looks.speed / looks.height, (0.0, 0.05, 0.5, 1e9)),
    ):
        for low, high in itertools.pairwise(edges):
            unit = {"height": "px", "light": "lx", "share": "", "speed": "heights/s"}[name]
            told = f"{name} from {low:g}" + (f" to {high:g} {unit}" if high < 1e8 else f" {unit}")
            parts[told.strip()] = (column >= low) & (column < high)
    return [_compared(what, looks.hit[mask], chance[mask]) for what, mask in parts.items() if mask.sum() >= 10]


def _compared(what: str, hit: NDArray[np.bool_], chance: Floats) -> Agreement:
    brier = float(((hit - chance) ** 2).mean())
    cost = float(-np.log(np.where(hit, chance, 1.0 - chance)).mean())
    return Agreement(what, len(hit), float(hit.mean()), float(chance.mean()), brier, cost)
