"""Datasets of a run's frames load in the tools they are for, and give its boxes back."""

import contextlib
import io

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pycocotools.coco import COCO

from reports.export import FORMATS, export
from reports.export.filmed import films
from reports.folder import RunFolderError, open_run
from scenarios.tables import TRACKS
from tests.fakes.runfolder import make_run

CLIPS = {"wall-n-1-peri-a": ("wall-n-1", 45618 - 72), "hr-1-fall-a": ("hr-1", 82540 - 72)}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with two people and a car who walk through the frames of two of its clips."""
    folder = make_run(tmp_path_factory.mktemp("run") / "evening")
    for file in (folder / "clips").iterdir():
        if file.stem not in CLIPS:
            file.unlink()
    rows = []
    for camera, first in CLIPS.values():
        for k in range(10, 40):
            for who, label, x in (("ana", "person", 20.3), ("bo", "person", 200.7), ("car", "car", 90.1)):
                whole = (x + 1.7 * k, 40.2, x + 1.7 * k + 21.3, 99.9)
                seen = (float(int(whole[0])), 41.0, float(int(whole[2]) + 1), 90.0)
                rows.append((camera, first + k, 0.0, who, label, *whole, *seen, 0.75, 59.7, 14.5, True))
        rows.append((camera, first + 5, 0.0, "unseen", "person", *(0.0,) * 8, 1.0, 2.5, 40.0, False))
    pq.write_table(pa.table([list(c) for c in zip(*rows, strict=True)], schema=TRACKS), folder / "tracks.parquet")
    return folder


def true_boxes(folder, field):
    """(clip, frame, body) to box, straight from the table."""
    wanted = {"whole": ("x0", "y0", "x1", "y1"), "visible": tuple(f"visible_{k}" for k in ("x0", "y0", "x1", "y1"))}
    clips = {camera: (name, first) for name, (camera, first) in CLIPS.items()}
    found = {}
    for row in pq.read_table(folder / "tracks.parquet").to_pylist():
        if row["rendered"]:
            name, first = clips[row["camera"]]
            found[name, row["index"] - first, row["body"]] = tuple(row[k] for k in wanted[field])
    return found


def test_coco_loads_and_gives_the_boxes_back(run, tmp_path):
    """pycocotools reads the file; every visible box of the run is in it, to the bit, and no other."""
    export(run, "coco", tmp_path / "coco", pictures=False)
    with contextlib.redirect_stdout(io.StringIO()):
        loaded = COCO(str(tmp_path / "coco" / "annotations.json"))
    back = {}
    for image in loaded.loadImgs(loaded.getImgIds()):
        _, clip, file = image["file_name"].split("/")
        for a in loaded.loadAnns(loaded.getAnnIds(imgIds=[image["id"]])):
            x, y, w, h = a["bbox"]
            back[clip, int(file[:-4]), a["body"]] = (x, y, x + w, y + h)
            assert loaded.cats[a["category_id"]]["name"] == ("car" if a["body"] == "car" else "person")
    assert back == true_boxes(run, "visible")
    assert len(loaded.imgs) == 2 * 96


def test_mot_loads_in_trackeval_and_gives_the_boxes_back(run, tmp_path):
    """trackeval scores the export against itself as perfect; every whole box comes back to the bit."""
    trackeval = pytest.importorskip("trackeval")
    export(run, "mot", tmp_path / "mot", pictures=False)
    out, numbers = tmp_path / "mot", {film.name: film.numbers() for film in films(open_run(run))}
    back = {}
    for name in CLIPS:
        people = {number: body for body, number in numbers[name].items()}
        lines = (out / "ringfence-train" / name / "gt" / "gt.txt").read_text().splitlines()
        for line in lines:
            frame, who, x, y, w, h, *_ = line.split(",")
            box = (float(x), float(y), float(x) + float(w), float(y) + float(h))
            back[name, int(frame) - 1, people[int(who)]] = box
        target = tmp_path / "found" / "ringfence-train" / "us" / "data"
        target.mkdir(parents=True, exist_ok=True)
        persons = [line for line in lines if line.split(",")[7] == "1"]
        (target / f"{name}.txt").write_text("".join(",".join(p.split(",")[:6]) + ",1,-1,-1,-1\n" for p in persons))
    assert back.keys() == true_boxes(run, "whole").keys()
    for key, box in true_boxes(run, "whole").items():
        assert back[key] == pytest.approx(box, abs=1e-9)
    config = {"GT_FOLDER": str(out), "TRACKERS_FOLDER": str(tmp_path / "found"), "BENCHMARK": "ringfence"}
    config |= {"SPLIT_TO_EVAL": "train", "PRINT_CONFIG": False, "SEQMAP_FOLDER": str(out / "seqmaps")}
    with contextlib.redirect_stdout(io.StringIO()):
        data = trackeval.datasets.MotChallenge2DBox(config)
        raw = data.get_raw_seq_data("us", "hr-1-fall-a")
        result = trackeval.metrics.HOTA().eval_sequence(data.get_preprocessed_seq_data(raw, "pedestrian"))
    assert raw["num_timesteps"] == 96
    assert float(np.mean(result["HOTA"])) == pytest.approx(1.0)


def test_yolo_says_what_shows_as_shares(run, tmp_path):
    """A line per box of every frame's file; pixels come back, and pictures stand beside."""
    export(run, "yolo", tmp_path / "yolo")
    back, truth = [], true_boxes(run, "visible")
    for name in CLIPS:
        picture = cv2.imread(str(tmp_path / "yolo" / "images" / name / "000020.jpg"))
        assert picture.shape == (180, 320, 3)
        for line in (tmp_path / "yolo" / "labels" / name / "000020.txt").read_text().splitlines():
            _, x, y, w, h = (float(part) for part in line.split())
            back.append((320 * (x - w / 2), 180 * (y - h / 2), 320 * (x + w / 2), 180 * (y + h / 2)))
    wanted = sorted(tuple(np.clip(box, 0, (320, 180, 320, 180))) for key, box in truth.items() if key[1] == 20)
    assert np.array(sorted(back)) == pytest.approx(np.array(wanted), abs=1e-9)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_nothing_filmed_is_refused(tmp_path, form):
    """A run without clips is bad input, and leaves no folder behind."""
    folder = make_run(tmp_path / "dark", clips=False)
    with pytest.raises(RunFolderError, match="films nothing"):
        export(folder, form, tmp_path / "out")
    assert not (tmp_path / "out").exists()
