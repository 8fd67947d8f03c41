"""A lithium cell that runs away: four decomposition reactions and a cell that sheds heat (Hatchard et al. 2001).

Solid-electrolyte film, anode with electrolyte, cathode with electrolyte, and electrolyte by itself; rates and heats
as for a LiCoO2 cell of type 18650 in Kim, Pesaran and Spotnitz 2007 (J. Power Sources 170), quoted from memory. Such
a cell lives through an oven of 140 C and runs away in one of 155 C; between the two this lumped cell errs on the early
side. Stepped by the fourth-order Runge-Kutta rule, the step cut as the cell heats.
"""

import math

import numpy as np
from numpy.typing import NDArray

GAS_J_MOL_K = 8.31446
KELVIN = 273.15
# Frequency [1/s], activation energy [J/mol] and heat per cell volume [J/m3] of film, anode, cathode, electrolyte.
RATES = (1.667e15, 2.5e13, 6.667e13, 5.14e25)
ENERGIES = (1.3508e5, 1.3508e5, 1.396e5, 2.74e5)
HEATS = (2.57e5 * 610.4, 1.714e6 * 610.4, 3.14e5 * 1221.0, 1.55e5 * 406.9)
# Film, lithium in the anode, conversion of the cathode, electrolyte, thickness of the film, at the start.
FRESH = (0.15, 0.75, 0.04, 1.0, 0.033)
THICKNESS = 0.033
RADIUS_M, LENGTH_M = 0.009, 0.065
VOLUME_M3 = math.pi * RADIUS_M * RADIUS_M * LENGTH_M
SURFACE_M2 = 2.0 * math.pi * RADIUS_M * LENGTH_M
DENSITY, CAPACITY = 2580.0, 830.0
TRANSFER_W_M2_K, EMISSIVITY, BOLTZMANN = 7.17, 0.8, 5.670374e-8
# Above this what heats a cell from inside has burnt through [K].
SHORT_K = 900.0
State = tuple[float, float, float, float, float, float]


def slopes(state: State, oven_k: float, heating_w: float) -> State:
    """Return d/dt of (temperature [K], film, anode, cathode, electrolyte, thickness)."""
    t, film, anode, cathode, fluid, thick = state
    k = [rate * math.exp(-energy / (GAS_J_MOL_K * t)) for rate, energy in zip(RATES, ENERGIES, strict=True)]
    r_film = k[0] * max(film, 0.0)
    r_anode = k[1] * max(anode, 0.0) * math.exp(-thick / THICKNESS)
    r_cathode = k[2] * max(cathode, 0.0) * max(1.0 - cathode, 0.0)
    r_fluid = k[3] * max(fluid, 0.0)
    heat = HEATS[0] * r_film + HEATS[1] * r_anode + HEATS[2] * r_cathode + HEATS[3] * r_fluid
    shed = TRANSFER_W_M2_K * (t - oven_k) + EMISSIVITY * BOLTZMANN * (t**4 - oven_k**4)
    inside = heating_w if t < SHORT_K else 0.0
    warming = (heat + (inside - shed * SURFACE_M2) / VOLUME_M3) / (DENSITY * CAPACITY)
    return warming, -r_film, -r_anode, r_cathode, -r_fluid, r_anode


def oven(start_c: float, oven_c: float, heating_w: float, length_s: int) -> NDArray[np.float64]:
    """Temperature [C] of a fresh cell each second, (n,) float64, in surroundings of ``oven_c``.

    ``heating_w`` is heat put in from inside (an overcharge, a short); it ends where the cell passes `SHORT_K`.
    """
    out = np.empty(length_s + 1)
    out[0] = start_c
    state: State = (start_c + KELVIN, *FRESH)
    for second in range(length_s):
        done = 0.0
        while done < 1.0:
            state, step = _step(state, oven_c + KELVIN, heating_w, 1.0 - done)
            done += step
        out[second + 1] = state[0] - KELVIN
    return out


def _step(state: State, oven_k: float, heating_w: float, most_s: float) -> tuple[State, float]:
    """Advance by at most ``most_s`` and about a kelvin; return the new state and the step taken [s]."""
    first = slopes(state, oven_k, heating_w)
    step = min(most_s, max(1e-4, 1.0 / (abs(first[0]) + 1.0)))
    second = slopes(_ahead(state, first, 0.5 * step), oven_k, heating_w)
    third = slopes(_ahead(state, second, 0.5 * step), oven_k, heating_w)
    fourth = slopes(_ahead(state, third, step), oven_k, heating_w)
    total = [a + 2.0 * b + 2.0 * c + d for a, b, c, d in zip(first, second, third, fourth, strict=True)]
    return _ahead(state, total, step / 6.0), step


def _ahead(state: State, slope: State | list[float], step_s: float) -> State:
    t, film, anode, cathode, fluid, thick = (s + step_s * v for s, v in zip(state, slope, strict=True))
    return t, film, anode, cathode, fluid, thick
