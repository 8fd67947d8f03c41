"""What happens to the frames of one camera before anything else: the stages that need pixels.

Kept apart from the pipeline so that a worker process can run it beside the decoder, and only small records travel.
"""

from detectors.config import PipelineConfig, Survey
from detectors.contract import DetectionBatch, Detector, Event
from detectors.registry import Scope, stage
from detectors.state import decode, encode
from detectors.stream import Frame


class FrameStage:
    """The frame-level stages of one camera.

    Parameters
    ----------
    config, survey: as for `detectors.pipeline.Pipeline`.
    camera: the camera's id.
    """

    def __init__(self, config: PipelineConfig, survey: Survey, camera: str) -> None:
        names = [name for name in config.stages(camera) if stage(name).scope == Scope.FRAMES]
        self.stages: dict[str, Detector] = {name: stage(name).make(camera, survey) for name in names}

    def update(self, frame: Frame) -> tuple[DetectionBatch | Event, ...]:
        """Return what the frame shows: batches of moving things, events of falling ones."""
        found = [row for detector in self.stages.values() for row in detector.update(frame)]
        return tuple(row for row in found if isinstance(row, DetectionBatch | Event))

    def warm(self, frame: Frame) -> None:
        """Let background models learn from a frame; what they find in it is not reported."""
        for detector in self.stages.values():
            detector.update(frame)

    def reset(self) -> None:
        """Forget everything seen."""
        for detector in self.stages.values():
            detector.reset()

    def state(self) -> bytes:
        """Return all that was learnt, as bytes that `restore` takes back."""
        return encode({name: detector.state() for name, detector in self.stages.items()})

    def restore(self, state: bytes) -> None:
        """Continue from ``state``."""
        for name, kept in decode(state).items():
            self.stages[name].restore(kept)
