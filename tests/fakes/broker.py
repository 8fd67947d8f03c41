"""A real MQTT broker with TLS, for as long as a block runs."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amqtt.broker import Broker as Amqtt

from detectors.live.mqtt import Broker
from ringfence.benches.alert_peers import listening

Certificate = tuple[Path, Path]


@contextmanager
def broker(port: int, certificate: Certificate) -> Iterator[Broker]:
    """A real broker with TLS in a thread; gone, with all that it knew, when the block ends."""
    listener = {"type": "tcp", "bind": f"127.0.0.1:{port}", "ssl": True}
    listener |= {"certfile": str(certificate[0]), "keyfile": str(certificate[1])}
    plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    loop, stop = asyncio.new_event_loop(), threading.Event()

    async def serve() -> None:
        served = Amqtt({"listeners": {"default": listener}, "plugins": plugins})
        await served.start()
        while not stop.is_set():
            await asyncio.sleep(0.01)
        await served.shutdown()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    listening(port)
    try:
        yield Broker("127.0.0.1", port, certificate[0])
    finally:
        stop.set()
        thread.join()
        loop.close()
