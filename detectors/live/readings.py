"""Sensor readings from an MQTT broker as a Source.

A device publishes JSON on ``<prefix>/readings/<device>``: ``{"index": 7, "time_s": 12.5, "quantity": "obscuration",
"value": 0.4, "unit": "%/m"}``. Without ``time_s`` a reading counts from when it arrived. QoS 1 delivers at least once:
a second copy (same device and index, or an older one) is dropped.
"""

import json
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from detectors.live.mqtt import ALIVE_S, QOS, Broker, connection
from detectors.stream import DeviceInfo, Quantity, Reading, Unit

TICK_S = 0.2


class ReadingError(ValueError):
    """A message is no reading; it says why."""


class MqttReadings:
    """Listens to every device of one prefix; iterating yields Readings as they come until `close`.

    Parameters
    ----------
    broker: where readings come from.
    client_id: by which the broker keeps this listener's session.
    devices: what was surveyed; readings of other devices come through too.
    clock: monotonic [s]; times of readings that bring none are seconds since the source was made.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        devices: tuple[DeviceInfo, ...] = (),
        prefix: str = "ringfence",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.refused: list[str] = []
        self.copies = 0
        self._devices, self._topic, self._clock, self._began = devices, f"{prefix}/readings/", clock, clock()
        self._queue: queue.Queue[Reading] = queue.Queue()
        self._last: dict[str, int] = {}
        self._stop = threading.Event()
        self._client = connection(broker, client_id, clean=False)
        self._client.on_connect = self._connected
        self._client.on_message = self._message
        self._client.connect_async(broker.host, broker.port, keepalive=ALIVE_S)
        self._client.loop_start()

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return what was surveyed."""
        return self._devices

    def __iter__(self) -> Iterator[Reading]:
        """Yield readings as they come."""
        while not self._stop.is_set():
            try:
                yield self._queue.get(timeout=TICK_S)
            except queue.Empty:
                continue

    def close(self) -> None:
        """Leave the broker, which keeps the session."""
        self._stop.set()
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not reason.is_failure:
            client.subscribe(f"{self._topic}#", QOS)

    def _message(self, _client: Any, _data: Any, message: Any) -> None:
        device = message.topic.removeprefix(self._topic)
        try:
            reading = parsed(device, message.payload, self._clock() - self._began)
        except ReadingError as error:
            self.refused = [*self.refused[-99:], f"{device}: {error}"]
            return
        if reading.index <= self._last.get(device, -1):
            self.copies += 1
            return
        self._last[device] = reading.index
        self._queue.put(reading)


def parsed(device: str, payload: bytes, arrived_s: float) -> Reading:
    """Turn a message into a reading.

    Raises
    ------
    ReadingError
        It is no JSON object, lacks a field, or has a value that a reading cannot have.
    """
    try:
        told = json.loads(payload)
        index, value = told["index"], told["value"]
        quantity, unit = Quantity(told["quantity"]), Unit(told.get("unit", ""))
        time_s = float(told.get("time_s", arrived_s))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadingError(f"no reading: {type(error).__name__} {error}") from error
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        raise ReadingError(f"index is {index!r:.40}, not a number from 0")
    if not isinstance(value, float | int | bool | str) or not math.isfinite(time_s):
        raise ReadingError(f"value is {value!r:.40} at {time_s}")
    return Reading(device, index, time_s, quantity, float(value) if type(value) is int else value, unit)


def written(reading: Reading) -> bytes:
    """Write a reading as a device publishes it; `parsed` gives it back."""
    told = {
        "index": reading.index,
        "time_s": reading.time_s,
        "quantity": reading.quantity.value,
        "value": reading.value,
        "unit": reading.unit.value,
    }
    return json.dumps(told, ensure_ascii=False).encode()
