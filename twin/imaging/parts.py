"""What vehicles are made of: parts of their palette."""

(PAINT, GLASS, TYRE, TRIM, LIGHT, TAIL, PLATE, SEAT, METAL, CARGO, STRIPE, BEACON) = range(12)
PARTS = 12
