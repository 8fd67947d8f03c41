"""Where alerts leave the site for machines: brokers and webhooks, each a channel that routes may name."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit


class Format(StrEnum):
    """How a message is written."""

    JSON = "json"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class MqttEndpoint:
    """A broker; each recipient's messages go to ``<prefix>/<recipient>``.

    ``ca`` is the certificate file that signs the broker's, None: without TLS; the password stands in a file of its own.
    With ``receipts`` a message has arrived only when its receiver says so.
    """

    name: str
    host: str
    port: int
    ca: Path | None = None
    user: str | None = None
    password_file: Path | None = None
    prefix: str = "ringfence"
    receipts: bool = False
    format: Format = Format.JSON

    def files(self) -> dict[str, Path]:
        """Return what must be readable when messages are to leave, by field."""
        named = {"ca": self.ca, "password_file": self.password_file}
        return {name: path for name, path in named.items() if path is not None}


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """An HTTPS address; messages are signed with the secret (at least 16 bytes) that stands in ``secret_file``.

    ``ca`` is the certificate file that signs the server's, None: one of those that the system trusts.
    """

    name: str
    url: str
    secret_file: Path
    ca: Path | None = None
    format: Format = Format.JSON

    def files(self) -> dict[str, Path]:
        """Return what must be readable when messages are to leave, by field."""
        return {"secret_file": self.secret_file} | ({} if self.ca is None else {"ca": self.ca})


Endpoint = MqttEndpoint | WebhookEndpoint


def secure(url: str) -> bool:
    """Whether a text is an HTTPS address.

    >>> secure("https://police.example:8443/alerts"), secure("http://police.example/"), secure("https:///alerts")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and not any(map(str.isspace, url))
    except ValueError:  # a port that is none
        return False
