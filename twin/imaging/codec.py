"""The camera's encoder and the recorder's decoder: H.264 through PyAV, one thread, no frame held back."""

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from twin.imaging.colour import PACK, to_rgb, to_yuv

GROUP_S = 2.0


class CodecError(RuntimeError):
    """The encoder or the decoder kept a frame to itself."""


class Sent(NamedTuple):
    """A picture as decoded: sRGB (H, W, 3) uint8, and the SHA-256 of its planes."""

    image: NDArray[np.uint8]
    digest: str


class Codec:
    """Sends pictures through H.264 and, when ``video`` is given, keeps the packets as an mp4 file."""

    def __init__(self, width: int, height: int, fps: float, bitrate: int, video: Path | None) -> None:
        rate = Fraction(fps).limit_denominator(1001)
        self._encoder: Any = av.CodecContext.create("libx264", "w")
        self._encoder.width, self._encoder.height = width, height
        self._encoder.pix_fmt = "yuv420p"
        self._encoder.framerate, self._encoder.time_base = rate, 1 / rate
        self._encoder.bit_rate = bitrate
        self._encoder.gop_size = max(1, round(GROUP_S * fps))
        self._encoder.thread_count = 1
        self._encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "threads": "1",
            "maxrate": str(bitrate),
            "bufsize": str(bitrate),
            "x264-params": "colorprim=bt709:transfer=bt709:colormatrix=bt709",
        }
        self._decoder: Any = av.CodecContext.create("h264", "r")
        self._decoder.thread_count = 1
        self._frame = VideoFrame(width, height, "yuv420p")
        self._count = 0
        self._file, self._stream = self._open(video, rate, width, height)

    def _open(self, video: Path | None, rate: Fraction, width: int, height: int) -> tuple[Any, Any]:
        if video is None:
            return None, None
        video.parent.mkdir(parents=True, exist_ok=True)
        file = av.open(str(video), "w", format="mp4", options={"movflags": "faststart"})
        stream = file.add_mux_stream("h264", rate=rate, width=width, height=height)
        stream.time_base = 1 / rate
        return file, stream

    def through(self, colours: NDArray[np.uint8]) -> Sent:
        """Encode and decode one picture, red, green and blue (3, H, W); return what comes out."""
        to_yuv(colours, *(_view(plane) for plane in self._frame.planes))
        self._frame.pts = self._count
        self._count += 1
        pictures = []
        for packet in self._encoder.encode(self._frame):
            pictures += self._decoder.decode(packet)
            self._keep(packet)
        if len(pictures) != 1:
            raise CodecError(f"one picture went in, {len(pictures)} came out")
        return sent(pictures[0])

    def _keep(self, packet: Any) -> None:
        if self._file is not None:
            packet.stream = self._stream
            self._file.mux(packet)

    def close(self) -> None:
        """Finish the file."""
        for packet in self._encoder.encode(None):
            self._keep(packet)
        if self._file is not None:
            self._file.close()
            self._file = None


def _view(plane: Any) -> NDArray[np.uint8]:
    """Look into a picture's plane, (rows, bytes per line) uint8, without copying."""
    return np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)


def sent(picture: Any) -> Sent:
    """Turn a decoded picture into colours, and into the digest of the luma and chroma that they come from."""
    width, height = picture.width, picture.height
    planes = [_view(plane) for plane in picture.planes]
    digest = hashlib.sha256()
    for i, plane in enumerate(planes):
        digest.update(np.ascontiguousarray(plane[:, : width if i == 0 else width // 2]).data)
    # Decoders round lines up, so that there are bytes to read where the last pack of pixels ends.
    packed = np.empty((height, -(-width // PACK) * PACK, 3), dtype=np.uint8)
    to_rgb(planes[0], planes[1], planes[2], packed)
    return Sent(np.ascontiguousarray(packed[:, :width]), digest.hexdigest())
