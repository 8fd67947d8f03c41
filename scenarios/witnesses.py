"""Which devices could have seen each true episode: cameras that cover its place, sensors that hang there."""

from dataclasses import replace

from scenarios.wiring import House
from twin.truth import Episode

DETECT_PX_PER_M = 25.0  # EN 62676-4:2014, "detect"


def name_witnesses(house: House) -> tuple[Episode, ...]:
    """Return every episode with its possible witnesses; one that never ended ends with the run."""
    named = []
    for episode in house.world.truth.episodes():
        cameras = house.coverage.seen_by(episode.place, DETECT_PX_PER_M)
        sensors = tuple(unit.id for unit in house.deployment.sensors if unit.where == episode.zone)
        end = episode.end_s if episode.end_s is not None else house.scenario.duration_s
        named.append(replace(episode, devices=(*cameras, *sensors), end_s=end))
    return tuple(named)
