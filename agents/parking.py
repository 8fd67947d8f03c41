"""Cars where they should not be: in a fire lane, or through a gate without being known; vans only unload."""

from agents.deeds import Remedy
from agents.orders import Staged
from agents.population import new_plate
from agents.routes import length
from agents.setting import Setting
from agents.vehicles import BARRIER_S, STREET_M_S, YARD_M_S, Vehicle, drive_way
from twin.bodies import BodyKind
from twin.clock import Interrupted, Story
from twin.truth import EpisodeKind

STRAY_S = 360.0
UNLOAD_S = 45.0
STRANGER_STAY_S = 1200.0
# From being called until the driver is at the wheel; an assumption.
CALLED_S = 75.0


def plate_of(setting: Setting, name: str) -> str:
    """The plate of an episode's vehicle, which no resident has."""
    return new_plate(setting.stream("vehicle", name, "plate"), setting.plates)


def stand_in_lane(setting: Setting, staged: Staged) -> Story:
    """A car or van drives into a fire lane, stands there, and drives off."""
    name, clock, spot = staged.order.name, setting.world.clock, staged.place[:2]
    out = drive_way(setting, spot)
    if out is None:
        setting.skipped.append((name, "no car can reach it"))
        return
    harmless = staged.order.kind == EpisodeKind.UNLOADING_VAN
    yield clock.until(staged.start_s - drive_s(setting, spot, out))
    car = Vehicle(setting, plate_of(setting, name), BodyKind.VAN if harmless else BodyKind.CAR)
    yield from car.come(spot, out)
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (car.name,))
    if not harmless:
        setting.deeds.begin(name, staged.order.kind, Remedy.CHALLENGE, staged.where, lambda: setting.place(car.name))
    stay = UNLOAD_S if harmless else STRAY_S
    outcome = "drove off"
    try:
        yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else stay)
    except Interrupted as stop:
        outcome = str(stop.cause)
        setting.deeds.end(name)
        yield clock.timeout(CALLED_S)
    setting.deeds.end(name)
    setting.world.truth.end(name, setting.now_s, outcome)
    yield from car.leave(spot, out)


def strange_car(setting: Setting, staged: Staged) -> Story:
    """A car that nobody registered comes through a gate, stands about, and leaves."""
    name, clock = staged.order.name, setting.world.clock
    out = next((o for o in setting.routes.drives_out if o[0] == staged.where), None)
    spot = stand(setting, staged.where)
    if out is None or spot is None:
        setting.skipped.append((name, "no road leads in"))
        return
    outer = setting.routes.between(out[0], out[1], wheels=True) or ()
    yield clock.until(staged.start_s - length(outer) / STREET_M_S - BARRIER_S)
    car = Vehicle(setting, plate_of(setting, name))
    arriving = clock.tell(_come(car, spot, out))
    yield clock.until(max(staged.start_s, setting.now_s))
    setting.world.truth.begin(name, staged.order.kind, setting.now_s, staged.place, staged.zone, (car.name,))
    yield arriving
    yield clock.timeout(staged.order.stay_s if staged.order.stay_s is not None else STRANGER_STAY_S)
    yield from car.leave(spot, out)
    setting.world.truth.end(name, setting.now_s, "left")


def _come(car: Vehicle, spot: tuple[float, float], out: tuple[str, str]) -> Story:
    yield from car.come(spot, out)


def drive_s(setting: Setting, spot: tuple[float, float], out: tuple[str, str]) -> float:
    """How long a car takes from the street's end to a spot inside [s]."""
    outer = setting.routes.between(out[0], out[1], wheels=True) or ()
    inner = setting.routes.route(spot, setting.routes.spot(out[0]), wheels=True) or ()
    return length(outer) / STREET_M_S + BARRIER_S + length(inner) / YARD_M_S


def stand(setting: Setting, gate: str) -> tuple[float, float] | None:
    """A spot on a road inside, some way from the gate, where a car can stand."""
    start = setting.routes.spot(gate)
    reachable = []
    for spot in setting.routes.strolls:
        path = setting.routes.route(start, spot, wheels=True)
        if path is not None and length(path) > 40.0:
            reachable.append((length(path), spot))
    return min(reachable)[1] if reachable else None
