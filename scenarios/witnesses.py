"""Which devices could have seen each true episode: cameras that cover its place, sensors that hang there."""

from dataclasses import replace

from scenarios.wiring import House
from twin.truth import Episode, EpisodeKind

# EN 62676-4:2014: "detect" for people and what they do; flames are taller than people and shine, "monitor" does.
DETECT_PX_PER_M, MONITOR_PX_PER_M = 25.0, 12.5
FIRES = frozenset({EpisodeKind.BIN_FIRE, EpisodeKind.BALCONY_FIRE, EpisodeKind.PILE_FAULT})


def name_witnesses(house: House) -> tuple[Episode, ...]:
    """Return every episode with its possible witnesses; one that never ended ends with the run."""
    named = []
    for episode in house.world.truth.episodes():
        least = MONITOR_PX_PER_M if episode.kind in FIRES else DETECT_PX_PER_M
        cameras = house.coverage.seen_by(episode.place, least)
        sensors = tuple(unit.id for unit in house.deployment.sensors if unit.where == episode.zone)
        end = episode.end_s if episode.end_s is not None else house.scenario.duration_s
        named.append(replace(episode, devices=(*cameras, *sensors), end_s=end))
    return tuple(named)
