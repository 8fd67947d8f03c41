"""YOLO text (docs.ultralytics.com/datasets/detect): per picture a file of class, middle x and y, width, height.

Numbers are shares of the picture's size; boxes are those of what shows.
"""

import json
from pathlib import Path

from reports.export.filmed import Film, clipped, labels, write_pictures


def write_yolo(found: list[Film], out: Path, pictures: bool) -> None:
    """Write ``labels/CLIP/NUMBER.txt`` for every frame, ``data.yaml``, and with ``pictures`` the frames."""
    kinds = {label: i for i, label in enumerate(labels(found))}
    for film in found:
        folder = out / "labels" / film.name
        folder.mkdir(parents=True)
        for k in range(film.clip.frames):
            lines = []
            for truth in film.frames.get(k, ()):
                x0, y0, x1, y1 = clipped(truth.visible, film.width, film.height)
                middle = ((x0 + x1) / 2 / film.width, (y0 + y1) / 2 / film.height)
                size = ((x1 - x0) / film.width, (y1 - y0) / film.height)
                lines.append(f"{kinds[truth.label]} " + " ".join(repr(value) for value in (*middle, *size)))
            (folder / f"{k:06d}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        if pictures:
            for _ in write_pictures(film, out / "images" / film.name, 0):
                pass
    names = "".join(f"  {number}: {json.dumps(label)}\n" for label, number in kinds.items())
    (out / "data.yaml").write_text(f"path: .\ntrain: images\nval: images\nnames:\n{names}", encoding="utf-8")
