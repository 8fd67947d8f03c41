"""A stair's wiring: too much on it, a contact that arcs, a damp cable that leaks; and what only looks like that.

Cables of a stair are thinner than its breaker allows, which is why they burn: a load of 1.4 times the chip's rating
trips nothing within minutes and heats the cable past 70 C.
"""

import math

from agents.acts import last
from agents.deeds import Remedy
from agents.orders import Staged
from agents.setting import Setting
from twin.clock import Story
from twin.facts import Arcing, EarthFault, Load, MainsMended, PowerCut
from twin.truth import EpisodeKind

# Heaters and air conditioners all on at once: 80 A more on the stair.
HEATERS = 8
# A loose terminal arcs in a third of the half cycles: 30 to 40 a second, over the 14 that socket detectors allow.
ARC_SHARE = 0.35
# 480 ohm to earth let 0.46 A through, within the 300 to 500 mA at which GB 50116-2013 9.2.3 has the alarm set.
FAULT_OHM = 480.0
FAULT_S = 2400.0
KETTLE_S, LIFT_S = 240.0, 20.0
MENDED_S = 1800.0


def fault(setting: Setting, staged: Staged) -> Story:
    """Something is wrong with a stair's mains until the power is cut or an electrician has been."""
    clock, stair, kind = setting.world.clock, staged.where, staged.order.kind
    yield clock.until(staged.start_s)
    now = setting.now_s
    stay = staged.order.stay_s if staged.order.stay_s is not None else FAULT_S
    if kind == EpisodeKind.OVERLOAD:
        setting.world.state(Load(now, now + stay, f"{stair}/{home_on(setting, stair)}", "heater", HEATERS))
    elif kind == EpisodeKind.ARC_FAULT:
        setting.world.state(Arcing(now, math.inf, stair, ARC_SHARE))
    else:
        setting.world.state(EarthFault(now, math.inf, stair, FAULT_OHM))
    outcome = yield from last(setting, staged, (), stay, "cable burnt through", remedy=Remedy.CUT_POWER)
    if outcome != "power cut":
        setting.world.state(PowerCut(setting.now_s, stair))
    yield clock.timeout(MENDED_S)
    setting.deeds.mend(staged.order.name)
    setting.world.state(MainsMended(setting.now_s, stair))


def start(setting: Setting, staged: Staged) -> Story:
    """Kettles, or the lift's motor again and again: surges and sparks that harm nobody."""
    clock, stair = setting.world.clock, staged.where
    yield clock.until(staged.start_s)
    now = setting.now_s
    lift = staged.order.kind == EpisodeKind.LIFT_MOTOR
    if lift:
        for trip in range(4):
            begin = now + 45.0 * trip
            setting.world.state(Load(begin, begin + LIFT_S, stair, "lift-motor"))
    else:
        setting.world.state(Load(now, now + KETTLE_S, f"{stair}/{home_on(setting, stair)}", "kettle", 3))
    yield from last(setting, staged, (), 180.0 if lift else KETTLE_S, "switched off")


def home_on(setting: Setting, stair: str) -> str:
    """The number of some home on a stair."""
    home = next((u.id for u in setting.world.site.units().values() if u.stair == stair), f"{stair}/101")
    return home.rsplit("/", 1)[1]
