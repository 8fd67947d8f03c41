"""Chengbei (城北社区): a relocation compound of 28 blocks, made to the published figures of a real one.

Published are its ground, blocks, households and residents, the fields of vegetables round it and the four lines of
defence; the plan and the position are made up.
"""

from scenarios.library.estate.order import Block, Estate

# Slabs of eleven and of fourteen storeys with a lift in each stair hold the 1,322 households, six homes to spare.
_ELEVEN, _FOURTEEN = Block(11, 2, 1), Block(14, 2, 1)

CHENGBEI = Estate(
    "chengbei",
    "城北社区",
    (108.75, 32.25),
    (4, 8),
    (_ELEVEN,) * 20 + (_FOURTEEN,) * 8,
    1322,
    "Synthetic: plan and position are made up; ground, blocks, households and residents are as published.",
    {(1, 3): "square", (2, 3): "garden", (2, 4): "kindergarten", (1, 4): "car-park"},
    bays=16,
    piles=120,
    waste_points=6,
    fields=True,
)

CHENGBEI_DAY = (
    "Chengbei",
    "Synthetic. Published are the compound's size and that on the worst days up to ten calls came; the rates are\n"
    "  assumptions of that order.",
    4802,
    534,
)
