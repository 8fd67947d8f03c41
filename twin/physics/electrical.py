"""Mains: what appliances draw as they start and run, cables that heat, breakers that trip, arcs, and leakage to earth.

A conductor or bimetal heats as d(theta)/dt = ((I / I_n)^2 - theta) / tau, so that a load I trips a breaker after
tau ln(I^2 / (I^2 - k^2 I_n^2)) (IEC 60255-149, cold curve). With k = 1.25 and tau = 150 s it keeps table 7 of
IEC 60898-1: no trip within an hour at 1.13 I_n, a trip within the hour at 1.45, within 1 to 60 s at 2.55.
Natural leakage of a stair is 100 to 200 mA, and from 300 mA on it may start a fire (GB 50116-2013 9.2.3).
"""

import math
from dataclasses import dataclass

import numpy as np

MAINS_V = 220.0
HALF_CYCLES_PER_S = 100
TRIP = 1.25
TAU_S = 150.0


@dataclass(frozen=True, slots=True)
class Appliance:
    """A load: running current [A] at 220 V, its first surge as a multiple of that, how fast the surge dies [s].

    ``leak_a`` is what its filters and insulation let to earth, ``sparks`` the half cycles in which its switch or
    brushes spark as it starts.
    """

    running_a: float
    surge: float
    surge_s: float
    leak_a: float
    sparks: int


# Currents follow from rated powers; induction motors start at 6 to 7 times their current (IEC 60034-12, design N),
# those behind an inverter at twice; heaters at once at their own. Leakage at most 0.25 to 3.5 mA (IEC 60335-1 13.2);
# surge times and sparks are assumptions.
APPLIANCES = {
    "kettle": Appliance(8.6, 1.05, 0.2, 0.0007, 1),
    "air-conditioner": Appliance(5.5, 6.0, 0.35, 0.0010, 2),
    "refrigerator": Appliance(0.7, 7.0, 0.25, 0.0005, 1),
    "induction-hob": Appliance(9.5, 1.2, 0.05, 0.0010, 2),
    "lift-motor": Appliance(23.0, 2.2, 0.9, 0.0035, 3),
    "drill": Appliance(3.2, 3.0, 0.15, 0.0010, 8),
    "charger": Appliance(0.9, 3.0, 0.05, 0.0010, 1),
    "heater": Appliance(10.0, 1.02, 0.2, 0.0008, 1),
}


def start_current(appliance: Appliance, age_s: float) -> float:
    """Current [A] of an appliance ``age_s`` after it was switched on: its surge dies away exponentially."""
    if age_s < 0.0:
        return 0.0
    return appliance.running_a * (1.0 + (appliance.surge - 1.0) * math.exp(-age_s / appliance.surge_s))


def heat_step(theta: float, load: float, step_s: float, tau_s: float = TAU_S) -> float:
    """Thermal state after ``step_s`` at ``load`` (current over rated current): exact over the step."""
    return load * load + (theta - load * load) * math.exp(-step_s / tau_s)


def trip_s(load: float, tau_s: float = TAU_S, trip: float = TRIP) -> float:
    """Seconds until a cold breaker trips at ``load``, or infinity: the closed form of `heat_step`."""
    if load <= trip:
        return math.inf
    return tau_s * math.log(load * load / (load * load - trip * trip))


def cable_c(theta: float, air_c: float, rated_rise_k: float = 40.0) -> float:
    """Temperature [C] of a PVC cable of thermal state ``theta``: rated for 70 C in air of 30 C (IEC 60364-5-52)."""
    return air_c + rated_rise_k * theta


def arcs(share: float, rng: np.random.Generator) -> int:
    """Arcing half cycles in one second, if each of the hundred arcs with chance ``share``."""
    return int(rng.binomial(HALF_CYCLES_PER_S, min(max(share, 0.0), 1.0)))


def residual_a(leaks_a: tuple[float, ...], fault_ohm: float) -> float:
    """Residual current [A]: capacitive leakage of every load, and the resistive current of a fault, at right angles."""
    capacitive = sum(leaks_a)
    resistive = MAINS_V / fault_ohm if fault_ohm < math.inf else 0.0
    return math.hypot(capacitive, resistive)
