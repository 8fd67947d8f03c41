"""A tiny compound with everything in it once: a block, a wall, a road, gates, cameras, a minute and a half."""

from pathlib import Path

import numpy as np

from twin.site.geojson import write_site
from twin.site.model import (
    Area,
    Bay,
    Building,
    BuildingKind,
    Gate,
    Point,
    PointKind,
    Site,
    Wall,
    WallKind,
    Way,
    WayKind,
    ZoneKind,
)

DEPLOYMENT = """
cameras:
  - {id: wall-1, at: [-38, 16, 4.5], look_at: [-15, 19.5, 0.5], model: ds-2mp-6mm,
     width: 320, height: 180, roles: [perimeter]}
  - {id: door-1, at: [-4, -6.5, 3.2], look_at: [-7.5, -1.0, 0.8], model: ds-2mp-4mm,
     width: 320, height: 180, roles: [door]}
  - {id: hr-1, at: [0, -38, 3.5], look_at: [0, 0, 11], model: ds-4mp-highrise-4mm,
     width: 640, height: 360, roles: [eagle-eye]}
  - {id: gate-1, at: [26, -10, 4], look_at: [38, -15, 0.5], model: ds-2mp-4mm,
     width: 320, height: 180, roles: [gate]}
sensors:
  - {id: smoke-1, kind: smoke, room: b1/1/201/kitchen}
  - {id: badge-1, kind: badge-reader, door: b1/1}
  - {id: contact-1, kind: door-contact, door: b1/1}
  - {id: barrier-1, kind: barrier, gate: g-east}
pipeline:
  default: [motion, tracks]
  wall-*: [motion, tracks, perimeter]
  door-*: [motion, tracks, loitering]
  hr-*: [falling]
  smoke-*: [smoke]
  badge-*: [doors, tailgating]
  contact-*: [doors]
  barrier-*: [plates]
routing:
  - {kind: perimeter, tell: [guard], by: [app], dispatch: guard}
  - {kind: falling-object, tell: [property-office], by: [app], dispatch: guard}
  - {kind: smoke, tell: [householder, fire-desk], by: [phone, sms], at_once: true, dispatch: guard}
  - {kind: forced-door, tell: [guard], by: [app], dispatch: guard}
guards:
  - {post: g-east, shift: 00:00-24:00, count: 1}
"""

SCENARIO = """
site: site.geojson
deployment: deployment.yaml
start: 2021-08-14T17:00+08:00
duration: 90 s
seed: 3
population: {permanent: 8, floating: 2}
episodes:
  - {kind: wall-climb, at: +30 s, where: w-north@10}
  - {kind: thrown-object, at: +20 s, where: b1/e0/w3/f5, item: bottle}
  - {kind: kitchen-fire, at: +5 s, where: b1/1/201/kitchen, growth: ultra-fast}
windows: {before: 2 s, after: 5 s, cameras: 1, control_share: 0.02, control: 3 s}
"""


def site() -> Site:
    """The compound: x east, y north; the block's doors face the road in the south."""
    block = np.array([[-15.0, 0.0], [15.0, 0.0], [15.0, 11.0], [-15.0, 11.0]])
    wall = np.array([[-40.0, 20.0], [40.0, 20.0]])
    strip = np.array([[-40.0, 17.5], [40.0, 17.5], [40.0, 20.0], [-40.0, 20.0]])
    return Site(
        id="tiny",
        name="Tiny",
        origin=(120.75, 30.75),
        buildings=(Building("b1", BuildingKind.HOUSING, block, 18.0, 6, np.array([[-7.5, 0.0], [7.5, 0.0]])),),
        walls=(Wall("w-north", WallKind.WALL, wall, 2.2),),
        gates=(
            Gate("g-east", (40.0, -15.0), 6.0, 0.0, vehicles=True, barrier=True),
            Gate("g-west", (-40.0, -15.0), 3.0, 3.14159, vehicles=False, barrier=False),
        ),
        ways=(
            Way("road", WayKind.ROAD, np.array([[-45.0, -15.0], [-7.5, -15.0], [7.5, -15.0], [45.0, -15.0]]), 6.0),
            Way("path-1", WayKind.PATH, np.array([[-7.5, -15.0], [-7.5, -1.0]]), 2.0),
            Way("path-2", WayKind.PATH, np.array([[7.5, -15.0], [7.5, -1.0]]), 2.0),
            Way("path-3", WayKind.PATH, np.array([[-30.0, -15.0], [-30.0, 15.0], [30.0, 15.0], [30.0, -15.0]]), 2.0),
        ),
        bays=(Bay("bay-1", (20.0, -20.0), 1.5708),),
        areas=(Area("strip-north", ZoneKind.PERIMETER, strip),),
        points=(
            Point("lamp-1", PointKind.LAMP, (0.0, -11.5), 6.0),
            Point("tree-1", PointKind.TREE, (-25.0, -5.0), 6.0),
        ),
    )


def write_tiny(folder: Path, scenario: str = SCENARIO, deployment: str = DEPLOYMENT) -> Path:
    """Write the three files; return the scenario's path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_site(site(), folder / "site.geojson")
    (folder / "deployment.yaml").write_text(deployment, encoding="utf-8")
    path = folder / "scenario.yaml"
    path.write_text(scenario, encoding="utf-8")
    return path
