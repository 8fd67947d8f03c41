"""A sample receiver of alerts over MQTT, to copy from: takes each message once, then tells the sender so.

It keeps a session at the broker (QoS 1), drops second copies by their key, and publishes the keys of what it has on
``receipts/<prefix>``, so that nothing is lost with a broker that forgets.
"""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from detectors.live.mqtt import QOS, Broker, connection

GATHER_S = 0.005  # receipts of so long go out together


class MqttReceiver:
    """Listens on ``<prefix>/#``.

    Parameters
    ----------
    broker: where messages come from.
    client_id: by which the broker knows this receiver's session.
    take: writes a message (its topic's last part, key, body) down; an `OSError` has it sent again.
    prefix: the topic's first part.
    taken: keys taken by an earlier receiver.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        take: Callable[[str, str, bytes], None],
        prefix: str = "ringfence",
        taken: Iterable[str] = (),
    ) -> None:
        self._prefix, self._take, self._taken = prefix, take, set(taken)
        self.copies = 0
        self._have: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        self._client = connection(broker, client_id, clean=False)
        self._client.reconnect_delay_set(1, 2)
        self._client.on_connect = self._connected
        self._client.on_message = self._message
        self._client.connect_async(broker.host, broker.port, keepalive=15)
        self._client.loop_start()
        self._clerk = threading.Thread(target=self._confirm, name="receipts", daemon=True)
        self._clerk.start()

    def acknowledge(self, alert: str, who: str) -> None:
        """Say that ``who`` takes an alert: nobody else is told."""
        self._client.publish(f"acks/{self._prefix}", json.dumps({"alert": alert, "who": who}), QOS)

    def close(self) -> None:
        """Confirm what is taken and leave; the broker keeps the session."""
        with self._news:
            self._ended = True
            self._news.notify()
        self._clerk.join()
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not reason.is_failure:
            client.subscribe(f"{self._prefix}/#", QOS)

    def _message(self, _client: Any, _data: Any, message: Any) -> None:
        key = str(json.loads(message.payload)["key"])
        if key in self._taken:
            self.copies += 1
        else:
            try:
                self._take(message.topic.rpartition("/")[2], key, message.payload)
            except OSError:
                return
            self._taken.add(key)
        with self._news:
            self._have.append(key)
            self._news.notify()

    def _confirm(self) -> None:
        """Publish receipts, a few milliseconds' worth at a time."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._have or self._ended)
                if not self._have:
                    return
                self._news.wait_for(lambda: self._ended, GATHER_S)
                keys, self._have = self._have, []
            self._client.publish(f"receipts/{self._prefix}", "\n".join(keys), QOS)
