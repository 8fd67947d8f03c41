"""A video file, or a folder of pictures, as a Source: nothing is written, nothing but frames comes out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.stream import DeviceInfo, DeviceKind, Frame

if TYPE_CHECKING:
    from av import VideoFrame

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff"})


class VideoError(ValueError):
    """The file is no video that can be read; the message says which and why."""


class VideoFile:
    """One camera played back from a file.

    Parameters
    ----------
    path: a video file, or a folder whose pictures are played in the order of their names.
    camera_id: what the camera is called in the stream; the file's stem by default.
    model: its calibration as surveyed, if known.
    fps: pictures per second of a folder [1/s]; a video brings its own times.

    Raises
    ------
    VideoError
        There is nothing there, or no picture or video stream in it.
    """

    def __init__(
        self, path: Path, camera_id: str | None = None, model: CameraModel | None = None, fps: float = 12.5
    ) -> None:
        if not path.exists():
            raise VideoError(f"{path}: no such file or folder")
        if fps <= 0.0:
            raise VideoError(f"{path}: {fps} pictures per second; more than 0 are needed")
        self.path, self.camera_id, self._model, self._fps = path, camera_id or path.stem, model, fps
        self._pictures = _pictures(path) if path.is_dir() else ()
        self._container: Any = None if path.is_dir() else _open(path)
        self._read = False

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return the one camera."""
        place = (0.0, 0.0, 0.0) if self._model is None else self._model.position
        return (DeviceInfo(self.camera_id, DeviceKind.CAMERA, place, self._model),)

    def __iter__(self) -> Iterator[Frame]:
        """Yield every frame; times [s] start at 0 and always grow."""
        if self._pictures:
            return self._slides()
        if self._read:  # a second pass starts from the file's beginning
            self.close()
            self._container = _open(self.path)
        self._read = True
        return self._video()

    def close(self) -> None:
        """Let go of the file."""
        if self._container is not None:
            self._container.close()
            self._container = None

    @property
    def fps(self) -> float:
        """Mean frames per second, as the file says [1/s]."""
        if self._container is None:
            return self._fps
        rate = self._container.streams.video[0].average_rate
        return float(rate) if rate else self._fps

    def _video(self) -> Iterator[Frame]:
        """Frames by their presentation times; one without a time follows the last by a frame's length."""
        stream = self._container.streams.video[0]
        stream.thread_count = 1
        start_s: float | None = None
        time_s = -1.0 / self.fps
        for index, picture in enumerate(_decoded(self._container, self.path)):
            if picture.pts is None or picture.time is None:
                time_s += 1.0 / self.fps
            else:
                start_s = float(picture.time) if start_s is None else start_s
                time_s = max(float(picture.time) - start_s, time_s + 1e-6)
            yield Frame(self.camera_id, index, time_s, _rgb(picture))

    def _slides(self) -> Iterator[Frame]:
        size: tuple[int, ...] | None = None
        for index, path in enumerate(self._pictures):
            container = _open(path)
            try:
                picture = next(_decoded(container, path))
            finally:
                container.close()
            image = _rgb(picture)
            if size is not None and image.shape != size:
                raise VideoError(f"{path}: {image.shape[1]} x {image.shape[0]} px among {size[1]} x {size[0]} px")
            size = image.shape
            yield Frame(self.camera_id, index, index / self._fps, image)


def _rgb(picture: "VideoFrame") -> NDArray[np.uint8]:
    """One decoded picture as (H, W, 3) uint8 sRGB."""
    return np.ascontiguousarray(picture.to_ndarray(format="rgb24"), dtype=np.uint8)


def _pictures(folder: Path) -> tuple[Path, ...]:
    """Return a folder's pictures by name."""
    found = tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES and path.is_file()))
    if not found:
        raise VideoError(f"{folder}: no pictures in this folder; {', '.join(sorted(PICTURES))} are read")
    return found


def _open(path: Path) -> Any:
    """Open one file for decoding."""
    import av

    try:
        container = av.open(str(path))
    except (av.FFmpegError, OSError) as error:
        raise VideoError(f"{path}: not a video that can be read ({error})") from error
    if not container.streams.video:
        container.close()
        raise VideoError(f"{path}: no video stream in this file")
    return container


def _decoded(container: Any, path: Path) -> "Iterator[VideoFrame]":
    """Decode a container's pictures; a damaged one ends with an error that names the file."""
    import av

    got = 0
    try:
        for picture in container.decode(video=0):
            got += 1
            yield picture
    except (av.FFmpegError, OSError) as error:
        raise VideoError(f"{path}: damaged after {got} frames ({error})") from error
    if got == 0:
        raise VideoError(f"{path}: no picture can be decoded from this file")
