"""Waiting for what other threads do."""

import time
from collections.abc import Callable


def eventually(true: Callable[[], bool], within_s: float = 20.0) -> bool:
    """Whether something becomes true in time."""
    until = time.monotonic() + within_s
    while not (held := true()) and time.monotonic() < until:
        time.sleep(0.01)
    return held
