"""The clock (twin.clock)."""

from twin.clock import Clock, Interrupted, Story


def test_everything_up_to_and_including_the_time_happens() -> None:
    """A window's end belongs to the window."""
    clock, heard = Clock(), []
    clock.at(1.0, lambda: heard.append("one"))
    clock.at(1.0001, lambda: heard.append("later"))
    clock.run_until(1.0)
    assert heard == ["one"]
    assert clock.now_s == 1.0


def test_a_story_can_be_interrupted() -> None:
    """A guard's arrival ends a climb."""
    clock, heard = Clock(), []

    def climb() -> Story:
        try:
            yield clock.timeout(100.0)
        except Interrupted as why:
            heard.append((clock.now_s, why.cause))

    process = clock.tell(climb())
    clock.at(5.0, lambda: process.interrupt("guard"))
    clock.run_until(50.0)
    assert heard == [(5.0, "guard")]
