"""Guards: they stand at posts, patrol, go where they are sent, act there, and come back.

Response speed 2.0 to 2.5 m/s is a fast walk (Bohannon 1997 gives 1.75 to 2.53 m/s as the maximum of adults); stairs
cost 12 s a storey.
"""

import math
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from agents.deeds import INDOORS, ROOM_REACH_M, Deed, Remedy
from agents.ground import Spot
from agents.orders import GuardShift
from agents.passages import OPENING_S, pass_door
from agents.setting import DAY_S, Setting, look_of, on_ground, person
from detectors.alerts.alert import Dispatch, Responder
from detectors.geometry import inside
from twin.clock import Interrupted, Story
from twin.site.model import FLOOR_M
from twin.truth import Place

SPEED_M_S = (2.0, 2.5)
PATROL_M_S = 1.2
STOREY_S = 12.0
# A guard who arrives notices what goes on within 25 m, and further off what is in plain sight; assumptions.
ACT_REACH_M = 25.0
SIGHT_M = 60.0
SEARCH_M = 45.0
CORNERS = 3
NOTHING = "nothing found"
# From the order to the first step: the call is read, the round or the seat is left; an assumption.
REACTION_S = 5.0
AT_POST_S = (600.0, 1500.0)
ON_SCENE_S = (60.0, 180.0)
FREE = ("post", "patrol", "returning")
Row = tuple[str, float, float, float, float, str, str]
Arrived = Callable[[Dispatch], None]


class Guard:
    """One guard of one shift."""

    def __init__(self, setting: Setting, name: str, shift: GuardShift, post: Spot, roams: bool, log: list[Row]) -> None:
        self.name = name
        self.setting, self.shift, self.post, self.roams, self.log = setting, shift, post, roams, log
        self.chance = setting.stream("guard", name, "rounds")
        self.speed_m_s = float(setting.stream("guard", name, "who").uniform(*SPEED_M_S))
        self.state = "off"
        self.orders: list[tuple[Dispatch, Arrived]] = []
        setting.world.add(person(name, look_of(setting.stream("guard", name, "look")), 1.74, "guard"))
        setting.hide(name, on_ground(post), 0.0)
        self._process = setting.world.clock.tell(self.story())

    @property
    def card(self) -> str:
        """The text on the guard's card."""
        return f"card-{self.name}"

    def responder(self) -> Responder:
        """How alerting sees this guard now."""
        free = self.state in FREE and not self.orders
        return Responder(self.name, "guard", self.setting.place(self.name), free)

    def send(self, dispatch: Dispatch, arrived: Arrived) -> None:
        """Go there as soon as what is in hand allows."""
        idle = self.state in FREE and not self.orders
        self.orders.append((dispatch, arrived))
        if idle:
            self._process.interrupt("sent")

    def story(self) -> Story:
        """Be on shift, day after day."""
        setting = self.setting
        for start, end in shift_times(self.shift, setting.clock_s, setting.duration_s):
            yield setting.world.clock.until(start)
            setting.stay(self.name, on_ground(self.post), setting.now_s)
            while setting.now_s < end:
                try:
                    yield from self._routine(end)
                except Interrupted:
                    while self.orders:
                        yield from self._respond(*self.orders.pop(0))
            self._note("off")
            setting.hide(self.name, on_ground(setting.halt(self.name)), setting.now_s)

    def _routine(self, end_s: float) -> Story:
        """Back to the post, stand there, then go on a round where one is due."""
        setting, clock = self.setting, self.setting.world.clock
        here = setting.place(self.name)
        if math.dist(here[:2], self.post) > 1.0:
            self._note("returning")
            yield clock.until(self._walk((here[0], here[1]), self.post, PATROL_M_S))
        if self.state != "post":
            self._note("post")
        yield clock.timeout(min(float(self.chance.uniform(*AT_POST_S)), end_s - setting.now_s))
        if self.roams and setting.now_s < end_s and setting.routes.strolls:
            self._note("patrol")
            yield clock.until(self._round())

    def _round(self) -> float:
        """Walk a round through some of the site's ways; return when it ends [s]."""
        spots = self.setting.routes.strolls
        path: tuple[Spot, ...] = (self.post,)
        goals = [spots[int(i)] for i in self.chance.integers(len(spots), size=4)]
        for goal in [*goals, self.post]:
            path += (self.setting.routes.route(path[-1], goal) or (path[-1], goal))[1:]
        return self.setting.travel(self.name, path, self.setting.now_s, PATROL_M_S, aside_m=0.4)

    def _respond(self, dispatch: Dispatch, arrived: Arrived) -> Story:
        """Walk there, act or look round, report, stay a while."""
        setting, clock = self.setting, self.setting.world.clock
        start = setting.halt(self.name)
        setting.stay(self.name, on_ground(start), setting.now_s)
        self._note("responding", dispatch.alert)
        yield clock.timeout(REACTION_S)
        spot, door, climb_s = reach(setting, dispatch.place)
        there_s = self._walk(start, spot, self.speed_m_s)
        self._trace(dispatch.alert)
        yield clock.until(there_s)
        if door:
            pass_door(setting, door, (self.name,), self.card, inward=True)
            setting.hide(self.name, dispatch.place, setting.now_s + OPENING_S)
            yield clock.timeout(climb_s)
        self._note("on-scene", dispatch.alert)
        arrived_s, outcome = setting.now_s, self._act(dispatch.place)
        if outcome == NOTHING and not door:
            outcome = yield from self._search(spot)
        arrived(replace(dispatch, arrived_s=arrived_s, outcome=outcome))
        yield clock.timeout(float(self.chance.uniform(*ON_SCENE_S)))
        if door:
            yield clock.timeout(climb_s)
            pass_door(setting, door, (self.name,), self.card, inward=False)
            setting.stay(self.name, on_ground(spot), setting.now_s)

    def _search(self, spot: Spot) -> Generator[Any, Any, str]:
        """Look round the next corners for whoever has moved on; the value is what was found."""
        near = sorted(self.setting.routes.strolls, key=lambda s: (math.dist(s, spot), s))
        corners = [s for s in near if 12.0 < math.dist(s, spot) < SEARCH_M]
        for corner in corners[:: max(1, len(corners) // CORNERS)][:CORNERS]:
            here = self.setting.place(self.name)
            yield self.setting.world.clock.until(self._walk((here[0], here[1]), corner, self.speed_m_s))
            outcome = self._act(on_ground(corner))
            if outcome != NOTHING:
                return outcome
        return NOTHING

    def _act(self, place: Place) -> str:
        """Stop what is going wrong here; say what was found."""
        setting = self.setting
        deeds = setting.deeds.near(place, ACT_REACH_M)
        here = setting.place(self.name)
        for deed in setting.deeds.near(here, SIGHT_M):
            x, y, _ = deed.place()
            seen = math.dist((x, y), here[:2]) <= ACT_REACH_M or setting.routes.ground.clear(here[:2], (x, y), 0.0)
            deeds += (deed,) if seen and deed not in deeds else ()
        deeds = tuple(d for d in deeds if d.remedy not in INDOORS or near_room(d, place))
        for deed in deeds:
            setting.deeds.stop(deed, "interrupted" if deed.remedy == Remedy.CHALLENGE else "attended")
        if any(deed.remedy == Remedy.CHALLENGE for deed in deeds):
            return "interrupted"
        return "attended" if deeds else NOTHING

    def _walk(self, start: Spot, end: Spot, speed_m_s: float) -> float:
        path = self.setting.routes.route(start, end) or (start, end)
        return self.setting.travel(self.name, path, self.setting.now_s, speed_m_s)

    def _trace(self, alert: str) -> None:
        """Note where the walk that has just begun will turn; nothing calls a guard off it."""
        leg = self.setting.world.legs.of(self.name)[-1]
        for place, time_s in list(zip(leg.path.tolist(), leg.times_s.tolist(), strict=True))[1:-1]:
            self.log.append((self.name, time_s, *place, self.state, alert))

    def _note(self, state: str, alert: str = "") -> None:
        self.state = state
        self.log.append((self.name, self.setting.now_s, *self.setting.place(self.name), state, alert))


def guards(setting: Setting, shifts: tuple[GuardShift, ...], log: list[Row]) -> tuple[Guard, ...]:
    """Hire everybody; the first at a post stays there unless alone, the others go on rounds between stays."""
    found, at_post = list[Guard](), Counter[str]()
    for shift in shifts:
        if shift.post not in setting.routes.nodes:
            setting.skipped.append((f"guards at {shift.post}", "the site has no such post"))
            continue
        for k in range(shift.count):
            post = post_spot(setting, shift.post, k)
            at_post[shift.post] += 1
            name = f"guard-{shift.post.replace('/', '-').removeprefix('guard-post-')}-{at_post[shift.post]}"
            found.append(Guard(setting, name, shift, post, shift.count == 1 or k > 0, log))
    return tuple(found)


def near_room(deed: Deed, place: Place) -> bool:
    """Whether a deed behind closed doors is where somebody was sent: a wall hides it from the next flat."""
    x, y, z = deed.place()
    return math.dist((x, y), place[:2]) <= ROOM_REACH_M and abs(z - place[2]) < FLOOR_M


def post_spot(setting: Setting, post: str, rank: int) -> Spot:
    """Where the guard of this rank stands: at a gate out of the traffic, elsewhere side by side."""
    x, y = setting.routes.spot(post)
    gate = next((g for g in setting.world.site.gates if g.id == post), None)
    heading = gate.heading if gate else 0.0
    aside, back = (gate.width_m / 2 - 0.8, 2.5 + 1.2 * rank) if gate else (1.1 * rank, 0.0)
    for side in (1.0, -1.0):
        right = (side * aside * math.sin(heading), -side * aside * math.cos(heading))
        spot = (x + right[0] - back * math.cos(heading), y + right[1] - back * math.sin(heading))
        if setting.routes.ground.clear((x, y), spot):
            return spot
    return (x, y)


def shift_times(shift: GuardShift, clock_s: float, duration_s: float) -> list[tuple[float, float]]:
    """Every (start, end) of a shift within a run [s]; a shift may run past midnight or round the clock."""
    length = (shift.end_s - shift.start_s) % DAY_S or DAY_S
    times = []
    for day in range(-1, math.ceil((clock_s + duration_s) / DAY_S)):
        start = shift.start_s - clock_s + day * DAY_S
        if start + length > 0.0 and start < duration_s:
            times.append((max(start, 0.0), start + length))
    return times


def reach(setting: Setting, place: Place) -> tuple[Spot, str, float]:
    """Where to walk for a place: a spot outdoors, the door to go in by or "", and the time on the stairs [s]."""
    spot = (place[0], place[1])
    for building, ring in zip(setting.world.site.buildings, setting.routes.ground.rings, strict=True):
        if inside(ring, *spot):
            doors = [d for d in setting.world.site.doors() if d.id.split("/")[0] == building.id]
            if doors:
                door = min(doors, key=lambda d: (math.dist(d.place, spot), d.id)).id
                return setting.routes.spot(door), door, max(0.0, place[2]) / FLOOR_M * STOREY_S
    if setting.routes.ground.free(spot):
        return spot, "", 0.0
    near = setting.routes.network.near(spot, 200.0)
    return (setting.routes.network.spots[near[0]] if near else spot), "", 0.0
