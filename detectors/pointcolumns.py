"""What stands in which column of a `TrackLook`'s table, as `TrackPoint` has it."""

# The track's number, the place of its label in LABELS, its box, whether it stands somewhere.
NUMBER, LABEL, BOX, THERE = 0, 1, 2, 6
# Where on the ground and how large it is if it stands there, and how far one pixel's error moves the place: metres.
X, Y, HEIGHT, WIDE, DOUBT = 7, 8, 9, 10, 11
SPEED, SCORE, LOOKS, START, FIRST = 12, 13, 14, 15, 16
WIDTH = 17
