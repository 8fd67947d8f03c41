"""The air of one home and the detectors in it: what is heard of it, followed while something happens there."""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.stream import DeviceKind
from twin.facts import Cooking, Fact, FireOut, GasLeak, GasStopped, Haze, RoomFire, Spray
from twin.physics.fire import decay
from twin.physics.gas import KITCHEN_M3
from twin.physics.smoke import AIRED, air, cooking_peak
from twin.sensors.ceiling import Ceiling
from twin.sensors.indoors import AIRED_S, FIRE, GONE, HAZE, IN_ROOM, LEAK, PAN, SPRAY, WHAT, follow
from twin.sensors.outbox import Outbox

VOLUMES_M3 = {"living": 50.0, "kitchen": KITCHEN_M3, "bedroom": 35.0}
ROOM_NUMBERS = {room: number for number, room in enumerate(VOLUMES_M3)}
# Cooking that cannot bring more than this [%/m] is not worth following: no detector alarms below 1.14 %/m (EN 54-7).
MILD = 1.5
SAID = 256
Grid = NDArray[np.float64]


def address(where: str) -> tuple[str, str]:
    """Split "b3/2/601/kitchen" into home and room; a home means its living room, anything else is a room by itself."""
    parts = where.split("/")
    if len(parts) < 3:
        return where, "living"
    return "/".join(parts[:3]), parts[3] if len(parts) > 3 else "living"


def room_of(where: str) -> int:
    """The number of a room within its home; one that is not known is taken for the living room."""
    return ROOM_NUMBERS.get(address(where)[1], 0)


class Home:
    """Rooms that trade air, what burns, fries and leaks in them, and the detectors on their ceilings.

    Parameters
    ----------
    ceiling: every detector there is, of which rows ``first`` to before ``last`` hang here.
    hearth: where a pan stands, or a fire without a place [m].
    """

    def __init__(self, ceiling: Ceiling, first: int, last: int, hearth: tuple[float, float, float]) -> None:
        self._ceiling, self._first = ceiling, first
        self._detectors = ceiling.table[first:last]
        self._smoke_places = [u.place for u in ceiling.units[first:last] if u.kind == DeviceKind.SMOKE]
        self._smoke_rooms = [room_of(u.where) for u in ceiling.units[first:last] if u.kind == DeviceKind.SMOKE]
        self._hearth = np.array(hearth)
        rooms = air(*VOLUMES_M3.values())
        self._rooms = np.column_stack([rooms, np.zeros(len(rooms)), np.full(len(rooms), -math.inf)])
        self._things: Grid = np.zeros((0, 12))
        self.second: int | None = None

    @property
    def due_s(self) -> float:
        """The second that is to be followed next, while there is anything in the air."""
        return math.inf if self.second is None else float(self.second)

    def hear(self, fact: Fact, outbox: Outbox) -> None:  # noqa: ARG002  speaks when it is run
        """Take note of a fact in one of the rooms; it acts from its own time on."""
        if isinstance(fact, RoomFire):
            dying = decay(fact.alpha_kw_s2, fact.peak_kw, fact.fuel_mj)
            self._end(FIRE, fact.room)
            self._begin(FIRE, fact.room, fact.time_s, math.inf, fact.alpha_kw_s2, fact.peak_kw, *dying, *fact.place)
        elif isinstance(fact, FireOut):
            self._end(FIRE, fact.room)
            self._rooms[:, AIRED] = 1.0
        elif isinstance(fact, Cooking):
            if self.second is None and not self._worth_following(fact):
                return
            self._begin(PAN, fact.room, fact.time_s, fact.end_s, fact.smoke_g_s / 1000.0)
        elif isinstance(fact, Haze):
            self._begin(HAZE, fact.room, fact.time_s, fact.end_s, fact.smoke_g_s / 1000.0)
        elif isinstance(fact, Spray):
            self._begin(SPRAY, fact.room, fact.time_s, fact.end_s, fact.flow_m3_s)
        elif isinstance(fact, GasLeak):
            self._end(LEAK, fact.room)
            self._begin(LEAK, fact.room, fact.time_s, math.inf, fact.flow_m3_s)
        elif isinstance(fact, GasStopped):
            self._end(LEAK, fact.room)
            self._rooms[room_of(fact.room), AIRED_S] = fact.time_s
        else:
            return
        if self.second is None:
            self.second = math.floor(fact.time_s)

    def _begin(self, what: int, where: str, from_s: float, to_s: float, rate: float, *rest: float) -> None:
        """Add a row to what happens here; rows of what is over are dropped."""
        row = np.zeros((1, self._things.shape[1]))
        row[0, : 5 + len(rest)] = (what, room_of(where), from_s, to_s, rate, *rest)
        self._things = np.vstack([self._things[self._things[:, WHAT] != GONE], row])

    def _end(self, what: int, where: str) -> None:
        things = self._things
        self._things = things[(things[:, WHAT] != what) | (things[:, IN_ROOM] != room_of(where))]

    def _worth_following(self, pan: Cooking) -> bool:
        """Whether what somebody fries can reach any smoke detector here; gas detectors do not notice it."""
        kitchen, (hx, hy, hz) = room_of(pan.room), self._hearth.tolist()
        for room, (x, y, z) in zip(self._smoke_rooms, self._smoke_places, strict=True):
            above = max(z - hz, 0.5) if room == kitchen else math.inf
            if cooking_peak(pan.smoke_g_s, above, math.hypot(x - hx, y - hy)) >= MILD:
                return True
        return False

    def run(self, until_s: float, outbox: Outbox) -> None:  # noqa: ARG002  the ceiling has its own
        """Advance to ``until_s``, in whole seconds; fall asleep once the air is clean."""
        while self.second is not None and self.second < until_s:
            said = np.empty((max(SAID, len(self._detectors)), 3))
            self.second, spoken, over = follow(
                self._rooms, self._things, self._detectors, self._hearth, self.second, until_s, said
            )
            if spoken:
                rows = said[:spoken, 0].astype(np.int64) + self._first
                self._ceiling.report(rows, said[:spoken, 1], said[:spoken, 2])
            if over:
                self.second = None
                self._rooms[:, AIRED] = 0.0
