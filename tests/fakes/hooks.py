"""The sample receiver of webhooks, with TLS, for as long as a block runs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detectors.alerts.signing import WebhookReceiver
from detectors.live.receiver import ReceiverServer
from tests.fakes.broker import Certificate

SECRET = b"sixteen bytes or more"


@contextmanager
def webhook(certificate: Certificate, take: Callable[[str, bytes], None], port: int = 0) -> Iterator[str]:
    """The sample receiver, serving; its address."""
    server = ReceiverServer(("127.0.0.1", port), certificate, WebhookReceiver(SECRET), take)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}/alerts"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
