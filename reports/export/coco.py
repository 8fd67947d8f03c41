"""COCO object detection (cocodataset.org/#format-data): one JSON, boxes as x, y, width, height px of what shows.

Beside the standard's fields an annotation says who it is (``body``, ``track_id``), the whole box as if nothing hid it,
the share that shows, the height [px] and the distance [m].
"""

import json
from pathlib import Path
from typing import Any

from reports.export.filmed import Film, labels, write_pictures


def write_coco(found: list[Film], out: Path, pictures: bool) -> None:
    """Write ``annotations.json`` and, with ``pictures``, ``images/CLIP/NUMBER.jpg``."""
    kinds = {label: i + 1 for i, label in enumerate(labels(found))}
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for film in found:
        numbers = film.numbers()
        if pictures:
            for _ in write_pictures(film, out / "images" / film.name, 0):
                pass
        for k in range(film.clip.frames):
            image = len(images) + 1
            images.append(
                {
                    "id": image,
                    "file_name": f"images/{film.name}/{k:06d}.jpg",
                    "width": film.width,
                    "height": film.height,
                    "camera": film.clip.camera,
                    "frame_index": film.clip.indices[k],
                    "time_s": film.clip.times_s[k],
                }
            )
            for truth in film.frames.get(k, ()):
                x0, y0, x1, y1 = truth.visible
                annotations.append(
                    {
                        "id": len(annotations) + 1,
                        "image_id": image,
                        "category_id": kinds[truth.label],
                        "bbox": [x0, y0, x1 - x0, y1 - y0],
                        "area": (x1 - x0) * (y1 - y0),
                        "iscrowd": 0,
                        "body": truth.body,
                        "track_id": numbers[truth.body],
                        "whole_bbox": list(truth.whole),
                        "visible_share": truth.share,
                        "pixel_height": truth.height_px,
                        "distance_m": truth.distance_m,
                    }
                )
    content = {
        "info": {"description": "synthetic frames and truth from a Ringfence run", "version": "1.0"},
        "licenses": [],
        "images": images,
        "annotations": annotations,
        "categories": [{"id": number, "name": label, "supercategory": ""} for label, number in kinds.items()],
    }
    (out / "annotations.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
