"""Which events are one happening: by kind family, place and time.

An event joins an alert of its family when that alert's newest evidence is at most ``quiet_s`` old and the two share a
track, a zone, or a neighbourhood of the family's reach; one without zone and place shares its device. Two dwellings
never share an indoor alert: each has its own householder to be told.
"""

import hashlib
import math
import re
from collections import deque
from dataclasses import dataclass
from typing import TypeVar

from detectors.alerts.alert import AlertState, Place, Severity
from detectors.alerts.case import Case
from detectors.contract import Event, EventKind

Cell = tuple[str, int, int]
_OPEN, _HOMES = "", " in homes"  # layers of the grid: cases of no dwelling, and of one
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class KeyNote:
    """By what an alert can be found: its cells, its zones by family, its tracks."""

    cells: tuple[Cell, ...]
    zones: tuple[tuple[str, str], ...]
    tracks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds that can be one happening, and how far apart their evidence may lie [m]; indoor: one per dwelling."""

    name: str
    kinds: tuple[EventKind, ...]
    reach_m: float
    indoor: bool = False


# A fence's cameras stand 20 to 30 m apart; stair doors 10 to 20 m, so that a door's reach stays below that. Devices
# that fall silent together have one cause (a switch, a fuse), wherever they hang.
FAMILIES = (
    Family("intrusion", (EventKind.PERIMETER, EventKind.LOITERING), 25.0),
    Family(
        "access",
        (
            EventKind.FORCED_DOOR,
            EventKind.UNKNOWN_BADGE,
            EventKind.LENT_CARD,
            EventKind.LOST_CARD,
            EventKind.PASSBACK,
            EventKind.TAILGATING,
        ),
        5.0,
    ),
    Family("burglary", (EventKind.BURGLARY,), 25.0, indoor=True),
    Family("theft", (EventKind.THEFT,), 10.0),
    Family("falling", (EventKind.FALLING_OBJECT,), 25.0),
    Family("vehicle", (EventKind.FIRE_LANE, EventKind.STRANGER_VEHICLE), 25.0),
    # Bays lie 2.5 m apart: each parked car is a matter of its own.
    Family("bay", (EventKind.OVERSTAY, EventKind.STRANGER_OVERSTAY), 2.0),
    Family("barrier", (EventKind.BARRIER_TAILING, EventKind.EVADED_FEE), 5.0),
    Family("fire", (EventKind.SMOKE, EventKind.FIRE_ON_VIDEO, EventKind.CHARGING_FAULT), 25.0, indoor=True),
    Family("gas", (EventKind.GAS,), 25.0, indoor=True),
    Family("electrical", (EventKind.OVERLOAD, EventKind.ARC, EventKind.RESIDUAL_CURRENT), 25.0, indoor=True),
    Family("wires", (EventKind.OUTSIDE_CHARGING,), 5.0),
    Family("lift", (EventKind.EBIKE_IN_LIFT,), 5.0),
    Family("water", (EventKind.LOW_LEVEL, EventKind.WATER_LEAK, EventKind.LOW_PRESSURE), 25.0, indoor=True),
    Family("care", (EventKind.NO_ACTIVITY,), 25.0, indoor=True),
    # Who lies beside a post has called from it. A call is told by itself, so that an alarm after it is a new one.
    Family("panic", (EventKind.PANIC, EventKind.PERSON_DOWN), 25.0),
    Family("call", (EventKind.POST_CALL,), 25.0),
    Family("waste", (EventKind.WASTE_VISIT,), 5.0),
    Family("device", (EventKind.DEVICE_FAULT,), math.inf),
)
FAMILY_OF = {kind: family for family in FAMILIES for kind in family.kinds}


def alert_id(event_id: str) -> str:
    """Derive an alert's id from its first event's, safe as a file name and still unique.

    >>> alert_id("perimeter-cam-07-1")
    'a-perimeter-cam-07-1'
    """
    safe = re.sub(r"[^0-9A-Za-z._-]", "-", event_id)
    if safe == event_id:
        return f"a-{safe}"
    return f"a-{safe}-{hashlib.blake2b(event_id.encode(), digest_size=3).hexdigest()}"


def dwelling(zone: str | None) -> str | None:
    """Return the dwelling that a room's address lies in: building, stair and unit; None for anything else."""
    parts = (zone or "").split("/")
    return "/".join(parts[:3]) if len(parts) >= 3 else None


class Correlator:
    """Finds the alert that an event belongs to.

    Parameters
    ----------
    quiet_s: an alert gathers no more after so long without evidence [s].
    """

    def __init__(self, quiet_s: float = 120.0) -> None:
        self.quiet_s = quiet_s
        self._cells: dict[Cell, dict[str, Case]] = {}
        self._zones: dict[tuple[str, str], dict[str, Case]] = {}
        self._tracks: dict[str, Case] = {}
        self._keys: dict[str, tuple[set[Cell], set[tuple[str, str]], set[str]]] = {}
        self._ageing: deque[tuple[float, Case]] = deque()

    @property
    def remembered(self) -> int:
        """How many alerts may still gather events."""
        return len(self._keys)

    def find(self, event: Event) -> Case | None:
        """Return the case that ``event`` belongs to: by track, else by zone, else the nearest; None if new."""
        self._forget(event.t_seen_s)
        family = FAMILY_OF[event.kind]
        address = _address(family, event)
        best: tuple[int, float, float, str] | None = None
        found = None
        for case in self._candidates(event, family, address).values():
            rank = self._rank(event, case, family, address)
            if rank is None:
                continue
            key = (rank[0], rank[1], case.opened_s, case.id)
            if best is None or key < best:
                best, found = key, case
        return found

    def open(self, event: Event, severity: Severity, opened_s: float) -> Case:
        """Start the case of an event that belongs to no other."""
        return Case(
            alert_id(event.id), event.kind, severity, event.place, event.zone, opened_s, event.t_seen_s, event.place
        )

    def gather(self, case: Case, event: Event) -> None:
        """Add ``event`` to ``case`` and make the case findable by it."""
        case.gather(event)
        if case.id not in self._keys:
            self._keys[case.id] = (set(), set(), set())
            self._ageing.append((case.last_s, case))
        cells, zones, tracks = self._keys[case.id]
        family = FAMILY_OF[event.kind]
        if event.place is not None or family.reach_m == math.inf:
            layer = _HOMES if family.indoor and dwelling(case.zone) else _OPEN
            cell = _cell(family, layer, event.place or (0.0, 0.0, 0.0))
            self._cells.setdefault(cell, {})[case.id] = case
            cells.add(cell)
        address = _address(family, event)
        if address is not None:
            zone = family.name, address
            self._zones.setdefault(zone, {})[case.id] = case
            zones.add(zone)
        for track in event.evidence.tracks:
            self._tracks[track] = case
            tracks.add(track)

    def note(self, alert: str) -> KeyNote | None:
        """Return by what an alert can be found; None once it gathers no more."""
        if alert not in self._keys:
            return None
        cells, zones, tracks = self._keys[alert]
        mine = sorted(track for track in tracks if self._tracks[track].id == alert)
        return KeyNote(tuple(sorted(cells)), tuple(sorted(zones)), tuple(mine))

    def restore(self, case: Case, note: KeyNote) -> None:
        """Make a case findable again; cases must come in the order of their newest evidence."""
        self._keys[case.id] = set(note.cells), set(note.zones), set(note.tracks)
        self._ageing.append((case.last_s, case))
        for cell in note.cells:
            self._cells.setdefault(cell, {})[case.id] = case
        for zone in note.zones:
            self._zones.setdefault(zone, {})[case.id] = case
        self._tracks.update((track, case) for track in note.tracks)

    def _candidates(self, event: Event, family: Family, address: str | None) -> dict[str, Case]:
        """Cases of the family that share a track, a zone or a neighbouring cell with the event.

        An event in a dwelling has no use for its neighbours' cases, of which a tall building has hundreds in one cell.
        """
        found: dict[str, Case] = {}
        for track in event.evidence.tracks:
            case = self._tracks.get(track)
            if case is not None and FAMILY_OF[case.kind] is family:
                found[case.id] = case
        if address is not None:
            found.update(self._zones.get((family.name, address), {}))
        if event.place is not None or family.reach_m == math.inf:
            at_home = family.indoor and dwelling(event.zone) is not None
            for layer in (_OPEN,) if at_home or not family.indoor else (_OPEN, _HOMES):
                for cell in _around(_cell(family, layer, event.place or (0.0, 0.0, 0.0))):
                    found.update(self._cells.get(cell, {}))
        return found

    def _rank(self, event: Event, case: Case, family: Family, address: str | None) -> tuple[int, float] | None:
        """How well an event fits a case, smaller is better: (0 track, 1 zone, 2 place; distance [m]); None: not."""
        if abs(event.t_seen_s - case.last_s) > self.quiet_s:
            return None
        if case.state is AlertState.RESOLVED and event.t_seen_s > (case.resolved_s or 0.0):
            return None
        if any(self._tracks.get(track) is case for track in event.evidence.tracks):
            return 0, 0.0
        homes = dwelling(event.zone), dwelling(case.zone)
        if family.indoor and None not in homes:
            return (1, 0.0) if homes[0] == homes[1] else None
        if address is not None and (family.name, address) in self._keys[case.id][1]:
            return 1, 0.0
        apart = _apart(event.place, case)
        return (2, apart) if apart <= family.reach_m else None

    def _forget(self, now_s: float) -> None:
        """Drop cases that can gather no more; twice the quiet time, for evidence may arrive late."""
        while self._ageing and self._ageing[0][0] + 2.0 * self.quiet_s < now_s:
            _, case = self._ageing.popleft()
            if case.last_s + 2.0 * self.quiet_s >= now_s:
                self._ageing.append((case.last_s, case))
                continue
            cells, zones, tracks = self._keys.pop(case.id)
            for cell in cells:
                _drop(self._cells, cell, case.id)
            for zone in zones:
                _drop(self._zones, zone, case.id)
            for track in tracks:
                if self._tracks.get(track) is case:
                    del self._tracks[track]


def _drop(index: dict[K, dict[str, Case]], key: K, case: str) -> None:
    """Take one case out of an index, and the entry with its last case."""
    cases = index[key]
    del cases[case]
    if not cases:
        del index[key]


def _address(family: Family, event: Event) -> str | None:
    """What of an event's zone tells two happenings apart: indoors the dwelling, elsewhere all of it.

    What has neither zone nor place, such as a fire far off in a picture, is where its device looks.
    """
    if event.zone is None:
        return f"seen by {event.devices[0]}" if event.place is None else None
    return (dwelling(event.zone) or event.zone) if family.indoor else event.zone


def _cell(family: Family, layer: str, place: Place) -> Cell:
    """The square of the family's own grid that a place lies in; a family without limits has one square."""
    name = family.name + layer
    if family.reach_m == math.inf:
        return name, 0, 0
    return name, math.floor(place[0] / family.reach_m), math.floor(place[1] / family.reach_m)


def _around(cell: Cell) -> list[Cell]:
    """Return a cell and its eight neighbours."""
    name, column, row = cell
    return [(name, x, y) for x in (column - 1, column, column + 1) for y in (row - 1, row, row + 1)]


def _apart(place: Place | None, case: Case) -> float:
    """Horizontal distance [m] from a place to the nearer of a case's first and newest; infinite if unknown."""
    if place is None:
        return math.inf if FAMILY_OF[case.kind].reach_m < math.inf else 0.0
    known = [known for known in (case.place, case.last_place) if known is not None]
    return min((math.hypot(place[0] - x, place[1] - y) for x, y, _ in known), default=math.inf)
