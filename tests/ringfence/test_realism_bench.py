"""How the realism bench counts: who should be found, and which boxes are on nobody."""

from ringfence.benches.realism import SIZE, counts, rates, within, wrong
from twin.imaging.stage import Drawn


def person(x, y, height, share=1.0):
    """Someone whose feet are at (x, y) [px]."""
    box = (x - 0.2 * height, y - height, x + 0.2 * height, y)
    return Drawn(0, box, box, share, 10.0)


NEAR, ASKED, HIDDEN = person(300.0, 500.0, 300.0), person(600.0, 400.0, 150.0), person(900.0, 400.0, 150.0, 0.5)
TORSO_OF_NEAR, LEGS_OF_ASKED = (260.0, 220.0, 340.0, 340.0), (585.0, 350.0, 615.0, 400.0)


def test_only_whole_people_of_the_asked_heights_count():
    """Too near, half hidden, or partly outside the picture: nobody asks for those."""
    assert counts(ASKED)
    assert not any(
        counts(one) for one in (NEAR, HIDDEN, person(5.0, 400.0, 150.0), person(600.0, SIZE[1] + 4.0, 150.0))
    )


def test_a_box_on_someone_who_does_not_count_is_not_wrong():
    """A torso of somebody near is somebody; a part of one who should be found whole is not, nor is empty ground."""
    people = [NEAR, ASKED, HIDDEN]
    assert within(TORSO_OF_NEAR, NEAR.whole) == 1.0
    assert not wrong(TORSO_OF_NEAR, people)
    assert not wrong(HIDDEN.whole, people)
    assert not wrong(ASKED.whole, people)
    assert wrong(LEGS_OF_ASKED, people)
    assert wrong((1000.0, 100.0, 1040.0, 200.0), people)
    assert wrong((330.0, 220.0, 410.0, 340.0), people)


def test_rates_count_people_and_boxes_on_nobody():
    """Recall is of those who count; a box beside everybody is false once a frame."""
    found = [(1.5, ASKED.whole), (1.2, TORSO_OF_NEAR), (0.7, (1000.0, 100.0, 1040.0, 200.0))]
    assert rates([(found, [NEAR, ASKED])], 0.5) == (1.0, 1.0, 1)
    assert rates([(found, [NEAR, ASKED])], 1.0) == (1.0, 0.0, 1)
    assert rates([(found, [NEAR, ASKED])], 2.0) == (0.0, 0.0, 1)
