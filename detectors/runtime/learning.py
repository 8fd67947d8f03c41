"""Training on one thread: same seed, batches and torch, same weights; a checkpoint goes on where it stopped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast a network learns: ``rate`` rises over ``warm`` steps and falls to nothing by a cosine.

    ``half`` has the network itself compute in bfloat16, twice as fast where the processor knows it; weights and the
    loss stay float32.
    """

    steps: int
    rate: float = 2e-3
    warm: int = 200
    decay: float = 0.02
    every: int = 200
    seed: int = 1
    half: bool = False


def fit(
    net: Any,
    loss: Callable[..., Any],
    batch: Callable[[int], Arrays],
    course: Course,
    checkpoint: Path,
    told: Callable[[int, float], None],
) -> Any:
    """Teach a network; return it averaged over its last steps, ready for use.

    Parameters
    ----------
    net: a torch module; its first input is ``batch(k)[0]``.
    loss: takes the output and the rest of the batch as tensors.
    batch: the arrays of step k, the same whenever it is asked; a thread asks for the next while one is learnt.
    checkpoint: file that keeps the state every ``course.every`` steps; one that exists is continued.
    told: hears the step and its mean loss.
    """
    import torch
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    torch.set_num_threads(1)
    torch.manual_seed(course.seed)
    torch.use_deterministic_algorithms(True)
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.998), use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=course.rate, weight_decay=course.decay)
    parts = {"net": net, "mean": mean, "optimiser": optimiser}
    start = _taken_up(parts, checkpoint)
    net.train()
    costs: list[float] = []
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(batch, start)
        for step in range(start, course.steps):
            first, *rest = (torch.from_numpy(part) for part in coming.result())
            coming = ahead.submit(batch, step + 1)
            for group in optimiser.param_groups:
                group["lr"] = course.rate * pace(step, course)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=course.half):
                told_of = net(first.contiguous(memory_format=torch.channels_last))
            cost = loss(told_of, *rest)
            _stepped(net, optimiser, cost)
            mean.update_parameters(net)
            costs.append(float(cost.detach()))
            if (step + 1) % course.every == 0 or step + 1 == course.steps:
                told(step + 1, float(np.mean(costs)))
                costs.clear()
                _put_down(parts, step + 1, checkpoint)
    return mean.module.eval()


def _stepped(net: Any, optimiser: Any, cost: Any) -> None:
    """Move the weights against the cost's gradient, which is cut short where it is steep."""
    import torch

    optimiser.zero_grad()
    cost.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()


def _taken_up(parts: dict[str, Any], checkpoint: Path) -> int:
    """Take up what a checkpoint kept, if there is one; return the step to go on with."""
    import torch

    if not checkpoint.exists():
        return 0
    kept = torch.load(checkpoint, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(kept[name])
    torch.set_rng_state(kept["random"])
    return int(kept["step"])


def _put_down(parts: dict[str, Any], step: int, checkpoint: Path) -> None:
    """Keep everything that the next step depends on; a killed process leaves the last checkpoint whole."""
    import torch

    part = checkpoint.with_suffix(".part")
    states = {name: one.state_dict() for name, one in parts.items()}
    torch.save({**states, "step": step, "random": torch.get_rng_state()}, part)
    part.replace(checkpoint)


def seeded(seed: int, build: Callable[[], Any]) -> Any:
    """Build a network whose first weights follow from a seed."""
    import torch

    torch.manual_seed(seed)
    return build()


def pace(step: int, course: Course) -> float:
    """The share of the full rate at a step."""
    if step < course.warm:
        return (step + 1) / course.warm
    return 0.5 * (1.0 + float(np.cos(np.pi * (step - course.warm) / max(1, course.steps - course.warm)))) + 0.005


def learnt(net: Any, checkpoint: Path) -> Any:
    """Return the averaged network that a checkpoint holds."""
    import torch
    from torch.optim.swa_utils import AveragedModel

    mean = AveragedModel(net, use_buffers=True)
    mean.load_state_dict(torch.load(checkpoint, weights_only=True)["mean"])
    return mean.module.eval()


def export(net: Any, shape: tuple[int, ...], free: dict[int, str], file: Path) -> None:
    """Write a network to an ONNX file: ``shape`` of an example input, ``free`` its axes of any size by name."""
    import torch

    names = {"x": free, "y": {0: "batch"}}
    with torch.no_grad():
        torch.onnx.export(
            net.eval(),
            (torch.zeros(shape),),
            str(file),
            input_names=["x"],
            output_names=["y"],
            dynamic_axes=names,
            opset_version=17,
            dynamo=False,
        )
