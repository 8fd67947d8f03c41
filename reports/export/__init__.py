"""Filmed frames with their truth, as the datasets that others train and score on: COCO, MOTChallenge, YOLO."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reports.export.coco import write_coco
from reports.export.filmed import Film, films
from reports.export.full import add_full
from reports.export.mot import write_mot
from reports.export.redrawn import Redrawn
from reports.export.yolo import write_yolo
from reports.folder import RunFolderError, open_run
from scenarios.standins import bodies_of

FORMATS: dict[str, Callable[[list[Film], Path, bool], None]] = {
    "coco": write_coco,
    "mot": write_mot,
    "yolo": write_yolo,
}


@dataclass(frozen=True, slots=True)
class Deeper:
    """What is added to boxes by drawing frames again: ``masks`` with key points (COCO's alone), ``depth``.

    ``cache`` is a folder that keeps plates of cameras, or None.
    """

    masks: bool = False
    depth: bool = False
    cache: Path | None = None


NO_DEEPER = Deeper()


def export(
    folder: Path, form: str, out: Path, pictures: bool = True, deeper: Deeper = NO_DEEPER
) -> tuple[int, int, int]:
    """Write a run's filmed frames to ``out`` in ``form``; return how many clips, frames and boxes there are.

    Parameters
    ----------
    folder: a finished run.
    form: a key of `FORMATS`.
    out: a folder that does not exist yet, or is empty.
    pictures: whether to write every frame as a JPEG beside its truth.
    deeper: what is added by drawing the frames again.

    Raises
    ------
    RunFolderError: when the run is not finished or filmed nothing.
    FileExistsError: when ``out`` holds something.
    """
    run = open_run(folder)
    found = films(run)
    if not found:
        raise RunFolderError(f"{folder} has no clips: a run at metadata fidelity films nothing")
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty")
    if deeper.masks or deeper.depth:
        missing = [film.name for film in found if not bodies_of(film.clip.path).exists()]
        if missing:
            raise RunFolderError(f"{folder} did not keep who stood where ({missing[0]}): run it with --truth")
    part = out.with_name(f".{out.name}.part")
    part.mkdir(parents=True)
    FORMATS[form](found, part, pictures)
    if deeper.masks or deeper.depth:
        again = Redrawn(folder, run.manifest.seed, deeper.cache)
        add_full(found, part, again.frames, deeper.masks, deeper.depth)
    if out.exists():
        out.rmdir()
    part.replace(out)
    frames = sum(film.clip.frames for film in found)
    return len(found), frames, sum(len(boxes) for film in found for boxes in film.frames.values())
