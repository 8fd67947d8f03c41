"""Fires in kitchens and rooms, bins, on balconies, in meter boxes: each burns by its own numbers until put out."""

from collections.abc import Generator
from typing import Any

from agents.deeds import Remedy
from agents.orders import Staged
from agents.setting import Setting
from twin.clock import Interrupted, Story
from twin.facts import FireOut, RoomFire
from twin.physics.fire import BURNS, Burn, growth_rate, heat_release
from twin.truth import EpisodeKind

# Above this a single person with an extinguisher withdraws and waits for the brigade; an assumption.
QUENCHABLE_KW = 500.0
QUENCH_S = (20.0, 60.0)
BRIGADE_S = 420.0
# What burns, and when somebody who sees flames calls by themselves [s]; a bin in the open is soon seen. Assumptions.
FIRES = {
    EpisodeKind.KITCHEN_FIRE: ("kitchen", 1200.0),
    EpisodeKind.ROOM_FIRE: ("room", 1200.0),
    EpisodeKind.BIN_FIRE: ("bin", 600.0),
    EpisodeKind.BALCONY_FIRE: ("balcony", 900.0),
    EpisodeKind.METER_BOX_FIRE: ("meter-box", 1500.0),
}


def burn_of(staged: Staged) -> Burn:
    """How an episode's fire burns: by its kind, its growth as ordered where the order says."""
    usual = BURNS[FIRES[staged.order.kind][0]]
    return Burn(staged.order.growth or usual.growth, usual.peak_kw, usual.fuel_mj)


def fire(setting: Setting, staged: Staged) -> Story:
    """Something burns until somebody puts it out, or the brigade does, or nothing is left."""
    name, clock, burn = staged.order.name, setting.world.clock, burn_of(staged)
    yield clock.until(staged.start_s)
    lit = RoomFire(setting.now_s, staged.where, staged.place, growth_rate(burn.growth), burn.peak_kw, burn.fuel_mj)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, ())
    setting.deeds.begin(name, staged.order.kind, Remedy.EXTINGUISH, staged.where, lambda: staged.place)
    setting.world.state(lit)
    outcome = yield from quench(setting, staged, lit, FIRES[staged.order.kind][1])
    setting.deeds.end(name)
    setting.world.state(FireOut(setting.now_s, staged.where))
    setting.world.truth.end(name, setting.now_s, outcome)


def quench(setting: Setting, staged: Staged, lit: RoomFire, longest_s: float) -> Generator[Any, Any, str]:
    """Burn until dealt with; the value is what became of it."""
    clock = setting.world.clock
    rng = setting.stream("episode", staged.order.name, "quench")
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else longest_s)
    except Interrupted as stop:
        word = str(stop.cause)
        setting.deeds.end(staged.order.name)
        power = heat_release(lit.alpha_kw_s2, lit.peak_kw, setting.now_s - lit.time_s, lit.fuel_mj)
        small = power <= QUENCHABLE_KW or word == "dealt with by fire-desk"
        yield clock.timeout(float(rng.uniform(*QUENCH_S)) if small else BRIGADE_S)
        return word if small else "put out by the brigade"
    return "put out by the brigade"
