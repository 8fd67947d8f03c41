"""Messages and failing devices (twin.telephony, twin.faults)."""

import numpy as np
import pytest

from twin.faults import Faults
from twin.seeds import Seeds
from twin.telephony import LINES, ChannelError, Telephony


@pytest.mark.parametrize("channel", list(LINES))
def test_delays_and_losses_are_as_documented(channel: str) -> None:
    """Median delay within 10 %, loss within four standard errors, over a thousand messages."""
    telephony = Telephony(Seeds(5))
    tried = [telephony.attempt(channel, "ann", f"a{i}", 0, 0.0) for i in range(1000)]
    line = LINES[channel]
    assert np.median([delay for _, delay in tried]) == pytest.approx(line.median_s, rel=0.1)
    slack = 4 * (line.loss * (1 - line.loss) / 1000) ** 0.5
    assert abs(np.mean([not arrived for arrived, _ in tried]) - line.loss) <= slack


def test_the_same_message_fares_the_same_and_a_retry_differently() -> None:
    """Deterministic per message and attempt, whenever and in whatever order it is tried."""
    first, second = Telephony(Seeds(5)), Telephony(Seeds(5))
    second.attempt("sms", "bob", "other", 0, 3.0)
    assert first.attempt("sms", "ann", "m", 0, 0.0) == second.attempt("sms", "ann", "m", 0, 9.0)
    assert first.attempt("sms", "ann", "m", 1, 0.0) != first.attempt("sms", "ann", "m", 0, 0.0)
    assert Telephony(Seeds(6)).attempt("sms", "ann", "m", 0, 0.0) != first.attempt("sms", "ann", "m", 0, 0.0)


def test_an_unknown_channel_is_named() -> None:
    """A typing error in the routing must not pass for a lost message."""
    with pytest.raises(ChannelError, match="pigeon"):
        Telephony(Seeds(1)).attempt("pigeon", "ann", "m", 0, 0.0)


def test_faults_last_as_long_as_they_say() -> None:
    """From their start, until just before their end; for good when no length is given."""
    faults = Faults((("cam", "dark", 10.0, 5.0), ("smoke", "dead", 12.0, None)))
    assert [faults.silent("cam", t) for t in (9.9, 10.0, 14.9, 15.0)] == [False, True, True, False]
    assert faults.silent("smoke", 1e9)
    assert not faults.silent("other", 12.0)
    assert faults.dark(12.0) == {"cam", "smoke"}
    assert faults.dark(20.0) == {"smoke"}
