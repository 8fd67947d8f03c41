"""The plan's measures: rows of blocks, columns, lanes and roads; everything else is placed relative to these [m].

Blocks stand east-west in six rows, doors to the north: 3.5 m of apron, a lane of 4 m, bays of 5.3 m, then a green
strip before the next row, 30 m from row to row. Two blocks by the canal stand north-south.
"""

from dataclasses import dataclass

DEPTH = 11.0
ROW_PITCH = 30.0
LANE_WIDTH = 4.0
LANE_OFF = 5.5
BAY_OFF = 4.95
ROW_SOUTH = tuple(-84.0 + ROW_PITCH * row for row in range(6))
ROW_NORTH = tuple(south + DEPTH for south in ROW_SOUTH)
LANE = tuple(north + LANE_OFF for north in ROW_NORTH)
COLUMN = {"A": (-133.0, -93.0), "B": (-86.5, -48.5), "C": (-42.0, -2.0), "D": (10.0, 52.0), "E": (59.0, 101.0)}
SPINE_X = 4.0
RING_WEST, RING_EAST, RING_SOUTH = -138.0, 131.0, -93.0
EAST_LANE_X = 106.5
GAP_X = (-89.75, -45.25, 55.5)
WALK_NORTH = 98.0
SHOP_FRONT, SHOP_BACK, SOUTH_LINE = -108.0, -100.0, -104.0
STREET_SOUTH, STREET_NORTH = -124.0, 116.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One slab block's place: its number (b7 is 7幢), column and row (0 is the south row), floors, and its step.

    ``step`` [m] shifts the western half southwards, as builders of the time did against long flat fronts.
    """

    number: int
    column: str
    row: int
    floors: int
    step: float = 0.0


# The plots left out are the market (A1), the car park (A3), the garden (C4), the square (D3, D4), the kindergarten
# (A6) and the two towers (B6, E6).
SLOTS = (
    Slot(1, "B", 0, 6),
    Slot(2, "C", 0, 6, 1.2),
    Slot(3, "D", 0, 6),
    Slot(4, "E", 0, 6),
    Slot(6, "E", 1, 6, 1.2),
    Slot(7, "D", 1, 6),
    Slot(8, "C", 1, 6),
    Slot(9, "B", 1, 6, 1.2),
    Slot(10, "A", 1, 6),
    Slot(11, "B", 2, 6),
    Slot(12, "C", 2, 6),
    Slot(13, "E", 2, 6),
    Slot(15, "E", 3, 7),
    Slot(16, "B", 3, 6),
    Slot(17, "A", 3, 6, 1.2),
    Slot(18, "A", 4, 7),
    Slot(19, "B", 4, 7, 1.2),
    Slot(20, "C", 4, 7),
    Slot(21, "D", 4, 7),
    Slot(22, "E", 4, 7, 1.2),
    Slot(23, "C", 5, 7),
    Slot(24, "D", 5, 7, 1.2),
)
CANAL_BLOCKS = ((5, (112.0, -84.0)), (14, (112.0, -28.0)))
TOWERS = ((25, (-77.0, 63.0)), (26, (71.0, 63.0)))
