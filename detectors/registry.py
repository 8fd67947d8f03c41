"""Every stage by name: what it hears, and how it is made. A third party's is named "module:name".

Such a name must be a factory ``(device, survey) -> Detector``; an attribute ``scope`` of it says what it hears
(default: everything of its device that is not a Frame).
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from detectors.config import Survey
from detectors.contract import Detector
from detectors.rules.activity import Activity
from detectors.rules.barrier import BarrierTailing
from detectors.rules.burglary import Burglary
from detectors.rules.cards import Cards
from detectors.rules.doors import Doors
from detectors.rules.down import PersonDown
from detectors.rules.fees import Fees
from detectors.rules.lift import EbikeInLift
from detectors.rules.loitering import Loitering
from detectors.rules.overstay import Overstay
from detectors.rules.perimeter import Perimeter
from detectors.rules.plates import Plates
from detectors.rules.prowling import Prowling
from detectors.rules.stationary import Stationary
from detectors.rules.tailgating import Tailgating
from detectors.rules.theft import Theft
from detectors.rules.wall import WallWatch
from detectors.rules.waste import Waste
from detectors.rules.wires import OutsideCharging
from detectors.sensing.charging import ChargingFault
from detectors.sensing.electrical import Arc, Overload, ResidualCurrent
from detectors.sensing.gas import Gas
from detectors.sensing.health import Health
from detectors.sensing.heat import Heat
from detectors.sensing.panic import Panic
from detectors.sensing.smoke import Smoke
from detectors.sensing.tamper import Tamper
from detectors.sensing.water import LowLevel, LowPressure, TankLeak
from detectors.stream import DeviceKind
from detectors.video.falling import Falling
from detectors.video.fire import Fire
from detectors.video.health import CameraHealth
from detectors.video.models import plate_reader
from detectors.video.motion import Motion
from detectors.video.objects import Objects
from detectors.video.plates import PlateReader
from detectors.video.tracks import Tracks

Factory = Callable[[str, Survey], Detector]


class RegistryError(LookupError):
    """No stage of that name, or a third party's name that does not lead to a factory."""


class Scope(StrEnum):
    """What a stage hears.

    One camera's FRAMES; one camera's LOOKS (batches and track points); one DEVICE's readings; or, as one instance for
    the whole SITE, everything that anybody says once any device lists it.
    """

    FRAMES = "frames"
    LOOKS = "looks"
    DEVICE = "device"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its name, scope, factory, and the kinds of device it is for (empty for any).

    ``looks_too``: a stage of frames that also hears batches, where something else looked at the frames.
    ``looks_per_s``: how often its cameras must look at the least; what it judges may soon be over.
    """

    name: str
    scope: Scope
    make: Factory
    kinds: frozenset[DeviceKind] = frozenset()
    looks_too: bool = False
    looks_per_s: float = 1.0


CAMERA = frozenset({DeviceKind.CAMERA})
ENTRY = frozenset({DeviceKind.BADGE_READER, DeviceKind.DOOR_CONTACT, DeviceKind.CAMERA})
HANDLED = ENTRY | {DeviceKind.HANDLE_CONTACT}
ON_WALLS = frozenset({DeviceKind.BEAM, DeviceKind.VIBRATION})
AT_HOME = frozenset({DeviceKind.PIR, DeviceKind.METER})

STAGES: dict[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage("motion", Scope.FRAMES, lambda device, survey: Motion(device, survey.cameras.get(device)), CAMERA),
        Stage("objects", Scope.FRAMES, lambda device, survey: Objects(device, survey.cameras.get(device)), CAMERA),
        Stage("falling", Scope.FRAMES, Falling, CAMERA, looks_too=True),
        Stage("fire", Scope.FRAMES, Fire, CAMERA, looks_too=True),
        Stage("plate-reader", Scope.FRAMES, lambda device, survey: PlateReader(device, survey, plate_reader()), CAMERA),
        Stage("camera-health", Scope.FRAMES, CameraHealth, CAMERA),
        Stage("tamper", Scope.DEVICE, Tamper, CAMERA),
        Stage("tracks", Scope.LOOKS, lambda device, survey: Tracks(device, survey.cameras.get(device)), CAMERA),
        Stage("perimeter", Scope.LOOKS, Perimeter, CAMERA),
        Stage("loitering", Scope.LOOKS, Loitering, CAMERA),
        Stage("person-down", Scope.LOOKS, PersonDown, CAMERA),
        Stage("stationary", Scope.LOOKS, Stationary, CAMERA),
        Stage("theft", Scope.LOOKS, Theft, CAMERA),
        Stage("lift", Scope.LOOKS, EbikeInLift, CAMERA),
        Stage("tailgating", Scope.SITE, lambda _, survey: Tailgating(survey), ENTRY, looks_per_s=4.0),
        Stage("doors", Scope.SITE, lambda _, survey: Doors(survey), ENTRY),
        Stage("cards", Scope.SITE, lambda _, survey: Cards(survey), ENTRY),
        Stage("burglary", Scope.SITE, lambda _, survey: Burglary(survey), ENTRY | {DeviceKind.PIR}),
        Stage("prowling", Scope.SITE, lambda _, survey: Prowling(survey), HANDLED),
        Stage("outside-charging", Scope.SITE, lambda _, survey: OutsideCharging(survey)),
        Stage("fees", Scope.SITE, lambda _, survey: Fees(survey)),
        Stage("plates", Scope.SITE, lambda _, survey: Plates(survey)),
        Stage("barrier-tailing", Scope.SITE, lambda _, survey: BarrierTailing(survey)),
        Stage("wall", Scope.SITE, lambda _, survey: WallWatch(survey), ON_WALLS),
        Stage("activity", Scope.SITE, lambda _, survey: Activity(survey), AT_HOME),
        Stage("overstay", Scope.SITE, lambda _, survey: Overstay(survey)),
        Stage("waste", Scope.SITE, lambda _, survey: Waste(survey)),
        Stage("smoke", Scope.DEVICE, Smoke, frozenset({DeviceKind.SMOKE})),
        Stage("heat", Scope.DEVICE, Heat, frozenset({DeviceKind.HEAT})),
        Stage("gas", Scope.DEVICE, Gas, frozenset({DeviceKind.GAS})),
        Stage("charging", Scope.DEVICE, ChargingFault, frozenset({DeviceKind.CHARGING_PILE})),
        Stage("overload", Scope.DEVICE, Overload, frozenset({DeviceKind.BREAKER, DeviceKind.METER})),
        Stage("arc", Scope.DEVICE, Arc, frozenset({DeviceKind.BREAKER, DeviceKind.METER})),
        Stage("residual", Scope.DEVICE, ResidualCurrent, frozenset({DeviceKind.BREAKER, DeviceKind.METER})),
        Stage("low-level", Scope.DEVICE, LowLevel, frozenset({DeviceKind.TANK_LEVEL})),
        Stage("tank-leak", Scope.DEVICE, TankLeak, frozenset({DeviceKind.TANK_LEVEL})),
        Stage("low-pressure", Scope.DEVICE, LowPressure, frozenset({DeviceKind.HYDRANT_PRESSURE})),
        Stage("panic", Scope.SITE, lambda _, survey: Panic(survey), frozenset({DeviceKind.PANIC})),
        Stage("health", Scope.DEVICE, Health, frozenset({DeviceKind.SMOKE, DeviceKind.GAS})),
    )
}


def stage(name: str) -> Stage:
    """Return the stage of a name.

    Raises
    ------
    RegistryError: with the names that exist.
    """
    if name in STAGES:
        return STAGES[name]
    if ":" not in name:
        raise RegistryError(f"no stage {name!r}; there are {', '.join(STAGES)}, or give module:name")
    module, _, attribute = name.partition(":")
    try:
        factory = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise RegistryError(f"{name} does not lead to a factory: {error}") from error
    if not callable(factory):
        raise RegistryError(f"{name} is a {type(factory).__name__}, not a factory")
    return Stage(name, Scope(getattr(factory, "scope", Scope.LOOKS)), factory)
