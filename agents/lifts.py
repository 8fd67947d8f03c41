"""Lifts and stairs inside a building: who waits for which ride, and how long the way down or up takes.

A cabin of 1000 kg takes 13 people (GB/T 7588) and rises at 1.5 m/s; doors and boarding cost 8 s a ride. A ride that is
full leaves without whoever comes next, who takes the cabin when it is back. Stairs cost 12 s a storey up and 10 s down
(0.5 to 0.6 and 0.7 to 0.8 m/s along the slope, unconfirmed). Stops for others on the way are taken to cost nothing.
"""

from dataclasses import dataclass, field

from twin.site.model import FLOOR_M, Building, Site

CAPACITY = 13
RISE_M_S = 1.5
DOORS_S = 8.0
STOREY_UP_S, STOREY_DOWN_S = 12.0, 10.0
# Up to here most people take the stairs rather than wait; an assumption.
WALKED_FLOORS = 2


@dataclass(slots=True)
class Ride:
    """One ride of one cabin: doors close at ``start_s`` on ``first`` floor; ``load`` people are or will be aboard."""

    start_s: float
    first: int
    last: int
    load: int
    riders: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trip:
    """What a lift offers somebody: boarding and arrival [s], and whether a full cabin had to be let go first."""

    boards_s: float
    arrives_s: float
    full: bool


class Lift:
    """One cabin, and the rides that were asked of it."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.rides: list[Ride] = []
        self._free_s, self._floor = 0.0, 1

    def ride(self, riders: tuple[str, ...], now_s: float, first: int, last: int) -> Trip:
        """Take ``riders`` from floor ``first`` to ``last``: with a ride to come that has room, else on a new one."""
        full = False
        for ride in self._coming(now_s):
            up = ride.last > ride.first
            if up != (last > first) or not on_the_way(ride, first, last):
                continue
            passes_s = ride.start_s + rising(ride.first, first)
            # Only the cabin's latest ride may go on further: the next one starts where this one ends.
            further = last > ride.last if up else last < ride.last
            if passes_s < now_s or (further and ride is not self.rides[-1]):
                continue
            if ride.load + len(riders) > self.capacity:
                full = True
                continue
            ride.load += len(riders)
            ride.riders += riders
            if further:
                ride.last = last
                self._ends(ride)
            return Trip(passes_s, passes_s + rising(first, last), full)
        start = max(now_s, self._free_s) + rising(self._floor, first) + DOORS_S / 2
        ride = Ride(start, first, last, len(riders), list(riders))
        self.rides.append(ride)
        self._ends(ride)
        return Trip(start, start + rising(first, last), full)

    def _coming(self, now_s: float) -> list[Ride]:
        """Rides not over yet; those over are no longer asked."""
        return [ride for ride in self.rides[-4:] if ride.start_s + rising(ride.first, ride.last) >= now_s]

    def _ends(self, ride: Ride) -> None:
        self._free_s = ride.start_s + rising(ride.first, ride.last) + DOORS_S / 2
        self._floor = ride.last


class Lifts:
    """Every lift of a site, by stair."""

    def __init__(self, site: Site) -> None:
        self._stairs: dict[str, tuple[Lift, ...]] = {}
        self._held: set[str] = set()
        for building in site.buildings:
            for number in range(1, len(building.stairs) + 1):
                self._stairs[f"{building.id}/{number}"] = cabins(building)

    def of(self, stair: str) -> tuple[Lift, ...]:
        """The cabins of a stair."""
        return self._stairs.get(stair, ())

    def hold(self, stair: str, held: bool) -> None:
        """Keep a stair's cabins with open doors, or let them go: whoever comes meanwhile takes the stairs."""
        (self._held.add if held else self._held.discard)(stair)

    def way(self, stair: str, riders: tuple[str, ...], now_s: float, floor: int, down: bool) -> Trip:
        """The way between a floor and the ground, by whichever cabin is there first, or by the stairs."""
        lifts = self.of(stair)
        first, last = (floor, 1) if down else (1, floor)
        if not lifts or stair in self._held or floor <= WALKED_FLOORS:
            return Trip(now_s, now_s + (floor - 1) * (STOREY_DOWN_S if down else STOREY_UP_S), full=False)
        lift = min(lifts, key=lambda cabin: len(cabin.rides)) if len(lifts) > 1 else lifts[0]
        return lift.ride(riders, now_s, first, last)


def cabins(building: Building) -> tuple[Lift, ...]:
    """New cabins for one stair of a building."""
    return tuple(Lift() for _ in range(building.lifts))


def on_the_way(ride: Ride, first: int, last: int) -> bool:
    """Whether a ride that goes this way passes ``first`` before it ends; it may be asked to go on further."""
    low, high = sorted((ride.first, ride.last))
    return low <= first <= high and first not in (ride.last, last)


def rising(first: int, last: int) -> float:
    """Seconds between two floors."""
    return abs(last - first) * FLOOR_M / RISE_M_S
