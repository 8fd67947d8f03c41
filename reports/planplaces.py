"""Where a spot of a site is, in words: along a wall, or so far from the nearest building or gate."""

import math

import shapely

from reports.words import Words
from twin.site.model import Site

# Nearer to a wall than this [m] is along it.
ALONG_M = 3.0
WAYS = ("e", "ne", "n", "nw", "w", "sw", "s", "se")


def where(site: Site, place: tuple[float, float], words: Words) -> str:
    """Say where a place (x, y) [m] is."""
    spot = shapely.Point(place)
    walls = [(shapely.LineString(wall.path).distance(spot), wall.id) for wall in site.walls]
    away, name = min(walls, default=(math.inf, ""))
    if away <= ALONG_M:
        return words.say("plan-along", name=name)
    things = [(shapely.Polygon(b.footprint), b.name or b.id) for b in site.buildings]
    things += [(shapely.Point(gate.place), gate.name or gate.id) for gate in site.gates]
    if not things:
        return f"{place[0]:.0f}, {place[1]:.0f}"
    shape, name = min(things, key=lambda thing: (thing[0].distance(spot), thing[1]))
    near = shapely.get_point(shapely.shortest_line(shape, spot), 0)
    turn = math.atan2(spot.y - near.y, spot.x - near.x)
    way = words.say(f"plan-way-{WAYS[round(turn / (math.pi / 4.0)) % 8]}")
    return words.say("plan-near", away=f"{shape.distance(spot):.0f}", way=way, name=name)
