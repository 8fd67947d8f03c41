"""Wall time spent per stage of a run: goes into the manifest's ``host`` part, never into the content hash."""

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Stage:
    """What one stage has taken [s]; inside a ``with`` block it runs. A metadata day enters half a million of them."""

    seconds: float = 0.0
    began: float = 0.0

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self.began


class Stopwatch:
    """Adds up seconds per named stage."""

    def __init__(self) -> None:
        self._stages: dict[str, Stage] = {}
        self._began = time.perf_counter()

    def stage(self, name: str) -> Stage:
        """Count the time spent inside a ``with`` block under ``name``; a stage does not hold itself."""
        if name not in self._stages:
            self._stages[name] = Stage()
        return self._stages[name]

    @property
    def seconds(self) -> dict[str, float]:
        """What each stage has taken [s]."""
        return {name: stage.seconds for name, stage in self._stages.items()}

    def total(self) -> float:
        """Seconds since the stopwatch was made."""
        return time.perf_counter() - self._began
