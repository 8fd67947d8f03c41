"""Channels that need no network: the console, a file of one JSON line per delivery, and one that nobody serves."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from detectors.alerts.alert import Alert, Outcome
from detectors.alerts.text import ENGLISH, Languages, sentence


def clock_text(time_s: float) -> str:
    """Write seconds from the stream's start as hours, minutes and seconds.

    >>> clock_text(3725.9)
    '1:02:05'
    """
    hours, rest = divmod(int(time_s), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


class ConsoleChannel:
    """Says each alert on one line.

    Parameters
    ----------
    write: takes the line, without its end.
    """

    def __init__(self, write: Callable[[str], None], languages: Languages = ENGLISH, name: str = "console") -> None:
        self._write, self._languages, self.name = write, languages, name

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome:  # noqa: ARG002 - the port's
        """Write one line."""
        self._write(f"{clock_text(at_s)}  {recipient}: {sentence(alert, self._languages.of(recipient))}")
        return Outcome.DELIVERED


class JsonlChannel:
    """Appends each delivery to a file as one JSON line, whole or not at all.

    ``key`` is the same for every copy of one message, so that a reader can drop duplicates.
    """

    def __init__(self, path: Path, languages: Languages = ENGLISH, name: str = "jsonl") -> None:
        self._path, self._languages, self.name = path, languages, name

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome:
        """Append one line; FAILED if the disk refuses."""
        record = {
            "key": f"{alert.id}|{recipient}|{self.name}|{attempt}",
            "alert": alert.id,
            "kind": alert.kind.value,
            "severity": int(alert.severity),
            "zone": alert.zone,
            "place": alert.place,
            "opened_s": alert.opened_s,
            "state": alert.state.value,
            "events": alert.events,
            "recipient": recipient,
            "at_s": at_s,
            "text": sentence(alert, self._languages.of(recipient)),
        }
        line = json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
        return Outcome.DELIVERED if self._append(line.encode()) else Outcome.FAILED

    def _append(self, line: bytes) -> bool:
        """One write at the file's end; a short one (a full disk) is taken back."""
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError:
            return False
        try:
            size = os.fstat(file).st_size
            if os.write(file, line) == len(line):
                return True
            os.ftruncate(file, size)
        except OSError:
            return False
        finally:
            os.close(file)
        return False


class UnservedChannel:
    """A channel that this site has no gateway for: nobody is reached by it, and the next one is tried."""

    def __init__(self, name: str) -> None:
        self.name = name

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome:  # noqa: ARG002 - the port's
        """Fail."""
        return Outcome.FAILED
