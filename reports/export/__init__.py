"""Filmed frames with their truth, as the datasets that others train and score on: COCO, MOTChallenge, YOLO."""

from collections.abc import Callable
from pathlib import Path

from reports.export.coco import write_coco
from reports.export.filmed import Film, films
from reports.export.mot import write_mot
from reports.export.yolo import write_yolo
from reports.folder import RunFolderError, open_run

FORMATS: dict[str, Callable[[list[Film], Path, bool], None]] = {
    "coco": write_coco,
    "mot": write_mot,
    "yolo": write_yolo,
}


def export(folder: Path, form: str, out: Path, pictures: bool = True) -> tuple[int, int, int]:
    """Write a run's filmed frames to ``out`` in ``form``; return how many clips, frames and boxes there are.

    Parameters
    ----------
    folder: a finished run.
    form: a key of `FORMATS`.
    out: a folder that does not exist yet, or is empty.
    pictures: whether to write every frame as a JPEG beside its truth.

    Raises
    ------
    RunFolderError: when the run is not finished or filmed nothing.
    FileExistsError: when ``out`` holds something.
    """
    found = films(open_run(folder))
    if not found:
        raise RunFolderError(f"{folder} has no clips: a run at metadata fidelity films nothing")
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    part = out.with_name(f".{out.name}.part")
    part.mkdir(parents=True)
    FORMATS[form](found, part, pictures)
    if out.exists():
        out.rmdir()
    part.replace(out)
    frames = sum(film.clip.frames for film in found)
    return len(found), frames, sum(len(boxes) for film in found for boxes in film.frames.values())
