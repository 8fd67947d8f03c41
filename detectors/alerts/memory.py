"""What a desk must know again after a crash, alert by alert.

The note of an alert is written in the same transaction as whatever the step decided about it, and taken out once
nothing more can happen about it. A desk that is made on a store with notes goes on where the last one stopped: with the
same owners, the same turns, the same messages under way, the same responders.
"""

from dataclasses import dataclass

from detectors.alerts.case import Case
from detectors.alerts.correlate import KeyNote
from detectors.alerts.courier import LineNote
from detectors.alerts.dispatch import SentNote
from detectors.alerts.escalate import TurnNote
from detectors.state import decode, encode


@dataclass(frozen=True, slots=True)
class CaseNote:
    """One alert's work in hand: what it is, how to find it, who is told next, who is under way, when it may close."""

    case: Case
    keys: KeyNote | None
    turns: tuple[TurnNote, ...]
    lines: tuple[LineNote, ...]
    sent: SentNote
    settling: tuple[tuple[float, str], ...]
    reached: bool

    def packed(self) -> bytes:
        """Return the note as bytes."""
        return encode(self)


def unpacked(data: bytes) -> CaseNote:
    """Read a note.

    Raises
    ------
    StateError
        The bytes are no note.
    """
    note = decode(data)
    if not isinstance(note, CaseNote):
        raise TypeError(f"not the note of a case but a {type(note).__name__}")
    return note
