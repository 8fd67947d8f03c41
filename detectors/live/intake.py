"""Between the thread that reads a source and the one that steps the pipeline: a bounded, ordered intake."""

import threading
from collections import deque
from collections.abc import Iterable

from detectors.stream import Frame, Reading


class Intake:
    """Items read and not yet taken.

    Parameters
    ----------
    frames: so many frames may wait.
    lossless: the reader waits when they do (a file); otherwise the oldest frame is dropped (a camera). Readings are
        never dropped.
    """

    def __init__(self, frames: int = 64, lossless: bool = False) -> None:
        self.limit, self.lossless, self.dropped = frames, lossless, 0
        self.failure: BaseException | None = None
        self._items: deque[Frame | Reading] = deque()
        self._frames = 0
        self._ended = False
        self._stopped = False
        self._changed = threading.Condition()

    def read(self, items: Iterable[Frame | Reading]) -> None:
        """Take everything from ``items`` until they end or `stop`; an error of theirs is kept in ``failure``."""
        try:
            for item in items:
                if not self._put(item):
                    return
        except BaseException as error:  # raised again in the driver's thread
            self.failure = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def take(self, wait_s: float) -> tuple[list[Frame | Reading], bool]:
        """Wait for items [s] at most and take them all; the flag says that no more will come."""
        with self._changed:
            if wait_s > 0.0:
                self._changed.wait_for(lambda: self._items or self._ended or self._stopped, wait_s)
            items = list(self._items)
            self._items.clear()
            self._frames = 0
            self._changed.notify_all()
            return items, self._ended or self._stopped

    def stop(self) -> None:
        """Read no more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _put(self, item: Frame | Reading) -> bool:
        """Queue one item; False once stopped."""
        with self._changed:
            if isinstance(item, Frame):
                if self.lossless:
                    self._changed.wait_for(lambda: self._frames < self.limit or self._stopped)
                elif self._frames >= self.limit:
                    self._drop_oldest()
                self._frames += 1
            if self._stopped:
                return False
            self._items.append(item)
            self._changed.notify_all()
            return True

    def _drop_oldest(self) -> None:
        for place, item in enumerate(self._items):
            if isinstance(item, Frame):
                del self._items[place]
                self._frames -= 1
                self.dropped += 1
                return
