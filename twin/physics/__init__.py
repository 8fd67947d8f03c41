"""Physics of what happens: falling bodies, fire, smoke, gas."""
