"""Steps the pipeline in real time over a live source: one thread reads, the caller's thread steps.

The pipeline's time is seconds since `LiveDriver.run` began. A source whose items are stamped ahead of that carries the
time with it, so that a file can be played faster than it was filmed.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from detectors.live.intake import Intake
from detectors.stream import Frame, Reading, Source

Out_co = TypeVar("Out_co", covariant=True)
Result = TypeVar("Result")
TICK_S = 0.5  # return to the clock at least so often, so that a stop is never waited for


class Steps(Protocol[Out_co]):
    """What the driver needs of a pipeline."""

    def step(self, now_s: float, items: Sequence[Frame | Reading]) -> tuple[Out_co, float]:
        """Take items; return what follows from them, and when to step again at the latest [s]."""

    def flush(self, now_s: float) -> Out_co:
        """End of the stream: return what was still open."""


class LiveDriver(Generic[Result]):
    """Runs one pipeline over one source.

    Parameters
    ----------
    pipeline: stepped in the caller's thread only.
    source: iterated in a thread of its own; closed when the run ends.
    clock: monotonic [s].
    lossless: when the pipeline falls behind, the source waits (a file) instead of losing its oldest frames (a camera).
    """

    def __init__(
        self,
        pipeline: Steps[Result],
        source: Source,
        clock: Callable[[], float] = time.monotonic,
        lossless: bool = False,
    ) -> None:
        self.pipeline, self.source, self._clock = pipeline, source, clock
        self._intake = Intake(lossless=lossless)

    @property
    def dropped(self) -> int:
        """Frames that the pipeline was too slow for."""
        return self._intake.dropped

    def run(self) -> Iterator[Result]:
        """Yield each step's output until the source ends or `stop` is called.

        Raises
        ------
        Exception
            Whatever the source raised, after everything it gave before that was stepped and flushed.
        """
        reader = threading.Thread(target=self._intake.read, args=(self.source,), name="source", daemon=True)
        reader.start()
        try:
            yield from self._steps()
        finally:
            self.stop()
            reader.join(timeout=2.0 * TICK_S)
            self.source.close()
        if self._intake.failure is not None:
            raise self._intake.failure

    def stop(self) -> None:
        """End the run after what has been read so far; safe from another thread or a signal handler."""
        self._intake.stop()

    def _steps(self) -> Iterator[Result]:
        began, ahead_s, deadline_s, ended = self._clock(), 0.0, math.inf, False
        now_s = 0.0
        while not ended:
            items, ended = self._intake.take(min(TICK_S, deadline_s - now_s))
            ahead_s = max([ahead_s, *(item.time_s for item in items)])
            now_s = max(self._clock() - began, ahead_s)
            if items or now_s >= deadline_s:
                output, deadline_s = self.pipeline.step(now_s, items)
                yield output
        yield self.pipeline.flush(now_s)
