"""Why an episode was missed: nothing watched, too small in every picture, reported late, or seen and not reported."""

from collections.abc import Collection
from dataclasses import dataclass

from reports.match import LATE, RELATED
from reports.records import Episode

# IEC 62676-4:2014 wants 25 px/m to detect a person: 40 px of a 1.6 m figure.
DETECT_PX = 40.0
NOT_COVERED, TOO_SMALL, REPORTED_LATE, TAKEN_FOR_OTHER, NOT_REPORTED = (
    "not-covered",
    "too-small",
    "reported-late",
    "taken-for-other",
    "not-reported",
)


@dataclass(frozen=True, slots=True)
class Sight:
    """The best view any camera had of an episode's actors: camera, height in its picture [px], share not hidden."""

    camera: str
    pixel_height: float
    visible_share: float


def why_missed(episode: Episode, about: Collection[str], sights: dict[str, Sight]) -> str:
    """Name the first reason that holds; ``about`` are the verdicts of the events that concern the episode."""
    if LATE in about:
        return REPORTED_LATE
    if RELATED in about:
        return TAKEN_FOR_OTHER
    sight = sights.get(episode.id)
    if sight is None and not episode.devices:
        return NOT_COVERED
    if sight is not None and sight.pixel_height < DETECT_PX:
        return TOO_SMALL
    return NOT_REPORTED
