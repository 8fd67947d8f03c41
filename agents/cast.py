"""Everybody who acts in a run, and the one port through which alerting reaches them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agents.cleaners import cleaners
from agents.couriers import couriers, visitors
from agents.deeds import AGAIN
from agents.dogs import walk_dog
from agents.ebikes import Piles
from agents.guards import Arrived, Row, guards, reach
from agents.habits import Ward, enrolled, habits, in_care, ward_of
from agents.households import cook
from agents.operators import DESKS, Attention, Operators
from agents.orders import EpisodeOrder, GuardShift, Population, Staged
from agents.places import HOMES
from agents.population import badge, households
from agents.remedies import Fitted, Remedies
from agents.residents import Resident
from agents.responders import Services
from agents.riders import riders
from agents.routes import Routes, length
from agents.setting import Setting
from agents.staging import drawn, known_plates, lost_cards, own_cards, plan, story_of
from detectors.alerts.alert import Alert, Command, Dispatch, Responder, Severity
from twin.deployment import CameraUnit
from twin.truth import EpisodeKind, Place
from twin.world import World

__all__ = ["Cast", "Staged"]

GUARD_M_S = 2.25
# Where no route is known people walk round things: a detour of two fifths; an assumption.
DETOUR = 1.4
# A pile at which a battery will go wrong is kept by it, and for an hour after.
TAKEN_S = 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back about an alert: taken, dealt with (by a desk), called, arrived (somebody from outside)."""

    alert: str
    who: str
    at_s: float
    what: str
    dispatch: Dispatch | None = None


class Cast:
    """All actors of one run.

    Parameters
    ----------
    world: where they act.
    population: how many live here.
    clock_s: time of day at the run's start [s since local midnight].
    duration_s: length of the run [s].
    shifts: who guards.
    orders: episodes to stage.
    rates: episodes that happen by chance, per kind and day.
    devices: installed devices, so that commands to them have a place to act at.
    wind_m_s: (east, north) wind [m/s] that falling things drift in.
    weekday: the day the run starts on, Monday is 0.
    operators: how many people sit at a desk; one where it does not say.
    """

    def __init__(
        self,
        world: World,
        population: Population,
        clock_s: float,
        duration_s: float,
        shifts: tuple[GuardShift, ...],
        orders: tuple[EpisodeOrder, ...],
        rates: tuple[tuple[EpisodeKind, float], ...],
        devices: tuple[Fitted, ...] = (),
        wind_m_s: tuple[float, float] = (0.0, 0.0),
        weekday: int = 5,
        operators: Mapping[str, int] | None = None,
    ) -> None:
        self.world = world
        self._setting = Setting(world, clock_s, duration_s, wind_m_s, weekday)
        self._households = households(world.site, population, world.seeds)
        self._setting.cameras = tuple(unit for unit in devices if isinstance(unit, CameraUnit))
        self._setting.wards.update((home, Ward.UP) for home in (*in_care(self._households), *enrolled(devices)))
        self._setting.bays.own(house.bay for house in self._households if house.bay)
        self._setting.plates = frozenset(house.plate for house in self._households if house.plate)
        every = orders + drawn(self._setting, rates)
        self.schedule = plan(self._setting, every)
        self._shifts = shifts
        self._rows: list[Row] = []
        self._guards = {guard.name: guard for guard in guards(self._setting, shifts, self._rows)}
        self._remedies = Remedies(self._setting, devices, self._relapse)
        self._services = Services(self._setting)
        self._operators = Operators(self._setting, self._dealt, operators)
        self.answers: list[Answer] = []
        cards = [badge(person.id) for house in self._households for person in house.people]
        self.care_badges = {badge(ward_of(home)): home for home in self._in_care()}
        self.lost_badges = lost_cards(self.schedule)
        guards_cards = [guard.card for guard in self._guards.values()]
        self.badges = (
            frozenset([*cards, *guards_cards, *self.care_badges]) | self.lost_badges | own_cards(self.schedule)
        )
        self.plates = self._setting.plates.union(known_plates(self._setting, self.schedule))

    @property
    def skipped(self) -> tuple[tuple[str, str], ...]:
        """Orders that the site makes impossible, as (name, why); later ones may join as the run goes on."""
        return tuple(self._setting.skipped)

    @property
    def met(self) -> tuple[tuple[float, str, str, str], ...]:
        """Where one resident's day ran into another's: (time_s, who, what, where)."""
        return tuple(self._setting.met)

    @property
    def routes(self) -> Routes:
        """The ways that everybody takes."""
        return self._setting.routes

    def _in_care(self) -> tuple[str, ...]:
        """Homes of people in care, those among them whose day an episode will change."""
        staged = [s.where for s in self.schedule if s.order.kind in HOMES]
        return tuple(dict.fromkeys([*self._setting.wards, *staged]))

    @property
    def homes(self) -> dict[str, Place]:
        """Where each resident is when they are in."""
        return {person.id: house.home.place for house in self._households for person in house.people}

    def start(self) -> None:
        """Tell everybody's story to the world's clock."""
        setting, piles = self._setting, Piles(self._setting)
        clock = self.world.clock
        for staged in self.schedule:
            if staged.order.kind == EpisodeKind.PILE_FAULT:
                piles.take(staged.where, staged.end_s + TAKEN_S)
        fellows: dict[str, Resident] = {}
        for house in self._households:
            for person in house.people:
                resident = Resident(setting, house, person, fellows, piles)
                clock.tell(resident.story())
            clock.tell(cook(setting, house))
            if house.dog:
                clock.tell(walk_dog(setting, house, fellows))
        clock.tell(couriers(setting))
        clock.tell(visitors(setting))
        clock.tell(riders(setting))
        for home in self._in_care():
            clock.tell(habits(setting, home))
        for story in cleaners(setting):
            clock.tell(story)
        for staged in self.schedule:
            setting.deeds.tell(staged.order.name, story_of(setting, staged))

    def responders(self, time_s: float) -> tuple[Responder, ...]:  # noqa: ARG002  # the port asks by time
        """Guards on shift, where they are, and whether they are free."""
        return tuple(guard.responder() for guard in self._guards.values() if guard.state != "off")

    def seconds(self, start: Place, end: Place, who: str) -> float:
        """Return how long ``who`` needs from place to place on foot [s]."""
        guard = self._guards.get(who)
        speed = guard.speed_m_s if guard else GUARD_M_S
        a, _, down_s = reach(self._setting, start)
        b, _, up_s = reach(self._setting, end)
        path = self._setting.routes.route(a, b)
        metres = DETOUR * math.dist(a, b) if path is None else length(path)
        return down_s + metres / speed + up_s

    def send(self, dispatch: Dispatch, arrived: Callable[[Dispatch], None]) -> None:
        """Send a guard; ``arrived`` hears of the arrival with what came of it."""
        on_arrival: Arrived = arrived
        self._guards[dispatch.responder].send(dispatch, on_arrival)

    def obey(self, command: Command) -> None:
        """Carry out a command to a device, now."""
        self._remedies.obey(command)

    def told(self, recipient: str, alert_kind: str, zone: str | None, place: Place | None) -> None:
        """Somebody knows of an alert; those concerned go and deal with it after a while, desks send their people."""
        self._remedies.told(recipient, str(alert_kind), zone, place)
        self._services.call(recipient, str(alert_kind), zone, place, lambda _dispatch: None)

    def ring(self, recipient: str, alert: Alert) -> None:
        """A message reaches a recipient: whoever sits at a desk must notice it first; ``answers`` gathers theirs."""
        if recipient in DESKS:
            self._operators.ring(recipient, alert)
        else:
            self.told(recipient, alert.kind, alert.zone, alert.place)

    def attention(self) -> dict[str, Attention]:
        """What each desk was asked, and what became of it."""
        return self._operators.attention()

    def _dealt(self, desk: str, alert: Alert, over: bool) -> None:
        """Somebody at a desk takes an alert, or has dealt with it: a grave one is passed on to those outside."""
        self.answers.append(Answer(alert.id, desk, self.world.now_s, "dealt with" if over else "taken"))
        if over:
            self._remedies.told(desk, str(alert.kind), alert.zone, alert.place)
        if over and alert.severity >= Severity.MAJOR:
            self._services.call(desk, alert.id, alert.zone, alert.place, self._outside)

    def _outside(self, dispatch: Dispatch) -> None:
        what = "called" if dispatch.arrived_s is None else "arrived"
        self.answers.append(Answer(dispatch.alert, dispatch.responder, self.world.now_s, what, dispatch))

    def _relapse(self, episode: str) -> None:
        """What a switch or valve had stopped, and nobody has put right, begins anew under another name."""
        staged = next(staged for staged in self.schedule if staged.order.name == episode)
        first = episode.partition(AGAIN)[0]
        number = sum(known.order.name.startswith(first + AGAIN) for known in self.schedule) + 1
        order, now_s = replace(staged.order, name=f"{first}{AGAIN}{number}"), self.world.now_s
        anew = replace(staged, order=order, start_s=now_s, end_s=now_s + staged.end_s - staged.start_s)
        self.schedule = (*self.schedule, anew)
        self._setting.deeds.tell(order.name, story_of(self._setting, anew))

    def responder_rows(self) -> list[Row]:
        """Guards' changes of state and corners on the way to alerts: (responder, time_s, x, y, z, state, alert)."""
        return sorted(row for row in self._rows if row[1] <= self._setting.duration_s)
