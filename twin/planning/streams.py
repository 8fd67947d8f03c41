"""The two pictures a camera sends: the small one that analytics takes and the large one that is kept and looked at."""

from dataclasses import replace

from twin.catalogue import CameraType, catalogue
from twin.deployment import CameraUnit

# A model that no catalogue knows records what it analyses.
UNKNOWN_SCALE = 1.0


def scale(unit: CameraUnit, models: dict[str, CameraType] | None = None) -> float:
    """How many times wider the recorded picture is than the analysed one, at least 1."""
    sheet = (models or catalogue()).get(unit.model)
    return max(1.0, sheet.recorded_width / unit.width) if sheet else UNKNOWN_SCALE


def recorded(unit: CameraUnit, models: dict[str, CameraType] | None = None) -> CameraUnit:
    """Return the camera with its recorded picture in place of the analysed one."""
    factor = scale(unit, models)
    return replace(unit, width=round(unit.width * factor), height=round(unit.height * factor))
