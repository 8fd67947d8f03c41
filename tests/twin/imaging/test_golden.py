"""Frames of weather and fire as they were when somebody looked at them: any change must be meant.

A change of the renderer changes these digests; whoever makes it looks at `ringfence gallery` and writes down the new
ones, which a failure prints.
"""

import hashlib
from dataclasses import replace

import pytest

from tests.twin.imaging.stages import camera, crowd, passers_by, sky_at, small_site
from twin.bodies import Hazard
from twin.imaging.capture import Exposer, Scene

SITE = small_site()
DAY, NIGHT = sky_at("15:00", 0.9), sky_at("21:30", 0.5)
HOME = Hazard("b1/1/201/kitchen", SITE.room_place("b1/1/201/kitchen"), 900.0, 0.7)
BIN = Hazard("waste-1", (3.0, -2.0, 0.0), 250.0, 0.5)
STEAM = Hazard("yard/pipe", (0.0, 8.0, 0.2), 0.0, 0.9, 1.0)
SHOTS = {
    "rain": (replace(DAY, rain_mm_h=10.0, wind_m_s=(2.0, 0.0)), ()),
    "rain at night": (replace(NIGHT, rain_mm_h=6.0), ()),
    "fog": (replace(DAY, visibility_m=60.0), ()),
    "fog at night": (replace(NIGHT, visibility_m=60.0), ()),
    "snow": (replace(DAY, snow_mm_h=2.0), ()),
    "wind": (replace(DAY, wind_m_s=(6.0, 1.0)), ()),
    "kitchen fire": (DAY, (HOME,)),
    "kitchen fire at night": (NIGHT, (HOME,)),
    "bin fire at night": (NIGHT, (BIN,)),
    "steam": (DAY, (STEAM,)),
}
GOLDEN = {
    "rain": "f4c329244dadf972",
    "rain at night": "236020cf3469d112",
    "fog": "25c76a968531e888",
    "fog at night": "bf011d473059affe",
    "snow": "e522ce124be20b3a",
    "wind": "f06c7bd2a17b5e06",
    "kitchen fire": "1c15b2194a366f39",
    "kitchen fire at night": "cd241e53c0c72f34",
    "bin fire at night": "ebdcea2c8cb67bcb",
    "steam": "d1ce33cc5dbb35d4",
}


def digest(name):
    sky, hazards = SHOTS[name]
    exposer = Exposer(camera(width=192, height=108), Scene(SITE, sky, 7, None))
    shot = passers_by(1.0) if not hazards else crowd(1.0, hazards=hazards)
    exposer.take(3, shot)
    found = hashlib.sha256()
    for plane in exposer.planes:
        found.update(plane.tobytes())
    return found.hexdigest()[:16]


@pytest.mark.parametrize("name", SHOTS)
def test_frames_are_as_they_were(name):
    """The encoder gets the same bytes."""
    assert digest(name) == GOLDEN[name]
