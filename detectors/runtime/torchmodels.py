"""torchvision's detection models as networks that give rows of boxes and classes."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.runtime.sessions import ModelError

CATEGORIES = 91


class TorchDetector:
    """A torchvision detection model in eager mode on one thread: (b, 3, H, W) in 0..1 to rows (b, 4 + 91, n)."""

    def __init__(self, model: Any) -> None:
        self._model = model.eval()

    def run(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return rows of boxes as middle and size [px], and a score for the one category found."""
        import torch

        torch.set_num_threads(1)
        with torch.inference_mode():
            found = self._model(list(torch.from_numpy(x)))
        most = max([len(one["scores"]) for one in found] + [CATEGORIES + 5])
        rows = np.zeros((len(found), 4 + CATEGORIES, most), dtype=np.float32)
        for k, one in enumerate(found):
            boxes, n = one["boxes"].numpy(), len(one["scores"])
            rows[k, :2, :n] = ((boxes[:, :2] + boxes[:, 2:]) / 2.0).T
            rows[k, 2:4, :n] = (boxes[:, 2:] - boxes[:, :2]).T
            rows[k, 4 + one["labels"].numpy(), np.arange(n)] = one["scores"].numpy()
        return [rows]


def installed() -> bool:
    """Whether torch and torchvision can be used here."""
    try:
        import torch
        import torchvision
    except ImportError:
        return False
    return bool(torch.__version__ and torchvision.__version__)


def torch_detector(name: str, weights: Path | None) -> TorchDetector:
    """Build a torchvision detection model; ``weights`` is a state dict's file, or None for chance.

    Raises
    ------
    ModelError: without torch, for a name torchvision does not know, or weights that do not fit.
    """
    if not installed():
        raise ModelError("torchvision models need torch and torchvision: install the train extra")
    import torch
    import torchvision

    known = torchvision.models.list_models(module=torchvision.models.detection)
    if name not in known:
        raise ModelError(f"torchvision has no detection model {name}; it has {', '.join(known)}")
    model = torchvision.models.get_model(name, weights=None, weights_backbone=None)
    if weights is not None:
        try:
            model.load_state_dict(torch.load(weights, weights_only=True, map_location="cpu"))
        except Exception as error:  # torch raises errors of many kinds for one broken file
            raise ModelError(f"{weights} does not hold the weights of {name}: {error}") from error
    return TorchDetector(model)
