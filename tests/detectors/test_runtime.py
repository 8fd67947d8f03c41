"""The door to onnxruntime and torch: what it refuses, and that training and what it exports agree."""

from pathlib import Path

import numpy as np
import pytest

from detectors.runtime.learning import Course, export, fit, pace, seeded
from detectors.runtime.sessions import ModelError, Session
from detectors.runtime.torchmodels import installed

needs_torch = pytest.mark.skipif(not installed(), reason="torch is in the train extra")


def test_what_is_no_network_is_refused_by_name(tmp_path: Path) -> None:
    """A missing file and a file of something else."""
    with pytest.raises(ModelError, match=r"none\.onnx"):
        Session(tmp_path / "none.onnx")
    (tmp_path / "text.onnx").write_text("not a network")
    with pytest.raises(ModelError, match=r"text\.onnx is no network"):
        Session(tmp_path / "text.onnx")


def test_the_rate_rises_and_falls() -> None:
    """From a little to all of it, and back to nearly nothing."""
    course = Course(1000, warm=100)
    rates = [pace(k, course) for k in range(1000)]
    assert rates[0] == 0.01
    assert max(rates) == pytest.approx(1.0, abs=0.01)
    assert rates[-1] < 0.01


@pytest.mark.train
@needs_torch
def test_a_course_goes_on_where_it_stopped_and_exports_what_it_learnt(tmp_path: Path) -> None:
    """Stopped after three steps of six: the same weights as in one go, and onnxruntime computes what torch does."""
    import torch

    from detectors.runtime.objectnet import object_loss, object_net

    def batch(step: int):
        rng = np.random.Generator(np.random.Philox(step))
        truth = np.array([[[1, 20, 20, 60, 70, 1], [0, 0, 0, 0, 0, -1]]] * 4, dtype=np.float32)
        return rng.random((4, 2, 96, 96), dtype=np.float32), truth

    def taught(name: str, stops: tuple[int, ...]):
        for steps in stops:
            net = seeded(3, lambda: object_net(3))
            course = Course(steps, warm=10**6, every=3)
            net = fit(net, object_loss, batch, course, tmp_path / name, lambda _step, _cost: None)
        return net

    once, twice = taught("once", (6,)), taught("twice", (3, 6))
    for one, other in zip(once.parameters(), twice.parameters(), strict=True):
        assert torch.equal(one, other)
    export(once, (1, 2, 96, 96), {0: "batch", 2: "height", 3: "width"}, tmp_path / "net.onnx")
    x = batch(0)[0][:, :, :64]
    with torch.no_grad():
        expected = once(torch.from_numpy(x)).numpy()
    session = Session(tmp_path / "net.onnx")
    assert session.run(x)[0] == pytest.approx(expected, abs=1e-4)
    assert session.run(x)[0].tobytes() == session.run(x)[0].tobytes()


@pytest.mark.train
@needs_torch
def test_the_loss_falls_as_boxes_come_to_fit() -> None:
    """Heads that say exactly what is true cost less than heads that say nothing."""
    import torch

    from detectors.runtime.objectnet import object_loss

    truth = torch.tensor([[[1.0, 16.0, 16.0, 64.0, 64.0, 1.0]]])
    nothing = torch.full((1, 6, 12, 12), -4.0)
    right = nothing.clone()
    for i in range(4, 6):
        for j in range(4, 6):
            sides = [(j + 0.5) * 8 - 16, (i + 0.5) * 8 - 16, 64 - (j + 0.5) * 8, 64 - (i + 0.5) * 8]
            right[0, 2:, i, j] = torch.tensor(sides).div(8).expm1().log()
            right[0, 1, i, j] = 6.0
    assert float(object_loss(right, truth)) < 0.1 < float(object_loss(nothing, truth))


@pytest.mark.train
@needs_torch
def test_a_wrong_class_and_a_second_box_on_a_body_cost() -> None:
    """Where something is, the network learns what it is not, and that its edges are no middles."""
    import torch

    from detectors.runtime.objectnet import object_loss

    def cost(kind: int, row: int, column: int, learn: float) -> float:
        truth = torch.tensor([[[1.0, 16.0, 16.0, 80.0, 80.0, learn], [0.0, 0.0, 0.0, 8.0, 8.0, 1.0]]])
        heads = torch.full((1, 6, 12, 12), -4.0)
        heads[0, kind, row, column] = 4.0
        return float(object_loss(heads, truth))

    quiet, middle, edge = -4.0, (5, 5), (2, 5)
    assert cost(0, *middle, 1.0) > cost(1, *middle, 1.0) + 0.1
    assert cost(1, *edge, 1.0) > cost(1, 0, 11, 1.0) - 0.1 > cost(1, *middle, 1.0)
    # A body to be passed over teaches nothing.
    passed = object_loss(
        torch.full((1, 6, 12, 12), quiet), torch.tensor([[[1.0, 16, 16, 80, 80, 0.0], [0.0, 0, 0, 8, 8, 1.0]]])
    )
    assert cost(0, *middle, 0.0) == pytest.approx(float(passed))
