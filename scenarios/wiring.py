"""The composition root: the only place where world, agents, devices, detectors and alerting meet."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from agents.cast import Answer, Cast
from detectors.alerts.alert import Alert, Command, Delivery, Dispatch, Outcome, Place
from detectors.alerts.desk import AlertDesk
from detectors.alerts.policy import clock_s
from detectors.alerts.store import AlertStore
from detectors.config import Survey
from detectors.outputs import Outputs
from detectors.pipeline import Pipeline
from detectors.registry import stage
from detectors.stream import DeviceKind
from scenarios.channels import simulated
from scenarios.plan import Deployment, Scenario
from scenarios.skies import sky_of
from scenarios.survey import survey
from twin.contacts import Contacts
from twin.deployment import CameraUnit
from twin.faults import FaultKind, Faults
from twin.firesight import FireSight
from twin.looks import Gathering
from twin.observe import Observer, watches_facade
from twin.picturecheck import PictureCheck
from twin.planning.coverage import Coverage, coverage
from twin.rays import Rays
from twin.response import Response
from twin.seeds import Seeds
from twin.sensors.bank import SensorBank
from twin.site.mesh import opaque, site_mesh
from twin.site.model import PointKind, Site
from twin.site.rooms import room_at
from twin.sky import Sky
from twin.telephony import Telephony
from twin.truth import EpisodeKind
from twin.world import World

# Looks a second that analytics take of each camera at metadata fidelity.
LOOKS_PER_S = 1.0
ALOUD = "loudspeaker"  # speaks to whoever stands there, not to a desk
# Sensors that notice what bodies touch.
TOUCHED = frozenset({DeviceKind.BEAM, DeviceKind.VIBRATION, DeviceKind.BAY_SENSOR})


@dataclass
class House:
    """Everything one run is made of, wired together."""

    scenario: Scenario
    site: Site
    deployment: Deployment
    seeds: Seeds
    rays: Rays
    sky: Sky
    world: World
    cast: Cast
    bank: SensorBank
    checks: PictureCheck
    response: Response
    observers: tuple[Observer, ...]
    gathering: Gathering
    flames: FireSight
    survey: Survey
    desk: AlertDesk
    store: AlertStore
    pipeline: Pipeline
    coverage: Coverage
    faults: Faults


def known_places(site: Site, surveyed: Survey) -> dict[str, Place]:
    """Where devices, doors, zones and rooms are, for events that name one instead of a point."""
    places: dict[str, Place] = {name: info.place for name, info in surveyed.devices.items()}
    places |= {door.id: (*door.place, 0.0) for door in site.doors()}
    for area in site.areas:
        x, y = area.polygon.mean(axis=0)
        places[area.id] = (float(x), float(y), 0.0)
    places |= {unit.id: unit.place for unit in site.units().values()}
    return {room: surveyed.devices[device].place for device, room in surveyed.rooms.items()} | places


def sensors(world: World, deployment: Deployment) -> SensorBank:
    """Hang up every sensor, and let it hear of facts and, where it can feel them, of bodies that touch it."""
    bank = SensorBank(deployment.sensors, world.site, world.seeds)
    world.listeners.append(bank)
    if any(unit.kind in TOUCHED for unit in deployment.sensors):
        Contacts(world)
    return bank


def fault_rows(scenario: Scenario, cast: Cast) -> tuple[tuple[str, str, float, float | None], ...]:
    """What fails: the scenario's faults, and the cameras of its episodes."""
    rows = [(fault.device, fault.kind.value, fault.at_s, fault.for_s) for fault in scenario.faults]
    for staged in cast.schedule:
        if staged.order.kind == EpisodeKind.CAMERA_FAULT:
            kind = staged.order.item or FaultKind.DARK.value
            rows.append((staged.where, kind, staged.start_s, staged.end_s - staged.start_s))
    return tuple(rows)


def actors(world: World, scenario: Scenario, deployment: Deployment, wind_m_s: tuple[float, float]) -> Cast:
    """Everybody who acts: those who live here, those who are hired, and whoever the episodes need."""
    return Cast(
        world,
        scenario.population,
        clock_s(scenario.start),
        scenario.duration_s,
        deployment.guards,
        scenario.episodes,
        scenario.rates,
        (*deployment.cameras, *deployment.sensors),
        wind_m_s,
        scenario.start.weekday(),
        dict(deployment.alerting.operators),
    )


def by_rate(deployment: Deployment, least: float) -> dict[float, tuple[CameraUnit, ...]]:
    """Cameras by the looks a second that the stages which watch them need, but at the ``least`` so many."""
    rates = {
        unit.id: max([least, *(stage(name).looks_per_s for name in deployment.pipeline.stages(unit.id))])
        for unit in deployment.cameras
    }
    return {
        rate: tuple(unit for unit in deployment.cameras if rates[unit.id] == rate)
        for rate in sorted(set(rates.values()))
    }


def observers(
    world: World, deployment: Deployment, rays: Rays, sky: Sky, least: float, response: Response
) -> tuple[Observer, ...]:
    """Who answers for the cameras, one for each rate of looks."""
    site = world.site
    lamps = tuple((*lamp.place, lamp.height_m) for lamp in site.of_kind(PointKind.LAMP))
    rooms = {unit.id: room for unit in deployment.cameras if (room := room_at(site, unit.at)) is not None}
    return tuple(
        Observer(world.legs, units, rays, sky, lamps, world.seeds, rate, response, rooms)
        for rate, units in by_rate(deployment, least).items()
    )


def fire_watchers(deployment: Deployment, least: float) -> tuple[tuple[CameraUnit, float], ...]:
    """Cameras whose pipeline looks for fire, with how often a second they look: those of fronts at their frame rate."""
    rated = [(unit, rate) for rate, units in by_rate(deployment, least).items() for unit in units]
    return tuple(
        (unit, unit.fps if watches_facade(unit) else rate)
        for unit, rate in rated
        if "fire" in deployment.pipeline.stages(unit.id)
    )


def wire(
    scenario: Scenario,
    site: Site,
    deployment: Deployment,
    alerts: Path,
    looks_per_s: float = LOOKS_PER_S,
    response: Response | None = None,
) -> House:
    """Build one run.

    ``alerts`` is where its alert store is made, ``looks_per_s`` how often each camera is asked at the least,
    ``response`` what its cameras' detectors make of what could be seen, as assumed by default.
    """
    seeds = Seeds(scenario.seed)
    rays = Rays(opaque(site_mesh(site)))
    sky = sky_of(site, scenario.start, scenario.weather)
    world = World(site, seeds)
    bank = sensors(world, deployment)
    response = response or Response()
    watching = observers(world, deployment, rays, sky, looks_per_s, response)
    cast = actors(world, scenario, deployment, sky.wind_m_s)
    faults = Faults(fault_rows(scenario, cast), seeds)
    surveyed = survey(site, deployment, rays, cast.badges, cast.plates, cast.lost_badges, cast.care_badges)
    store = AlertStore.create(alerts, durable=False)  # what a power cut takes is run again
    channels, rules = simulated(deployment, Telephony(seeds)), deployment.alerting.rules(scenario.start)
    desk = AlertDesk(deployment.routing, cast, cast.responders, channels, store, rules, known_places(site, surveyed))
    pipeline = Pipeline(deployment.pipeline, deployment.analytics, surveyed, desk)
    return House(
        scenario=scenario,
        site=site,
        deployment=deployment,
        seeds=seeds,
        rays=rays,
        sky=sky,
        world=world,
        cast=cast,
        bank=bank,
        checks=PictureCheck([camera.id for camera in deployment.cameras], faults.spans, seeds),
        response=response,
        observers=watching,
        gathering=Gathering([observer.names for observer in watching]),
        flames=FireSight(fire_watchers(deployment, looks_per_s), rays, sky, seeds, response),
        survey=surveyed,
        desk=desk,
        store=store,
        pipeline=pipeline,
        coverage=coverage(site, deployment.cameras, rays),
        faults=faults,
    )


class WorldPort:
    """Carries what alerting decided into the world, and what came of it back: the loop's only way round.

    Orders given in one window act from the next on; arrivals and confirmations wait until the runner collects them.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._arrived: list[Dispatch] = []
        self._confirmed: list[Command] = []
        self._alerts: dict[str, Alert] = {}

    def act(self, outputs: Outputs) -> None:
        """Send guards, operate devices, tell people."""
        cast, now = self._house.cast, self._house.world.now_s
        self._alerts.update((alert.id, alert) for alert in outputs.alerts)
        for command in outputs.commands:
            cast.obey(command)
            self._confirmed.append(replace(command, confirmed_s=now))
        for dispatch in outputs.dispatches:
            cast.send(dispatch, self._arrived.append)
        for delivery in outputs.deliveries:
            if delivery.outcome == Outcome.DELIVERED:
                self._house.world.clock.at(delivery.at_s, partial(self._tell, delivery))

    def _tell(self, delivery: Delivery) -> None:
        alert = self._alerts[delivery.alert]
        if delivery.channel == ALOUD:
            self._house.cast.told(delivery.recipient, alert.kind, alert.zone, alert.place)
        else:
            self._house.cast.ring(delivery.recipient, alert)

    def report(self) -> None:
        """Tell the desk who has answered, who has arrived and what was done since the last window."""
        for answer in self._house.cast.answers:
            self._answer(answer)
        self._house.cast.answers.clear()
        for dispatch in self._arrived:
            self._house.desk.arrived(dispatch)
        for command in self._confirmed:
            if command.confirmed_s is not None:
                self._house.desk.confirmed(command.id, command.confirmed_s)
        self._arrived.clear()
        self._confirmed.clear()

    def _answer(self, answer: Answer) -> None:
        """Pass one answer on; a desk closes what it has taken itself, and nobody else's."""
        desk = self._house.desk
        if answer.dispatch is not None:
            (desk.called if answer.what == "called" else desk.arrived)(answer.dispatch)
        elif answer.what == "taken":
            desk.acknowledge(answer.alert, answer.who, answer.at_s)
        elif desk.owner(answer.alert) == answer.who:
            desk.resolve(answer.alert, answer.who, answer.at_s, "dealt with")
