"""Network cameras that drop, stall, change their picture or send garbage, beside one that works (live.netcamera)."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from detectors.live.netcamera import CameraStream, Link, NetCameras
from detectors.stream import Frame
from tests.fakes.broadcast import Broadcast, transport_stream

FILM = transport_stream(30, 160, 96)


@pytest.fixture
def servers() -> Iterator[Callable[..., Broadcast]]:
    made: list[Broadcast] = []

    def make(*films: bytes | None) -> Broadcast:
        made.append(Broadcast(*films))
        return made[-1]

    yield make
    for server in made:
        server.close()


def watch(source: NetCameras, enough: Callable[[list[Frame]], bool], at_most_s: float = 30.0) -> list[Frame]:
    """Frames until there are enough."""
    frames: list[Frame] = []
    until = time.monotonic() + at_most_s
    for frame in source:
        frames.append(frame)
        if enough(frames) or time.monotonic() > until:
            break
    source.close()
    return frames


def count(frames: list[Frame], camera: str) -> int:
    return sum(frame.camera == camera for frame in frames)


def test_a_camera_that_hangs_up_is_connected_again(servers) -> None:
    """Frames go on after the stream ended, numbered on, in time."""
    source = NetCameras((CameraStream("a", servers(FILM).url),), stall_s=2.0)
    frames = watch(source, lambda found: len(found) >= 70)
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert all(a.time_s < b.time_s for a, b in pairwise(frames))
    assert frames[0].image.shape == (96, 160, 3)
    assert source.status["a"].connects >= 3


@pytest.mark.parametrize(
    ("bad", "said"),
    [(None, ""), (os.urandom(200_000), ""), (transport_stream(30, 192, 112), "were surveyed")],
    ids=["stalls", "garbage", "another size"],
)
def test_one_that_misbehaves_is_marked_failed_and_holds_up_nobody(servers, bad: bytes | None, said: str) -> None:
    """The good one goes on; the bad one comes back when it behaves."""
    cameras = (
        CameraStream("good", servers(FILM).url),
        CameraStream("bad", servers(bad, FILM).url, size=(160, 96)),
    )
    source = NetCameras(cameras, stall_s=1.0)
    frames = watch(source, lambda found: count(found, "bad") >= 20 and count(found, "good") >= 20)
    status = source.status["bad"]
    assert count(frames, "bad") >= 20
    assert status.failures >= 1
    assert said in status.last_error or status.connects > 1
    assert all(frame.image.shape == (96, 160, 3) for frame in frames)


def test_a_camera_that_is_not_there_is_tried_again_and_again_less_often() -> None:
    """Nobody listens: failed, with the reason, and no thread left after close."""
    before = threading.active_count()
    source = NetCameras((CameraStream("gone", "tcp://127.0.0.1:9"),), stall_s=0.5)
    reader = threading.Thread(target=lambda: list(source))
    reader.start()
    time.sleep(2.5)
    status = source.status["gone"]
    assert status.link == Link.FAILED
    assert 1 <= status.failures <= 3
    assert status.last_error
    source.close()
    reader.join()
    assert threading.active_count() == before


def test_two_cameras_need_two_names() -> None:
    """Frames of one name could not be told apart."""
    with pytest.raises(ValueError, match="same id"):
        NetCameras((CameraStream("a", "tcp://x"), CameraStream("a", "tcp://y")))
