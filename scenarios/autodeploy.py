"""A sensible deployment for any site, by rule: what an installer would propose before looking closer."""

from fnmatch import fnmatchcase

from agents.orders import GuardShift
from detectors.config import Analytics, Node, PipelineConfig
from detectors.stream import DeviceKind
from scenarios.addresses import Addresses
from scenarios.autocameras import cameras_by_rule
from scenarios.autorouting import usual_routing
from scenarios.deployment_text import write_deployment
from scenarios.installing import spread
from scenarios.plan import Deployment
from twin.deployment import SensorUnit
from twin.site.model import Site

__all__ = ["auto_deploy", "write_deployment"]

# Which share of the homes gets a detector, by room: smoke where people sleep and live, gas where they cook.
_HOMES = (
    (DeviceKind.SMOKE, "*/living", 0.5, 3.28),
    (DeviceKind.SMOKE, "*/kitchen", 0.25, 3.28),
    (DeviceKind.GAS, "*/kitchen", 0.5, 10.0),
)
_EVERYWHERE = (
    (DeviceKind.BADGE_READER, "door"),
    (DeviceKind.DOOR_CONTACT, "door"),
    (DeviceKind.HANDLE_CONTACT, "door"),
    (DeviceKind.PANIC, "post"),
    (DeviceKind.CHARGING_PILE, "pile"),
    (DeviceKind.WASTE_PIR, "point"),
)
_CAMERA_STAGES = (
    "motion", "tracks", "perimeter", "loitering", "person-down", "tailgating", "stationary", "camera-health", "tamper",
)  # fmt: skip
_PATTERNS = (
    ("plate-*", ("motion", "tracks", "plate-reader", "camera-health", "tamper")),
    ("hr-*", ("falling", "camera-health", "tamper")),
    ("*-smoke", ("smoke", "health")),
    ("*-gas", ("gas", "health")),
    ("*-badge-reader", ("doors", "tailgating")),
    ("*-door-contact", ("doors", "tailgating")),
    ("*-handle-contact", ("prowling",)),
    ("*-barrier", ("plates",)),
    ("*-panic", ("panic",)),
    ("*-charging-pile", ("charging",)),
    ("*-waste-pir", ("waste",)),
)
_CAMERAS_PER_NODE = 32


def auto_deploy(site: Site) -> Deployment:
    """Deploy cameras, sensors, access control, guards and routing by rule, each only where the site has a place."""
    cameras, sensors = cameras_by_rule(site), tuple(_sensors(site))
    nodes = max(1, -(-len(cameras) // _CAMERAS_PER_NODE))
    return Deployment(
        f"{site.id}-auto",
        cameras,
        sensors,
        Analytics(tuple(Node(f"nvr-{number}", 8, 9.0) for number in range(1, nodes + 1)), 40.0),
        _pipeline([*(unit.id for unit in cameras), *(unit.id for unit in sensors)]),
        usual_routing(),
        _guards(site),
    )


def _pipeline(devices: list[str]) -> PipelineConfig:
    """Keep the patterns that some device matches."""
    used = [(pattern, stages) for pattern, stages in _PATTERNS if any(fnmatchcase(name, pattern) for name in devices)]
    return PipelineConfig(_CAMERA_STAGES, tuple(used))


def _sensors(site: Site) -> list[SensorUnit]:
    addresses = Addresses(site)
    found = []
    for kind, pattern, share, threshold in _HOMES:
        rooms = spread(addresses.matching("room", pattern), share)
        found += [_sensor(addresses, kind, room, threshold) for room in rooms]
    for kind, watched in _EVERYWHERE:
        found += [_sensor(addresses, kind, name, None) for name in addresses.kinds[watched]]
    barriers = [gate.id for gate in site.gates if gate.barrier]
    return found + [_sensor(addresses, DeviceKind.BARRIER, gate, None) for gate in barriers]


def _sensor(addresses: Addresses, kind: DeviceKind, where: str, threshold: float | None) -> SensorUnit:
    return SensorUnit(f"{where.replace('/', '-')}-{kind}", kind, where, addresses.place(kind, where), threshold)


def _guards(site: Site) -> tuple[GuardShift, ...]:
    """Two guards by day and two by night, at the first gate for vehicles, else any gate or post."""
    gates = sorted(site.gates, key=lambda gate: not gate.vehicles)
    posts = [gate.id for gate in gates] + Addresses(site).kinds["guard-post"]
    if not posts:
        return ()
    morning, evening = 8 * 3600.0, 20 * 3600.0
    return (GuardShift(posts[0], morning, evening, 2), GuardShift(posts[0], evening, morning, 2))
