"""Cars that live here: parked in their bay, driven out and back through a gate with a barrier."""

import math
from itertools import pairwise

from agents.ground import Spot
from agents.motion import climbing
from agents.routes import last_metres, length
from agents.setting import Setting, look_of, on_ground
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Story
from twin.facts import BarrierPassage
from twin.site.model import Gate

CAR_M = (4.6, 1.8, 1.5)
VAN_M = (5.2, 1.95, 2.1)
YARD_M_S = 4.5
STREET_M_S = 8.0
BARRIER_S = 3.0
# From bumper to bumper in a queue.
QUEUE_M = 6.5
KEEP_RIGHT_M = 1.3


class Vehicle:
    """A car or van, known by its plate."""

    def __init__(self, setting: Setting, plate: str, kind: BodyKind = BodyKind.CAR) -> None:
        self.name = f"car-{plate}"
        self.setting = setting
        self.plate = plate
        # Whether it passes barriers under the boom that rose for the car in front.
        self.tails = False
        look = look_of(setting.stream("vehicle", plate, "look"))
        size = VAN_M if kind == BodyKind.VAN else CAR_M
        setting.world.add(Body(self.name, kind, look, size, plate=plate))

    def park(self, spot: Spot, heading: float, time_s: float) -> None:
        """Stand at ``spot`` from ``time_s`` on, nose to ``heading``: a leg of no duration tells which way it came."""
        behind = (spot[0] - 0.3 * math.cos(heading), spot[1] - 0.3 * math.sin(heading), 0.0)
        came = ((behind), (*spot, 0.0))
        self.setting.add(climbing(self.name, came, (time_s, time_s), Gait.PARK, Mode.WHEELS))

    def drive(self, path: tuple[Spot, ...], t0_s: float, speed_m_s: float = YARD_M_S) -> float:
        """Drive along a route, keeping right; return the time of arrival [s]."""
        return self.setting.travel(self.name, path, t0_s, speed_m_s, Gait.DRIVE, Mode.WHEELS, KEEP_RIGHT_M)

    def leave(self, start: Spot, out: tuple[str, str]) -> Story:
        """Drive from ``start`` through a gate and away."""
        yield from self.pass_gate(start, out, inward=False)
        self.setting.hide(self.name, on_ground(self.setting.routes.spot(out[1])), self.setting.now_s)

    def come(self, end: Spot, out: tuple[str, str]) -> Story:
        """Drive in from the street through a gate to ``end``."""
        yield from self.pass_gate(end, out, inward=True)

    def pass_gate(self, spot: Spot, out: tuple[str, str], inward: bool) -> Story:
        """Drive between a spot inside and the street's end, stopping at the gate's barrier."""
        setting, routes = self.setting, self.setting.routes
        gate = routes.spot(out[0])
        inner = routes.route(spot, gate, wheels=True) or (spot, gate)
        outer = routes.between(out[0], out[1], wheels=True) or (gate, routes.spot(out[1]))
        first, second = (outer[::-1], inner[::-1]) if inward else (inner, outer)
        speeds = (STREET_M_S, YARD_M_S) if inward else (YARD_M_S, STREET_M_S)
        barrier = next((g for g in setting.world.site.gates if g.id == out[0]), None)
        if barrier is None or not barrier.barrier or barrier.id in setting.raised:
            yield setting.world.clock.until(self.drive(first, setting.now_s, speeds[0]))
        else:
            yield from self._wait_at(barrier, first, speeds[0], inward)
            self._open(barrier, inward)
        yield setting.world.clock.until(self.drive(second, setting.now_s, speeds[1]))

    def _wait_at(self, gate: Gate, path: tuple[Spot, ...], speed_m_s: float, inward: bool) -> Story:
        """Drive up to a barrier, behind whoever waits there already, and be let through in turn."""
        setting, clock, lane = self.setting, self.setting.world.clock, (gate.id, inward)
        arrival = setting.now_s + length(path) / speed_m_s
        turn_s = max(arrival, setting.barriers.get(lane, 0.0)) + BARRIER_S
        setting.barriers[lane] = turn_s
        ahead = math.ceil((turn_s - BARRIER_S - arrival) / BARRIER_S - 1e-9)
        queue = first_metres(path, max(1.0, length(path) - QUEUE_M * ahead)) if ahead else path
        yield clock.until(self.drive(queue, setting.now_s, speed_m_s))
        if ahead:
            setting.meet(self.name, "queue at the barrier", gate.id)
            # A long queue reaches back round corners.
            last = (queue[-1], *last_metres(path, length(path) - length(queue))[1:])
            yield clock.until(turn_s - BARRIER_S - length(last) / speed_m_s)
            yield clock.until(self.drive(last, setting.now_s, speed_m_s))
        yield clock.until(turn_s)

    def _open(self, gate: Gate, inward: bool) -> None:
        self.setting.world.state(BarrierPassage(self.setting.now_s, gate.id, self.name, self.plate, inward, self.tails))


def first_metres(path: tuple[Spot, ...], metres: float) -> tuple[Spot, ...]:
    """The beginning of a path, at most ``metres`` long."""
    return last_metres(path[::-1], metres)[::-1]


def drive_way(setting: Setting, spot: Spot) -> tuple[str, str] | None:
    """The way out whose gate is nearest to ``spot`` by road; None where no car can leave."""
    best, best_m = None, math.inf
    for out in setting.routes.drives_out:
        path = setting.routes.route(spot, setting.routes.spot(out[0]), wheels=True)
        metres = math.inf if path is None else sum(math.dist(a, b) for a, b in pairwise(path))
        if metres < best_m:
            best, best_m = out, metres
    return best
