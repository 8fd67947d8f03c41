"""Fire, smoke, gas, a battery gone wrong, and somebody who presses the panic button."""

from collections.abc import Generator
from typing import Any

from agents.deeds import Remedy
from agents.orders import Staged
from agents.setting import Setting, look_of, on_ground
from agents.strangers import Stranger
from twin.bodies import Body, BodyKind, Gait
from twin.clock import Interrupted, Story
from twin.facts import Charging, Cooking, FireOut, GasLeak, GasStopped, PanicPress, PowerCut, RoomFire
from twin.physics.fire import growth_rate, heat_release

PEAK_KW = 1500.0
# Above this a single person with an extinguisher withdraws and waits for the brigade; an assumption.
QUENCHABLE_KW = 500.0
QUENCH_S = (20.0, 60.0)
BRIGADE_S = 420.0
# Somebody sees flames or smells gas by themselves, and calls, after so long; assumptions.
NOTICED_S = 1200.0
SMELT_S = 1800.0
# A burnt pan: some sixty times a usual one.
BURNT_G_S = 0.005
BURNT_S = 360.0
# A cooker's hose come off at 2 kPa: about one cubic metre an hour.
LEAK_M3_S = 3e-4
CHARGED_BEFORE_S = 1500.0
FLAMES_AFTER_S = 120.0
BIKE_KW = 700.0
BIKE_BURNS_S = 900.0
PANIC_LEAD_S = 240.0
PANIC_STAY_S = 600.0
HELPED_S = 120.0


def kitchen_fire(setting: Setting, staged: Staged) -> Story:
    """A kitchen burns until somebody puts it out, or the brigade does."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    fire = RoomFire(setting.now_s, staged.where, staged.place, growth_rate(staged.order.growth), PEAK_KW)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, ())
    setting.deeds.begin(name, staged.order.kind, Remedy.EXTINGUISH, staged.where, lambda: staged.place)
    setting.world.state(fire)
    outcome = yield from _burn(setting, staged, fire, NOTICED_S)
    setting.deeds.end(name)
    setting.world.state(FireOut(setting.now_s, staged.where))
    setting.world.truth.end(name, setting.now_s, outcome)


def _burn(setting: Setting, staged: Staged, fire: RoomFire, longest_s: float) -> Generator[Any, Any, str]:
    """Burn until dealt with; the value is what became of it."""
    clock = setting.world.clock
    rng = setting.stream("episode", staged.order.name, "quench")
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else longest_s)
    except Interrupted as stop:
        word = str(stop.cause)
        setting.deeds.end(staged.order.name)
        power = heat_release(fire.alpha_kw_s2, fire.peak_kw, setting.now_s - fire.time_s)
        small = power <= QUENCHABLE_KW or word == "dealt with by fire-desk"
        yield clock.timeout(float(rng.uniform(*QUENCH_S)) if small else BRIGADE_S)
        return word if small else "put out by the brigade"
    return "put out by the brigade"


def cooking_smoke(setting: Setting, staged: Staged) -> Story:
    """A pan burns its dinner, nothing more."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    stay = staged.order.stay_s if staged.order.stay_s is not None else BURNT_S
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, ())
    setting.world.state(Cooking(setting.now_s, setting.now_s + stay, staged.where, BURNT_G_S))
    yield clock.timeout(stay)
    setting.world.truth.end(name, setting.now_s, "window opened")


def gas_leak(setting: Setting, staged: Staged) -> Story:
    """A hose comes off; gas flows until the valve is shut."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, ())
    setting.deeds.begin(name, staged.order.kind, Remedy.SHUT_VALVE, staged.where, lambda: staged.place)
    setting.world.state(GasLeak(setting.now_s, staged.where, LEAK_M3_S))
    outcome = "smelt and shut off"
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else SMELT_S)
    except Interrupted as stop:
        outcome = str(stop.cause)
    setting.deeds.end(name)
    setting.world.state(GasStopped(setting.now_s, staged.where))
    setting.world.truth.end(name, setting.now_s, outcome)


def pile_fault(setting: Setting, staged: Staged) -> Story:
    """A charging battery runs away; uncut it catches fire."""
    name, clock, pile = staged.order.name, setting.world.clock, staged.where
    yield clock.until(staged.start_s - CHARGED_BEFORE_S)
    bike = f"ebike-{name}"
    look = look_of(setting.stream("vehicle", bike, "look"))
    setting.world.add(Body(bike, BodyKind.EBIKE, look, (1.7, 0.65, 1.1)))
    setting.stay(bike, staged.place, setting.now_s, Gait.PARK)
    setting.world.state(Charging(setting.now_s, staged.start_s + 3600.0, pile, bike, staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (bike,))
    setting.deeds.begin(name, staged.order.kind, Remedy.CUT_POWER, pile, lambda: staged.place)
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else FLAMES_AFTER_S)
    except Interrupted as stop:
        setting.deeds.end(name)
        setting.world.state(PowerCut(setting.now_s, pile))
        setting.world.truth.end(name, setting.now_s, str(stop.cause))
        return
    setting.deeds.end(name)
    fire = RoomFire(setting.now_s, pile, staged.place, growth_rate("fast"), BIKE_KW)
    setting.deeds.begin(name, staged.order.kind, Remedy.EXTINGUISH, pile, lambda: staged.place)
    setting.world.state(fire)
    outcome = yield from _burn(setting, staged, fire, BIKE_BURNS_S)
    setting.deeds.end(name)
    setting.world.state(FireOut(setting.now_s, pile))
    setting.world.truth.end(name, setting.now_s, outcome)


def panic(setting: Setting, staged: Staged) -> Story:
    """Somebody in need walks to a post, presses it, and waits for help."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s - PANIC_LEAD_S)
    caller = Stranger(setting, f"caller-{name}")
    yield clock.until(caller.come((staged.place[0], staged.place[1]), staged.start_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (caller.name,))
    setting.deeds.begin(name, staged.order.kind, Remedy.HELP, staged.where, caller.place)
    setting.world.state(PanicPress(setting.now_s, staged.where, caller.name))
    setting.stay(caller.name, on_ground(caller.place()[:2]), setting.now_s, Gait.CROUCH)
    outcome = "nobody came"
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else PANIC_STAY_S)
    except Interrupted as stop:
        outcome = str(stop.cause)
    setting.deeds.end(name)
    setting.world.truth.end(name, setting.now_s, outcome)
    yield clock.timeout(HELPED_S if outcome != "nobody came" else 5.0)
    yield from caller.leave()
