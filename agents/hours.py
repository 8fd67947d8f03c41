"""At what hours things happen by chance: doors are held open when people come home, pots burn when they cook.

Weights by the hour from midnight, each kind's in shares of its day. They follow the days that `agents.schedule` plans
(up from six on, home at noon and from five to eight, in by eleven) and are assumptions, as rates are; what hangs on
nobody's day, such as cats, leaves and faults, happens at any hour alike.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from twin.truth import EpisodeKind

HOUR_S = 3600.0
AWAKE = (*([0.15] * 5), 0.4, *([1.0] * 16), 0.7, 0.3)
COMING_HOME = (
    *(*([0.1] * 5), 0.4, 1.0, 1.5, 1.2, 1.0, 1.2, 1.6),
    *(1.4, 0.8, 0.8, 1.0, 1.5, 2.2, 2.4, 2.0, 1.8, 1.4, 0.8, 0.3),
)
COOKING = (*([0.05] * 5), 0.4, 1.6, 1.4, 0.6, 0.3, 1.2, 3.0, 1.4, 0.3, 0.2, 0.3, 1.4, 3.2, 2.6, 1.0, 0.4, 0.3, 0.2, 0.1)
BUSINESS = (*([0.02] * 6), 0.3, 0.8, *([1.5] * 10), 1.0, 0.6, 0.3, 0.2, 0.05, 0.02)
DRIVING = (*([0.15] * 5), 0.3, 0.8, 1.4, 1.4, 1.2, 1.2, 1.2, 1.1, 1.0, 1.0, 1.1, 1.3, 1.8, 2.0, 1.6, 1.4, 1.0, 0.6, 0.3)
HOURS: Mapping[EpisodeKind, tuple[float, ...]] = {
    EpisodeKind.THROWN_OBJECT: AWAKE,
    EpisodeKind.PANIC: AWAKE,
    EpisodeKind.CHILDREN_AT_PANIC: AWAKE,
    EpisodeKind.RESTING: AWAKE,
    EpisodeKind.WAITING_FRIEND: AWAKE,
    EpisodeKind.SMOKER: AWAKE,
    EpisodeKind.KETTLE: AWAKE,
    EpisodeKind.LOST_CHILD: BUSINESS,
    EpisodeKind.TEST_PRESS: BUSINESS,
    EpisodeKind.UNLOADING_VAN: BUSINESS,
    EpisodeKind.TAILGATING: COMING_HOME,
    EpisodeKind.FAMILY_ON_ONE_BADGE: COMING_HOME,
    EpisodeKind.HELD_DOOR: COMING_HOME,
    EpisodeKind.TROLLEY: COMING_HOME,
    EpisodeKind.UNKNOWN_BADGE: COMING_HOME,
    EpisodeKind.LENT_CARD: COMING_HOME,
    EpisodeKind.EBIKE_IN_LIFT: COMING_HOME,
    EpisodeKind.PUSHCHAIR_IN_LIFT: COMING_HOME,
    EpisodeKind.WHEELCHAIR_IN_LIFT: COMING_HOME,
    EpisodeKind.BICYCLE_IN_LIFT: COMING_HOME,
    EpisodeKind.TROLLEY_IN_LIFT: COMING_HOME,
    EpisodeKind.COOKING_SMOKE: COOKING,
    EpisodeKind.STEAM: COOKING,
    EpisodeKind.KITCHEN_FIRE: COOKING,
    EpisodeKind.STRAY_PARKING: DRIVING,
    EpisodeKind.STRANGER_CAR: DRIVING,
    EpisodeKind.BARRIER_TAILING: DRIVING,
    EpisodeKind.EVADED_FEE: DRIVING,
}
ANY = (1.0,) * 24


def share(kind: EpisodeKind, clock_s: float, duration_s: float) -> float:
    """How many days' worth of a kind falls into ``duration_s`` from a time of day on, both [s]: 1.0 in 24 h."""
    times, passed = course(kind, clock_s, duration_s)
    begun, ended = np.interp((clock_s, clock_s + duration_s), times, passed)
    return float(ended - begun)


def moments(kind: EpisodeKind, clock_s: float, duration_s: float, parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn ``parts`` (n,) of what falls into a run into times from its start (n,) [s], more where the kind has more."""
    times, passed = course(kind, clock_s, duration_s)
    begun, ended = np.interp((clock_s, clock_s + duration_s), times, passed)
    return np.interp(begun + parts * (ended - begun), passed, times) - clock_s


def course(kind: EpisodeKind, clock_s: float, duration_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every full hour from the first midnight [s] to the run's end, and how many days' worth has passed by then."""
    weights = np.array(HOURS.get(kind, ANY))
    hours = int((clock_s + duration_s) // HOUR_S) + 1
    passed = np.concatenate([[0.0], np.cumsum(np.resize(weights / weights.sum(), hours))])
    times = np.linspace(0.0, HOUR_S * hours, hours + 1)
    return times.astype(np.float64), passed.astype(np.float64)
