"""Readings over a real broker: each once, in order, and nothing that is no reading (live.readings)."""

import json
import time
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.live.mqtt import QOS, connection
from detectors.live.readings import MqttReadings, ReadingError, parsed, written
from detectors.stream import Quantity, Reading, Unit
from ringfence.benches.alert_peers import free_port
from ringfence.benches.certificate import self_signed
from tests.fakes.broker import broker

READINGS = [Reading("b3/2/smoke", k, 0.5 * k, Quantity.OBSCURATION, 0.1 * k, Unit.PERCENT_PER_M) for k in range(20)]


def test_each_reading_comes_once_and_rubbish_does_not(tmp_path: Path) -> None:
    """Copies, as QoS 1 may send them, and messages that are no readings are passed over and counted."""
    with broker(free_port(), self_signed(tmp_path)) as at:
        source = MqttReadings(at, "site")
        sender = connection(at, "device", clean=True)
        sender.connect(at.host, at.port)
        sender.loop_start()
        time.sleep(0.5)
        for reading in READINGS:
            for _ in range(2):
                sender.publish(f"ringfence/readings/{reading.device}", written(reading), QOS)
        sender.publish("ringfence/readings/x", b"{}", QOS)
        sender.publish("ringfence/readings/b3/2/smoke", written(Reading("", 20, 10.0, Quantity.PANIC, True, Unit.NONE)))
        got = list(islice(source, 21))
        source.close()
        sender.disconnect()
        sender.loop_stop()
    assert got[:20] == READINGS
    assert got[20].value is True
    assert source.copies >= 19
    assert len(source.refused) == 1


@given(
    st.builds(
        Reading,
        st.just("d"),
        st.integers(0, 10**9),
        st.floats(0, 1e7),
        st.sampled_from(Quantity),
        st.one_of(st.booleans(), st.text(max_size=20), st.floats(allow_nan=False)),
        st.sampled_from(Unit),
    )
)
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back(reading: Reading) -> None:
    """Whatever a device says."""
    assert parsed("d", written(reading), 0.0) == reading


@pytest.mark.parametrize(
    "told",
    [[], {"index": 1}, {"index": -1, "quantity": "panic", "value": True}, {"index": 1, "quantity": "mood", "value": 1}],
)
def test_what_is_no_reading_is_refused(told: object) -> None:
    """With a reason, not a crash."""
    with pytest.raises(ReadingError):
        parsed("d", json.dumps(told).encode(), 0.0)
