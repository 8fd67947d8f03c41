"""The sensors' outbox (twin.sensors.outbox): what is put in any order comes out in order, numbered, as it was said."""

from itertools import count

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.stream import Quantity, Reading, Unit
from twin.sensors.outbox import Outbox

NAMES = ("pile-9", "b1-smoke", "gate")
SAID: tuple[tuple[Quantity, Unit, float | bool | str], ...] = (
    (Quantity.CURRENT, Unit.AMPERE, 1.5),
    (Quantity.CURRENT, Unit.AMPERE, 1.0),
    (Quantity.DOOR_OPEN, Unit.NONE, True),
    (Quantity.DOOR_OPEN, Unit.NONE, False),
    (Quantity.PLATE, Unit.NONE, "京A12345"),
    (Quantity.PLATE, Unit.NONE, ""),
)
# Few moments, so that many fall together.
SAYING = st.tuples(st.integers(0, 12), st.sampled_from(NAMES), st.sampled_from(SAID))


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.lists(SAYING, max_size=12), max_size=6))
def test_readings_come_in_order_as_they_were_said(
    windows: list[list[tuple[int, str, tuple[Quantity, Unit, float | bool | str]]]],
) -> None:
    """Against a plain sorted list: by time and device, ties as they were put, counted without gaps."""
    outbox, counts = Outbox(NAMES), dict.fromkeys(NAMES, 0)
    put, waiting = count(), list[tuple[float, str, int, Quantity, Unit, float | bool | str]]()
    for turn, sayings in enumerate(windows):
        before_s = 2.0 * (turn + 1)
        for late, device, (quantity, unit, value) in sayings:
            time_s = 2.0 * turn + 0.5 * late
            outbox.put(time_s, device, quantity, value, unit)
            waiting.append((time_s, device, next(put), quantity, unit, value))
        expected = []
        for time_s, device, _, quantity, unit, value in sorted(waiting, key=lambda row: row[:3]):
            if time_s < before_s:
                expected.append(Reading(device, counts[device], time_s, quantity, value, unit))
                counts[device] += 1
        waiting = [row for row in waiting if row[0] >= before_s]
        got = list(outbox.take(before_s))
        assert got == expected
        assert [type(r.value) for r in got] == [type(r.value) for r in expected]


def test_many_at_once_are_as_one_by_one() -> None:
    """Columns and single readings share one queue, however many come, and the columns tell their length unread."""
    outbox, times_s = Outbox(NAMES), np.linspace(0.0, 5.0, 400, endpoint=False)
    devices = outbox.numbers(["gate", "pile-9"])[np.arange(400) % 2]
    outbox.put(1.0, "b1-smoke", Quantity.PANIC, True)
    outbox.put_all(times_s, devices, outbox.what(Quantity.POWER, Unit.WATT), times_s * 2.0)
    first, rest = outbox.take(1.5), outbox.take(9.0)
    assert (len(first), len(rest)) == (121, 280)
    assert [r.value for r in first if r.device != "b1-smoke"] == (times_s[:120] * 2.0).tolist()
    assert first[80] == Reading("b1-smoke", 0, 1.0, Quantity.PANIC, True, Unit.NONE)
    assert rest[-1] == Reading("pile-9", 199, float(times_s[-1]), Quantity.POWER, float(times_s[-1] * 2.0), Unit.WATT)
