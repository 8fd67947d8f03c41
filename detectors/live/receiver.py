"""A sample receiver of webhooks, to copy from: takes each genuine message once, writes it down, and only then says so.

Run it as ``python -m detectors.live.receiver --cert C --key K --secret-file S --out taken.jsonl``. It answers

* 204: taken, and on the disk;
* 409: had it before (a second copy, or somebody replays it);
* 400: the signature header cannot be read; 401: altered, stale, or another secret; 413: too long; 500: try again.
"""

import argparse
import base64
import json
import os
import ssl
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from detectors.alerts.signing import MalformedError, ReplayedError, SignatureError, WebhookReceiver
from detectors.live.webhook import ALREADY, SIGNATURE

LONGEST = 1 << 20


class TakenFile:
    """What was taken, one JSON line each: its key and its body; whole lines only, on the disk before `take` returns."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def keys(self) -> list[str]:
        """Return the keys of all that was taken, in order."""
        with os.fdopen(os.dup(self._file), encoding="utf-8") as lines:
            lines.seek(0)
            return [json.loads(line)["key"] for line in lines if line.endswith("\n")]

    def take(self, key: str, body: bytes) -> None:
        """Write one message down.

        Raises
        ------
        OSError
            The disk refuses; nothing of it stays.
        """
        line = json.dumps({"key": key, "body": base64.b64encode(body).decode()}).encode() + b"\n"
        size = os.fstat(self._file).st_size
        if os.write(self._file, line) != len(line):
            os.ftruncate(self._file, size)
            raise OSError("short write")
        os.fdatasync(self._file)


class ReceiverServer(ThreadingHTTPServer):
    """An HTTPS server that puts every POST before a `WebhookReceiver`.

    Parameters
    ----------
    address: host and port to listen on; port 0 for any free one.
    certificate: certificate file and key file.
    receiver: tells genuine messages from others.
    take: writes an accepted message (key, body) down; an `OSError` has the sender try again.
    wall: the clock that both sides share [s since 1970].
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        certificate: tuple[Path, Path],
        receiver: WebhookReceiver,
        take: Callable[[str, bytes], None],
        wall: Callable[[], float] = time.time,  # noqa: TID251 - a signature carries the time that both sides share
    ) -> None:
        super().__init__(address, _Handler)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(*map(str, certificate))
        self.socket = self._context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self._receiver, self._take, self._wall = receiver, take, wall
        self._lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that went away is nothing to speak of; it comes again with the same key."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def answer(self, header: str, body: bytes) -> int:
        """Take one message, or not; the status to answer with."""
        with self._lock:
            try:
                key = self._receiver.accept(header, body, int(self._wall()))
            except MalformedError:
                return 400
            except ReplayedError:
                return ALREADY
            except SignatureError:
                return 401
            try:
                self._take(key, body)
            except OSError:
                self._receiver.forget(key)
                return 500
            return 204


class _Handler(BaseHTTPRequestHandler):
    server: ReceiverServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60.0

    def do_POST(self) -> None:
        """Answer one message."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LONGEST:
            self.close_connection = True  # what follows is not worth reading
            status = 413
        else:
            body = self.rfile.read(int(length))
            status = self.server.answer(self.headers.get(SIGNATURE, ""), body)
        self.send_response_only(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8443)
    for name in ("cert", "key", "secret-file", "out"):
        options.add_argument(f"--{name}", type=Path, required=True)
    given = options.parse_args()
    taken = TakenFile(given.out)
    receiver = WebhookReceiver(given.secret_file.read_bytes().strip(), accepted=taken.keys())
    with ReceiverServer((given.host, given.port), (given.cert, given.key), receiver, taken.take) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
