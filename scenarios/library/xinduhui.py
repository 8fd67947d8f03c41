"""Xinduhui (新都汇): six towers of commercial housing beside a school and shops, to published figures.

Published are its 6 buildings, 293 households and more than 1,000 people, and that face doors came first, then vehicles,
video and records; the plan and the position are made up.
"""

from scenarios.library.estate.order import Block, Estate

XINDUHUI = Estate(
    "xinduhui",
    "新都汇",
    (119.25, 26.25),
    (2, 4),
    (Block(25, 1, 2),) * 6,
    293,
    "Synthetic: plan and position are made up; buildings and households are as published.",
    {(0, 1): "square", (1, 1): "car-park"},
    bays=18,
    piles=24,
    waste_points=2,
    school=True,
)

# Published is "more than 1,000 people": 3.5 to a home.
XINDUHUI_DAY = (
    "Xinduhui",
    "Synthetic. Published are 6 buildings, 293 households and more than 1,000 people; the rates are Chengbei's for\n"
    "  this number of homes, and assumptions there.",
    925,
    103,
)
