"""The camera's encoder and the recorder's decoder: H.264 or H.265 through PyAV, one thread, no frame held back."""

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, cast

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from twin.imaging.colour import Planes

GROUP_S = 2.0
# Encoders and decoders by the codec's name, and the encoder's own options.
CODECS = {
    "h264": ("libx264", "h264", {"x264-params": "colorprim=bt709:transfer=bt709:colormatrix=bt709"}),
    "h265": (
        "libx265",
        "hevc",
        {"x265-params": "colorprim=bt709:transfer=bt709:colormatrix=bt709:pools=none:frame-threads=1:log-level=none"},
    ),
}


class CodecError(RuntimeError):
    """The encoder or the decoder kept a frame to itself."""


class Sent(NamedTuple):
    """A picture as decoded: sRGB (H, W, 3) uint8, and the SHA-256 of its planes."""

    image: NDArray[np.uint8]
    digest: str


class Codec:
    """Sends pictures through ``codec``, a keyframe every ``gop_s``; ``video`` keeps the packets as an mp4 file."""

    def __init__(
        self,
        width: int,
        height: int,
        fps: float,
        bitrate: int,
        video: Path | None,
        codec: str = "h264",
        gop_s: float = GROUP_S,
    ) -> None:
        rate = Fraction(fps).limit_denominator(1001)
        encoder, self._name, own = CODECS[codec]
        self._encoder = cast("Any", av.CodecContext.create(encoder, "w"))
        self._encoder.width, self._encoder.height = width, height
        self._encoder.pix_fmt = "yuv420p"
        self._encoder.framerate, self._encoder.time_base = rate, 1 / rate
        self._encoder.bit_rate = bitrate
        self._encoder.gop_size = max(1, round(gop_s * fps))
        self._encoder.thread_count = 1
        self._encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "threads": "1",
            "maxrate": str(bitrate),
            "bufsize": str(bitrate),
        } | own
        self._decoder = cast("Any", av.CodecContext.create(self._name, "r"))
        self._decoder.thread_count = 1
        self._frame = VideoFrame(width, height, "yuv420p")
        self._count = 0
        self._file, self._stream = self._open(video, rate, width, height)

    def _open(self, video: Path | None, rate: Fraction, width: int, height: int) -> tuple[Any, Any]:
        if video is None:
            return None, None
        video.parent.mkdir(parents=True, exist_ok=True)
        file = av.open(str(video), "w", format="mp4", options={"movflags": "faststart"})
        stream = file.add_mux_stream(self._name, rate=rate, width=width, height=height)
        stream.time_base = 1 / rate
        return file, stream

    @property
    def planes(self) -> Planes:
        """Where the next picture goes before `through` sends it."""
        return Planes(*(_view(plane) for plane in self._frame.planes))

    def encode(self) -> list[Any]:
        """Encode the picture in `planes`; return its packets, which the file keeps."""
        self._frame.pts = self._count
        self._count += 1
        packets = list(self._encoder.encode(self._frame))
        for packet in packets:
            self._keep(packet)
        return packets

    def through(self) -> Sent:
        """Encode and decode the picture in `planes`; return what comes out."""
        pictures = [picture for packet in self.encode() for picture in self._decoder.decode(packet)]
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
    width = picture.width
    planes = [_view(plane) for plane in picture.planes]
    digest = hashlib.sha256()
    for i, plane in enumerate(planes):
        digest.update(np.ascontiguousarray(plane[:, : width if i == 0 else width // 2]).data)
    return Sent(Planes(*planes).colours(width), digest.hexdigest())
