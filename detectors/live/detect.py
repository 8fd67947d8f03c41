"""The site's own pipeline over one recording or camera: what it detects, what it claims, and a film of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detectors.config import Analytics, PipelineConfig, Survey
from detectors.contract import DetectionBatch, Item
from detectors.frames import FrameStage
from detectors.geometry import CameraModel
from detectors.live.driver import LiveDriver
from detectors.live.findings import Findings, Summary
from detectors.live.netcamera import CameraStream, NetCameras
from detectors.live.videofile import VideoError, VideoFile
from detectors.outputs import Desk, Outputs
from detectors.pipeline import Pipeline
from detectors.stream import Frame, Reading, Source

__all__ = ["STAGES", "Installed", "Summary", "detect_camera", "detect_file"]

# A camera's film is written at this rate, whatever rate its pictures come at.
FILM_FPS = 12.5

STAGES = PipelineConfig(default=("objects", "tracks", "falling"))


@dataclass(frozen=True, slots=True)
class Installed:
    """How one camera is watched: its name (None: the file's), the stages, its calibration, the site, who alerts.

    Without a calibration moving regions keep the label MOTION and have no place; without a desk nobody is told.
    """

    camera: str | None = None
    config: PipelineConfig = STAGES
    model: CameraModel | None = None
    survey: Survey = field(default_factory=Survey)
    desk: Desk | None = None


def detect_file(path: Path, out_dir: Path, installed: Installed | None = None) -> Summary:
    """Run detection, tracking and rules over a video file or a folder of pictures.

    Writes ``detections.jsonl``, ``events.jsonl`` and ``annotated.mp4`` into ``out_dir``: all of them or none.

    Parameters
    ----------
    path: the video file or folder.
    out_dir: made if it is not there.
    installed: how the camera is watched.

    Raises
    ------
    VideoError
        The file is no video that can be read.
    """
    installed = installed or Installed()
    source = VideoFile(path, installed.camera, installed.model)
    try:
        with Findings(out_dir, source.fps) as findings:
            watch, now_s = Watch(source, source.camera_id, installed, findings), 0.0
            for frame in source:
                now_s = frame.time_s
                watch.step(now_s, [frame])
            watch.flush(now_s)
            return findings.summary(source.camera_id)
    finally:
        source.close()


def detect_camera(url: str, out_dir: Path, seconds: float = math.inf, installed: Installed | None = None) -> Summary:
    """Run the same over a camera on the network, for ``seconds`` or until interrupted; it is connected again if lost.

    The desk is stepped when it wants to be, also while no picture comes.

    Raises
    ------
    VideoError
        Not one picture came.
    """
    installed = installed or Installed()
    stream = CameraStream(installed.camera or "camera", url, installed.model)
    source = NetCameras((stream,))
    source.close_after(seconds)
    with Findings(out_dir, FILM_FPS) as findings:
        watch = Watch(source, stream.id, installed, findings)
        try:
            for _ in LiveDriver(watch, source).run():
                pass
        except KeyboardInterrupt:  # what was found is kept
            watch.flush(watch.now_s)
        status = source.status[stream.id]
        if status.frames == 0:
            raise VideoError(f"{url}: no picture came ({status.last_error or 'still connecting'})")
        return findings.summary(stream.id)


class Watch:
    """One camera's frame stages, the pipeline behind them, and the book of what they find."""

    def __init__(self, source: Source, camera: str, installed: Installed, findings: Findings) -> None:
        survey = _surveyed(source, installed.survey)
        self._stage = FrameStage(installed.config, survey, camera)
        self._pipeline = Pipeline(installed.config, Analytics(), survey, installed.desk)
        self._findings, self.now_s = findings, 0.0

    def step(self, now_s: float, items: Sequence[Frame | Reading]) -> tuple[Outputs, float]:
        """Take frames and step the pipeline; what follows, and when to step again at the latest [s]."""
        self.now_s, found = now_s, list[Item]()
        for frame in items:
            if isinstance(frame, Frame):
                rows = self._stage.update(frame)
                batches = [row for row in rows if isinstance(row, DetectionBatch)]
                self._findings.frame(frame, [detection for batch in batches for detection in batch.detections])
                found += rows
        outputs, deadline_s = self._pipeline.step(now_s, found)
        self._findings.events(outputs.events)
        return outputs, deadline_s

    def flush(self, now_s: float) -> Outputs:
        """End of the pictures."""
        outputs = self._pipeline.flush(now_s)
        self._findings.events(outputs.events)
        return outputs


def _surveyed(source: Source, survey: Survey) -> Survey:
    """Add the source's cameras to the survey."""
    infos = {info.device: info for info in source.devices()}
    models = {name: info.camera for name, info in infos.items() if info.camera is not None}
    return replace(survey, devices={**survey.devices, **infos}, cameras={**survey.cameras, **models})
