"""A roof tank and the standpipe under it: levels, leaks, draws, and the pressure at a hydrant.

The tank: A dh/dt = in - out; a hole at the bottom lets Cd a sqrt(2 g h) through (Torricelli, contraction included). The
pipe: static head less the loss of Hazen and Williams, h_f = 10.67 L Q^1.852 / (C^1.852 d^4.8704) [m]. Sizes: a class I
high-rise of housing keeps 18 m3 on its roof, and the worst hydrant has at least 0.07 MPa at rest (GB 50974-2014 5.2.2).
"""

import math
from dataclasses import dataclass

GRAVITY = 9.80665
WATER_KG_M3 = 998.2
DISCHARGE = 0.62
# A new steel pipe's roughness coefficient.
HAZEN = 120.0
ATMOSPHERE_PA = 101_325.0


@dataclass(frozen=True, slots=True)
class Tank:
    """A tank: floor [m2], the level at which its float valve shuts [m], the height of its floor above ground [m]."""

    floor_m2: float
    full_m: float
    base_m: float


@dataclass(frozen=True, slots=True)
class Pipe:
    """A standpipe from the tank down to a hydrant: length and bore [m]."""

    length_m: float
    bore_m: float


def leak_m3_s(level_m: float, hole_m2: float) -> float:
    """Flow [m3/s] through a hole in the tank's floor."""
    return DISCHARGE * hole_m2 * math.sqrt(2.0 * GRAVITY * level_m) if level_m > 0.0 else 0.0


def level_step(level_m: float, tank: Tank, hole_m2: float, net_m3_s: float, step_s: float) -> float:
    """Level [m] after ``step_s`` with a hole of ``hole_m2`` and ``net_m3_s`` running in (or drawn, if negative).

    Without inflow the square root of the level falls evenly, which is exact; with both, half of the inflow is taken
    before and half after the leak (Strang splitting).
    """
    half = 0.5 * net_m3_s * step_s / tank.floor_m2
    level = max(0.0, level_m + half)
    root = math.sqrt(level) - DISCHARGE * hole_m2 * math.sqrt(GRAVITY / 2.0) * step_s / tank.floor_m2
    return max(0.0, (root * root if root > 0.0 else 0.0) + half)


def drain_s(from_m: float, to_m: float, tank: Tank, hole_m2: float) -> float:
    """Seconds until a leak has lowered the level ``from_m`` to ``to_m``: the closed form of `level_step`."""
    roots = math.sqrt(from_m) - math.sqrt(to_m)
    return roots * tank.floor_m2 / (DISCHARGE * hole_m2 * math.sqrt(GRAVITY / 2.0))


def head_loss_m(flow_m3_s: float, pipe: Pipe, hazen: float = HAZEN) -> float:
    """Head [m] that a pipe costs a flow (Hazen and Williams, SI form)."""
    if flow_m3_s <= 0.0:
        return 0.0
    return 10.67 * pipe.length_m * math.pow(flow_m3_s / hazen, 1.852) / math.pow(pipe.bore_m, 4.8704)


def hydrant_pa(level_m: float, tank: Tank, outlet_m: float, flow_m3_s: float, pipe: Pipe) -> float:
    """Gauge pressure [Pa] at an outlet ``outlet_m`` above ground with ``flow_m3_s`` in the pipe; never below none."""
    head = tank.base_m + level_m - outlet_m - head_loss_m(flow_m3_s, pipe)
    return max(0.0, WATER_KG_M3 * GRAVITY * head)


def bleed_pa(pressure_pa: float, lag_s: float, step_s: float) -> float:
    """Gauge pressure [Pa] in a pipe that was shut off from its tank: it bleeds away through seats and glands."""
    return pressure_pa * math.exp(-step_s / lag_s)
