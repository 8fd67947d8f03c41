"""What follows from commands and messages: voices frighten, switches cut, valves shut, people who were told go and see.

How fast and how often each works are assumptions, named here.
"""

import math
from collections.abc import Callable
from functools import partial

from agents.deeds import INDOORS, ROOM_REACH_M, Deed, Remedy
from agents.setting import Setting
from detectors.alerts.alert import Action, Command
from twin.deployment import CameraUnit, SensorUnit
from twin.facts import GasStopped, PowerCut, PowerRestored
from twin.site.lifts import lift_place, lift_stairs
from twin.site.model import FLOOR_M
from twin.truth import EpisodeKind, Place

Fitted = CameraUnit | SensorUnit

VOICE_REACH_M = 30.0
LIFT_REACH_M = 4.0
VOICE_WORKS = 0.6
# Median seconds until those told have acted, by recipient, and the spread of its logarithm.
ACTS_AFTER_S = {
    "householder": 75.0,
    "tenant": 90.0,
    "landlord": 900.0,
    "owner": 180.0,
    "property-office": 900.0,
    "electrician": 1200.0,
    "maintenance": 1200.0,
    "community-desk": 1200.0,
    "grid-worker": 1500.0,
}
# What each of them can put right; an owner moves a car.
AT_HOME = frozenset({Remedy.EXTINGUISH, Remedy.SHUT_VALVE})
ABLE = {
    "householder": AT_HOME,
    "tenant": AT_HOME,
    "landlord": AT_HOME,
    "owner": frozenset[Remedy](),
    "property-office": frozenset({Remedy.MEND, Remedy.VISIT}),
    "electrician": frozenset({Remedy.CUT_POWER}),
    "maintenance": frozenset({Remedy.MEND}),
    "community-desk": frozenset({Remedy.VISIT}),
    "grid-worker": frozenset({Remedy.VISIT}),
}
SPREAD = 0.4
CARS = frozenset({EpisodeKind.STRAY_PARKING, EpisodeKind.BAY_TAKEN})
LIFT_HELD = frozenset({EpisodeKind.EBIKE_IN_LIFT})


class Remedies:
    """Carries commands and messages into the world.

    Parameters
    ----------
    setting: the run.
    devices: what is installed, so that commands have a place to act at.
    again: begins an episode anew that only a switch or a valve had stopped, by its name.
    """

    def __init__(
        self, setting: Setting, devices: tuple[Fitted, ...], again: Callable[[str], None] = lambda _episode: None
    ) -> None:
        self._setting, self._again = setting, again
        self._off: dict[tuple[Remedy, str], list[str]] = {}
        self._where = {unit.id: unit.where if isinstance(unit, SensorUnit) else unit.id for unit in devices}
        self._places = {unit.id: unit.place if isinstance(unit, SensorUnit) else unit.at for unit in devices}

    def obey(self, command: Command) -> None:
        """Carry out a command now. A device that nobody installed is taken to be called as what it watches."""
        where = self._where.get(command.device, command.device)
        if command.action == Action.CUT_POWER:
            self._setting.world.state(PowerCut(self._setting.now_s, where))
            self._stop(where, Remedy.CUT_POWER, "power cut")
        elif command.action == Action.SHUT_VALVE:
            self._setting.world.state(GasStopped(self._setting.now_s, where))
            self._stop(where, Remedy.SHUT_VALVE, "valve shut")
        elif command.action == Action.RESTORE_POWER:
            self._setting.world.state(PowerRestored(self._setting.now_s, where))
            self._relapse(where, Remedy.CUT_POWER)
        elif command.action == Action.OPEN_VALVE:
            self._relapse(where, Remedy.SHUT_VALVE)
        elif command.action in {Action.OPEN_BARRIER, Action.CLOSE_BARRIER}:
            self._raise(where, command.action == Action.OPEN_BARRIER)
        elif command.action in {Action.HOLD_LIFT, Action.RELEASE_LIFT}:
            self._hold(where, command.action == Action.HOLD_LIFT)
        elif command.action == Action.VOICE_WARNING:
            self._speak(command, where)

    def told(self, recipient: str, alert_kind: str, zone: str | None, place: Place | None) -> None:
        """Let somebody know; who can do something about an open deed does it after a while."""
        median = ACTS_AFTER_S.get(recipient)
        if median is None:
            return
        for deed in self._meant(zone, place):
            if deed.kind in CARS if recipient == "owner" else deed.remedy in ABLE[recipient]:
                rng = self._setting.stream("told", f"{recipient}/{deed.episode}", alert_kind)
                wait = median * math.exp(SPREAD * float(rng.standard_normal()))
                word = "owner came" if recipient == "owner" else f"dealt with by {recipient}"
                self._setting.world.clock.at(self._setting.now_s + wait, partial(self._setting.deeds.stop, deed, word))

    def _meant(self, zone: str | None, place: Place | None) -> tuple[Deed, ...]:
        """Deeds at an alert's address or place that people who are told can end."""
        found = self._setting.deeds.at(zone) if zone else ()
        if not found and zone and zone.count("/") == 3:
            found = self._setting.deeds.at(zone.rsplit("/", 1)[0])
        if not found and place is not None:
            close = self._setting.deeds.near(place, ROOM_REACH_M)
            found = tuple(d for d in close if abs(d.place()[2] - place[2]) < FLOOR_M)
        return tuple(d for d in found if d.remedy in INDOORS or d.kind in CARS)

    def _stop(self, where: str, remedy: Remedy, word: str) -> None:
        for deed in self._setting.deeds.at(where):
            if deed.remedy == remedy:
                self._off.setdefault((remedy, where), []).append(deed.episode)
                self._setting.deeds.stop(deed, word)

    def _relapse(self, where: str, remedy: Remedy) -> None:
        """Gas flows again through a hose that nobody put back, a battery that nobody took away warms again."""
        for episode in self._off.pop((remedy, where), ()):
            if not self._setting.deeds.mended(episode):
                self._again(episode)

    def _raise(self, where: str, up: bool) -> None:
        """A boom that is held up lets everybody through without a halt."""
        (self._setting.raised.add if up else self._setting.raised.discard)(where)

    def _hold(self, where: str, held: bool) -> None:
        """A lift that stays open is no lift: whoever pushed an e-bike in takes it out again, others take the stairs."""
        place = self._places.get(where)
        site = self._setting.world.site
        for stair in lift_stairs(site):
            if place is not None and math.dist(lift_place(site, stair), place[:2]) <= LIFT_REACH_M:
                self._setting.lifts.hold(stair, held)
        if not held:
            return
        deeds = self._setting.deeds.near(place, LIFT_REACH_M) if place else self._setting.deeds.at(where)
        for deed in deeds:
            if deed.kind in LIFT_HELD:
                self._setting.deeds.stop(deed, "lift held")

    def _speak(self, command: Command, where: str) -> None:
        """A voice from a loudspeaker: most who hear themselves addressed run."""
        place = self._places.get(command.device)
        deeds = self._setting.deeds.near(place, VOICE_REACH_M) if place else self._setting.deeds.at(where)
        for deed in deeds:
            heeds = float(self._setting.stream("voice", command.id, deed.episode).random()) < VOICE_WORKS
            if deed.remedy == Remedy.CHALLENGE and deed.kind not in CARS and heeds:
                self._setting.deeds.stop(deed, "frightened off by a voice")
