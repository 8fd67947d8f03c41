"""An estate's two deployments as text: the street cameras there were, and what was installed."""

from scenarios.library.estate.cameras import cameras, roads
from scenarios.library.estate.order import Estate
from scenarios.library.ximen.deployment import COMMON, line

BEFORE = """\
# {name} before: cameras on the roads around, a gatekeeper by day.
id: {id}-before
note: Synthetic.

cameras:
{cameras}

analytics: {{nodes: [{{id: street-recorder, cores: 2, objects_ms: 12}}], network_ms: 60}}

pipeline:
  default: [motion, tracks]

routing:
  - kind: device-fault
    tell: [police-desk]
    by: [console]
    severity: minor
    escalate_after: 30 min

guards:
  - {{post: gate-south, shift: 07:00-19:00, count: 1}}
"""

AFTER = """\
# {name} after the works: the roads around; gates, walls and public ground; unit doors; the homes' gas and smoke.
id: {id}-after
note: Synthetic. The lines of defence follow published ones; counts of devices, places and lenses are made up.

cameras:
{cameras}

sensors:
  - {{kind: smoke, room: "*/living", share: 0.30, threshold: 3.28 %/m}}
  - {{kind: heat, room: "*/kitchen", share: 0.22, threshold: 58 degC}}
  - {{kind: gas, room: "*/kitchen", share: 0.60, threshold: 10 %LEL}}
  - {{kind: badge-reader, door: "*"}}
  - {{kind: handle-contact, door: "*"}}
  - {{kind: door-contact, door: "*"}}
  - {{id: gate-south-barrier, kind: barrier, gate: gate-south}}
  - {{id: gate-north-barrier, kind: barrier, gate: gate-north}}
  - {{kind: panic, post: "panic/*"}}
  - {{kind: charging-pile, pile: "pile/*"}}
  - {{kind: waste-pir, point: "waste/*"}}

analytics:
  network_ms: 40
  nodes:
{nodes}

{common}
guards:
  - {{post: guard-post/south, shift: 08:00-20:00, count: 3}}
  - {{post: guard-post/south, shift: 20:00-08:00, count: 2}}
  - {{post: guard-post/north, shift: 08:00-20:00, count: 2}}
  - {{post: guard-post/north, shift: 20:00-08:00, count: 2}}
"""
CAMERAS_PER_NODE = 32


def before(estate: Estate) -> str:
    """Return the text of the deployment before the works: half of the road cameras."""
    listed = "\n".join(line(camera) for camera in roads(estate)[:4])
    return BEFORE.format(name=estate.name, id=estate.id, cameras=listed)


def after(estate: Estate) -> str:
    """Return the text of the deployment after the works."""
    groups = cameras(estate)
    count = sum(len(group) for _, group in groups)
    nodes = [f"    - {{id: nvr-{n}, cores: 8, objects_ms: 9}}" for n in range(1, -(-count // CAMERAS_PER_NODE) + 1)]
    listed = [f"  # {title}.\n" + "\n".join(line(camera) for camera in group) for title, group in groups if group]
    return AFTER.format(
        name=estate.name, id=estate.id, cameras="\n".join(listed), nodes="\n".join(nodes), common=COMMON
    )
