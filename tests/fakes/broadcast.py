"""A camera on the network: sends MPEG-TS over TCP to whoever connects, and can misbehave."""

import io
import socket
import threading
import time

import av
import numpy as np


def transport_stream(frames: int, width: int, height: int, fps: int = 10) -> bytes:
    """A short film with a square that moves, as MPEG-TS bytes."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mpegts") as container:
        stream = container.add_stream(
            "libx264", rate=fps, options={"preset": "ultrafast", "g": "5", "tune": "zerolatency"}
        )
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for k in range(frames):
            image = np.full((height, width, 3), 90, np.uint8)
            image[10:40, (5 * k) % (width - 30) : (5 * k) % (width - 30) + 30] = 220
            for packet in stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return buffer.getvalue()


class Broadcast:
    """Serves one client after another: each gets ``films`` in turn, the last for ever after.

    A film is bytes to send; None sends nothing and keeps the line open (a stall).
    """

    def __init__(self, *films: bytes | None) -> None:
        self._films, self._served = films, 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where to connect."""
        return f"tcp://127.0.0.1:{self._server.getsockname()[1]}"

    @property
    def served(self) -> int:
        """How many clients have come."""
        return self._served

    def close(self) -> None:
        """Hang up."""
        self._stop.set()
        self._thread.join()
        self._server.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                client, _ = self._server.accept()
            except TimeoutError:
                continue
            film = self._films[min(self._served, len(self._films) - 1)]
            self._served += 1
            with client:
                self._send(client, film)

    def _send(self, client: socket.socket, film: bytes | None) -> None:
        if film is None:
            self._stop.wait(3.0)
            return
        try:
            for start in range(0, len(film), 4096):
                if self._stop.is_set():
                    return
                client.sendall(film[start : start + 4096])
                time.sleep(0.001)
        except OSError:
            return
