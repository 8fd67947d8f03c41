"""The site's own pipeline over one video file: what it detects, what it claims, and a film of it."""

from dataclasses import replace
from pathlib import Path

from detectors.config import Analytics, PipelineConfig, Survey
from detectors.contract import DetectionBatch
from detectors.geometry import CameraModel
from detectors.live.findings import Findings, Summary
from detectors.live.videofile import VideoFile
from detectors.pipeline import FrameStage, Pipeline

__all__ = ["STAGES", "Summary", "detect_file"]

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
    try:
        with Findings(out_dir, source.fps) as findings:
            _run(source, config, _surveyed(source, model, survey or Survey()), findings)
            return findings.summary(source.camera_id)
    finally:
        source.close()


def _surveyed(source: VideoFile, model: CameraModel | None, survey: Survey) -> Survey:
    """Add the file's camera to the survey."""
    devices = {**survey.devices, **{info.device: info for info in source.devices()}}
    cameras = survey.cameras if model is None else {**survey.cameras, source.camera_id: model}
    return replace(survey, devices=devices, cameras=cameras)


def _run(source: VideoFile, config: PipelineConfig, survey: Survey, findings: Findings) -> None:
    """Take every frame through the frame stages and then the pipeline, in the file's own time."""
    stage, pipeline = FrameStage(config, survey, source.camera_id), Pipeline(config, Analytics(), survey, None)
    now_s = 0.0
    for frame in source:
        now_s = frame.time_s
        found = stage.update(frame)
        batches = [item for item in found if isinstance(item, DetectionBatch)]
        findings.frame(frame, [detection for batch in batches for detection in batch.detections])
        outputs, _ = pipeline.step(now_s, found)
        findings.events(outputs.events)
    findings.events(pipeline.flush(now_s).events)
