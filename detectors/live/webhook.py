"""Sends alerts to HTTPS webhooks, each signed (see `detectors.alerts.signing`).

A receiver answers 2xx when it has the message, 409 when it has had it before (a second copy after a crash: delivered
too), anything else when it does not want it; then it is tried again later.
"""

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from detectors.alerts.endpoints import secure
from detectors.alerts.outbox import Parcel
from detectors.alerts.signing import sign

SIGNATURE = "X-Ringfence-Signature"
ALREADY = 409
ANSWER_BYTES = 65536  # more of an answer is not listened to


class InsecureUrlError(ValueError):
    """A webhook's address is not HTTPS."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a recipient takes messages, and the secret shared with it (at least 16 bytes)."""

    url: str
    secret: bytes
    content_type: str = "application/json"


class WebhookSender:
    """Posts each recipient's messages to its hook.

    Parameters
    ----------
    hooks: by recipient.
    ca: certificate file that signs the receivers'; None: the system's.
    timeout_s: how long one message may take [s].
    wall: the clock that both sides share [s since 1970].

    Raises
    ------
    InsecureUrlError
        A hook is not HTTPS.
    """

    def __init__(
        self,
        hooks: Mapping[str, Hook],
        ca: Path | None = None,
        timeout_s: float = 5.0,
        wall: Callable[[], float] = time.time,  # noqa: TID251 - a signature carries the time that both sides share
    ) -> None:
        plain = [hook.url for hook in hooks.values() if not secure(hook.url)]
        if plain:
            raise InsecureUrlError(f"not HTTPS: {', '.join(plain)}")
        self._hooks, self._timeout_s, self._wall = hooks, timeout_s, wall
        self._context = ssl.create_default_context(cafile=None if ca is None else str(ca))
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._lines: dict[str, HTTPSConnection] = {}

    def deliver(self, recipient: str, parcels: Sequence[Parcel]) -> int:
        """Post one after the other; how many of the first ones the receiver has."""
        hook = self._hooks.get(recipient)
        if hook is None:
            return 0
        for number, parcel in enumerate(parcels):
            if not self._post(recipient, hook, parcel):
                return number
        return len(parcels)

    def close(self) -> None:
        """Close the connections."""
        for recipient in list(self._lines):
            self._hang_up(recipient)

    def _post(self, recipient: str, hook: Hook, parcel: Parcel) -> bool:
        kept = recipient in self._lines
        try:
            return self._said(recipient, hook, parcel)
        except TimeoutError:
            self._hang_up(recipient)
            return False
        except (OSError, HTTPException):
            self._hang_up(recipient)
        # A connection that was kept may have been closed at the other end while nothing was said.
        return kept and self._post(recipient, hook, parcel)

    def _said(self, recipient: str, hook: Hook, parcel: Parcel) -> bool:
        """Post once; whether the receiver has it.

        Raises
        ------
        OSError, HTTPException
            It did not answer.
        """
        url = urlsplit(hook.url)
        line = self._lines.get(recipient)
        if line is None:
            line = HTTPSConnection(url.hostname or "", url.port, timeout=self._timeout_s, context=self._context)
            self._lines[recipient] = line
        header = sign(hook.secret, parcel.key, parcel.body, int(self._wall()))
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        line.request("POST", path, parcel.body, {SIGNATURE: header, "Content-Type": hook.content_type})
        answer = line.getresponse()
        if len(answer.read(ANSWER_BYTES)) == ANSWER_BYTES or answer.will_close:
            self._hang_up(recipient)
        return 200 <= answer.status < 300 or answer.status == ALREADY

    def _hang_up(self, recipient: str) -> None:
        line = self._lines.pop(recipient, None)
        if line is not None:
            line.close()
