"""Clips: the right one, the right seconds, boxes on the right frames."""

import base64
import io
import json
from dataclasses import replace
from pathlib import Path

import av

from reports import clips
from reports.folder import open_run
from tests.fakes.runfolder import box_at


def test_the_filmed_window_is_preferred_and_named(run_path: Path) -> None:
    """An alert's clip is its camera's window at that moment, else the one rendered for it afterwards."""
    run, held = open_run(run_path), clips.read_clips(run_path)
    events = {e.id: e for e in run.events}
    alerts = {a.id: a for a in run.alerts}
    assert clips.clip_of(held, alerts["alert-peri-a"], events["peri-a"]) == ("wall-n-1-peri-a", 11404.6)
    assert clips.clip_of(held, alerts["alert-loit-a"], events["loit-a"]) is not None
    assert clips.clip_of(held, alerts["alert-gas-a"], events["gas-a"]) is None


def test_an_excerpt_keeps_frames_and_boxes_together(run_path: Path) -> None:
    """A cut that starts later shows the same box on the same picture: its frame k is the clip's frame first + k."""
    run, held = open_run(run_path), clips.read_clips(run_path)
    clip = held["wall-n-1-peri-a"]
    data = clips.excerpt(clip.path, 40, 60, clip.fps)
    with av.open(io.BytesIO(data)) as video:
        pictures = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
    assert len(pictures) == 20
    boxes = clips.frame_boxes(run, clip, 40, 60, ())
    x0, y0, x1, y1 = boxes["10"][0][:4]
    assert (x0, y0, x1, y1) == tuple(round(v, 1) for v in box_at(50))
    inside = pictures[10][int(y0) + 4 : int(y1) - 4, int(x0) + 4 : int(x1) - 4].mean()
    outside = pictures[10][int(y0) + 4 : int(y1) - 4, int(x1) + 8 : int(x1) + 20].mean()
    assert inside < outside - 20


def test_a_small_clip_is_embedded_as_it_is(run_path: Path) -> None:
    """No second loss of quality where there is nothing to save."""
    run, held = open_run(run_path), clips.read_clips(run_path)
    clip = clips.cut(run, "wall-n-1-peri-a", held["wall-n-1-peri-a"], 11404.6, ())
    assert base64.b64decode(clip.video) == held["wall-n-1-peri-a"].path.read_bytes()
    assert json.loads(clip.overlay)["cue"] == 6.0


def test_boxes_stay_with_their_pictures_where_frames_were_lost(run_path: Path) -> None:
    """Frames 40 to 49 never came: what was found in frame 56 stands on the file's 47th picture, theirs on none."""
    run, held = open_run(run_path), clips.read_clips(run_path)
    whole = held["wall-n-1-peri-a"]
    first = whole.first_index
    came = (*range(first, first + 40), *range(first + 50, first + 96))
    gappy = replace(whole, frames=len(came), indices=came, times_s=tuple(i / whole.fps for i in came))
    all_of, some = clips.frame_boxes(run, whole, 0, 96, ()), clips.frame_boxes(run, gappy, 0, 86, ())
    assert all_of["56"] == some["46"]
    assert all_of["38"] == some["38"]
    assert len(some) == len(all_of) - 5
