"""The twin's clock: SimPy behind one door. Times are seconds from the scenario's start."""

from collections.abc import Callable, Generator
from typing import Any

import simpy

Story = Generator[simpy.Event, Any, None]


class Clock:
    """Runs stories (generators that yield `timeout` or `event`) in the order of simulated time."""

    def __init__(self) -> None:
        self._environment = simpy.Environment()

    @property
    def now_s(self) -> float:
        """Simulated time [s]."""
        return float(self._environment.now)

    def timeout(self, seconds: float) -> simpy.Event:
        """Return an event that fires ``seconds`` from now; negative waits are taken as zero."""
        return self._environment.timeout(seconds if seconds > 0.0 else 0.0)

    def until(self, time_s: float) -> simpy.Event:
        """Return an event that fires at ``time_s``, or at once when that has passed."""
        wait = time_s - self._environment.now
        return self._environment.timeout(wait if wait > 0.0 else 0.0)

    def event(self) -> simpy.Event:
        """Return an event that somebody fires with ``succeed``."""
        return self._environment.event()

    def tell(self, story: Story) -> simpy.Process:
        """Start a story now; ``interrupt`` on the returned process raises `simpy.Interrupt` inside it."""
        return self._environment.process(story)

    def at(self, time_s: float, act: Callable[[], None]) -> None:
        """Call ``act`` at ``time_s``."""

        def story() -> Story:
            yield self.until(time_s)
            act()

        self.tell(story())

    def run_until(self, time_s: float) -> None:
        """Let everything up to and including ``time_s`` happen."""
        peek, step = self._environment.peek, self._environment.step
        while peek() <= time_s:
            step()
        if time_s > self.now_s:
            self._environment.run(until=time_s)


Interrupted = simpy.Interrupt
