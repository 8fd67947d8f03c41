"""How much people were asked, in two sentences: alerts per true episode, and the busiest desk beside EEMUA 191."""

from collections.abc import Iterator

from reports.folder import RunFolder
from reports.run import RunScores
from reports.scores.operators import alerts_per_episode, operator_loads
from reports.words import Words


def load_lines(run: RunFolder, scored: RunScores, words: Words) -> Iterator[str]:
    """Yield what there is to say; nothing of a run in which nobody was told of anything."""
    per_episode = alerts_per_episode(scored.scores.alerts)
    if per_episode is not None:
        yield words.say("load-episodes", median=f"{per_episode[0]:g}", mean=f"{per_episode[1]:.2f}")
    for load in operator_loads(run)[:1]:
        rates = {"alerts": f"{load.alerts_per_span:.2f}", "events": f"{load.events_per_span:.2f}"}
        yield words.say("load-busiest", who=words.name(load.who), band=words.say(f"band-{load.band}"), **rates)
