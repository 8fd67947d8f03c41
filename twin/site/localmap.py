"""Drawings and models in metres of their own become maps: where their zero lies is asked for, or guessed aloud."""

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.site.frame import to_degrees
from twin.site.osm_features import Map, Raw, map_of

# Where a drawing lies that does not say: the middle of the bundled compounds' town.
NOWHERE = (114.3, 30.5)
Found = tuple[dict[str, str], shapely.Geometry]


def local_map(file: str, found: list[Found], origin: tuple[float, float] | None, unit_m: float = 1.0) -> Map:
    """Put shapes in local units onto the globe about ``origin`` (longitude, latitude) [deg] and clean them as a map.

    Large coordinates are brought near zero first: a drawing in a national grid keeps its shape, not its place.
    """
    everything = shapely.get_coordinates([shape for _, shape in found]) * unit_m
    middle = np.round(np.median(everything, axis=0)) if len(everything) else np.zeros(2)
    far = bool((np.abs(middle) > 5000.0).any())
    shift = middle if far else np.zeros(2)
    zero = origin or NOWHERE

    def placed(flat: NDArray[np.float64]) -> NDArray[np.float64]:
        return to_degrees(zero, flat * unit_m - shift)

    result = map_of(file, [Raw(tags, shapely.transform(shape, placed), 1) for tags, shape in found], "")
    if origin is None:
        result.notes.append(f"guessed where the drawing's zero lies: {zero[0]:g}, {zero[1]:g} (--origin says it)")
    if far:
        result.notes.append(f"moved by {-shift[0]:.0f}, {-shift[1]:.0f} m: its coordinates are far from zero")
    return result
