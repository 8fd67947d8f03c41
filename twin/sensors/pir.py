"""A motion sensor in a room: presence while somebody moves, some seconds more, and now and then for nothing.

Indoors there is neither wind nor passing headlights: it errs a tenth as often as one at a waste point; an assumption.
"""

from twin.facts import Fact, Stir
from twin.sensors.access import WastePir
from twin.sensors.outbox import Outbox

HOLD_S = 10.0
# One movement in so many is overlooked: somebody who sits in a corner, a sofa in the way; an assumption.
OVERLOOKED = 0.1
INDOORS_FALSE_PER_H = 0.01


class RoomPir(WastePir):
    """Reports movement in a room; draughts and sunshine err."""

    false_per_h = INDOORS_FALSE_PER_H

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Somebody moves about."""
        if isinstance(fact, Stir) and fact.room == self.unit.where:
            draws = self.rng.random(2)
            if draws[0] >= OVERLOOKED:
                start = fact.time_s + 0.2 + 0.5 * float(draws[1])
                self.hold(start, start + fact.span_s + HOLD_S, outbox)
