"""Whose pixel each is in a frame, and how far what it shows lies: the truth that boxes leave out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.bodies import Snapshot
from twin.deployment import CameraUnit
from twin.imaging.canvas import Canvas
from twin.imaging.samples import FAR_M, SAMPLES
from twin.imaging.scene import Scene
from twin.imaging.stage import Stage
from twin.imaging.standing import split


class Segments(NamedTuple):
    """Row of the snapshot that each pixel shows, -1 for none, (H, W) int16; depth (H, W) float32 [m], 0 for the sky.

    Depth is along the lens's axis, at the upper left of a pixel's samples; things of a few pixels have none of their
    own.
    """

    rows: NDArray[np.int16]
    depth_m: NDArray[np.float32]


class Segmenter:
    """Draws one camera's frames for their truth."""

    def __init__(self, scene: Scene, unit: CameraUnit) -> None:
        self._scene, self._unit = scene, unit
        self._stage, self._behind = Stage(scene, unit), Stage(scene, unit)

    def look(self, snapshot: Snapshot) -> Segments:
        """Segment the frame of a snapshot, as a camera that hangs still draws it."""
        view, camera = self._scene.view(self._unit, snapshot.time_s, snapshot), self._stage.camera
        self._stage.draw(view, snapshot)
        seen = self._stage.in_view(view, snapshot)
        frozen, _ = split(snapshot, seen)
        known = np.full(len(frozen) + len(snapshot.ids) + 1, -1, dtype=np.int16)
        for turn, (row, _) in enumerate(frozen):
            known[turn] = row
        known[len(frozen) : -1] = np.arange(len(snapshot.ids))
        marks = self._stage.canvas.marks
        # A mark of -1 takes the last entry: nobody.
        rows: NDArray[np.int16] = known[marks]
        self._behind.canvas = Canvas.blank(camera.width, camera.height)
        self._behind.canvas.depth = view.plate.depth.copy()
        self._behind.stand(view, snapshot, seen)
        depth = self._behind.canvas.depth[::SAMPLES, ::SAMPLES].copy()
        depth[depth >= FAR_M] = 0.0
        return Segments(rows, depth)
