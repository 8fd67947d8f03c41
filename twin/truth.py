"""What really happened: labelled episodes, known to the twin alone."""

from dataclasses import dataclass, replace
from enum import StrEnum

Place = tuple[float, float, float]


class EpisodeKind(StrEnum):
    """One true thing that can happen. The second group only looks like the first."""

    WALL_CLIMB = "wall-climb"
    THROWN_OBJECT = "thrown-object"
    TAILGATING = "tailgating"
    PROWLING = "prowling"
    FORCED_DOOR = "forced-door"
    UNKNOWN_BADGE = "unknown-badge"
    STRAY_PARKING = "stray-parking"
    STRANGER_CAR = "stranger-car"
    KITCHEN_FIRE = "kitchen-fire"
    GAS_LEAK = "gas-leak"
    PILE_FAULT = "pile-fault"
    PANIC = "panic"

    CAT_ON_WALL = "cat-on-wall"
    FALLING_LEAVES = "falling-leaves"
    FAMILY_ON_ONE_BADGE = "family-on-one-badge"
    WAITING_FRIEND = "waiting-friend"
    UNLOADING_VAN = "unloading-van"
    COOKING_SMOKE = "cooking-smoke"


HARMLESS = frozenset(
    {
        EpisodeKind.CAT_ON_WALL,
        EpisodeKind.FALLING_LEAVES,
        EpisodeKind.FAMILY_ON_ONE_BADGE,
        EpisodeKind.WAITING_FRIEND,
        EpisodeKind.UNLOADING_VAN,
        EpisodeKind.COOKING_SMOKE,
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
