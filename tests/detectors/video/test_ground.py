"""Where things stand: boxes of bodies at known places give the places back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.contract import Box, Label, TrackLook, TrackPoint
from detectors.geometry import CameraModel
from detectors.video.ground import GroundView
from detectors.video.tracks import Tracks
from tests.detectors.streams import CAMERA, EYE, MODEL, batch, box_at

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


def test_a_look_is_placed_as_each_box_alone() -> None:
    """What the tracker says of a look: people cut off stand under their heads, what is above the horizon nowhere."""
    view = GroundView(MODEL)
    x0, y0, x1, _ = box_at(0.0, -9.5)
    cut = (x0, max(y0, 3.0), x1, 360.0)
    person, car = Label.PERSON, Label.CAR
    for box, label, stand in (
        (box_at(1.0, 2.0), person, view.stand(box_at(1.0, 2.0))),
        (cut, person, view.under(cut)),
        (cut, car, view.stand(cut)),
        ((10.0, 1.0, 20.0, 2.0), person, view.stand((10.0, 1.0, 20.0, 2.0))),
    ):
        (point,) = _points(Tracks(CAMERA, MODEL), box, label)
        told = None if point.place is None else (*point.place, point.height_m, point.width_m, point.doubt_m)
        assert told == stand
    assert view.under(cut) != view.stand(cut)
    sky = CameraModel.looking_at(EYE, (0.0, 10.0, 9.0), 640, 360, 1.3)
    (above,) = _points(Tracks(CAMERA, sky), box_at(1.0, 2.0), car)
    assert (above.place, above.doubt_m) == (None, None)
    assert view.cut(cut)
    assert not view.cut(box_at(1.0, 2.0))


def _points(tracker: Tracks, box: Box, label: Label) -> tuple[TrackPoint, ...]:
    (look,) = tracker.update(batch(0, 0.0, [box], label))
    assert isinstance(look, TrackLook)
    return look.points


def test_density_is_focal_length_over_depth() -> None:
    """Pixels per metre at a place: what the projection of a short rod there says."""
    view = GroundView(MODEL)
    (u, v, _), (far, _, _) = MODEL.project(np.array([[1.0, 2.0, 0.0], [1.001, 2.0, 0.0]]))
    assert view.px_per_m(float(u), float(v)) == pytest.approx((far - u) / 0.001, rel=1e-3)
    assert GroundView(CameraModel.looking_at(EYE, (0.0, 10.0, 9.0), 640, 360, 1.3)).px_per_m(320.0, 100.0) is None
