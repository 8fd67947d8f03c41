"""Takes messages from the outbox to their recipients: one thread keeps the books, others wait for the network.

A recipient has one batch under way at a time, in order; a slow one holds up nobody else. What came of a batch is on
the disk before the recipient's next one leaves.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Protocol

from detectors.alerts.outbox import Outbox, Parcel
from detectors.alerts.store import StoreError

LOOK_S = 0.05  # how long a message that nobody announced may lie unnoticed


class Sender(Protocol):
    """Carries messages to recipients of one kind of channel."""

    def deliver(self, recipient: str, parcels: Sequence[Parcel]) -> int:
        """Send in this order and stop at the first failure; how many of the first ones have arrived.

        It never raises for a peer that is down. Called from several threads, for one recipient from one at a time.
        """

    def close(self) -> None:
        """Let go of connections."""


class Directory:
    """Carries each recipient's messages the way that is written beside their name; nobody else's at all."""

    def __init__(self, ways: Mapping[str, Sender]) -> None:
        self._ways = ways

    def deliver(self, recipient: str, parcels: Sequence[Parcel]) -> int:
        """Hand a batch to the recipient's sender."""
        way = self._ways.get(recipient)
        return 0 if way is None else way.deliver(recipient, parcels)

    def close(self) -> None:
        """Close every sender."""
        for way in {id(way): way for way in self._ways.values()}.values():
            way.close()


class Postman:
    """Delivers a store's outbox.

    Parameters
    ----------
    path: the desk's store.
    senders: by the channel's name.
    clock: the same time as the desk's [s].
    threads: so many recipients are served at once.
    batch: so many messages of one recipient are under way at once, and may leave twice when the process is killed.
    attempts, base_s: see `Outbox`.
    """

    def __init__(
        self,
        path: Path,
        senders: Mapping[str, Sender],
        clock: Callable[[], float] = time.monotonic,
        threads: int = 8,
        batch: int = 8,
        attempts: int = 12,
        base_s: float = 1.0,
    ) -> None:
        self._path, self._senders, self._clock, self._batch = path, senders, clock, batch
        self._attempts, self._base_s = attempts, base_s
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="postman")
        self._news = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
        self.unsaved: StoreError | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There may be something new: the desk has stepped."""
        self._news.set()

    def stop(self) -> None:
        """Finish what is under way, write it down and end."""
        self._stopped.set()
        self._news.set()
        self._thread.join()
        self._pool.shutdown()
        for sender in self._senders.values():
            sender.close()

    def _run(self) -> None:
        outbox = Outbox(self._path, self._attempts, self._base_s)
        under_way: dict[Future[int], Sequence[Parcel]] = {}
        while not self._stopped.is_set() or under_way:
            self._news.clear()
            try:
                outbox.settle(self._collect(under_way), self._clock())
                if not self._stopped.is_set():
                    self._send(outbox, under_way)
                self.unsaved = None
            except StoreError as error:  # the disk refuses: nothing more is sent until what was is on record
                self.unsaved = error
            if under_way:
                wait(under_way, LOOK_S / 10.0, FIRST_COMPLETED)
            else:
                self._news.wait(LOOK_S)
        outbox.close()

    def _collect(self, under_way: dict[Future[int], Sequence[Parcel]]) -> list[tuple[Parcel, bool]]:
        """What came of the batches that are done: those that arrived, and the one that failed after them."""
        tried: list[tuple[Parcel, bool]] = []
        for done in [future for future in under_way if future.done()]:
            parcels, arrived = under_way.pop(done), done.result()
            tried += [(parcel, number < arrived) for number, parcel in enumerate(parcels[: arrived + 1])]
        return tried

    def _send(self, outbox: Outbox, under_way: dict[Future[int], Sequence[Parcel]]) -> None:
        busy = {parcels[0].recipient for parcels in under_way.values()}
        for recipient in outbox.recipients():
            channel, _, name = recipient.partition(":")
            if recipient in busy or channel not in self._senders:
                continue
            parcels = outbox.due_to(recipient, self._clock(), self._batch)
            if parcels:
                under_way[self._pool.submit(self._senders[channel].deliver, name, parcels)] = parcels
