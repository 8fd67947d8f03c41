"""A file is a Source; a bad one says what is wrong with it."""

from pathlib import Path

import numpy as np
import pytest

from detectors.contract import Detection, Label
from detectors.geometry import CameraModel
from detectors.live.annotate import AnnotatedFilm, draw_box
from detectors.live.videofile import VideoError, VideoFile
from detectors.stream import DeviceKind, Frame


def film(path: Path, times_s: list[float], size: tuple[int, int] = (48, 64)) -> Path:
    """A film of a brightening wall."""
    writer = AnnotatedFilm(path, 10.0)
    for index, time_s in enumerate(times_s):
        writer.add(Frame("cam", index, time_s, np.full((*size, 3), 20 * index, np.uint8)), [])
    writer.close()
    return path


def test_frames_come_with_their_own_times(tmp_path: Path) -> None:
    """A camera that stutters is played as it stuttered; the first frame is time zero."""
    times = [1.0, 1.1, 1.2, 1.7, 1.75]
    frames = list(VideoFile(film(tmp_path / "a.mp4", times)))
    assert [f.index for f in frames] == [0, 1, 2, 3, 4]
    assert [f.time_s for f in frames] == pytest.approx([t - 1.0 for t in times], abs=1e-3)
    assert frames[0].image.shape == (48, 64, 3)
    assert [int(f.image.mean()) for f in frames] == pytest.approx([0, 20, 40, 60, 80], abs=3)


def test_a_file_can_be_played_again(tmp_path: Path) -> None:
    """Calibrate on the first pass, detect on the second."""
    source = VideoFile(film(tmp_path / "a.mp4", [0.0, 0.1]))
    assert [f.time_s for f in source] == [f.time_s for f in source]


def test_the_camera_is_named_after_the_file_and_brings_its_calibration(tmp_path: Path) -> None:
    """What the installer wrote down, nothing else."""
    model = CameraModel.looking_at((1.0, 2.0, 4.0), (9.0, 2.0, 0.0), 64, 48, 1.0)
    (info,) = VideoFile(film(tmp_path / "gate.mp4", [0.0]), model=model).devices()
    assert (info.device, info.kind, info.place, info.camera) == ("gate", DeviceKind.CAMERA, (1.0, 2.0, 4.0), model)


def test_a_folder_of_pictures_plays_by_name(tmp_path: Path) -> None:
    """Data sets come as pictures; other files beside them are left alone."""
    import cv2

    for index in (2, 0, 1):
        cv2.imwrite(str(tmp_path / f"{index:03d}.png"), np.full((8, 10, 3), 50 * index, np.uint8))
    (tmp_path / "notes.txt").write_text("not a picture")
    frames = list(VideoFile(tmp_path, fps=5.0))
    assert [(f.time_s, int(f.image[0, 0, 0])) for f in frames] == [(0.0, 0), (0.2, 50), (0.4, 100)]


def bad(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    if name == "text.mp4":
        path.write_text("this is no video")
    elif name == "empty.mp4":
        path.touch()
    elif name == "folder":
        path.mkdir()
    elif name == "cut.mp4":
        film(path, [0.1 * i for i in range(10)])
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


@pytest.mark.parametrize("name", ["missing.mp4", "text.mp4", "empty.mp4", "folder", "cut.mp4"])
def test_what_cannot_be_played_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """No traceback out of a library; the message begins with the path."""
    path = bad(tmp_path, name)
    with pytest.raises(VideoError, match=name):
        list(VideoFile(path))


def test_pictures_of_two_sizes_are_refused(tmp_path: Path) -> None:
    """A detector that learns a background cannot change its camera midway."""
    import cv2

    cv2.imwrite(str(tmp_path / "0.png"), np.zeros((8, 10, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "1.png"), np.zeros((8, 12, 3), np.uint8))
    with pytest.raises(VideoError, match=r"1\.png: 12 x 8 px among 10 x 8 px"):
        list(VideoFile(tmp_path))


def test_boxes_are_drawn_and_cut_off_at_the_edges() -> None:
    """A box that hangs out of the picture must not wrap round to its other side."""
    image = np.zeros((20, 30, 3), np.uint8)
    draw_box(image, (-5.0, 5.0, 10.0, 40.0), (9, 9, 9))
    assert image[5, 0:10].min() == 9
    assert image[10, 20].max() == 0
    assert image[10, 5].max() == 0
    draw_box(image, (40.0, 5.0, 50.0, 10.0), (7, 7, 7))
    assert 7 not in image


def test_drawing_leaves_the_frame_as_it_was(tmp_path: Path) -> None:
    """Detectors after it must not see our boxes."""
    picture = Frame("cam", 0, 0.0, np.zeros((21, 31, 3), np.uint8))
    writer = AnnotatedFilm(tmp_path / "a.mp4", 10.0)
    writer.add(picture, [Detection("cam", 0, 0.0, (2.0, 2.0, 12.0, 12.0), Label.PERSON, 0.9)])
    writer.close()
    assert picture.image.max() == 0
    (shown,) = VideoFile(tmp_path / "a.mp4")
    assert shown.image.shape == (20, 30, 3)
    assert shown.image.max() > 100
