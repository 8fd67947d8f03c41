"""Garbage while a run lasts (scenarios.heap)."""

import gc
import weakref

import pytest

from scenarios.heap import YOUNG, settled


class Ring:
    """Something that holds on to itself, so that only looking for garbage lets go of it."""

    def __init__(self) -> None:
        self.own = self


def test_old_things_are_left_alone_and_new_garbage_still_goes() -> None:
    """What stood before is not looked through; rings made since are let go; afterwards all is as it was."""
    before = gc.get_threshold()
    old = weakref.ref(Ring())
    with settled():
        assert gc.get_threshold() == (YOUNG, *before[1:])
        new = weakref.ref(Ring())
        gc.collect()
        assert old() is not None
        assert new() is None
    assert gc.get_threshold() == before
    gc.collect()
    assert old() is None


def test_a_failed_run_leaves_no_trace() -> None:
    """The usual habits come back however the run ends."""
    before = gc.get_threshold()
    with pytest.raises(RuntimeError), settled():
        raise RuntimeError
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
