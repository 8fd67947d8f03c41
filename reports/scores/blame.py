"""Why an episode was missed: nothing watched, too small in every picture, reported late, or seen and not reported."""

from collections.abc import Collection
from dataclasses import dataclass

from reports.match import LATE, RELATED
from reports.records import Episode

# IEC 62676-4:2014 wants 12.5 px/m even to monitor: 20 px of a 1.6 m figure. A bottle is a quarter of a metre.
SMALL_PX = 20.0
SMALL_PX_OF = {"thrown-object": 3.0}
NOT_COVERED, TOO_SMALL, REPORTED_LATE, TAKEN_FOR_OTHER, NOT_REPORTED = (
    "not-covered",
    "too-small",
    "reported-late",
    "taken-for-other",
    "not-reported",
)
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
    episode: Episode, about: Collection[str], sights: dict[str, Sight], cameras: Collection[str] = ()
) -> str:
    """Name the first reason that holds; ``about`` are the verdicts of the events that concern the episode.

    What only a sensor can tell is not covered where only cameras look, and no picture of it is too small.
    """
    if LATE in about:
        return REPORTED_LATE
    if RELATED in about:
        return TAKEN_FOR_OTHER
    sight = None if episode.kind in SENSED else sights.get(episode.id)
    watching = [d for d in episode.devices if episode.kind not in SENSED or d not in cameras]
    if sight is None and not watching:
        return NOT_COVERED
    if sight is not None and sight.pixel_height < SMALL_PX_OF.get(episode.kind, SMALL_PX):
        return TOO_SMALL
    return NOT_REPORTED
