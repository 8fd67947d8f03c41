"""Networks at work: an ONNX file as a function of arrays, on one thread, the same bytes every time.

onnxruntime is asked for deterministic kernels, in order, on the caller's thread alone: cameras are spread over
processes, and a network's own threads would fight them for the same cores.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class ModelError(ValueError):
    """A file that holds no network that can be run here."""


class Session:
    """A network from a file.

    Attributes
    ----------
    digest: SHA-256 of the file, by which a calibration knows its detector.
    shape: the input's shape, -1 where any size is taken.
    outputs: how many arrays come out.

    Raises
    ------
    ModelError: when the file is missing or is no network with one input of floats.
    """

    def __init__(self, file: Path) -> None:
        import onnxruntime

        try:
            content = file.read_bytes()
        except OSError as error:
            raise ModelError(f"{file}: {error.strerror or error}") from error
        self.digest = hashlib.sha256(content).hexdigest()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises classes of its own that share no base
            raise ModelError(f"{file} is no network that onnxruntime {onnxruntime.__version__} can run") from error
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type != "tensor(float)":
            raise ModelError(f"{file} takes {len(inputs)} inputs of {inputs[0].type}, not one of floats")
        self._name = inputs[0].name
        self.shape = tuple(side if isinstance(side, int) else -1 for side in inputs[0].shape)
        self.outputs = len(self._session.get_outputs())

    def run(self, x: Floats) -> list[Floats]:
        """Return the network's outputs for one batch."""
        found: list[Floats] = self._session.run(None, {self._name: x})
        return found


def version() -> str:
    """The runtime's name and version, for manifests: networks are bit-equal per machine and runtime."""
    import onnxruntime

    return f"onnxruntime {onnxruntime.__version__}"
