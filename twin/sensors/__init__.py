"""Sensors: facts and hazards turned into Readings."""
