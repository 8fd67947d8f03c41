"""What really happened: labelled episodes, known to the twin alone."""

from dataclasses import dataclass, replace
from enum import StrEnum

Place = tuple[float, float, float]


class EpisodeKind(StrEnum):
    """One true thing that can happen. The second group only looks like the first."""

    WALL_CLIMB = "wall-climb"
    WALL_CUT = "wall-cut"
    THROWN_OBJECT = "thrown-object"
    TAILGATING = "tailgating"
    PROWLING = "prowling"
    FORCED_DOOR = "forced-door"
    BURGLARY = "burglary"
    UNKNOWN_BADGE = "unknown-badge"
    LOST_CARD = "lost-card"
    LENT_CARD = "lent-card"
    BARRIER_TAILING = "barrier-tailing"
    EVADED_FEE = "evaded-fee"
    STRAY_PARKING = "stray-parking"
    STRANGER_CAR = "stranger-car"
    BAY_TAKEN = "bay-taken"
    PARCEL_THEFT = "parcel-theft"
    EBIKE_THEFT = "ebike-theft"
    LAUNDRY_THEFT = "laundry-theft"
    VEGETABLE_THEFT = "vegetable-theft"
    KITCHEN_FIRE = "kitchen-fire"
    ROOM_FIRE = "room-fire"
    BIN_FIRE = "bin-fire"
    BALCONY_FIRE = "balcony-fire"
    METER_BOX_FIRE = "meter-box-fire"
    GAS_LEAK = "gas-leak"
    OVERLOAD = "overload"
    ARC_FAULT = "arc-fault"
    RESIDUAL_FAULT = "residual-fault"
    PILE_FAULT = "pile-fault"
    HUNG_WIRE = "hung-wire"
    EBIKE_IN_LIFT = "ebike-in-lift"
    TANK_LEAK = "tank-leak"
    HYDRANT_SHUT = "hydrant-shut"
    HYDRANT_LEAK = "hydrant-leak"
    PERSON_IN_CARE_DOWN = "person-in-care-down"
    LOST_CHILD = "lost-child"
    FALL = "fall"
    PANIC = "panic"
    CAMERA_FAULT = "camera-fault"

    CAT_ON_WALL = "cat-on-wall"
    FOLIAGE = "foliage"
    FALLING_LEAVES = "falling-leaves"
    BIRD = "bird"
    LAUNDRY = "laundry"
    PLASTIC_FILM = "plastic-film"
    FAMILY_ON_ONE_BADGE = "family-on-one-badge"
    HELD_DOOR = "held-door"
    TROLLEY = "trolley"
    WAITING_FRIEND = "waiting-friend"
    SMOKER = "smoker"
    UNLOADING_VAN = "unloading-van"
    COOKING_SMOKE = "cooking-smoke"
    STEAM = "steam"
    DUST = "dust"
    SPRAY = "spray"
    KETTLE = "kettle"
    LIFT_MOTOR = "lift-motor"
    NORMAL_DRAW = "normal-draw"
    PUSHCHAIR_IN_LIFT = "pushchair-in-lift"
    WHEELCHAIR_IN_LIFT = "wheelchair-in-lift"
    BICYCLE_IN_LIFT = "bicycle-in-lift"
    TROLLEY_IN_LIFT = "trolley-in-lift"
    CHILDREN_AT_PANIC = "children-at-panic"
    RESTING = "resting"
    TEST_PRESS = "test-press"
    SLEEPING_LATE = "sleeping-late"
    TRAVELLING = "travelling"
    SUNSET_WINDOW = "sunset-window"
    HEADLIGHTS = "headlights"
    FOG = "fog"


HARMLESS = frozenset(
    {
        EpisodeKind.CAT_ON_WALL,
        EpisodeKind.FOLIAGE,
        EpisodeKind.FALLING_LEAVES,
        EpisodeKind.BIRD,
        EpisodeKind.LAUNDRY,
        EpisodeKind.PLASTIC_FILM,
        EpisodeKind.FAMILY_ON_ONE_BADGE,
        EpisodeKind.HELD_DOOR,
        EpisodeKind.TROLLEY,
        EpisodeKind.WAITING_FRIEND,
        EpisodeKind.SMOKER,
        EpisodeKind.UNLOADING_VAN,
        EpisodeKind.COOKING_SMOKE,
        EpisodeKind.STEAM,
        EpisodeKind.DUST,
        EpisodeKind.SPRAY,
        EpisodeKind.KETTLE,
        EpisodeKind.LIFT_MOTOR,
        EpisodeKind.NORMAL_DRAW,
        EpisodeKind.PUSHCHAIR_IN_LIFT,
        EpisodeKind.WHEELCHAIR_IN_LIFT,
        EpisodeKind.BICYCLE_IN_LIFT,
        EpisodeKind.TROLLEY_IN_LIFT,
        EpisodeKind.CHILDREN_AT_PANIC,
        EpisodeKind.TEST_PRESS,
        EpisodeKind.RESTING,
        EpisodeKind.SLEEPING_LATE,
        EpisodeKind.TRAVELLING,
        EpisodeKind.SUNSET_WINDOW,
        EpisodeKind.HEADLIGHTS,
        EpisodeKind.FOG,
    }
)


@dataclass(frozen=True, slots=True)
class Episode:
    """One true thing: when [s], where [m], who, which devices could have seen it, what became of it."""

    id: str
    kind: EpisodeKind
    start_s: float
    end_s: float | None
    place: Place
    zone: str
    actors: tuple[str, ...]
    devices: tuple[str, ...]
    outcome: str
    harmless: bool


class TruthLog:
    """Episodes in the order they began."""

    def __init__(self) -> None:
        self._episodes: dict[str, Episode] = {}

    def begin(
        self, name: str, kind: EpisodeKind, start_s: float, place: Place, zone: str, actors: tuple[str, ...]
    ) -> str:
        """Open an episode; ``name`` must be unique in the run."""
        if name in self._episodes:
            raise ValueError(f"episode {name} exists already")
        self._episodes[name] = Episode(name, kind, start_s, None, place, zone, actors, (), "", kind in HARMLESS)
        return name

    def end(self, name: str, end_s: float, outcome: str) -> None:
        """Close an episode with what became of it."""
        self._episodes[name] = replace(self._episodes[name], end_s=end_s, outcome=outcome)

    def seen_by(self, name: str, devices: tuple[str, ...]) -> None:
        """Note which devices could have seen an episode."""
        self._episodes[name] = replace(self._episodes[name], devices=devices)

    def episodes(self) -> tuple[Episode, ...]:
        """Return every episode so far."""
        return tuple(self._episodes.values())
