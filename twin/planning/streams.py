"""The two pictures a camera sends: the small one that analytics takes and the large one that is kept and looked at."""

from dataclasses import replace

from twin.catalogue import catalogue
from twin.deployment import CameraUnit


def scale(unit: CameraUnit) -> float:
    """How many times wider the recorded picture is than the analysed one, at least 1.

    A camera of a model that no catalogue knows records what it analyses, unless it says otherwise.
    """
    sheet = catalogue().get(unit.model)
    wide = unit.recorded_width or (sheet.recorded_width if sheet else 0)
    return max(1.0, wide / unit.width)


def recorded(unit: CameraUnit) -> CameraUnit:
    """Return the camera with its recorded picture in place of the analysed one."""
    factor = scale(unit)
    wide, high = round(unit.width * factor), round(unit.height * factor)
    return replace(unit, width=wide, height=high, recorded_width=wide)
