"""Fire water: a tank that leaks, a valve that somebody shut, a hydrant that runs; and water that is only used."""

from agents.acts import last
from agents.deeds import Remedy
from agents.orders import Staged
from agents.setting import Setting
from twin.clock import Story
from twin.facts import Draw, HydrantLeak, PipeMended, TankLeak, TankMended, ValveShut
from twin.truth import EpisodeKind

# A crack of 20 cm2: some 6 l/s at first. A hydrant left open, or its hose burst: 15 l/s. Assumptions.
HOLE_M2 = 2e-3
RUNNING_M3_S = 0.015
# Nobody looks at a tank for hours, or at a valve for days.
UNNOTICED_S = 7200.0
DRAW_M3_S, DRAW_S = 1.5e-3, 300.0


def trouble(setting: Setting, staged: Staged) -> Story:
    """Water is lost, or cut off, until somebody sees to it."""
    kind, where = staged.order.kind, staged.where
    yield setting.world.clock.until(staged.start_s)
    now = setting.now_s
    if kind == EpisodeKind.TANK_LEAK:
        setting.world.state(TankLeak(now, where, HOLE_M2))
    elif kind == EpisodeKind.HYDRANT_SHUT:
        setting.world.state(ValveShut(now, where))
    else:
        setting.world.state(HydrantLeak(now, where, RUNNING_M3_S))
    yield from last(setting, staged, (), UNNOTICED_S, "found by chance", remedy=Remedy.MEND)
    mended = TankMended(setting.now_s, where) if kind == EpisodeKind.TANK_LEAK else PipeMended(setting.now_s, where)
    setting.world.state(mended)


def draw(setting: Setting, staged: Staged) -> Story:
    """Everybody showers, or the gardener waters: the level falls for a while."""
    yield setting.world.clock.until(staged.start_s)
    stay = staged.order.stay_s if staged.order.stay_s is not None else DRAW_S
    setting.world.state(Draw(setting.now_s, setting.now_s + stay, staged.where, DRAW_M3_S))
    yield from last(setting, staged, (), stay, "turned off")
