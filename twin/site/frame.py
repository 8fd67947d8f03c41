"""The site's local frame: metres east and north of an origin, by the azimuthal equidistant projection.

Distances from the origin are true (PROJ `aeqd` on the WGS 84 ellipsoid, geodesics by Karney 2013). Local
coordinates are kept to the millimetre and degrees to nine decimals (0.1 mm), so that a site that was written and
read again is the same site, whatever the last bit of the mathematics library.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Proj

Points = NDArray[np.float64]


@lru_cache(maxsize=8)
def _projection(origin: tuple[float, float]) -> Proj:
    return Proj(proj="aeqd", lon_0=origin[0], lat_0=origin[1], ellps="WGS84")


def to_local(origin: tuple[float, float], degrees: Points) -> Points:
    """Turn (n, 2) longitude and latitude [deg] into (n, 2) east and north of ``origin`` [m], to the millimetre."""
    x, y = _projection(origin)(degrees[:, 0], degrees[:, 1])
    local: Points = np.round(np.column_stack([x, y]), 3) + 0.0
    return local


def to_degrees(origin: tuple[float, float], local: Points) -> Points:
    """Turn (n, 2) local metres into (n, 2) longitude and latitude [deg], to nine decimals."""
    lon, lat = _projection(origin)(local[:, 0], local[:, 1], inverse=True)
    degrees: Points = np.round(np.column_stack([lon, lat]), 9) + 0.0
    return degrees
