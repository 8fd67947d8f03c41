"""What a desk must know again after a crash, alert by alert.

The note of an alert is written in the same transaction as whatever the step decided about it, and taken out once
nothing more can happen about it. A desk that is made on a store with notes goes on where the last one stopped: with the
same owners, the same turns, the same messages under way, the same responders.

A note is JSON of plain lists in the order of the records' fields: it is written for every alert of every step, and
naming the fields would take most of the desk's time.
"""

import json
from dataclasses import astuple, dataclass
from typing import Any

from detectors.alerts.alert import AlertState, Dispatch, Place, Severity
from detectors.alerts.case import Case
from detectors.alerts.correlate import KeyNote
from detectors.alerts.courier import LineNote
from detectors.alerts.dispatch import Errand, SentNote, Want
from detectors.alerts.escalate import TurnNote
from detectors.contract import EventKind

WRITE = json.JSONEncoder(separators=(",", ":")).encode


class NoteError(ValueError):
    """The bytes are no note of an alert's work in hand."""


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
        case, keys, sent = self.case, self.keys, self.sent
        plain = (
            (
                (case.id, case.kind, case.severity, case.place, case.zone, case.opened_s, case.last_s, case.last_place),
                (case.state, case.owner, case.events, case.kinds, case.devices, case.resolved_s),
            ),
            None if keys is None else (keys.cells, keys.zones, keys.tracks),
            [(turn.due_s, turn.kind, turn.wave) for turn in self.turns],
            [(line.recipient, line.attempts, line.messages, line.begun, line.due_s) for line in self.lines],
            (sent.want and astuple(sent.want), [astuple(errand) for errand in sent.errands], sent.sent, sent.over),
            self.settling,
            self.reached,
        )
        return WRITE(plain).encode()


def unpacked(data: bytes) -> CaseNote:
    """Read a note.

    Raises
    ------
    NoteError
        The bytes are no note.
    """
    try:
        (first, second), keys, turns, lines, sent, settling, reached = json.loads(data)
        return CaseNote(
            _case(first, second),
            None if keys is None else KeyNote(*(_tuples(part) for part in keys)),
            tuple(TurnNote(due_s, EventKind(kind), wave) for due_s, kind, wave in turns),
            tuple(
                LineNote(who, _tuples(tries), _tuples(texts), begun, due_s) for who, tries, texts, begun, due_s in lines
            ),
            SentNote(sent[0] and _want(*sent[0]), tuple(_errand(*errand) for errand in sent[1]), sent[2], sent[3]),
            _tuples(settling),
            reached,
        )
    except (ValueError, TypeError) as error:
        raise NoteError(f"unreadable note: {error}") from error


def _case(first: list[Any], second: list[Any]) -> Case:
    key, kind, severity, place, zone, opened_s, last_s, last_place = first
    state, owner, events, kinds, devices, resolved_s = second
    begun = key, EventKind(kind), Severity(severity), _place(place), zone, opened_s, last_s, _place(last_place)
    return Case(*begun, AlertState(state), owner, events, [EventKind(kind) for kind in kinds], devices, resolved_s)


def _want(alert: str, role: str, place: list[float], severity: int, since_s: float, without: list[str]) -> Want:
    x, y, z = place
    return Want(alert, role, (x, y, z), Severity(severity), since_s, tuple(without))


def _errand(want: list[Any], dispatch: list[Any], due_s: float) -> Errand:
    key, alert, responder, (x, y, z), *rest = dispatch
    return Errand(_want(*want), Dispatch(key, alert, responder, (x, y, z), *rest), due_s)


def _place(value: list[float] | None) -> Place | None:
    if value is None:
        return None
    x, y, z = value
    return x, y, z


def _tuples(value: Any) -> Any:
    """Turn lists into tuples, all the way down."""
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
