"""What an estate is ordered by, and the measures that follow: rows of slabs, lanes before doors, a ring, a wall."""

import math
from dataclasses import dataclass, field
from itertools import product

from scenarios.library.drawing import Corner

DEPTH_M = 14.0
SPINE_M = 10.0
RING_M = 7.0
LANE_M = 5.0
# Within a row: green, the block, its apron and lane, bays beyond the lane, green again.
BLOCK_AT, LANE_AT, BAY_AT = 10.0, 29.5, 34.65
FRONT_M, STOREY_M = 62.0, 3.0
# Homes that one stair of a slab serves on each floor.
PER_FLOOR = 2
Plot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """One slab: storeys, stairs and lifts in each stair."""

    floors: int
    stairs: int
    lifts: int


@dataclass(frozen=True)
class Estate:
    """An estate as ordered.

    ``plots`` is (columns, rows); ``open`` says what lies on plots without a block ("square", "garden", "car-park",
    "kindergarten"). ``homes`` is how many homes are lived in; the rest stand empty. ``pitch_m`` is from plot to plot,
    ``margin_m`` from the outer plots to the wall.
    """

    id: str
    name: str
    origin: tuple[float, float]
    plots: tuple[int, int]
    blocks: tuple[Block, ...]
    homes: int
    note: str
    open: dict[Plot, str] = field(default_factory=dict)
    pitch_m: tuple[float, float] = (88.5, 46.0)
    margin_m: float = 15.0
    bays: int = 14
    piles: int = 40
    waste_points: int = 4
    fields: bool = False
    school: bool = False

    @property
    def west(self) -> float:
        """West wall [m]; the spine lies at 0."""
        return -SPINE_M / 2 - self._left * self.pitch_m[0] - self.margin_m

    @property
    def east(self) -> float:
        """East wall [m]."""
        return SPINE_M / 2 + (self.plots[0] - self._left) * self.pitch_m[0] + self.margin_m

    @property
    def north(self) -> float:
        """North wall [m]; the south wall is as far on the other side."""
        return self.plots[1] * self.pitch_m[1] / 2 + self.margin_m + 4.0

    @property
    def south(self) -> float:
        """South wall [m]."""
        return -self.north

    @property
    def ground_m2(self) -> float:
        """The ground inside the wall [m2]."""
        return (self.east - self.west) * (self.north - self.south)

    @property
    def _left(self) -> int:
        return math.ceil(self.plots[0] / 2)

    def plot(self, plot: Plot) -> Corner:
        """The south-west corner of a plot (column, row)."""
        column, row = plot
        side = -SPINE_M / 2 if column < self._left else SPINE_M / 2
        x = side + (column - self._left) * self.pitch_m[0]
        return x, self.south + self.margin_m + 4.0 + row * self.pitch_m[1]

    def front(self, plot: Plot) -> tuple[float, float]:
        """West and east end of the block on a plot [m]."""
        middle = self.plot(plot)[0] + self.pitch_m[0] / 2
        return middle - FRONT_M / 2, middle + FRONT_M / 2

    def lane(self, row: int) -> float:
        """Middle of the lane before the doors of a row [m]."""
        return self.plot((0, row))[1] + LANE_AT

    def built(self) -> tuple[tuple[int, Plot, Block], ...]:
        """Number, plot and block of every slab, row by row from the south."""
        free = [(c, r) for r, c in product(range(self.plots[1]), range(self.plots[0])) if (c, r) not in self.open]
        return tuple((n, plot, block) for n, (plot, block) in enumerate(zip(free, self.blocks, strict=False), start=1))

    def gaps(self) -> tuple[float, ...]:
        """Where footpaths run north between blocks of one row [m]; the spine is not among them."""
        edges = {round(self.plot((c, 0))[0], 2) for c in range(1, self.plots[0])}
        return tuple(sorted(x for x in edges if abs(x) > SPINE_M))


def sized(name: str, homes: int, floors: int = 11) -> Estate:
    """An estate for so many ``homes``, its blocks of ``floors`` storeys with two stairs each, about as wide as long."""
    each = 2 * PER_FLOOR * floors
    count = max(1, math.ceil(homes / each))
    columns = max(2, round(math.sqrt((count + 1) * 46.0 / 88.5)))
    rows = math.ceil((count + 1) / columns)
    middle = (columns // 2, rows // 2)
    return Estate(
        name,
        name,
        (120.75, 30.75),
        (columns, rows),
        (Block(floors, 2, 1 if floors > 6 else 0),) * count,
        homes,
        "Synthetic: generated to size; nothing of it is a real place.",
        {middle: "square"},
        piles=max(10, homes // 20),
        waste_points=max(2, count // 7),
    )
