"""Generic camera models with the sub-stream that analytics takes; lenses follow makers' data sheets in their class."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CameraType:
    """One model: picture of the analysed stream [px], field of view [deg], price [CNY], radial distortion ``k1``."""

    model: str
    width: int
    height: int
    hfov_deg: float
    fps: float
    infrared_m: float
    price: float
    k1: float
    about: str


@lru_cache(maxsize=1)
def catalogue() -> dict[str, CameraType]:
    """Return every bundled model by its name, in the file's order."""
    text = files("twin").joinpath("catalogue.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["model"]: _camera_type(row) for row in rows}


def _camera_type(row: dict[str, str]) -> CameraType:
    return CameraType(
        row["model"],
        int(row["width"]),
        int(row["height"]),
        float(row["hfov_deg"]),
        float(row["fps"]),
        float(row["infrared_m"]),
        float(row["price"]),
        float(row["k1"]),
        row["about"],
    )
