"""The encoder: what goes in comes out, in either codec, a keyframe as often as said, the same bytes every time."""

import av
import numpy as np
import pytest

from twin.imaging.codec import CODECS, Codec

WIDTH, HEIGHT = 320, 192


def frame(codec, k):
    """A bar that moves over a slope."""
    rows, columns = np.indices((HEIGHT, WIDTH))
    luma = 60 + columns // 4 + 80 * ((columns - 6 * k) % WIDTH < 20)
    planes = codec.planes
    planes.y[:, :WIDTH] = luma.astype(np.uint8)
    planes.u[:, : WIDTH // 2], planes.v[:, : WIDTH // 2] = 120, 130 + rows[::2, ::2].astype(np.uint8) // 8
    return luma


def sent(name, video=None, gop_s=1.0):
    codec = Codec(WIDTH, HEIGHT, 10.0, 800_000, video, name, gop_s)
    pictures = []
    for k in range(25):
        luma = frame(codec, k)
        pictures.append((luma, codec.through()))
    codec.close()
    return pictures


@pytest.mark.parametrize("name", sorted(CODECS))
def test_pictures_come_back_alike_and_alike_every_time(name):
    """Close to what was sent, one for one, and equal digests in a second encoder."""
    one, two = sent(name), sent(name)
    assert [a.digest for _, a in one] == [b.digest for _, b in two]
    for luma, back in one[5:]:
        assert np.abs(back.image[..., 1].astype(float) * 219 / 255 + 16 - luma).mean() < 12.0


@pytest.mark.parametrize("name", sorted(CODECS))
@pytest.mark.parametrize("gop_s", [0.5, 2.0])
def test_files_play_with_keyframes_as_said(name, gop_s, tmp_path):
    """The mp4 names its codec, holds every picture as it was sent, and starts anew every group."""
    pictures = sent(name, tmp_path / "clip.mp4", gop_s)
    with av.open(str(tmp_path / "clip.mp4")) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == CODECS[name][1]
        decoded = list(file.decode(video=0))
    assert [k for k, picture in enumerate(decoded) if picture.key_frame] == list(range(0, 25, round(10 * gop_s)))
    assert len(decoded) == len(pictures)
