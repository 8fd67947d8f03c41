"""What the installed system was told: pipeline, compute, routing, and the site as surveyed.

Plain frozen records; ``detectors.schema`` validates the file that they come from.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from detectors.alerts.alert import Action, Severity
from detectors.contract import EventKind
from detectors.geometry import CameraModel, FacadeWindow, Zone
from detectors.stream import DeviceInfo


@dataclass(frozen=True, slots=True)
class Node:
    """One analytics machine: ``objects_ms`` is its time for one camera look on one core [ms]."""

    id: str
    cores: int
    objects_ms: float


@dataclass(frozen=True, slots=True)
class Analytics:
    """The compute that serves the cameras, and the network's one-way delay [ms]."""

    nodes: tuple[Node, ...] = (Node("nvr-1", 8, 9.0),)
    network_ms: float = 40.0


@dataclass(frozen=True, slots=True)
class PipelineConfig:
    """Stages per device: the first pattern (``fnmatch``) that matches the device's id wins, else ``default``."""

    default: tuple[str, ...] = ()
    patterns: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def stages(self, device: str) -> tuple[str, ...]:
        """Return the stage names that watch ``device``."""
        for pattern, names in self.patterns:
            if fnmatchcase(device, pattern):
                return names
        return self.default


@dataclass(frozen=True, slots=True)
class Route:
    """Who is told of one kind of event, how, and what else happens.

    ``tell`` are recipients in order; ``at_once`` tells all together, otherwise the next one after ``escalate_after_s``
    without acknowledgement. ``dispatch`` is the role sent to the place; ``command`` is an order to the device.
    """

    kind: EventKind
    tell: tuple[str, ...]
    by: tuple[str, ...]
    severity: Severity = Severity.MAJOR
    at_once: bool = False
    escalate_after_s: float | None = 60.0
    dispatch: str | None = None
    command: Action | None = None


@dataclass(frozen=True)
class Survey:
    """The site as its installer knows it: what rules may use, none of it truth.

    ``door_cameras`` maps a door's id to the camera that watches it, ``door_sensors`` maps a badge reader's or contact's
    device id to its door, ``rooms`` maps any other sensor's device id to what it watches (a room, home, stair, wall,
    bay or building); ``badges`` and ``plates`` are the registered ones, ``lost_badges`` those reported lost,
    ``care_badges`` those of people in care by their homes.
    """

    devices: dict[str, DeviceInfo] = field(default_factory=dict)
    cameras: dict[str, CameraModel] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    windows: tuple[FacadeWindow, ...] = ()
    door_cameras: dict[str, str] = field(default_factory=dict)
    door_sensors: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    badges: frozenset[str] = frozenset()
    plates: frozenset[str] = frozenset()
    lost_badges: frozenset[str] = frozenset()
    care_badges: dict[str, str] = field(default_factory=dict)
    thresholds: dict[str, float] = field(default_factory=dict)
