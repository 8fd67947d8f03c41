"""Operators and guards by alert load (twin.planning.staffing)."""

from hypothesis import given
from hypothesis import strategies as st

from twin.planning.staffing import AlertLoad, staffed


def test_a_desk_hears_of_one_alert_in_ten_minutes() -> None:
    """48 cameras that tell twice a day are 4 alerts an hour: one desk; at three times that, two."""
    calm = AlertLoad(per_camera_day=2.0, peak=1.0, sent=0.5, bound_min=15.0)
    desks, guards = staffed(48, calm)
    assert (desks.on_duty, desks.on_roll) == (1, 5)
    # 4 an hour, half of them answered for a quarter of an hour: one guard is busy half of the time.
    assert guards.on_duty == 1
    assert staffed(48, AlertLoad(2.0, 3.0, 0.5, 15.0))[0].on_duty == 2
    assert [staff.on_duty for staff in staffed(0)] == [0, 0]


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_cameras_never_take_fewer_people(some: int, more: int) -> None:
    """In either sort."""
    few, many = staffed(some), staffed(some + more)
    assert all(a.on_duty <= b.on_duty and a.on_roll <= b.on_roll for a, b in zip(few, many, strict=True))
