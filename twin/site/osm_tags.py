"""What OpenStreetMap's tags mean to us, in the raw form (building=*, highway=*) and the tiled one (layer, kind)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from twin.site.model import BuildingKind, WayKind

STOREY_M = 3.0


class Class(StrEnum):
    """What a mapped thing becomes."""

    BUILDING = "building"
    WAY = "way"
    WATER = "water"
    GREEN = "green"
    TREE = "tree"
    LAMP = "lamp"


_HOUSING = ("apartments", "residential", "dormitory", "house", "terrace", "detached", "semidetached_house")
_SHOPS = ("retail", "commercial", "supermarket", "kiosk")
_OFFICES = ("office", "school", "university", "college", "public", "civic", "hospital", "industrial", "kindergarten")
_GREENS = ("grass", "forest", "meadow", "park", "garden", "wood", "recreation_ground", "village_green")
_PATHS = ("footway", "path", "pedestrian", "steps", "cycleway", "corridor")
_WIDTHS_M = {
    "motorway": 15.0,
    "trunk": 14.0,
    "primary": 12.0,
    "secondary": 10.0,
    "tertiary": 9.0,
    "major_road": 9.0,
    "residential": 5.5,
    "minor_road": 5.5,
    "unclassified": 5.5,
    "living_street": 5.0,
    "service": 4.0,
    "pedestrian": 4.0,
}
# Chinese names say what most buildings of a block are for; the tags seldom do.
_HOME_NAMES = re.compile("宿舍|公寓|住宅|小区|家园|花园|新村|单身楼|[号\\d]+栋|苑")
_SHOP_NAMES = re.compile("店|超市|市场|商|食堂|餐厅|饮食|饭店|联通|移动|电信|银行|驿站|外卖")
_OFFICE_NAMES = re.compile("教学|图书|学院|大学|中学|小学|幼儿|中心|服务|医院|办公|实验|局|所|站")
_METRES = re.compile(r"\s*(\d+(?:\.\d+)?)\s*m?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Use:
    """What a building is for, and whether that was guessed from its shape alone."""

    kind: BuildingKind
    guessed: bool


def classify(tags: Mapping[str, Any]) -> Class | None:
    """Tell what a feature is; None for what is not taken."""
    layer, kind = str(tags.get("layer", "")), str(tags.get("kind", ""))
    if layer == "buildings" or tags.get("building") not in (None, "no"):
        return Class.BUILDING
    if layer == "roads" or tags.get("highway") not in (None, "street_lamp"):
        return Class.WAY
    if layer == "water" or tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return Class.WATER
    if tags.get("highway") == "street_lamp":
        return Class.LAMP
    if tags.get("natural") == "tree":
        return Class.TREE
    greens = {kind, tags.get("landuse"), tags.get("leisure"), tags.get("natural")}
    return Class.GREEN if greens & set(_GREENS) else None


def height_m(tags: Mapping[str, Any]) -> float:
    """Return the mapped height [m], from `height` or else the number of levels; 0 when it is not known."""
    for name, factor in (("height", 1.0), ("building:levels", STOREY_M), ("levels", STOREY_M)):
        match = _METRES.fullmatch(str(tags.get(name, "")))
        if match and 0.0 < float(match[1]) * factor <= 400.0:
            return round(float(match[1]) * factor, 2)
    return 0.0


def use(tags: Mapping[str, Any], floors: int, area_m2: float) -> Use:
    """Tell what a building is for: by tag, by name, and by shape where neither says it."""
    tag, name = str(tags.get("building", "")), str(tags.get("name", ""))
    for kind, words in ((BuildingKind.HOUSING, _HOUSING), (BuildingKind.SHOP, _SHOPS), (BuildingKind.OFFICE, _OFFICES)):
        if tag in words:
            return Use(kind, guessed=False)
    if tag in ("garage", "garages", "carport", "parking"):
        return Use(BuildingKind.GARAGE, guessed=False)
    if tag in ("shed", "hut", "roof", "service"):
        return Use(BuildingKind.SHED, guessed=False)
    for kind, pattern in (
        (BuildingKind.HOUSING, _HOME_NAMES),
        (BuildingKind.SHOP, _SHOP_NAMES),
        (BuildingKind.OFFICE, _OFFICE_NAMES),
    ):
        if pattern.search(name):
            return Use(kind, guessed=True)
    if area_m2 < 40.0:
        return Use(BuildingKind.SHED, guessed=True)
    homely = floors >= 3 and 150.0 <= area_m2 <= 1500.0
    return Use(BuildingKind.HOUSING if homely else BuildingKind.OFFICE, guessed=True)


def way_of(tags: Mapping[str, Any]) -> tuple[WayKind, float]:
    """Return a way's kind and width [m], the width by its class where it is not mapped."""
    names = [str(tags.get(key, "")) for key in ("highway", "kind_detail", "kind")]
    path = any(name in _PATHS for name in names)
    mapped = _METRES.fullmatch(str(tags.get("width", "")))
    usual = next((_WIDTHS_M[name] for name in names if name in _WIDTHS_M), 2.5 if path else 5.0)
    width = float(mapped[1]) if mapped and 0.5 <= float(mapped[1]) <= 60.0 else usual
    return (WayKind.PATH if path else WayKind.ROAD), width
