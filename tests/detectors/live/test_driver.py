"""The live driver: real threads, real clock, a pipeline that writes down what it is given."""

import itertools
import math
import threading
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from detectors.live.driver import LiveDriver
from detectors.live.intake import Intake
from detectors.stream import DeviceInfo, Frame, Quantity, Reading, Unit


def frame(index: int, time_s: float | None = None) -> Frame:
    return Frame("cam", index, index / 10.0 if time_s is None else time_s, np.zeros((2, 2, 3), np.uint8))


def reading(index: int) -> Reading:
    return Reading("smoke", index, 0.0, Quantity.OBSCURATION, 1.0, Unit.PERCENT_PER_M)


class Given:
    """A source of prepared items, then silence for ``then_s``, then an error if there is one."""

    def __init__(self, items: Sequence[Frame | Reading], error: Exception | None = None, then_s: float = 0.0) -> None:
        self.items, self.error, self.then_s, self.closed = items, error, then_s, False

    def devices(self) -> tuple[DeviceInfo, ...]:
        return ()

    def __iter__(self) -> Iterator[Frame | Reading]:
        yield from self.items
        time.sleep(self.then_s)
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        self.closed = True


class Notes:
    """A pipeline that notes its steps; ``deadlines`` are what it answers, one after the other."""

    def __init__(self, deadlines: Sequence[float] = ()) -> None:
        self.items: list[Frame | Reading] = []
        self.times: list[float] = []
        self._deadlines = iter(deadlines)

    def step(self, now_s: float, items: Sequence[Frame | Reading]) -> tuple[str, float]:
        self.items.extend(items)
        self.times.append(now_s)
        return "step", next(self._deadlines, math.inf)

    def flush(self, now_s: float) -> str:
        self.times.append(now_s)
        return "flush"


def test_every_item_arrives_once_in_order_and_the_end_is_flushed() -> None:
    """Also from a file that plays faster than it was filmed: the pipeline's time is never behind its items."""
    notes, source = Notes(), Given([frame(i) for i in range(500)])
    outputs = list(LiveDriver(notes, source, lossless=True).run())
    assert [item.index for item in notes.items] == list(range(500))
    assert notes.times[-1] >= 49.9
    assert notes.times == sorted(notes.times)
    assert outputs[-1] == "flush"
    assert source.closed


def test_a_deadline_is_kept_without_any_item() -> None:
    """An escalation must not wait for the next frame."""
    notes = Notes([0.05, 0.1])
    list(LiveDriver(notes, Given([reading(0)], then_s=0.3)).run())
    assert 0.05 <= notes.times[1] < 0.15
    assert 0.1 <= notes.times[2] < 0.25


def test_a_source_that_fails_is_flushed_and_then_named() -> None:
    """Nothing is swallowed, and what came before is not lost."""
    notes = Notes()
    outputs = []
    with pytest.raises(OSError, match="camera unplugged"):
        outputs.extend(LiveDriver(notes, Given([frame(0)], OSError("camera unplugged"))).run())
    assert len(notes.items) == 1
    assert notes.times


class Endless(Given):
    """A sensor that never stops."""

    def __iter__(self) -> Iterator[Frame | Reading]:
        return map(reading, itertools.count())


def test_stop_ends_a_source_that_never_does() -> None:
    """From another thread, within a tick."""
    driver = LiveDriver(Notes(), Endless([]))
    threading.Timer(0.1, driver.stop).start()
    began = time.monotonic()
    list(driver.run())
    assert time.monotonic() - began < 2.0


def test_a_slow_pipeline_loses_the_oldest_frames_and_no_reading() -> None:
    """As a recorder would; the loss is counted."""
    intake = Intake(frames=3)
    intake.read([frame(0), reading(0), frame(1), frame(2), frame(3), reading(1), frame(4)])
    items, ended = intake.take(0.0)
    assert [item.index for item in items if isinstance(item, Frame)] == [2, 3, 4]
    assert sum(isinstance(item, Reading) for item in items) == 2
    assert (intake.dropped, ended) == (2, True)
