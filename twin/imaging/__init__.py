"""Rendered cameras: kept plates, actors, exposure, codec."""
