"""What happens in the world that a device other than a camera can notice.

Agents and physics state facts; sensors turn them into Readings. A fact is true; what a sensor makes of it need not be.
"""

from dataclasses import dataclass

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class DoorPassage:
    """Somebody opened a door: ``badge`` is the card shown or "" ; ``forced`` means no card and no key."""

    time_s: float
    door: str
    bodies: tuple[str, ...]
    badge: str
    forced: bool
    open_s: float
    inward: bool


@dataclass(frozen=True, slots=True)
class BarrierPassage:
    """A vehicle went through a gate's barrier."""

    time_s: float
    gate: str
    body: str
    plate: str
    inward: bool


@dataclass(frozen=True, slots=True)
class PanicPress:
    """Somebody pressed a panic post."""

    time_s: float
    post: str
    body: str


@dataclass(frozen=True, slots=True)
class RoomFire:
    """A t-squared fire in a room: heat release ``alpha_kw_s2`` t^2 up to ``peak_kw`` (NFPA 204)."""

    time_s: float
    room: str
    place: Place
    alpha_kw_s2: float
    peak_kw: float


@dataclass(frozen=True, slots=True)
class FireOut:
    """The fire in a room was put out."""

    time_s: float
    room: str


@dataclass(frozen=True, slots=True)
class Cooking:
    """Somebody fries something: ``smoke_g_s`` of smoke particles until ``end_s``."""

    time_s: float
    end_s: float
    room: str
    smoke_g_s: float


@dataclass(frozen=True, slots=True)
class GasLeak:
    """Gas escapes in a room at ``flow_m3_s`` until stopped."""

    time_s: float
    room: str
    flow_m3_s: float


@dataclass(frozen=True, slots=True)
class GasStopped:
    """The gas in a room was shut off and the room aired."""

    time_s: float
    room: str


@dataclass(frozen=True, slots=True)
class Charging:
    """An e-bike charges at a pile until ``end_s``; ``runaway_s`` is when its cells run away, or None."""

    time_s: float
    end_s: float
    pile: str
    bike: str
    runaway_s: float | None


@dataclass(frozen=True, slots=True)
class PowerCut:
    """A device's power was cut."""

    time_s: float
    device: str


@dataclass(frozen=True, slots=True)
class WasteVisit:
    """Somebody stands at a waste point."""

    time_s: float
    point: str
    body: str
    stay_s: float


Fact = (
    DoorPassage
    | BarrierPassage
    | PanicPress
    | RoomFire
    | FireOut
    | Cooking
    | GasLeak
    | GasStopped
    | Charging
    | PowerCut
    | WasteVisit
)
