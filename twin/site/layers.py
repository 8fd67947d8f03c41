"""What layers, objects and materials of drawings and models are called, and which OSM tags that comes to."""

import re

# The first pattern that a name contains decides; None is taken for nothing.
_WORDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("BUILD|HOUSE|BLDG|建筑|楼", {"building": "yes"}),
    ("FOOT|PATH|WALK|人行|步道", {"highway": "footway"}),
    ("ROAD|STREET|DRIVE|道路|车道", {"highway": "service"}),
    ("TREE|树|乔木", {"natural": "tree"}),
    ("LAMP|LIGHT|灯", {"highway": "street_lamp"}),
    ("WATER|POND|LAKE|水|湖", {"natural": "water"}),
    ("GRASS|GREEN|LAWN|PARK|绿", {"landuse": "grass"}),
)


def tags_of(name: str) -> dict[str, str] | None:
    """Return OSM's tags for a layer's or an object's name, None where it says nothing that we take."""
    return next((dict(tags) for words, tags in _WORDS if re.search(words, name.upper())), None)
