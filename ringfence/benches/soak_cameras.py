"""Cameras that drop, stall, change their picture and send garbage: a process that streams to whoever connects.

``python -m ringfence.benches.soak_cameras CAMERAS FRAMES`` prints one TCP port per camera, a line each, and serves
MPEG-TS until it is killed.
"""

import io
import socket
import sys
import threading
import time
from collections.abc import Sequence

import av
import numpy as np

WIDTH, HEIGHT, FPS = 160, 96, 25
# One connection in so many goes wrong, each time in the next of these ways.
EVERY = 10
WRONG = ("cut", "garbage", "other size", "stall")
STALL_S = 1.5


def film(frames: int, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A film of two things that pass, as MPEG-TS."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mpegts") as container:
        options = {"preset": "ultrafast", "g": "25", "tune": "zerolatency"}
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for k in range(frames):
            image = np.full((height, width, 3), 90, np.uint8)
            for speed, top, light in ((2, 20, 220), (3, 55, 30)):
                left = speed * k % (width + 80) - 40
                image[top : top + 24, max(0, left) : max(0, left + 14)] = light
            for packet in stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return buffer.getvalue()


def serve(server: socket.socket, films: dict[str, bytes]) -> None:
    """Send one film to each client in turn."""
    served = 0
    while True:
        client, _ = server.accept()
        served += 1
        what = WRONG[served // EVERY % len(WRONG)] if served % EVERY == 0 else "film"
        with client:
            try:
                client.sendall(films[what])
                if what == "stall":
                    time.sleep(STALL_S)
            except OSError:
                continue


def main(arguments: Sequence[str]) -> None:
    """Open a port per camera and serve."""
    cameras, frames = (int(word) for word in arguments)
    whole = film(frames)
    films = {"film": whole, "cut": whole[: len(whole) // 3], "stall": whole[: len(whole) // 5]}
    films |= {"garbage": bytes(range(256)) * 400, "other size": film(50, 2 * WIDTH, 2 * HEIGHT)}
    threads = []
    for _ in range(cameras):
        server = socket.create_server(("127.0.0.1", 0))
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        threads.append(threading.Thread(target=serve, args=(server, films)))
    for thread in threads:
        thread.start()


if __name__ == "__main__":
    main(sys.argv[1:])
