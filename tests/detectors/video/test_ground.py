"""Where things stand: boxes of bodies at known places give the places back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.geometry import CameraModel
from detectors.video.ground import GroundView
from tests.detectors.streams import EYE, MODEL, box_at

BENT = CameraModel.looking_at(EYE, (0.0, 0.0, 0.0), 640, 360, 1.3, k1=-0.1)


@pytest.mark.parametrize("model", [MODEL, BENT])
@given(x=st.floats(-4.0, 4.0), y=st.floats(-6.0, 10.0), height=st.floats(0.5, 2.5), width=st.floats(0.2, 3.0))
@settings(max_examples=60, deadline=None)
def test_a_box_gives_back_who_made_it(model: CameraModel, x: float, y: float, height: float, width: float) -> None:
    """Place, height and width of an upright body on flat ground."""
    box = box_at(x, y, height, width, model=model)
    stand = GroundView(model).stand(box)
    assert stand is not None
    # A bent picture's box is no upright body's outline, and off the middle even a straight one leans.
    near = 0.35 if model is BENT else 1e-6
    assert (stand.x, stand.y) == pytest.approx((x, y), abs=near)
    assert stand.height_m == pytest.approx(height, abs=max(near, 0.05))


def test_many_at_once_are_each_as_alone() -> None:
    """A look's boxes in bulk: people cut off stand under their heads, what is above the horizon nowhere."""
    view = GroundView(MODEL)
    x0, y0, x1, _ = box_at(0.0, -9.5)
    boxes = [box_at(1.0, 2.0), (x0, max(y0, 3.0), x1, 360.0), (x0, max(y0, 3.0), x1, 360.0), (10.0, 1.0, 20.0, 2.0)]
    sky = GroundView(CameraModel.looking_at(EYE, (0.0, 10.0, 9.0), 640, 360, 1.3))
    kinds = (1.0, 1.0, 2.0, 1.0)
    found = view.stands(np.array([(*box, kind) for box, kind in zip(boxes, kinds, strict=True)]), 1.0)
    assert found == [view.stand(boxes[0]), view.under(boxes[1]), view.stand(boxes[2]), view.stand(boxes[3])]
    assert found[1] != found[2]
    assert sky.stands(np.array([(*boxes[0], 2.0)]), 1.0) == [None]
    assert view.cut(boxes[1])
    assert not view.cut(boxes[0])


def test_density_is_focal_length_over_depth() -> None:
    """Pixels per metre at a place: what the projection of a short rod there says."""
    view = GroundView(MODEL)
    (u, v, _), (far, _, _) = MODEL.project(np.array([[1.0, 2.0, 0.0], [1.001, 2.0, 0.0]]))
    assert view.px_per_m(float(u), float(v)) == pytest.approx((far - u) / 0.001, rel=1e-3)
    assert GroundView(CameraModel.looking_at(EYE, (0.0, 10.0, 9.0), 640, 360, 1.3)).px_per_m(320.0, 100.0) is None
