"""How messages reach people and machines: ringing, text messages, app pushes, loudspeakers, with delay and loss.

Delays are lognormal. Medians, spreads and losses are assumptions; no operator publishes them for alarm traffic.
"""

import math
from dataclasses import dataclass

from twin.seeds import Seeds


class ChannelError(ValueError):
    """A channel that telephony does not carry."""


@dataclass(frozen=True, slots=True)
class Line:
    """One channel: ``median_s`` and ``spread`` (sigma of the logarithm) of its delay, ``loss`` per attempt."""

    median_s: float
    spread: float
    loss: float


LINES = {
    # Ringing until somebody picks up; loss is nobody doing so.
    "phone": Line(11.0, 0.4, 0.15),
    "sms": Line(6.0, 0.8, 0.02),
    "app": Line(1.5, 0.6, 0.05),
    "loudspeaker": Line(0.6, 0.2, 0.005),
    "console": Line(0.1, 0.1, 0.0),
    "jsonl": Line(0.01, 0.1, 0.0),
    # Machines outside, by way of an outbox that tries until they have it.
    "mqtt": Line(0.05, 0.5, 0.0),
    "webhook": Line(0.2, 0.5, 0.0),
}


class Telephony:
    """The public network and the site's own, for one run."""

    def __init__(self, seeds: Seeds) -> None:
        self._seeds = seeds

    def attempt(
        self, channel: str, recipient: str, message_id: str, attempt: int, at_s: float, kind: str = ""
    ) -> tuple[bool, float]:
        """Try once to reach ``recipient``; the outcome depends on the seed and these names alone, not on ``at_s``.

        ``kind`` is the line that a channel of the site's own naming is of, such as "webhook".

        Returns
        -------
        Whether the message arrived, and after how long [s] that is known.
        """
        del at_s  # the network knows no rush hour yet; the port carries the time so that it may
        line = LINES.get(kind or channel)
        if line is None:
            raise ChannelError(f"no channel {channel}; there are {', '.join(LINES)}")
        rng = self._seeds.stream("telephony", f"{channel}/{recipient}/{message_id}", f"attempt {attempt}")
        lost = float(rng.random()) < line.loss
        delay = line.median_s * math.exp(line.spread * float(rng.standard_normal()))
        return not lost, delay
