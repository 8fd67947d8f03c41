"""Sends alerts to HTTPS webhooks, each signed (see `detectors.alerts.signing`).

A receiver answers 2xx when it has the message, 409 when it has had it before (a second copy after a crash: delivered
too), anything else when it does not want it; then it is tried again later.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.alerts.outbox import Parcel
from detectors.alerts.signing import sign

SIGNATURE = "X-Ringfence-Signature"
ALREADY = 409


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
        import ssl

        import httpx

        plain = [hook.url for hook in hooks.values() if not hook.url.startswith("https://")]
        if plain:
            raise InsecureUrlError(f"not HTTPS: {', '.join(plain)}")
        self._hooks, self._wall, self._broken = hooks, wall, httpx.HTTPError
        context = ssl.create_default_context(cafile=None if ca is None else str(ca))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._client = httpx.Client(verify=context, timeout=timeout_s, follow_redirects=False, trust_env=False)

    def deliver(self, recipient: str, parcels: Sequence[Parcel]) -> int:
        """Post one after the other; how many of the first ones the receiver has."""
        hook = self._hooks.get(recipient)
        if hook is None:
            return 0
        for number, parcel in enumerate(parcels):
            if not self._post(hook, parcel):
                return number
        return len(parcels)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(self, hook: Hook, parcel: Parcel) -> bool:
        header = sign(hook.secret, parcel.key, parcel.body, int(self._wall()))
        try:
            answer = self._client.post(
                hook.url, content=parcel.body, headers={SIGNATURE: header, "Content-Type": hook.content_type}
            )
        except self._broken:
            return False
        return answer.is_success or answer.status_code == ALREADY
