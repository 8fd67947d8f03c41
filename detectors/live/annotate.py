"""Writes a film with what was detected drawn into it."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Box, Detection, Label
from detectors.stream import Frame

# Okabe and Ito (2008): told apart by people with any colour vision.
COLOURS: dict[Label, tuple[int, int, int]] = {
    Label.MOTION: (240, 228, 66),
    Label.PERSON: (230, 159, 0),
    Label.CAR: (86, 180, 233),
    Label.TRUCK: (0, 114, 178),
    Label.MOTORCYCLE: (0, 158, 115),
    Label.BICYCLE: (0, 158, 115),
    Label.ANIMAL: (204, 121, 167),
    Label.FALLING: (213, 94, 0),
}
OTHER = (255, 255, 255)
TICKS = 90000  # time base of the film [1/s], as in MPEG transport streams


def draw_box(image: NDArray[np.uint8], box: Box, colour: tuple[int, int, int], width: int = 2) -> None:
    """Draw one box's outline into ``image`` (H, W, 3) uint8, in place; what lies outside is cut off."""
    height, across = image.shape[:2]
    x0, y0 = max(0, int(box[0])), max(0, int(box[1]))
    x1, y1 = min(across, int(box[2])), min(height, int(box[3]))
    if x0 >= x1 or y0 >= y1:
        return
    image[y0 : y0 + width, x0:x1] = colour
    image[max(y0, y1 - width) : y1, x0:x1] = colour
    image[y0:y1, x0 : x0 + width] = colour
    image[y0:y1, max(x0, x1 - width) : x1] = colour


class AnnotatedFilm:
    """An H.264 film at ``path``, finished by `close`.

    Parameters
    ----------
    path: an .mp4 file.
    fps: nominal frames per second [1/s]; frames keep their own times.
    """

    def __init__(self, path: Path, fps: float) -> None:
        self._path, self._fps = path, fps
        self._container: Any = None
        self._stream: Any = None

    def close(self) -> None:
        """Write what the encoder still holds, and finish the file; one without frames is left empty."""
        if self._container is not None:
            for packet in self._stream.encode():
                self._container.mux(packet)
            self._container.close()
        else:
            self._path.touch()

    def add(self, frame: Frame, detections: Iterable[Detection]) -> None:
        """Append one frame with its boxes drawn; the frame itself stays as it is."""
        import av

        height, width = (size - size % 2 for size in frame.image.shape[:2])
        if self._container is None:
            self._open(width, height)
        image = frame.image[:height, :width].copy()
        for detection in detections:
            draw_box(image, detection.box, COLOURS.get(detection.label, OTHER))
        picture = av.VideoFrame.from_ndarray(image, format="rgb24")
        picture.pts, picture.time_base = round(frame.time_s * TICKS), Fraction(1, TICKS)
        for packet in self._stream.encode(picture):
            self._container.mux(packet)

    def _open(self, width: int, height: int) -> None:
        import av

        self._container = av.open(str(self._path), "w", format="mp4")
        self._stream = self._container.add_stream("libx264", rate=Fraction(self._fps).limit_denominator(1001))
        self._stream.width, self._stream.height, self._stream.pix_fmt = width, height, "yuv420p"
        self._stream.time_base = self._stream.codec_context.time_base = Fraction(1, TICKS)
        self._stream.codec_context.thread_count = 1
        self._stream.options = {"crf": "23", "preset": "veryfast"}
