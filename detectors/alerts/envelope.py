"""What machines outside are sent about an alert: one JSON object, or a CAP message, in the recipient's language."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from detectors.alerts.cap import CapSender, cap_message
from detectors.alerts.outbox import Letter
from detectors.alerts.text import CHINESE, Languages, sentence

Body = Callable[[Letter], bytes]
WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class JsonBody:
    """Writes a message as JSON (UTF-8), each recipient's in their language; ``site`` is the sender's name."""

    site: str
    languages: Languages = CHINESE

    def __call__(self, letter: Letter) -> bytes:
        """Return the message; ``key`` is the same for every copy of it."""
        alert, lang = letter.alert, self.languages.of(letter.recipient)
        record = {
            "key": letter.key,
            "site": self.site,
            "alert": alert.id,
            "kind": alert.kind.value,
            "severity": int(alert.severity),
            "state": alert.state.value,
            "zone": alert.zone,
            "place": alert.place,
            "opened_s": alert.opened_s,
            "at_s": letter.at_s,
            "reports": len(alert.events),
            "lang": lang,
            "text": sentence(alert, lang),
        }
        return WRITE(record).encode()


@dataclass(frozen=True, slots=True)
class CapBody:
    """Writes a message as CAP 1.2, both languages in one."""

    sender: CapSender

    def __call__(self, letter: Letter) -> bytes:
        """Return the message."""
        return cap_message(letter.alert, self.sender, letter.at_s)
