"""The site's own pipeline over one recording or camera: what it detects, what it claims, and a film of it."""

import contextlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from detectors.config import Analytics, PipelineConfig, Survey
from detectors.contract import DetectionBatch
from detectors.geometry import CameraModel
from detectors.live.findings import Findings, Summary
from detectors.live.netcamera import CameraStream, NetCameras
from detectors.live.videofile import VideoError, VideoFile
from detectors.pipeline import FrameStage, Pipeline
from detectors.stream import Frame, Source

__all__ = ["STAGES", "Summary", "detect_camera", "detect_file"]

# A camera's film is written at this rate, whatever rate its pictures come at.
FILM_FPS = 12.5

STAGES = PipelineConfig(default=("motion", "tracks", "falling"))


def detect_file(
    path: Path,
    out_dir: Path,
    config: PipelineConfig = STAGES,
    model: CameraModel | None = None,
    survey: Survey | None = None,
) -> Summary:
    """Run detection, tracking and rules over a video file or a folder of pictures.

    Writes ``detections.jsonl``, ``events.jsonl`` and ``annotated.mp4`` into ``out_dir``: all of them or none.

    Parameters
    ----------
    path: the video file or folder.
    out_dir: made if it is not there.
    config: the stages to run.
    model: the camera's calibration; without it moving regions keep the label MOTION and have no place.
    survey: zones and windows for the rules; nothing but the camera by default.

    Raises
    ------
    VideoError
        The file is no video that can be read.
    """
    source = VideoFile(path, model=model)
    return _detect(source, source, source.camera_id, source.fps, out_dir, config, survey or Survey())


def detect_camera(
    url: str,
    out_dir: Path,
    seconds: float = math.inf,
    config: PipelineConfig = STAGES,
    model: CameraModel | None = None,
    survey: Survey | None = None,
) -> Summary:
    """Run the same over a camera on the network, for ``seconds`` or until interrupted; it is connected again if lost.

    Raises
    ------
    VideoError
        Not one picture came.
    """
    stream = CameraStream("camera", url, model)
    source = NetCameras((stream,))
    frames = _until(source, seconds, stream)
    return _detect(source, frames, stream.id, FILM_FPS, out_dir, config, survey or Survey())


def _until(source: NetCameras, seconds: float, stream: CameraStream) -> Iterator[Frame]:
    """Frames of the first ``seconds``; an interrupt from the keyboard ends them too, and what was found is kept."""
    source.close_after(seconds)
    with contextlib.suppress(KeyboardInterrupt):
        yield from source
    status = source.status[stream.id]
    if status.frames == 0:
        raise VideoError(f"{stream.url}: no picture came ({status.last_error or 'still connecting'})")


def _detect(
    source: Source,
    frames: Iterable[Frame],
    camera: str,
    fps: float,
    out_dir: Path,
    config: PipelineConfig,
    survey: Survey,
) -> Summary:
    try:
        with Findings(out_dir, fps) as findings:
            _run(frames, camera, config, _surveyed(source, survey), findings)
            return findings.summary(camera)
    finally:
        source.close()


def _surveyed(source: Source, survey: Survey) -> Survey:
    """Add the source's cameras to the survey."""
    infos = {info.device: info for info in source.devices()}
    models = {name: info.camera for name, info in infos.items() if info.camera is not None}
    return replace(survey, devices={**survey.devices, **infos}, cameras={**survey.cameras, **models})


def _run(frames: Iterable[Frame], camera: str, config: PipelineConfig, survey: Survey, findings: Findings) -> None:
    """Take every frame through the frame stages and then the pipeline, in the source's own time."""
    stage, pipeline = FrameStage(config, survey, camera), Pipeline(config, Analytics(), survey, None)
    now_s = 0.0
    for frame in frames:
        now_s = frame.time_s
        found = stage.update(frame)
        batches = [item for item in found if isinstance(item, DetectionBatch)]
        findings.frame(frame, [detection for batch in batches for detection in batch.detections])
        outputs, _ = pipeline.step(now_s, found)
        findings.events(outputs.events)
    findings.events(pipeline.flush(now_s).events)
