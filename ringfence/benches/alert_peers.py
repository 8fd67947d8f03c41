"""The other side of the alerts benchmark: a broker, its subscriber, a webhook server, and the link to them.

Each runs in a process of its own. What is accepted, after the key, goes to a log of one line a message.
"""

import asyncio
import logging
import multiprocessing as mp
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from detectors.alerts.signing import WebhookReceiver
from detectors.live.mqtt import Broker
from detectors.live.mqtt_receiver import MqttReceiver
from detectors.live.receiver import ReceiverServer

FORK = mp.get_context("fork")
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "cap12.xsd"
ALWAYS = 3600.0


@dataclass(frozen=True, slots=True)
class Counters:
    """What the peers count, readable by every process."""

    mqtt: "Synchronized[int]"
    hooks: "Synchronized[int]"
    copies: "Synchronized[int]"
    invalid: "Synchronized[int]"
    refused: "Synchronized[int]"


def counters() -> Counters:
    """Return counters at zero."""
    return Counters(*(FORK.Value("q", 0) for _ in range(5)))


def add(counter: "Synchronized[int]", number: int = 1) -> None:
    """Count."""
    with counter.get_lock():
        counter.value += number


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(target: Callable[..., None], *args: Any) -> Any:
    """Start a process that ends with this one."""
    process = FORK.Process(target=target, args=args, daemon=True)
    process.start()
    return process


def listening(port: int, tries: int = 400) -> None:
    """Wait until somebody listens on ``port``.

    Raises
    ------
    TimeoutError
        Nobody does after twenty seconds.
    """
    for _ in range(tries):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise TimeoutError(f"nobody listens on port {port}")


def run_broker(port: int, certificate: tuple[Path, Path]) -> None:
    """Be an MQTT broker with TLS: amqtt, which keeps nothing when it is killed."""
    from amqtt.broker import Broker as Amqtt

    logging.disable(logging.CRITICAL)
    listener = {"type": "tcp", "bind": f"127.0.0.1:{port}", "max_connections": 1000, "ssl": True}
    listener |= {"certfile": str(certificate[0]), "keyfile": str(certificate[1])}
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}

    async def serve() -> None:
        await Amqtt({"listeners": {"default": listener}, "plugins": plugins}).start()
        await asyncio.sleep(ALWAYS)

    asyncio.run(serve())


def run_subscriber(broker: Broker, log: Path, counts: Counters) -> None:
    """Be the platform that subscribes to alerts."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def take(recipient: str, key: str, _body: bytes) -> None:
        os.write(file, f"{recipient} {key}\n".encode())
        add(counts.mqtt)

    receiver = MqttReceiver(broker, "platform", take)
    before = 0
    while True:
        threading.Event().wait(0.1)
        add(counts.copies, receiver.copies - before)
        before = receiver.copies


class CountingServer(ReceiverServer):
    """The sample receiver, with its answers counted."""

    counts: Counters

    def answer(self, header: str, body: bytes) -> int:
        """Answer as the sample does."""
        status = super().answer(header, body)
        add(self.counts.copies, status == 409)
        add(self.counts.refused, status in {400, 401, 413})
        return status


def run_hooks(port: int, certificate: tuple[Path, Path], secret: bytes, log: Path, counts: Counters) -> None:
    """Be the offices that take webhooks; a CAP message must be valid."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    valid = cap_checker()

    def take(key: str, body: bytes) -> None:
        os.write(file, f"{key.split('|')[1]} {key}\n".encode())
        add(counts.invalid, body.startswith(b"<?xml") and not valid(body))
        add(counts.hooks)

    server = CountingServer(("127.0.0.1", port), certificate, WebhookReceiver(secret, remembered=10**7), take)
    server.counts = counts
    server.serve_forever(poll_interval=0.1)


def cap_checker() -> Callable[[bytes], bool]:
    """Return a test of CAP messages: by the OASIS schema where it lies beside the checkout, else by our own rules."""
    if not SCHEMA.exists():
        from detectors.alerts.cap_rules import faults

        return lambda body: not faults(body)
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    return lambda body: bool(schema.validate(etree.fromstring(body)))


class Link:
    """The network between the site and its peers: (near port -> far port); while ``cut`` is set nothing passes."""

    def __init__(self, ports: dict[int, int], cut: "Synchronized[int]") -> None:
        self._ports, self._cut = ports, cut
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self) -> None:
        """Pass on, or cut, for ever."""
        for near, far in self._ports.items():
            await asyncio.start_server(partial(self._join, far), "127.0.0.1", near)
        while True:
            if self._cut.value:
                for writer in self._open:
                    writer.transport.abort()
            await asyncio.sleep(0.01)

    async def _join(self, far: int, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            if self._cut.value:
                raise ConnectionError
            far_in, far_out = await asyncio.open_connection("127.0.0.1", far)
        except OSError:
            near_out.close()
            return
        both = {near_out, far_out}
        self._open |= both
        await asyncio.gather(self._pump(near_in, far_out), self._pump(far_in, near_out))
        self._open -= both

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass  # an end has gone: the other is closed too
        finally:
            writer.close()


def run_link(ports: dict[int, int], cut: "Synchronized[int]") -> None:
    """Be the link."""
    asyncio.run(Link(ports, cut).serve())
