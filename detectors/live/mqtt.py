"""Sends alerts over MQTT 3.1.1 with QoS 1, over TLS where the broker asks for it.

A message counts as delivered when the broker has taken it (PUBACK). A broker may yet lose it when it dies, for not
every broker keeps sessions on disk; a sender with ``receipts`` therefore waits until the receiver itself has said that
it has the message, by publishing its key on ``receipts/<prefix>``, before the recipient's next one leaves.

Whoever takes an alert says so on ``acks/<prefix>``: ``{"alert": id, "who": recipient}``; the broker says who may.
"""

import json
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.alerts.outbox import Parcel

QOS = 1
ALIVE_S = 15


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is and how to speak with it.

    ``ca`` is the certificate file that signs the broker's; None speaks without TLS. ``user`` and ``password_file`` are
    what the broker knows us by; the password stands in a file so that it is in no command line and no deployment.
    """

    host: str
    port: int
    ca: Path | None = None
    user: str | None = None
    password_file: Path | None = None


def connection(broker: Broker, client_id: str, clean: bool) -> Any:
    """Return a paho client that is set up for ``broker`` and not connected yet."""
    import paho.mqtt.client as paho
    from paho.mqtt.enums import CallbackAPIVersion

    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=clean)
    if broker.ca is not None:
        context = ssl.create_default_context(cafile=str(broker.ca))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        client.tls_set_context(context)
    if broker.user is not None:
        password = broker.password_file.read_text(encoding="utf-8").strip() if broker.password_file else None
        client.username_pw_set(broker.user, password)
    client.reconnect_delay_set(1, 30)
    client.max_inflight_messages_set(1000)
    return client


class MqttSender:
    """Publishes each recipient's messages on ``<prefix>/<recipient>``.

    Parameters
    ----------
    broker: where to.
    client_id: by which the broker knows this sender.
    prefix: the topic's first part.
    timeout_s: how long a batch may take, or with receipts each message [s].
    receipts: wait for the receiver's word instead of the broker's.
    heard: hears of (alert, who) that somebody takes an alert, in a thread of this sender's.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        prefix: str = "ringfence",
        timeout_s: float = 5.0,
        receipts: bool = False,
        heard: Callable[[str, str], None] | None = None,
    ) -> None:
        self.prefix, self.timeout_s, self._receipts, self._heard = prefix, timeout_s, receipts, heard
        self._received: set[str] = set()
        self._awaited: set[str] = set()
        self._changed = threading.Condition()
        self._client = connection(broker, client_id, clean=True)
        self._client.reconnect_delay_set(1, 2)
        self._client.on_connect = self._connected
        self._client.on_message = self._message
        self._client.connect_async(broker.host, broker.port, keepalive=ALIVE_S)
        self._client.loop_start()

    def deliver(self, recipient: str, parcels: Sequence[Parcel]) -> int:
        """Publish in order; how many of the first ones the broker, or the receiver, has."""
        until = time.monotonic() + self.timeout_s
        while not self._client.is_connected():
            if time.monotonic() > until:
                return 0
            time.sleep(0.01)
        if self._receipts:
            # One at a time: a broker that forgot its sessions would lose the first of a batch and pass on the rest.
            return next((n for n, parcel in enumerate(parcels) if not self._receipted(recipient, parcel)), len(parcels))
        return taken([self._client.publish(f"{self.prefix}/{recipient}", p.body, QOS) for p in parcels], until)

    def close(self) -> None:
        """Say good-bye to the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not reason.is_failure and self._receipts:
            client.subscribe(f"receipts/{self.prefix}", QOS)
        if not reason.is_failure and self._heard is not None:
            client.subscribe(f"acks/{self.prefix}", QOS)

    def _message(self, _client: Any, _data: Any, message: Any) -> None:
        """A receiver names, one a line, the keys of what it has; or somebody takes an alert."""
        if message.topic == f"acks/{self.prefix}":
            taken_by = acknowledgement(message.payload)
            if taken_by is not None and self._heard is not None:
                self._heard(*taken_by)
            return
        with self._changed:
            self._received.update(self._awaited.intersection(message.payload.decode().split("\n")))
            self._changed.notify_all()

    def _receipted(self, recipient: str, parcel: Parcel) -> bool:
        """Publish one message and wait for its receiver's word."""
        with self._changed:
            self._awaited.add(parcel.key)
        self._client.publish(f"{self.prefix}/{recipient}", parcel.body, QOS)
        with self._changed:
            arrived = self._changed.wait_for(lambda: parcel.key in self._received, self.timeout_s)
            self._awaited.discard(parcel.key)
            self._received.discard(parcel.key)
        return arrived


def acknowledgement(payload: bytes) -> tuple[str, str] | None:
    """Read (alert, who) of somebody who takes an alert; None where it says neither.

    >>> acknowledgement(b'{"alert": "a-1", "who": "guard"}'), acknowledgement(b"[]")
    (('a-1', 'guard'), None)
    """
    try:
        said = json.loads(payload)
        alert, who = said["alert"], said["who"]
    except (ValueError, TypeError, KeyError):
        return None
    return (alert, who) if isinstance(alert, str) and isinstance(who, str) else None


def taken(infos: Sequence[Any], until: float) -> int:
    """How many of the first messages the broker has acknowledged by ``until`` [s, monotonic]."""
    for number, info in enumerate(infos):
        try:
            info.wait_for_publish(max(0.0, until - time.monotonic()))
        except (RuntimeError, ValueError):  # the connection is gone, or the queue is full
            return number
        if not info.is_published():
            return number
    return len(infos)
