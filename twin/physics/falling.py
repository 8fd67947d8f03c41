"""Falling things: gravity, quadratic drag, wind, tumbling; Runge-Kutta of fourth order in a fixed step.

Drag F = 1/2 rho Cd A v^2 (any mechanics text; NASA Glenn, "Terminal velocity"). Masses, areas and drag coefficients
are assumptions; terminal speeds follow from them: full bottle 25 m/s, rubbish bag 16, flower pot 36, cigarette end 5,
leaf 1.2. Walls are not bounced off: a thing thrown from a window leaves its facade and falls clear of it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.bodies import BodyKind

GRAVITY = 9.80665
AIR_KG_M3 = 1.2
STEP_S = 0.01
LONGEST_S = 300.0


class FallError(ValueError):
    """A thing that has no fall preset, starts below ground, or that the wind would carry away for good."""


@dataclass(frozen=True, slots=True)
class Drop:
    """What decides a fall.

    ``mass_kg``, ``area_m2`` (frontal), ``cd`` its drag coefficient; ``tumble`` is the share by which the drag swings as
    it turns, ``lift`` the sideways force as a share of the drag (what makes leaves flutter), ``turn_hz`` how fast it
    turns at terminal speed.
    """

    mass_kg: float
    area_m2: float
    cd: float
    tumble: float
    lift: float
    turn_hz: float

    @property
    def drag(self) -> float:
        """Drag deceleration per squared speed [1/m]: rho Cd A / (2 m)."""
        return AIR_KG_M3 * self.cd * self.area_m2 / (2.0 * self.mass_kg)

    @property
    def terminal_m_s(self) -> float:
        """Speed at which drag carries the weight [m/s]."""
        return math.sqrt(GRAVITY / self.drag)


PRESETS = {
    BodyKind.BOTTLE: Drop(0.5, 0.013, 1.0, 0.25, 0.05, 2.0),
    BodyKind.BAG: Drop(1.0, 0.0707, 0.9, 0.15, 0.08, 0.8),
    BodyKind.FLOWER_POT: Drop(2.0, 0.0314, 0.8, 0.15, 0.03, 1.0),
    BodyKind.STUB: Drop(0.0004, 2.4e-4, 1.1, 0.3, 0.1, 6.0),
    BodyKind.LEAF: Drop(0.0003, 0.003, 1.2, 0.5, 0.9, 1.1),
    BodyKind.CLOTHES: Drop(0.2, 0.25, 1.1, 0.3, 0.3, 0.6),
    BodyKind.PAPER: Drop(0.005, 0.062, 1.1, 0.5, 0.8, 0.9),
    BodyKind.FILM: Drop(0.005, 0.12, 1.2, 0.3, 0.5, 0.5),
}


@kernel
def slope_at(
    state: NDArray[np.float64], wind: NDArray[np.float64], drag: float, tumble: float, lift: float, angle: float
) -> tuple[float, float, float, float, float, float]:
    """Time derivative of (x, y, z, vx, vy, vz); lift stands square to the relative wind, so it does no work."""
    ux, uy, uz = state[3] - wind[0], state[4] - wind[1], state[5] - wind[2]
    speed = math.sqrt(ux * ux + uy * uy + uz * uz)
    push = drag * speed * (1.0 + tumble * math.sin(2.0 * angle))
    side_x, side_y = math.sin(angle), math.cos(0.7 * angle)
    along = (side_x * ux + side_y * uy) / (speed * speed) if speed > 1e-9 else 0.0
    side = drag * lift * speed * speed
    ax = -push * ux + side * (side_x - along * ux)
    ay = -push * uy + side * (side_y - along * uy)
    az = -push * uz - side * along * uz - GRAVITY
    return state[3], state[4], state[5], ax, ay, az


@kernel
def trajectory(
    start: NDArray[np.float64],
    velocity: NDArray[np.float64],
    wind: NDArray[np.float64],
    shape: tuple[float, float, float, float, float],
    step_s: float,
    longest_s: float,
) -> NDArray[np.float64]:
    """Integrate one fall to the ground: (n, 4) float64, columns t [s], x, y, z [m]; the last row has z = 0.

    ``shape`` is (drag [1/m], tumble, lift, tumbling rate [rad/s], where tumbling begins [rad]). A fall that outlasts
    ``longest_s`` ends in the air.
    """
    drag, tumble, lift, turn, phase = shape
    out = np.empty((int(longest_s / step_s) + 2, 4))
    state, at, total = np.empty(6), np.empty(6), np.empty(6)
    state[:3], state[3:] = start, velocity
    out[0, 0], out[0, 1:] = 0.0, start
    for n in range(1, out.shape[0]):
        t = (n - 1) * step_s
        at[:] = state
        total[:] = 0.0
        # The classical fourth-order rule: nodes 0, 1/2, 1/2, 1 and weights 1, 2, 2, 1.
        for stage in range(4):
            node = (stage + 1) // 2 * 0.5
            slope = slope_at(at, wind, drag, tumble, lift, phase + turn * (t + node * step_s))
            ahead = stage // 2 * 0.5 + 0.5
            for j in range(6):
                total[j] += (2.0 if 0 < stage < 3 else 1.0) * slope[j]
                at[j] = state[j] + ahead * step_s * slope[j]
        for j in range(6):
            state[j] += step_s * total[j] / 6.0
        part = 1.0
        if state[2] <= 0.0:
            part = out[n - 1, 3] / (out[n - 1, 3] - state[2])
        out[n, 0] = t + part * step_s
        for j in range(3):
            out[n, 1 + j] = out[n - 1, 1 + j] + part * (state[j] - out[n - 1, 1 + j])
        if state[2] <= 0.0:
            out[n, 3] = 0.0
            return out[: n + 1]
    return out


def fall(
    item: BodyKind,
    start: tuple[float, float, float],
    velocity: tuple[float, float, float],
    wind: tuple[float, ...],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Let something fall until it lies on the ground.

    Parameters
    ----------
    item: a kind with a preset: bottle, bag, flower pot, stub, leaf.
    start, velocity: where [m] and how fast [m/s] it is let go.
    wind: (x, y) or (x, y, z) [m/s], constant.
    rng: decides how it tumbles.

    Returns
    -------
    Seconds since it was let go (n,) float64, at most 0.01 s apart, and its path (n, 3) float32 [m] ending at z = 0.
    """
    preset = PRESETS.get(item)
    if preset is None:
        raise FallError(f"{item.name.lower()} has no fall preset; these have: {', '.join(k.name for k in PRESETS)}")
    if start[2] <= 0.0:
        raise FallError(f"a fall starts above ground, not at z = {start[2]} m")
    breeze = np.array([*wind, 0.0, 0.0, 0.0][:3] if len(wind) < 3 else wind, dtype=np.float64)
    phase = 2.0 * math.pi * float(rng.random())
    turn = 2.0 * math.pi * preset.turn_hz * (0.7 + 0.6 * float(rng.random()))
    found = trajectory(
        np.array(start, dtype=np.float64),
        np.array(velocity, dtype=np.float64),
        breeze,
        (preset.drag, preset.tumble, preset.lift, turn, phase),
        STEP_S,
        LONGEST_S,
    )
    if found[-1, 3] > 0.0:
        raise FallError(f"the wind {wind} m/s keeps a {item.name.lower()} up for over {LONGEST_S} s")
    return found[:, 0].copy(), found[:, 1:].astype(np.float32)
