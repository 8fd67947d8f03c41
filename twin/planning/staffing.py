"""People at desks and on their feet, by how many alerts they are told of.

A desk is asked for at most one alert in ten minutes (EEMUA 191 and ISA-18.2 call that the target, two manageable). A
guard is bound for as long as a dispatch takes; so that one is free when the next alert comes, guards on duty are busy
half of the time at most at the peak.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertLoad:
    """Assumptions to be replaced by a run's figures (`ringfence run`): what cameras tell, and what follows.

    per_camera_day: alerts. peak: busiest hour over the mean. sent: share that a guard is sent to. bound_min: from being
    sent to being free again. roll: people employed for one always on duty, 168 h over 40 h.
    """

    per_camera_day: float = 0.5
    peak: float = 3.0
    sent: float = 0.3
    bound_min: float = 12.0
    roll: float = 4.2


PER_DESK_10_MIN, BUSY_AT_MOST = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Staff:
    """People of one sort on duty, on the roll, and the formula in figures."""

    name: str
    on_duty: int
    on_roll: int
    formula: str


def staffed(cameras: int, load: AlertLoad | None = None) -> tuple[Staff, ...]:
    """Operators and guards that the alerts of so many cameras take."""
    a = load or AlertLoad()
    peak = cameras * a.per_camera_day / 24.0 * a.peak
    told = f"{cameras} cameras x {a.per_camera_day:g} alerts a day / 24 h x {a.peak:g} at the peak = {peak:.1f}/h"
    desks = math.ceil(peak / 6.0 / PER_DESK_10_MIN)
    guards = math.ceil(peak * a.sent * a.bound_min / 60.0 / BUSY_AT_MOST)
    walk = f"x {100 * a.sent:g}% sent x {a.bound_min:g} min / 60 / {BUSY_AT_MOST:g} busy at most"
    return (
        Staff("operators", desks, math.ceil(desks * a.roll), f"{told} / 6 / {PER_DESK_10_MIN:g} in ten minutes"),
        Staff("guards", guards, math.ceil(guards * a.roll), f"{told} {walk}"),
    )
