"""Gas, a battery gone wrong, a wire hung from a window, and somebody who presses the panic button."""

from agents.acts import last
from agents.cards import own_card_of
from agents.deeds import AGAIN, Remedy
from agents.ebikes import RIDE_M_S, EBike
from agents.fires import quench
from agents.ground import Spot
from agents.orders import Staged
from agents.passages import OPENING_S, beside_door, pass_door, path_out, way_out
from agents.routes import length
from agents.setting import Setting, look_of, on_ground, person
from agents.strangers import Stranger
from twin.bodies import Body, BodyKind, Gait
from twin.clock import Interrupted, Story
from twin.facts import Charging, FireOut, GasLeak, GasStopped, Load, PanicPress, PowerCut, RoomFire
from twin.physics.charging import omen
from twin.physics.fire import BURNS, growth_rate

# Somebody smells gas by themselves, and shuts it off, after so long; an assumption.
SMELT_S = 1800.0
# A cooker's hose come off at 2 kPa: about one cubic metre an hour (`twin.physics.gas.orifice_m3_s`).
LEAK_M3_S = 3e-4
CHARGED_BEFORE_S = 1500.0
FLAMES_AFTER_S = 120.0
BIKE_BURNS_S = 900.0
HUNG_S = 7200.0
HUNG_LEAD_S, PLUGGING_S = 300.0, 15.0
PANIC_LEAD_S = 240.0
PANIC_STAY_S = 600.0
HELPED_S = 120.0


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
    """A charging battery warms of itself, and runs away unless it is cut off in time; uncut it catches fire."""
    runaway_s = staged.start_s + len(omen())
    name, clock, pile = staged.order.name, setting.world.clock, staged.where
    yield clock.until(staged.start_s - CHARGED_BEFORE_S)
    bike = f"ebike-{name.partition(AGAIN)[0]}"  # the same, where power came back to it
    look = look_of(setting.stream("vehicle", bike, "look"))
    if AGAIN not in name:
        setting.world.add(Body(bike, BodyKind.EBIKE, look, (1.7, 0.65, 1.1)))
        setting.stay(bike, staged.place, setting.now_s, Gait.PARK)
    setting.world.state(Charging(setting.now_s, runaway_s + 3600.0, pile, bike, runaway_s))
    yield clock.until(staged.start_s)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (bike,))
    setting.deeds.begin(name, staged.order.kind, Remedy.CUT_POWER, pile, lambda: staged.place)
    try:
        stay_s = staged.order.stay_s
        yield clock.timeout(stay_s if stay_s is not None else runaway_s + FLAMES_AFTER_S - setting.now_s)
    except Interrupted as stop:
        setting.deeds.end(name)
        setting.world.state(PowerCut(setting.now_s, pile))
        setting.world.truth.end(name, setting.now_s, str(stop.cause))
        return
    setting.deeds.end(name)
    burn = BURNS["ebike"]
    fire = RoomFire(setting.now_s, pile, staged.place, growth_rate(burn.growth), burn.peak_kw, burn.fuel_mj)
    setting.deeds.begin(name, staged.order.kind, Remedy.EXTINGUISH, pile, lambda: staged.place)
    setting.world.state(fire)
    outcome = yield from quench(setting, staged, fire, BIKE_BURNS_S)
    setting.deeds.end(name)
    setting.world.state(FireOut(setting.now_s, pile))
    setting.world.truth.end(name, setting.now_s, outcome)


def hung_wire(setting: Setting, staged: Staged) -> Story:
    """An e-bike before a door charges through a wire let down from a window."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - HUNG_LEAD_S))
    bike = f"ebike-{name}"
    rack = beside_door(setting, staged.where, setting.stream("vehicle", bike, "rack"))
    yield from ride_home(setting, staged, f"rider-{name}", EBike(setting, bike, rack))
    stay = staged.order.stay_s if staged.order.stay_s is not None else HUNG_S
    home = next((u.id for u in setting.world.site.units().values() if u.stair == staged.where), staged.where)
    setting.world.state(Load(setting.now_s, setting.now_s + stay, home, "charger"))
    yield from last(setting, staged, (bike, f"rider-{name}"), stay, "unplugged", remedy=Remedy.CHALLENGE)
    yield clock.timeout(60.0)
    setting.hide(bike, on_ground(rack), setting.now_s)


def ride_home(setting: Setting, staged: Staged, rider: str, bike: EBike) -> Story:
    """Somebody of the stair rides in and leaves the bike at its spot by the door; the story ends when it stands."""
    clock, door, rack = setting.world.clock, staged.where, bike.spot
    chance = setting.stream("caller", rider, "trip")
    setting.world.add(person(rider, look_of(chance), 1.68))
    out = way_out(setting, door, chance)
    path = path_out(setting, door, out)[::-1] if out is not None else (rack, rack)
    near = path[-2] if len(path) > 2 and setting.routes.ground.clear(path[-2], rack) else path[-1]
    path = (*path[:-1], rack) if near != path[-1] else (*path, rack)
    yield clock.until(max(setting.now_s, staged.start_s - length(path) / RIDE_M_S))
    yield clock.until(bike.ride(rider, path, setting.now_s, 0.6))
    clock.tell(go_in(setting, rider, rack, door, own_card_of(staged.order.name)))


def go_in(setting: Setting, rider: str, rack: Spot, door: str, card: str) -> Story:
    """Plug the bike in, and go in by the door."""
    clock = setting.world.clock
    inside_s = setting.travel(rider, (rack, setting.routes.spot(door)), setting.now_s + PLUGGING_S, 1.2)
    yield clock.until(inside_s)
    pass_door(setting, door, (rider,), card, inward=True)
    setting.hide(rider, on_ground(setting.routes.spot(door)), inside_s + OPENING_S)


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
