"""A receiver takes each genuine message once, and nothing else."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.alerts.signing import (
    AlteredError,
    MalformedError,
    ReplayedError,
    SignatureError,
    StaleError,
    WebhookReceiver,
    sign,
)

SECRET = b"sixteen bytes or more"


@given(st.binary(max_size=200), st.integers(0, 2**40))
def test_what_was_signed_is_accepted_once(body: bytes, at_s: int) -> None:
    """Whatever the bytes; the second copy is refused by its key."""
    receiver = WebhookReceiver(SECRET)
    header = sign(SECRET, "a-1|post|hook|1", body, at_s)
    assert receiver.accept(header, body, at_s + 10) == "a-1|post|hook|1"
    with pytest.raises(ReplayedError):
        receiver.accept(header, body, at_s + 11)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_a_flipped_bit_anywhere_is_refused(body: bytes, data: st.DataObject) -> None:
    """In the body, the time, the key or the signature itself."""
    message = bytearray(sign(SECRET, "k-1", body, 1000).encode() + b"\n" + body)
    place, bit = data.draw(st.integers(0, len(message) - 1)), data.draw(st.integers(0, 6))
    message[place] ^= 1 << bit
    header, _, altered = bytes(message).partition(b"\n")
    with pytest.raises(SignatureError):
        WebhookReceiver(SECRET).accept(header.decode("latin-1"), altered, 1000)


@pytest.mark.parametrize("now_s", [1301, 699])
def test_old_and_future_messages_are_refused(now_s: int) -> None:
    """An attacker who holds a message back cannot use it later."""
    with pytest.raises(StaleError):
        WebhookReceiver(SECRET).accept(sign(SECRET, "k", b"{}", 1000), b"{}", now_s)


def test_another_secret_and_a_garbled_header_are_refused() -> None:
    """Each by its own name."""
    with pytest.raises(AlteredError):
        WebhookReceiver(b"another secret, long").accept(sign(SECRET, "k", b"{}", 1000), b"{}", 1000)
    with pytest.raises(MalformedError):
        WebhookReceiver(SECRET).accept("t=now", b"{}", 1000)


def test_the_signature_is_plain_hmac_sha256() -> None:
    """A receiver in any language can compute it."""
    expected = hmac.new(SECRET, b"1000\nk\n{}", hashlib.sha256).hexdigest()
    assert sign(SECRET, "k", b"{}", 1000) == f"t=1000,key=k,v1={expected}"


def test_weak_secrets_and_keys_that_break_the_header_are_refused() -> None:
    """At the sender, before anything goes out."""
    with pytest.raises(ValueError, match="16 bytes"):
        sign(b"short", "k", b"", 1)
    with pytest.raises(ValueError, match="commas"):
        sign(SECRET, "a,b", b"", 1)
