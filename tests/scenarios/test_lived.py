"""What planning asks of those who live on a site (scenarios.lived)."""

import math

import numpy as np

from scenarios.lived import likely_climbs, lived_day, walkers
from tests.twin.planning.compound import SITE, camera


def test_a_day_has_walks_to_and_from_doors_by_day_and_night() -> None:
    """Everybody's walks begin or end at a door, more of them by day; the same seed gives the same day."""
    day = lived_day(SITE)
    assert 0 < walkers(SITE) <= 300
    doors = np.array([door.place for door in SITE.doors()])
    near = np.hypot(*(day.places[:, None, :] - doors).transpose(2, 0, 1)).min(axis=1) < 3.0
    assert len(np.unique(day.walk[near])) > 0.5 * len(np.unique(day.walk))
    by_hour = np.bincount(day.hour, minlength=24)
    assert by_hour[7:20].sum() > by_hour[:6].sum()
    assert lived_day(SITE).places.tobytes() == day.places.tobytes()


def test_climbers_keep_away_from_cameras() -> None:
    """Chances sum to one, inside the wall; a camera that looks along a wall makes it less likely there."""
    free = likely_climbs(SITE, ())
    assert math.isclose(free.chance.sum(), 1.0)
    assert (np.abs(free.places) <= (35.0, 25.0)).all()
    west = free.places[:, 0] < -30.0
    watched = likely_climbs(SITE, (camera("a", (-33.0, -20.0, 3.5), (-33.0, 10.0, 1.0)),))
    assert watched.chance[west].sum() < free.chance[west].sum()
