"""Residents: a day is a generator of outings; each trip is one leg, made when it is decided."""

import math
from collections.abc import Generator
from typing import Any

from agents.ebikes import CHARGE_CHANCE, CHARGE_S, EBike, Piles
from agents.ground import Spot
from agents.leisure import DANCE_M_S, dance, dance_spot, route, stroll, to_waste
from agents.motion import moving
from agents.passages import OPENING_S, beside_door, pass_door, path_out, way_out
from agents.population import Household, Person, badge
from agents.schedule import AWAY, Draws, Outing, Purpose, days_of
from agents.setting import DAY_S, LAG_S, Setting, on_ground, person
from agents.vehicles import Vehicle, drive_way
from twin.bodies import Gait
from twin.clock import Story
from twin.facts import WasteVisit
from twin.truth import Place

WASTE_STAY_S = (15.0, 45.0)
# Getting on or off an e-bike, getting into or out of a car; assumptions.
MOUNT_S = 6.0
START_S = 20.0


class Resident:
    """Somebody who lives here."""

    def __init__(
        self, setting: Setting, household: Household, who: Person, fellows: dict[str, "Resident"], piles: Piles
    ) -> None:
        self.name = who.id
        self.setting, self.household, self.who = setting, household, who
        self.fellows, self.piles = fellows, piles
        self.door = household.home.stair
        self.inside = True
        self.chance = setting.stream("resident", who.id, "trips")
        self.car: Vehicle | None = None
        self.bike: EBike | None = None
        self.bay = household.bay
        setting.world.add(person(who.id, who.look, who.height_m))
        fellows[who.id] = self
        setting.dwellers.append(self)

    @property
    def card(self) -> str:
        """The text on the own card."""
        return badge(self.name)

    @property
    def home_id(self) -> str:
        """The home's address."""
        return self.household.home.id

    @property
    def home(self) -> Place:
        """Where the home is [m]."""
        return self.household.home.place

    @property
    def pace_m_s(self) -> float:
        """Comfortable walking speed [m/s]."""
        return self.who.speed_m_s

    def story(self) -> Story:
        """Live from the run's start to its end."""
        setting = self.setting
        outings = self._outings()
        start = next((o for o in outings if o.leave_s < 0.0 < o.back_s and o.purpose in AWAY), None)
        if start is None:
            setting.hide(self.name, self.home, 0.0)
        self._place_vehicles(start)
        for outing in outings:
            if outing is start:
                yield from self._away_since(outing)
            elif outing.leave_s >= 0.0:
                yield setting.world.clock.until(outing.leave_s)
                if self.inside:
                    yield from self._down()
                if self.inside:
                    yield from self._go(outing)

    def _down(self) -> Story:
        """Come down to the stair's door, by lift or stairs."""
        setting, home = self.setting, self.household.home
        trip = setting.lifts.way(self.door, (self.name,), setting.now_s, home.floor, down=True)
        if trip.full:
            setting.meet(self.name, "full lift", self.door)
        yield setting.world.clock.until(trip.arrives_s)

    def _outings(self) -> list[Outing]:
        setting = self.setting

        def draws(day: int) -> Draws:
            return Draws(
                setting.stream("resident", self.name, f"day-{day}"),
                lambda: setting.stream("household", self.household.id, f"day-{day}"),
            )

        days = math.ceil((setting.clock_s + setting.duration_s) / DAY_S)
        planned = days_of(self.household, self.who, -setting.clock_s, days, draws, setting.weekday)
        return [outing for outing in planned if outing.back_s > 0.0 and outing.leave_s < setting.duration_s]

    def _place_vehicles(self, away: Outing | None) -> None:
        """Put the car in its bay and the e-bike beside the door, unless their owner is away with them."""
        setting = self.setting
        if self.who.drives:
            self.car = Vehicle(setting, self.household.plate)
            if away is None or self._car_for(away) is None:
                bay = setting.bays.all[self.household.bay]
                setting.bays.take(bay.id, self.car.name)
                self.bay = bay.id
                self.car.park(bay.place, bay.heading, 0.0)
        if self.who.ebike:
            rack = beside_door(setting, self.door, self.chance)
            self.bike = EBike(setting, f"ebike-{self.name}", rack)
            if away is None or self._bike_for(away) is None:
                setting.stay(self.bike.name, on_ground(rack), 0.0, Gait.PARK)

    def _away_since(self, outing: Outing) -> Story:
        """Be away when the run starts, and come home."""
        out = way_out(self.setting, self.door, self.chance)
        if out is None:
            self.setting.hide(self.name, self.home, 0.0)
            return
        self.inside = False
        taken = [v for v in (self._car_for(outing), self._bike_for(outing)) if v is not None]
        for body in (self.name, *(vehicle.name for vehicle in taken)):
            self.setting.hide(body, on_ground(self.setting.routes.spot(out[1])), 0.0)
        yield from self._return(outing, out)

    def _car_for(self, outing: Outing) -> Vehicle | None:
        """Cars are for work."""
        return self.car if outing.purpose == Purpose.WORK and self.bay else None

    def _bike_for(self, outing: Outing) -> EBike | None:
        """One goes to market on foot, and everywhere else by e-bike if one has one."""
        return self.bike if outing.purpose in AWAY and outing.purpose != Purpose.MARKET else None

    def _go(self, outing: Outing) -> Story:
        if outing.purpose in AWAY:
            yield from self._go_away(outing)
        elif outing.purpose == Purpose.WASTE:
            yield from self._take_out_waste()
        elif outing.purpose == Purpose.DANCE:
            yield from self._dance()
        else:
            party = (self.name, *(n for n in outing.party if n != self.name and self.fellows[n].inside))
            metres = (outing.back_s - outing.leave_s) * self.who.speed_m_s
            path = stroll(self.setting, self.door, metres, self.chance)
            if path:
                self._step_out(party)
                yield from self._walk_in(path, party, OPENING_S)

    def _go_away(self, outing: Outing) -> Story:
        setting, clock = self.setting, self.setting.world.clock
        out = way_out(setting, self.door, self.chance)
        if out is None:
            return
        self._step_out((self.name,))
        yield clock.timeout(OPENING_S)
        car, bike = self._car_for(outing), self._bike_for(outing)
        if car is not None and (by_road := self._drive_exit()) is not None:
            yield from self._drive_off(car, by_road)
        else:
            yield clock.until(self._leave_on_foot(out) if bike is None else self._leave_by_bike(bike, out))
        setting.hide(self.name, on_ground(setting.routes.spot(out[1])), setting.now_s)
        yield from self._return(outing, out)

    def _leave_on_foot(self, out: tuple[str, str]) -> float:
        return self._walk(path_out(self.setting, self.door, out), self.setting.now_s)

    def _leave_by_bike(self, bike: EBike, out: tuple[str, str]) -> float:
        setting = self.setting
        ready = self._walk(route(setting, setting.routes.spot(self.door), bike.spot), setting.now_s) + MOUNT_S
        path = route(setting, bike.spot, setting.routes.spot(out[0])) + path_out(setting, out[0], out)[1:]
        gone = bike.ride(self.name, path, ready, self.who.aside_m)
        setting.hide(bike.name, on_ground(path[-1]), gone)
        return gone

    def _drive_exit(self) -> tuple[str, str] | None:
        return drive_way(self.setting, self.setting.routes.spot(self.household.bay))

    def _drive_off(self, car: Vehicle, out: tuple[str, str]) -> Story:
        setting, bay = self.setting, self.setting.routes.spot(self.bay)
        path = route(setting, setting.routes.spot(self.door), bay)
        yield setting.world.clock.until(self._walk(path, setting.now_s))
        setting.hide(self.name, on_ground(path[-1]), setting.now_s)
        yield setting.world.clock.timeout(START_S)
        setting.bays.leave(car.name)
        yield from car.leave(bay, out)

    def _return(self, outing: Outing, out: tuple[str, str]) -> Story:
        """Come home when it is time, the way one went."""
        setting, clock = self.setting, self.setting.world.clock
        yield clock.until(outing.back_s)
        car, bike = self._car_for(outing), self._bike_for(outing)
        if car is not None and (by_road := self._drive_exit()) is not None:
            found = self._find_bay(car.name)
            if found is None:
                path = path_out(setting, self.door, out)[::-1]
            else:
                bay = setting.routes.spot(found)
                yield from car.come(bay, by_road)
                yield clock.timeout(START_S)
                path = route(setting, bay, setting.routes.spot(self.door))
        elif bike is not None:
            path = yield from self._ride_home(bike, out)
        else:
            path = path_out(setting, self.door, out)[::-1]
        yield from self._walk_in(path, (self.name,))

    def _find_bay(self, car: str) -> str | None:
        """The bay that a car will stand in: its own, else the nearest that is free; None: it stays out on the street.

        It is taken when the driver makes for it, so that two who come at once do not want the same.
        """
        setting, own = self.setting, self.household.bay
        found = own if setting.bays.free(own) else None
        if found is None:
            setting.meet(self.name, "taken bay", own)
            near = setting.bays.nearest(setting.bays.all[own].place)
            found = near.id if near else None
        if found is not None:
            setting.bays.take(found, car)
        self.bay = found or ""
        return found

    def _ride_home(self, bike: EBike, out: tuple[str, str]) -> Generator[Any, Any, tuple[Spot, ...]]:
        """Ride to a free pile or to the door; the value is the walk left to do."""
        setting, routes = self.setting, self.setting.routes
        door = routes.spot(self.door)
        pile = self.piles.find(self.name, door) if self.chance.random() < CHARGE_CHANCE else None
        goal = routes.spot(pile) if pile else beside_door(setting, self.door, self.chance)
        seconds = float(self.chance.uniform(*CHARGE_S))
        if pile:
            self.piles.take(pile, setting.now_s + seconds)
        path = path_out(setting, out[0], out)[::-1] + route(setting, routes.spot(out[0]), goal)[1:]
        yield setting.world.clock.until(bike.ride(self.name, path, setting.now_s, self.who.aside_m))
        if pile:
            self.piles.charge(pile, bike.name, seconds)
        yield setting.world.clock.timeout(MOUNT_S)
        return route(setting, goal, door)

    def _take_out_waste(self) -> Story:
        setting = self.setting
        found = to_waste(setting, self.door)
        if found is None:
            return
        point, path = found
        self._step_out((self.name,))
        yield setting.world.clock.until(self._walk(path, setting.now_s + OPENING_S, "bag"))
        stay = float(self.chance.uniform(*WASTE_STAY_S))
        setting.world.state(WasteVisit(setting.now_s, point, self.name, stay))
        yield setting.world.clock.timeout(stay)
        yield from self._walk_in(path[::-1], (self.name,))

    def _dance(self) -> Story:
        """Walk to the square, dance in place, walk home; stay in where there is no room to dance."""
        setting = self.setting
        spot = dance_spot(setting, self.chance)
        there = setting.routes.route(setting.routes.spot(self.door), spot) if spot else None
        if spot is None or there is None:
            return
        self._step_out((self.name,))
        start = self._walk(there, setting.now_s + OPENING_S)
        yield setting.world.clock.until(setting.add(moving(self.name, dance(spot), start, DANCE_M_S)))
        yield from self._walk_in(there[::-1], (self.name,))

    def _walk(self, path: tuple[Spot, ...], t0_s: float, carries: str = "") -> float:
        who = self.who
        return self.setting.travel(self.name, path, t0_s, who.speed_m_s, aside_m=who.aside_m, carries=carries)

    def _walk_in(self, path: tuple[Spot, ...], bodies: tuple[str, ...], wait_s: float = 0.0) -> Story:
        """Walk a path that ends at the own door, alone or side by side, and go in on one card."""
        setting = self.setting
        speed = min(self.fellows[name].who.speed_m_s for name in bodies)
        arrival = setting.travel_together(bodies, path, setting.now_s + wait_s, speed, self.who.aside_m)
        yield setting.world.clock.until(arrival)
        pass_door(setting, self.door, bodies, self.card, inward=True)
        inside_s = setting.now_s + OPENING_S + LAG_S * (len(bodies) - 1)
        for rank, name in enumerate(bodies):
            setting.hide(name, self.home, setting.now_s + OPENING_S + LAG_S * rank)
            self.fellows[name].inside = True
        if setting.lifts.way(self.door, bodies, inside_s, self.household.home.floor, down=False).full:
            setting.meet(self.name, "full lift", self.door)

    def _step_out(self, bodies: tuple[str, ...]) -> None:
        pass_door(self.setting, self.door, bodies, self.card, inward=False)
        for name in bodies:
            self.fellows[name].inside = False
