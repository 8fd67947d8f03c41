"""What boxes leave out, added to a dataset: masks and key points in COCO's file, depth as pictures of millimetres."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from reports.clips import ClipFile
from reports.export.filmed import Film
from reports.export.redrawn import FullTruth, bounding
from reports.export.rle import packed, runs
from twin.imaging.keypoints import LIMBS, NAMES

Redraw = Callable[[ClipFile], Iterator[FullTruth]]
FARTHEST_MM = 65535


def add_full(found: list[Film], out: Path, again: Redraw, masks: bool, depth: bool) -> int:
    """Add ``masks`` (with key points) to ``annotations.json``, write ``depth``; return how many bodies got a mask.

    A body whose mask drawn again does not fill the box that the run told of it gets none: its camera was shaken, or
    shoved aside, when it filmed.
    """
    file = out / "annotations.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if masks else {"images": []}
    images = {image["file_name"]: image["id"] for image in content["images"]}
    told: dict[int, list[dict[str, Any]]] = {}
    for one in content.get("annotations", ()):
        told.setdefault(one["image_id"], []).append(one)
    count = 0
    for film in found:
        for k, truth in enumerate(again(film.clip)):
            if depth:
                write_depth(out / "depth" / film.name / f"{k:06d}.png", truth.depth_m)
            own = told.get(images.get(f"images/{film.name}/{k:06d}.jpg", 0), [])
            count += sum(completed(one, truth) for one in own)
    if masks:
        for kind in content["categories"]:
            if kind["name"] == "person":
                kind |= {"keypoints": list(NAMES), "skeleton": [list(limb) for limb in LIMBS]}
        file.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
    return count


def completed(annotation: dict[str, Any], truth: FullTruth) -> bool:
    """Add a body's mask and key points to its annotation, where they are of the picture that was filmed."""
    mask = truth.masks.get(annotation["body"])
    x, y, w, h = annotation["bbox"]
    if mask is None or bounding(mask) != (x, y, x + w, y + h):
        return False
    annotation["segmentation"] = {"size": list(mask.shape), "counts": packed(runs(mask))}
    annotation["area"] = float(mask.sum())
    if annotation["body"] in truth.points:
        points = truth.points[annotation["body"]]
        rounded = [(round(u, 2), round(v, 2), int(shows)) for u, v, shows in points.tolist()]
        annotation["keypoints"] = [value for point in rounded for value in point]
        annotation["num_keypoints"] = sum(shows > 0 for _, _, shows in rounded)
    return True


def write_depth(path: Path, depth_m: NDArray[np.float32]) -> None:
    """Write depth (H, W) [m] as a PNG of 16-bit millimetres: 0 is the sky, 65,535 that far or farther."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = np.minimum(np.rint(1000.0 * depth_m.astype(np.float64)), FARTHEST_MM).astype(np.uint16)
    if not cv2.imwrite(str(path), whole):
        raise PermissionError(f"{path} cannot be written")
