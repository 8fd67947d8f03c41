"""Signs webhooks, and refuses what was altered, delayed or sent twice.

The signature is HMAC-SHA256 (RFC 2104) over the timestamp, the message's idempotency key and the body, so that neither
can be changed or moved to another message. The header reads ``t=<seconds>,key=<key>,v1=<hex>``.
"""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Iterable

HEADER = re.compile(r"t=(\d{1,15}),key=([^,\s]{1,400}),v1=([0-9a-f]{64})")
MESSAGE_KEY = re.compile(r"[^,\s]{1,400}")


class SignatureError(ValueError):
    """A webhook is refused; the message says why, and nothing about the secret."""


class MalformedError(SignatureError):
    """The header cannot be read."""


class AlteredError(SignatureError):
    """Body, time or key is not what was signed, or the secret is another."""


class StaleError(SignatureError):
    """It was signed too long ago, or ahead of our clock."""


class ReplayedError(SignatureError):
    """A message with this key was accepted before."""


def sign(secret: bytes, key: str, body: bytes, at_s: int) -> str:
    """Return the header for one message.

    Parameters
    ----------
    secret: shared with the receiver, at least 16 bytes.
    key: the message's idempotency key, without commas or blanks.
    body: exactly the bytes sent.
    at_s: when it is sent [s, whole, of the clock both sides share].

    Raises
    ------
    ValueError
        The secret is too short or the key cannot stand in a header.
    """
    if len(secret) < 16:
        raise ValueError("a secret needs at least 16 bytes")
    if not MESSAGE_KEY.fullmatch(key):
        raise ValueError(f"key {key!r} has commas or blanks, or is empty or too long")
    return f"t={at_s},key={key},v1={_digest(secret, key, body, at_s)}"


def _digest(secret: bytes, key: str, body: bytes, at_s: int) -> str:
    return hmac.new(secret, f"{at_s}\n{key}\n".encode() + body, hashlib.sha256).hexdigest()


class WebhookReceiver:
    """The other side: accepts each message once.

    Parameters
    ----------
    secret: shared with the sender.
    tolerance_s: how old a message may be, and how far the clocks may differ [s].
    remembered: keys kept to recognise a replay; older messages are stale by then.
    accepted: keys that an earlier receiver accepted, oldest first.
    """

    def __init__(
        self, secret: bytes, tolerance_s: int = 300, remembered: int = 100_000, accepted: Iterable[str] = ()
    ) -> None:
        self._secret, self._tolerance_s, self._remembered = secret, tolerance_s, remembered
        self._accepted: OrderedDict[str, None] = OrderedDict.fromkeys(accepted)

    def accept(self, header: str, body: bytes, now_s: int) -> str:
        """Return the key of a message that is genuine, fresh and new.

        Raises
        ------
        SignatureError
            It is not; the subclass says which.
        """
        match = HEADER.fullmatch(header)
        if match is None:
            raise MalformedError("the signature header cannot be read")
        at_s, key, digest = int(match[1]), match[2], match[3]
        if not hmac.compare_digest(digest, _digest(self._secret, key, body, at_s)):
            raise AlteredError("the signature does not fit the message")
        if abs(now_s - at_s) > self._tolerance_s:
            raise StaleError(f"signed {now_s - at_s} s ago; {self._tolerance_s} s are allowed")
        if key in self._accepted:
            raise ReplayedError(f"{key} was accepted before")
        self._accepted[key] = None
        if len(self._accepted) > self._remembered:
            self._accepted.popitem(last=False)
        return key

    def forget(self, key: str) -> None:
        """What was accepted could not be kept: the sender's next copy is to be taken."""
        self._accepted.pop(key, None)
