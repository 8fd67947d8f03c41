"""A clip's frames drawn again from who stood where: masks, depth and key points, which a run does not keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reports.clips import ClipFile
from reports.folder import RunFolderError
from scenarios.schema import load_inputs
from scenarios.skies import sky_of
from scenarios.standins import bodies_of, read_bodies
from twin.bodies import Snapshot
from twin.deployment import CameraUnit
from twin.imaging.keypoints import keypoints
from twin.imaging.scene import Scene
from twin.imaging.segments import Segmenter, Segments

# A key point counts as seen when what its pixel shows is its own body's and no nearer than this [m].
DEEP_M = 0.3
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FullTruth:
    """A frame's whole truth: each body's mask (H, W), people's key points (17, 3) as u, v [px], and how they show.

    ``depth_m`` (H, W) is along the axis, 0 for the sky. Key points show as COCO has it: 0 out of the picture, 1
    hidden, 2 seen.
    """

    masks: dict[str, NDArray[np.bool_]]
    points: dict[str, NDArray[np.float64]]
    depth_m: NDArray[np.float32]


class Redrawn:
    """Draws the clips of one run again."""

    def __init__(self, folder: Path, seed: int, cache: Path | None) -> None:
        inputs = folder / "inputs"
        given = load_inputs(inputs / "scenario.yaml", inputs / "site.geojson", inputs / "deployment.yaml")
        sky = sky_of(given.site, given.scenario.start, given.scenario.weather)
        self._scene = Scene(given.site, sky, seed, cache)
        self._units = {unit.id: unit for unit in given.deployment.cameras}

    def frames(self, clip: ClipFile) -> Iterator[FullTruth]:
        """Yield the truth of every frame of a clip.

        Raises
        ------
        RunFolderError: when the run did not keep who stood where.
        """
        path = bodies_of(clip.path)
        if not path.exists():
            raise RunFolderError(f"{path} is missing: masks, depth and key points need a run made with --truth")
        yield from drawn_again(self._scene, self._units[clip.camera], read_bodies(path))


def drawn_again(scene: Scene, unit: CameraUnit, snapshots: Iterator[Snapshot]) -> Iterator[FullTruth]:
    """Yield the full truth of one camera's frames."""
    segmenter, camera = Segmenter(scene, unit), unit.calibration()
    for snapshot in snapshots:
        seen = segmenter.look(snapshot)
        masks = {snapshot.ids[row]: seen.rows == row for row in np.unique(seen.rows).tolist() if row >= 0}
        points = {}
        for row, body in enumerate(snapshot.ids):
            places = keypoints(snapshot, row) if body in masks else None
            if places is not None:
                points[body] = told(camera.project(places), row, seen)
        yield FullTruth(masks, points, seen.depth_m)


def told(projected: NDArray[np.float64], row: int, seen: Segments) -> NDArray[np.float64]:
    """Key points (17, 3) as u, v, depth with their depth replaced by how they show."""
    height, width = seen.rows.shape
    out = np.zeros_like(projected)
    for k, (u, v, depth) in enumerate(projected.tolist()):
        if depth <= 0.0 or not (0.0 <= u < width and 0.0 <= v < height):
            continue
        own = seen.rows[int(v), int(u)] == row
        out[k] = u, v, 2.0 if own and seen.depth_m[int(v), int(u)] > depth - DEEP_M else 1.0
    return out


def bounding(mask: NDArray[np.bool_]) -> Box:
    """Box of a mask that is not empty [px]."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)
