"""What a stricter threshold would cost: a run scored anew with only those events that were claimed surely enough.

The detection error trade-off of ActEV's scoring (NIST, TRECVID evaluation plans): share found against false events an
hour, from the strictest threshold to none. Every event counts once here, whatever it was seen in.
"""

from dataclasses import dataclass

from reports.finding import cut_short
from reports.folder import RunFolder
from reports.match import FALSE_ALARMS, match

# Thresholds in between say nothing that a picture could show.
MOST = 40


@dataclass(frozen=True, slots=True)
class Trade:
    """One threshold: how many episodes are found, and how many events are false, in all and per hour.

    ``precision`` is the share of what was claimed that found something: found over found and false.
    """

    threshold: float
    found: int
    episodes: int
    false: int
    false_per_h: float
    precision: float

    @property
    def recall(self) -> float:
        """The share of episodes that is found."""
        return self.found / self.episodes


def trade_off(run: RunFolder, behind: dict[str, frozenset[str]]) -> tuple[Trade, ...]:
    """Score a run at every threshold that its events' scores tell apart, strictest first; empty without episodes.

    ``behind`` says whom each event was about (`reports.attribution.bodies`).
    """
    harmful = {episode.id for episode in run.episodes if not (episode.harmless or cut_short(episode))}
    levels = sorted({event.score for event in run.events}, reverse=True)
    if not harmful or not levels:
        return ()
    step = -(-len(levels) // MOST)
    trades = []
    for least in sorted({*levels[::step], levels[-1]}, reverse=True):
        matching = match(run.episodes, [event for event in run.events if event.score >= least], behind)
        found = sum(1 for episode in matching.pairs if episode in harmful)
        false = sum(1 for verdict in matching.verdicts if verdict.verdict in FALSE_ALARMS)
        precision = found / (found + false) if found + false else 1.0
        trades.append(Trade(least, found, len(harmful), false, false / run.manifest.hours, precision))
    return tuple(trades)
