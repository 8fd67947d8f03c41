"""Carries messages: tries a channel, backs off, tries the next, and says who cannot be reached.

Messages about one alert reach one recipient in order: a second telling waits until the first has arrived or has been
given up. Waiting times double with each attempt and carry a jitter of up to a quarter, drawn from the message's own
key, so that retries of many messages do not beat in time and are yet the same in every run.
"""

import hashlib
import heapq
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from detectors.alerts.alert import Alert, Channel, Delivery, Outcome, Sent

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LineNote:
    """What must be known again of one recipient's messages after a crash.

    ``attempts`` made so far by channel; ``messages`` are (channels still to try, failures on the first of them), the
    head first; ``begun`` whether the head has been tried; ``due_s`` when it is next [s].
    """

    recipient: str
    attempts: tuple[tuple[str, int], ...]
    messages: tuple[tuple[tuple[str, ...], int], ...]
    begun: bool
    due_s: float


@dataclass(slots=True)
class _Message:
    """One telling under way: channels still to try, failures on the first of them; begun once it has been tried."""

    alert: Alert
    recipient: str
    by: deque[str]
    tried: int = 0
    begun: bool = False


@dataclass(slots=True)
class _Line:
    """Everything one recipient is told of one alert: the head is under way, next at ``due_s``; the rest waits."""

    queue: deque[_Message] = field(default_factory=deque)
    attempts: dict[str, int] = field(default_factory=dict)
    due_s: float = 0.0


def backoff_s(base_s: float, tried: int, alert: str, recipient: str) -> float:
    """Wait before the attempt after ``tried`` failed ones [s]: base, twice, four times that, plus up to a quarter."""
    digest = hashlib.blake2b(f"{alert}\x00{recipient}\x00{tried}".encode(), digest_size=2).digest()
    return base_s * 2.0 ** (tried - 1) * (1.0 + int.from_bytes(digest, "little") / 65536.0 / 4.0)


class Courier:
    """Every message not yet delivered nor given up.

    Parameters
    ----------
    channels: by name.
    attempts: tries per channel.
    base_s: wait after a first failure [s].
    """

    def __init__(self, channels: Mapping[str, Channel], attempts: int = 3, base_s: float = 5.0) -> None:
        self.channels, self.attempts, self.base_s = channels, attempts, base_s
        self._lines: dict[str, dict[str, _Line]] = {}
        self._heap: list[tuple[float, int, Key]] = []
        self._count = 0

    def post(self, alert: Alert, recipient: str, by: tuple[str, ...], due_s: float) -> None:
        """Take one message for delivery, from ``due_s`` on, by the first channel of ``by`` that works."""
        line = self._lines.setdefault(alert.id, {}).setdefault(recipient, _Line())
        line.queue.append(_Message(alert, recipient, deque(by)))
        if len(line.queue) == 1:
            self._schedule((alert.id, recipient), due_s)

    def finish(self, alert: str) -> None:
        """Somebody has acknowledged: what is under way is delivered, what has not been tried yet is not."""
        for line in self._lines.get(alert, {}).values():
            while line.queue and not line.queue[-1].begun:
                line.queue.pop()

    def note(self, alert: str) -> tuple[LineNote, ...]:
        """Return what must be known again of an alert's messages."""
        return tuple(
            LineNote(
                recipient,
                tuple(line.attempts.items()),
                tuple((tuple(message.by), message.tried) for message in line.queue),
                bool(line.queue) and line.queue[0].begun,
                line.due_s,
            )
            for recipient, line in self._lines.get(alert, {}).items()
        )

    def restore(self, alert: Alert, notes: tuple[LineNote, ...]) -> None:
        """Go on with an alert's messages; one whose channels have all been taken out of service counts as given up."""
        for note in notes:
            queue = deque(
                _Message(alert, note.recipient, deque(name for name in by if name in self.channels), tried)
                for by, tried in note.messages
            )
            if queue:
                queue[0].begun = note.begun
            self._lines.setdefault(alert.id, {})[note.recipient] = _Line(queue, dict(note.attempts))
            if queue:
                self._schedule((alert.id, note.recipient), note.due_s)

    def drop(self, alert: str) -> None:
        """Give up what is not yet delivered of an alert that is over; how often each was tried stays known."""
        for line in self._lines.get(alert, {}).values():
            line.queue.clear()

    def forget(self, alert: str) -> None:
        """Nothing more will happen about an alert."""
        self._lines.pop(alert, None)

    def remember(self, alert: str, recipient: str, channel: str, attempts: int) -> None:
        """So often ``recipient`` has been tried already, so that the next attempt gets the next number."""
        line = self._lines.setdefault(alert, {}).setdefault(recipient, _Line())
        line.attempts[channel] = max(attempts, line.attempts.get(channel, 0))

    def work(self, now_s: float) -> tuple[list[Delivery], list[Key]]:
        """Make every attempt due at ``now_s``: the attempts, and (alert, recipient) of messages given up."""
        made: list[Delivery] = []
        lost: list[Key] = []
        while self.next_s <= now_s:
            due_s, _, key = heapq.heappop(self._heap)
            line = self._lines[key[0]][key[1]]
            if not line.queue[0].by:
                lost.append(key)
                self._next(key, line, now_s)
                continue
            made.append(self._attempt(key, line, max(due_s, now_s)))
        return made, lost

    @property
    def next_s(self) -> float:
        """When the next attempt is due [s]; infinite if none is."""
        while self._heap and not self._current(self._heap[0][2]):
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf

    def _current(self, key: Key) -> bool:
        line = self._lines.get(key[0], {}).get(key[1])
        return line is not None and bool(line.queue)

    def _schedule(self, key: Key, due_s: float) -> None:
        self._lines[key[0]][key[1]].due_s = due_s
        heapq.heappush(self._heap, (due_s, self._count, key))
        self._count += 1

    def _next(self, key: Key, line: _Line, due_s: float) -> None:
        """Done with the head of a line, delivered or given up."""
        line.queue.popleft()
        if line.queue:
            self._schedule(key, due_s)

    def _attempt(self, key: Key, line: _Line, now_s: float) -> Delivery:
        """Try the head of a line once."""
        message = line.queue[0]
        message.begun = True
        name = message.by[0]
        number = line.attempts[name] = line.attempts.get(name, 0) + 1
        sent = self.channels[name].send(message.alert, message.recipient, number, now_s)
        outcome, known_s = (sent.outcome, max(sent.at_s, now_s)) if isinstance(sent, Sent) else (sent, now_s)
        if outcome is not Outcome.FAILED:
            self._next(key, line, known_s)
        else:
            self._fail(key, message, known_s)
        return Delivery(message.alert.id, message.recipient, name, number, known_s, outcome)

    def _fail(self, key: Key, message: _Message, known_s: float) -> None:
        """After a failed attempt: the same channel again, later, or the next one at once."""
        message.tried += 1
        if message.tried < self.attempts:
            self._schedule(key, known_s + backoff_s(self.base_s, message.tried, *key))
            return
        message.tried = 0
        message.by.popleft()
        self._schedule(key, known_s)
