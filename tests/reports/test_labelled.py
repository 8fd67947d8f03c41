"""Hand-labelled files in three formats, good and broken."""

import json
from pathlib import Path

import pytest

from reports.labelled import score_labelled
from reports.scores.actev import Activity, Claim, sweep
from reports.scores.curves import precision_recall
from twin.problems import InputError


def values(truth: Path, found: Path, **more: float) -> dict[tuple[str, str], float | None]:
    return {(s.of, s.name): s.value for s in score_labelled(truth, found, **more).scores}


def written(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_coco_files(tmp_path: Path) -> None:
    """One of two people found exactly: precision 1 up to half the recall points, 51 of 101."""
    truth = {"images": [{"id": 1}], "categories": [{"id": 3, "name": "person"}]}
    boxes = [[0, 0, 40, 80], [100, 0, 40, 80]]
    truth["annotations"] = [{"image_id": 1, "category_id": 3, "bbox": b, "area": 3200} for b in boxes]
    found = [{"image_id": 1, "category_id": 3, "bbox": boxes[0], "score": 0.9}]
    scores = values(written(tmp_path / "t.json", truth), written(tmp_path / "f.json", found))
    assert scores["all", "ap"] == pytest.approx(51 / 101)
    assert scores["person", "ap"] == pytest.approx(51 / 101)
    assert scores["all", "ap_small"] is None
    assert score_labelled(tmp_path / "t.json", tmp_path / "f.json").curves == {"person": [(0.5, 1.0)]}


def test_mot_files(tmp_path: Path) -> None:
    """Two walkers who swap identities halfway: half the boxes carry the right one."""
    rows = [(f, i, 100 * i, 0, 20, 50) for f in range(1, 5) for i in (1, 2)]
    swapped = [(f, i if f < 3 else 3 - i, x, *rest) for f, i, x, *rest in rows]
    files = [
        written(tmp_path / name, "\n".join(",".join(map(str, row)) for row in held))
        for name, held in (("t.txt", rows), ("f.txt", swapped))
    ]
    scores = values(*files)
    assert (scores["all", "IDF1"], scores["all", "switches"], scores["all", "MOTA"]) == (0.5, 2, 0.75)
    assert values(files[0], files[0])["all", "HOTA"] == pytest.approx(1.0)


def activity(name: str, first: int, last: int, score: float | None = None) -> dict[str, object]:
    row = {"activity": name, "localization": {"v.mp4": {str(first): 1, str(last): 0}}}
    return row if score is None else row | {"presenceConf": score}


def test_actev_files(tmp_path: Path) -> None:
    """Frames become seconds; what nothing claimed is missed."""
    truth = written(tmp_path / "t.json", {"activities": [activity("climb", 0, 100), activity("run", 50, 90)]})
    found = written(tmp_path / "f.json", {"activities": [activity("climb", 50, 80, 0.7)]})
    scores = values(truth, found, fps=25.0, minutes=2.0)
    assert (scores["climb", "Pmiss"], scores["run", "Pmiss"], scores["mean", "Pmiss"]) == (0.0, 1.0, 0.5)
    with pytest.raises(InputError, match="--files"):
        score_labelled(truth, found)
    index = written(tmp_path / "i.json", {"v.mp4": {"framerate": 25, "selected": {"1": 1, "3001": 0}}})
    assert {(s.of, s.name): s.value for s in score_labelled(truth, found, index).scores} == scores


def test_every_problem_is_listed(tmp_path: Path) -> None:
    """Three broken rows, three problems with their lines; two formats do not mix."""
    broken = written(tmp_path / "b.txt", "1,1,0,0,5\n1,2,0,0,5,5\n1,2,0,0,5,5\nx,y\n")
    good = written(tmp_path / "g.txt", "1,1,0,0,5,5\n")
    with pytest.raises(InputError) as caught:
        score_labelled(good, broken)
    assert [p.line for p in caught.value.problems] == [1, 3, 4]
    with pytest.raises(InputError, match="is MOT, but"):
        score_labelled(written(tmp_path / "a.json", {"activities": []}), good)


def test_the_surest_claim_takes_the_activity() -> None:
    """Two claims overlap one activity: the surer one is the hit, whichever comes first."""
    det = sweep([Activity("v", "a", 0, 10)], [Claim("v", "a", 0, 9, 0.2), Claim("v", "a", 1, 5, 0.8)], 1.0)
    assert det is not None
    assert [(p.p_miss, p.r_fa) for p in det.points] == [(0.0, 0.0), (0.0, 1.0)]


def test_precision_and_recall_step_by_score() -> None:
    """Tied scores are one step."""
    curve = precision_recall([0.9, 0.5, 0.5, 0.1], [True, False, True, False], 4)
    assert [(t.recall, t.precision) for t in curve] == [(0.25, 1.0), (0.5, 2 / 3), (0.5, 0.5)]
