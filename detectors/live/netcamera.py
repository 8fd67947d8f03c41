"""Network cameras as one Source: a thread per camera that reads, notices when nothing comes, and connects again.

Whatever FFmpeg opens is a camera: ``rtsp://``, ``http://``, ``tcp://``. One that drops, stalls, sends garbage, or
another picture than it was surveyed with is marked failed, tried again after a pause that doubles (with a bound), and
never holds up the others.
"""

import math
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from detectors.geometry import CameraModel
from detectors.stream import DeviceInfo, DeviceKind, Frame

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60.0
# Decoders start between key frames and packets get lost: so many bad packets in a row are a broken stream.
BAD_PACKETS = 50
WAITING_FRAMES = 8
TICK_S = 0.2


class Link(StrEnum):
    """How it stands with one camera's stream."""

    CONNECTING = "connecting"
    LIVE = "live"
    FAILED = "failed"


class StreamError(Exception):
    """A camera's stream cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class CameraStream:
    """Where a camera is reached: ``options`` go to FFmpeg; ``size`` (width, height) [px] as surveyed, None for any."""

    id: str
    url: str
    model: CameraModel | None = None
    size: tuple[int, int] | None = None
    options: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class CameraStatus:
    """What happened to one camera so far."""

    link: Link = Link.CONNECTING
    frames: int = 0
    connects: int = 0
    failures: int = 0
    last_error: str = ""


class NetCameras:
    """Reads many cameras at once; iterating yields Frames as they come until `close`.

    Parameters
    ----------
    streams: the cameras; ids must differ.
    stall_s: a camera that sends nothing for so long has failed; also the longest wait for a connection.
    clock: monotonic [s]; times of frames are seconds since the source was made.
    """

    def __init__(
        self, streams: tuple[CameraStream, ...], stall_s: float = 5.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if len({stream.id for stream in streams}) != len(streams):
            raise ValueError("two cameras have the same id")
        self.status = {stream.id: CameraStatus() for stream in streams}
        self._streams, self._stall_s, self._clock, self._began = streams, stall_s, clock, clock()
        self._frames: queue.Queue[Frame] = queue.Queue(WAITING_FRAMES * max(1, len(streams)))
        self._stop = threading.Event()
        self._until_s = math.inf
        self._threads: list[threading.Thread] = []

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return every camera, whether it can be reached or not."""
        nowhere = (0.0, 0.0, 0.0)
        return tuple(
            DeviceInfo(s.id, DeviceKind.CAMERA, s.model.position if s.model else nowhere, s.model)
            for s in self._streams
        )

    def __iter__(self) -> Iterator[Frame]:
        """Yield frames in the order in which they came; times always grow."""
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._watch, args=(stream,), name=f"camera {stream.id}", daemon=True)
                for stream in self._streams
            ]
            for thread in self._threads:
                thread.start()
        while not self._stop.is_set() and self._clock() < self._until_s:
            try:
                yield self._frames.get(timeout=TICK_S)
            except queue.Empty:
                continue

    def close_after(self, seconds: float) -> None:
        """Let iteration end ``seconds`` after the source was made."""
        self._until_s = self._began + seconds

    def close(self) -> None:
        """Stop reading and wait for the threads; connections are let go."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=self._stall_s + 1.0)

    def _watch(self, stream: CameraStream) -> None:
        """Connect, read, and after a failure pause and connect again, until closed."""
        status, pause_s = self.status[stream.id], FIRST_PAUSE_S
        while not self._stop.is_set():
            got = status.frames
            status.link = Link.CONNECTING
            try:
                self._read(stream, status)
            except Exception as error:
                status.last_error = f"{type(error).__name__}: {error}"
            if self._stop.is_set():
                return
            status.link = Link.FAILED
            status.failures += 1
            # A camera that worked for a while is tried again at once; one that never does less and less often.
            pause_s = FIRST_PAUSE_S if status.frames > got + 10 else min(2.0 * pause_s, LONGEST_PAUSE_S)
            self._stop.wait(pause_s)

    def _read(self, stream: CameraStream, status: CameraStatus) -> None:
        """Read one connection until it ends or breaks.

        Raises
        ------
        StreamError
            The stream ended, carries too much garbage, or shows another picture than was surveyed.
        """
        import av

        options = {"rtsp_transport": "tcp", "fflags": "nobuffer"} | stream.options
        waits = (self._stall_s, self._stall_s)
        with av.open(stream.url, options=options, timeout=waits) as container:
            if not container.streams.video:
                raise StreamError("no video in this stream")
            container.streams.video[0].thread_count = 1
            status.connects += 1
            size = stream.size
            for picture in self._pictures(container):
                if self._stop.is_set():
                    return
                size = size or (picture.width, picture.height)
                if (picture.width, picture.height) != size:
                    raise StreamError(
                        f"{picture.width} x {picture.height} px where {size[0]} x {size[1]} px were surveyed"
                    )
                status.link = Link.LIVE
                self._put(stream.id, status, picture)
        raise StreamError("the stream ended")

    def _pictures(self, container: Any) -> Iterator[Any]:
        """Decode packet by packet; damaged ones are passed over until there are too many in a row."""
        import av

        bad = 0
        for packet in container.demux(video=0):
            try:
                pictures = packet.decode()
            except av.InvalidDataError as error:
                bad += 1
                if bad >= BAD_PACKETS:
                    raise StreamError(f"{bad} damaged packets in a row") from error
                continue
            bad = 0 if pictures else bad
            yield from pictures

    def _put(self, camera: str, status: CameraStatus, picture: Any) -> None:
        """Queue a frame; when nobody takes them, the oldest gives way."""
        image = np.ascontiguousarray(picture.to_ndarray(format="rgb24"), dtype=np.uint8)
        frame = Frame(camera, status.frames, self._clock() - self._began, image)
        status.frames += 1
        while not self._stop.is_set():
            try:
                self._frames.put_nowait(frame)
            except queue.Full:
                try:
                    self._frames.get_nowait()
                except queue.Empty:
                    continue
            else:
                return
