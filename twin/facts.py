"""What happens in the world that a device other than a camera can notice.

Agents and physics state facts; sensors turn them into Readings. A fact is true; what a sensor makes of it need not be.
Longer than 300 lines, for it is one closed vocabulary: a record a fact, and nothing else.
"""

import math
from dataclasses import dataclass

from detectors.stream import quickly

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


# Makes a passage, given every field in order, in a third of the time: doors are what happens most.
quick_passage = quickly(DoorPassage)


@dataclass(frozen=True, slots=True)
class DoorTried:
    """Somebody outside pulled at the handle of a door that stayed shut."""

    time_s: float
    door: str
    body: str


@dataclass(frozen=True, slots=True)
class BarrierPassage:
    """A vehicle went through a gate's barrier; ``tail`` says that it followed another through before the boom fell."""

    time_s: float
    gate: str
    body: str
    plate: str
    inward: bool
    tail: bool = False


@dataclass(frozen=True, slots=True)
class PanicPress:
    """Somebody pressed a panic post."""

    time_s: float
    post: str
    body: str


@dataclass(frozen=True, slots=True)
class PostKeyTurned:
    """Somebody turned the test key of a panic post, on or back."""

    time_s: float
    post: str
    on: bool


@dataclass(frozen=True, slots=True)
class RoomFire:
    """A t-squared fire in a room or place: ``alpha_kw_s2`` t^2 up to ``peak_kw``, of ``fuel_mj`` in all."""

    time_s: float
    room: str
    place: Place
    alpha_kw_s2: float
    peak_kw: float
    fuel_mj: float = math.inf


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
class PowerRestored:
    """A device has power again; what was wrong with it still is, unless somebody has mended it."""

    time_s: float
    device: str


@dataclass(frozen=True, slots=True)
class WasteVisit:
    """Somebody stands at a waste point."""

    time_s: float
    point: str
    body: str
    stay_s: float


@dataclass(frozen=True, slots=True)
class Haze:
    """Steam or dust drifts about a room until ``end_s``: what a detector sees of it, as ``smoke_g_s`` of smoke."""

    time_s: float
    end_s: float
    room: str
    smoke_g_s: float


@dataclass(frozen=True, slots=True)
class Spray:
    """Vapour that burns is sprayed in a room until ``end_s``: ``flow_m3_s``, as a gas detector takes it."""

    time_s: float
    end_s: float
    room: str
    flow_m3_s: float


@dataclass(frozen=True, slots=True)
class Blocked:
    """Something stands in the light over a wall for ``span_s``; ``share`` of the beams' height is hidden."""

    time_s: float
    wall: str
    body: str
    share: float
    span_s: float


@dataclass(frozen=True, slots=True)
class Shaken:
    """A wall or fence is shaken for ``span_s``, at most at ``peak_m_s2``."""

    time_s: float
    wall: str
    body: str
    peak_m_s2: float
    span_s: float


@dataclass(frozen=True, slots=True)
class BayTaken:
    """A vehicle has come to stand in a bay."""

    time_s: float
    bay: str
    body: str


@dataclass(frozen=True, slots=True)
class BayLeft:
    """A vehicle leaves the bay it stood in."""

    time_s: float
    bay: str
    body: str


@dataclass(frozen=True, slots=True)
class Load:
    """``count`` appliances of a kind run at a home (or a stair's common parts) until ``end_s``."""

    time_s: float
    end_s: float
    home: str
    appliance: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Arcing:
    """A contact in a stair's wiring arcs in ``share`` of the mains' half cycles until ``end_s``."""

    time_s: float
    end_s: float
    stair: str
    share: float


@dataclass(frozen=True, slots=True)
class EarthFault:
    """Current leaks to earth through ``ohm`` in a stair's wiring until ``end_s``."""

    time_s: float
    end_s: float
    stair: str
    ohm: float


@dataclass(frozen=True, slots=True)
class MainsMended:
    """A stair's wiring is in order and under power again."""

    time_s: float
    stair: str


@dataclass(frozen=True, slots=True)
class TankLeak:
    """Water runs from a roof tank through a hole of ``hole_m2``."""

    time_s: float
    building: str
    hole_m2: float


@dataclass(frozen=True, slots=True)
class TankMended:
    """The tank is tight again."""

    time_s: float
    building: str


@dataclass(frozen=True, slots=True)
class Draw:
    """``flow_m3_s`` is drawn from a building's tank until ``end_s``."""

    time_s: float
    end_s: float
    building: str
    flow_m3_s: float


@dataclass(frozen=True, slots=True)
class HydrantLeak:
    """A hydrant of a stair lets ``flow_m3_s`` through until mended."""

    time_s: float
    stair: str
    flow_m3_s: float


@dataclass(frozen=True, slots=True)
class ValveShut:
    """The valve between the tank and a stair's standpipe was shut."""

    time_s: float
    stair: str


@dataclass(frozen=True, slots=True)
class PipeMended:
    """A stair's standpipe is open and tight again."""

    time_s: float
    stair: str


@dataclass(frozen=True, slots=True)
class Stir:
    """Somebody (or a warm draught) moves about a room for ``span_s``."""

    time_s: float
    room: str
    body: str
    span_s: float


Fact = (
    DoorPassage
    | DoorTried
    | BarrierPassage
    | PanicPress
    | PostKeyTurned
    | RoomFire
    | FireOut
    | Cooking
    | GasLeak
    | GasStopped
    | Charging
    | PowerCut
    | PowerRestored
    | WasteVisit
    | Haze
    | Spray
    | Blocked
    | Shaken
    | BayTaken
    | BayLeft
    | Load
    | Arcing
    | EarthFault
    | MainsMended
    | TankLeak
    | TankMended
    | Draw
    | HydrantLeak
    | ValveShut
    | PipeMended
    | Stir
)
