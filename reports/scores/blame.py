"""Why an episode was missed: nothing watched, or nothing meant for it; too small; reported late; or seen, not told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reports.match import LATE, RELATED
from reports.records import Episode

# IEC 62676-4:2014 wants 12.5 px/m even to monitor: 20 px of a 1.6 m figure. A bottle is a quarter of a metre.
SMALL_PX = 20.0
SMALL_PX_OF = {"thrown-object": 3.0}
NOT_COVERED, NOT_EQUIPPED, TOO_SMALL, REPORTED_LATE, TAKEN_FOR_OTHER, NOT_REPORTED = (
    "not-covered",
    "not-equipped",
    "too-small",
    "reported-late",
    "taken-for-other",
    "not-reported",
)
# Found by cameras of one role alone: another that looks that way neither counts heads nor films fast enough.
ROLE_OF = {"tailgating": "door", "thrown-object": "high-rise"}
# Told by a sensor's reading; no picture shows it in time.
SENSED = frozenset(
    {
        "kitchen-fire", "room-fire", "gas-leak", "pile-fault", "panic", "forced-door", "unknown-badge", "lost-card",
        "stranger-car", "overload", "arc-fault", "residual-fault", "tank-leak", "hydrant-shut", "hydrant-leak",
        "person-in-care-down",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """The best view any camera had of an episode's actors: camera, height there [px], share not hidden, distance."""

    camera: str
    pixel_height: float
    visible_share: float
    distance_m: float


def why_missed(
    episode: Episode,
    about: Collection[str],
    sights: dict[str, Sight],
    cameras: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> str:
    """Name the first reason that holds.

    ``about`` are the verdicts of the events that concern the episode, ``cameras`` all cameras with their roles. What
    only a sensor can tell is not covered where only cameras look, and no picture of it is too small.
    """
    if LATE in about:
        return REPORTED_LATE
    if RELATED in about:
        return TAKEN_FOR_OTHER
    sight = None if episode.kind in SENSED else sights.get(episode.id)
    watching = [d for d in episode.devices if episode.kind not in SENSED or d not in cameras]
    if sight is None and not watching:
        return NOT_COVERED
    role = ROLE_OF.get(episode.kind)
    if role and not any(role in cameras[device] for device in episode.devices if device in cameras):
        return NOT_EQUIPPED
    if sight is not None and sight.pixel_height < SMALL_PX_OF.get(episode.kind, SMALL_PX):
        return TOO_SMALL
    return NOT_REPORTED
