"""Ximen's two deployments as text: what there was before, and what was installed.

Longer than 300 lines, nearly all of them the text of the files.
"""

from scenarios.library.ximen.cameras import Camera, after, before

BEFORE = """\
# Ximen before: four street cameras, no property office, one gatekeeper by day.
id: ximen-before
note: >-
  Synthetic. An open compound as it was: few cameras and those on the streets, many ways in, nobody told of anything.

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
# Ximen after the works: faces, plates and overviews at the ways in, cameras along the walls and at the facades,
# smoke and gas detectors in the homes, badge readers at the stairs, charging piles, waste points, guards.
id: ximen-after
note: >-
  Synthetic. The counts of cameras by their roles, of charging piles and of waste points follow published figures;
  places, lenses and models are made up. Lenses are the analysed sub-stream's.

cameras:
{cameras}

sensors:
  # Homes: gas cooking in most kitchens, smoke detectors where people live; in kitchens, where they would nag, heat.
  - {{kind: smoke, room: "*/living", share: 0.30, threshold: 3.28 %/m}}
  - {{kind: heat, room: "*/kitchen", share: 0.22, threshold: 58 degC}}
  - {{kind: gas, room: "*/kitchen", share: 0.60, threshold: 10 %LEL}}
  # Motion in every room where people in care live, every home's meter.
  - {{kind: pir, room: "*/living", share: 0.12}}
  - {{kind: pir, room: "*/kitchen", share: 0.12}}
  - {{kind: pir, room: "*/bedroom", share: 0.12}}
  - {{kind: meter, home: "*"}}
  # Smoke under the sheds' roofs and in the power room.
  - {{kind: smoke, room: "shed-*", threshold: 3.28 %/m}}
  - {{id: power-room-smoke, kind: smoke, room: power-room, threshold: 3.28 %/m}}
  # A chip in each stairwell's distribution box; the towers' tanks and their topmost hydrants.
  - {{kind: breaker, door: "*", threshold: 63 A}}
  - {{id: b25-tank-level, kind: tank-level, building: b25, threshold: 1 m}}
  - {{id: b26-tank-level, kind: tank-level, building: b26, threshold: 1 m}}
  - {{id: b25-1-hydrant-pressure, kind: hydrant-pressure, door: b25/1, threshold: 0.07 MPa}}
  - {{id: b26-1-hydrant-pressure, kind: hydrant-pressure, door: b26/1, threshold: 0.07 MPa}}
  # Beams over the brick walls, sensors on the fences, one in every bay.
  - {{kind: beam, wall: "wall/*"}}
  - {{kind: vibration, wall: "fence/*"}}
  - {{kind: bay-sensor, bay: "bay/*"}}
  # Stair doors.
  - {{kind: badge-reader, door: "*"}}
  - {{kind: handle-contact, door: "*"}}
  - {{kind: door-contact, door: "*"}}
  # Gates, posts, sheds, waste points.
  - {{id: gate-south-barrier, kind: barrier, gate: gate-south}}
  - {{id: gate-west-barrier, kind: barrier, gate: gate-west}}
  - {{kind: panic, post: "panic/*"}}
  - {{kind: charging-pile, pile: "pile/*"}}
  - {{kind: waste-pir, point: "waste/*"}}

analytics:
  network_ms: 40
  nodes:
    - {{id: nvr-1, cores: 8, objects_ms: 9}}
    - {{id: nvr-2, cores: 8, objects_ms: 9}}

{common}
"""

# What every compound's deployment shares: which stages watch what, and who is told.
COMMON = """\
# The first pattern that matches a device's id wins.
pipeline:
  default: [motion, tracks, camera-health, tamper]
  plate-*: [motion, tracks, plate-reader, camera-health, tamper]
  hr-*: [falling, fire, camera-health, tamper]
  perim-*: [motion, tracks, perimeter, camera-health, tamper]
  door-*: [motion, tracks, tailgating, loitering, theft, outside-charging, camera-health, tamper]
  over-*: [motion, tracks, loitering, person-down, stationary, theft, outside-charging, fire, camera-health, tamper]
  eagle-*: [motion, tracks, person-down, stationary, fire, camera-health, tamper]
  "*-smoke": [smoke, health]
  "*-heat": [heat]
  "*-gas": [gas, health]
  "*-badge-reader": [doors, cards, burglary]
  "*-door-contact": [doors, cards, burglary]
  "*-handle-contact": [prowling]
  "*-barrier": [plates, barrier-tailing, fees]
  "*-panic": [panic]
  "*-charging-pile": [charging]
  "*-waste-pir": [waste]

routing:
  # Fire and gas: everybody at once.
  - kind: smoke
    tell: [householder, landlord, tenant, fire-desk]
    by: [phone, sms, app]
    severity: critical
    at_once: true
    escalate_after: 60 s
    dispatch: guard
  - kind: gas
    tell: [householder, fire-desk, property-office]
    by: [phone, sms, app]
    severity: critical
    at_once: true
    escalate_after: 60 s
    dispatch: guard
    command: shut-valve
  - kind: charging-fault
    tell: [owner, property-office, fire-desk]
    by: [app, phone]
    severity: critical
    at_once: true
    dispatch: guard
    command: cut-power
  # People who need help, and people who should not be there.
  - kind: panic
    tell: [command-centre, police-desk]
    by: [console, phone]
    severity: critical
    at_once: true
    dispatch: guard
  - kind: person-down
    tell: [command-centre, property-office]
    by: [console, phone]
    severity: critical
    at_once: true
    dispatch: guard
  # Somebody looks and asks through the post; nobody is sent.
  - kind: post-call
    tell: [command-centre]
    by: [console]
    severity: info
  - kind: perimeter
    tell: [command-centre, police-desk]
    by: [console, app]
    severity: major
    escalate_after: 60 s
    dispatch: guard
    command: voice-warning
  - kind: forced-door
    tell: [householder, command-centre, police-desk]
    by: [app, phone]
    severity: critical
    at_once: true
    dispatch: guard
  - kind: loitering
    tell: [command-centre, grid-worker]
    by: [console, app]
    severity: minor
    escalate_after: 3 min
    dispatch: guard
  - kind: tailgating
    tell: [property-office, grid-worker]
    by: [app]
    severity: minor
    escalate_after: 10 min
  - kind: unknown-badge
    tell: [property-office, landlord]
    by: [app, sms]
    severity: minor
    escalate_after: 10 min
  - kind: lent-card
    tell: [property-office, grid-worker]
    by: [app]
    severity: minor
    escalate_after: 10 min
  - kind: lost-card
    tell: [property-office, police-desk]
    by: [app]
    severity: major
    escalate_after: 2 min
    dispatch: guard
  - kind: passback
    tell: [property-office]
    by: [app]
    severity: info
  - kind: burglary
    tell: [householder, command-centre, police-desk]
    by: [app, phone]
    severity: critical
    at_once: true
    dispatch: guard
  - kind: theft
    tell: [owner, command-centre, police-desk]
    by: [app, console]
    severity: major
    escalate_after: 2 min
    dispatch: guard
  # Power, water, and fire that a camera sees.
  - kind: fire-on-video
    tell: [fire-desk, property-office]
    by: [phone, sms, app]
    severity: critical
    at_once: true
    dispatch: guard
  - kind: arc
    tell: [owner, electrician, property-office]
    by: [phone, sms, app]
    severity: critical
    at_once: true
    dispatch: guard
    command: cut-power
  - kind: overload
    tell: [owner, electrician, property-office]
    by: [sms, app]
    severity: major
    at_once: true
    escalate_after: 2 min
    command: cut-power
  - kind: residual-current
    tell: [owner, electrician, property-office]
    by: [sms, app]
    severity: major
    at_once: true
    escalate_after: 2 min
    command: cut-power
  - kind: outside-charging
    tell: [property-office, grid-worker]
    by: [app]
    severity: minor
    escalate_after: 5 min
    dispatch: guard
  - kind: ebike-in-lift
    tell: [property-office]
    by: [app]
    severity: minor
    escalate_after: 5 min
    command: hold-lift
  - kind: low-level
    tell: [property-office, fire-desk]
    by: [app, phone]
    severity: major
    escalate_after: 10 min
  - kind: low-pressure
    tell: [property-office, fire-desk]
    by: [app, phone]
    severity: major
    escalate_after: 10 min
  - kind: water-leak
    tell: [householder, property-office]
    by: [sms, app]
    severity: minor
    escalate_after: 5 min
  - kind: no-activity
    tell: [community-desk, grid-worker, property-office]
    by: [phone, app]
    severity: major
    escalate_after: 5 min
  # Things thrown, cars where they should not be.
  - kind: falling-object
    tell: [property-office, police-desk]
    by: [console, app]
    severity: major
    escalate_after: 2 min
    dispatch: guard
  - kind: fire-lane
    tell: [owner, property-office, grid-worker]
    by: [sms, app]
    severity: minor
    escalate_after: 5 min
    dispatch: guard
  - kind: stranger-vehicle
    tell: [command-centre]
    by: [console]
    severity: info
    escalate_after: 10 min
  - kind: barrier-tailing
    tell: [command-centre, property-office]
    by: [console]
    severity: minor
    escalate_after: 10 min
  - kind: evaded-fee
    tell: [command-centre, property-office]
    by: [console]
    severity: minor
    escalate_after: 10 min
  - kind: overstay
    tell: [owner]
    by: [sms]
    severity: info
  - kind: stranger-overstay
    tell: [owner, property-office]
    by: [sms, app]
    severity: minor
    escalate_after: 10 min
    dispatch: guard
  # House-keeping.
  - kind: waste-visit
    tell: [grid-worker]
    by: [loudspeaker]
    severity: info
    escalate_after: 10 min
    command: voice-warning
  - kind: device-fault
    tell: [property-office]
    by: [app]
    severity: minor
    escalate_after: 30 min
"""

# What else hangs here: which stages watch it, put in behind the last of the common patterns.
LAST_COMMON = '  "*-waste-pir": [waste]\n'
MORE = """\
  lift-*: [lift, camera-health, tamper]
  "*-pir": [activity, burglary]
  "*-meter": [activity, outside-charging]
  "*-breaker": [overload, arc, residual]
  "*-tank-level": [low-level, tank-leak]
  "*-hydrant-pressure": [low-pressure]
  "*-beam": [wall]
  "*-vibration": [wall]
  "*-bay-sensor": [overstay]
"""

GUARDS = """\
guards:
  - {post: guard-post/south, shift: 08:00-20:00, count: 2}
  - {post: guard-post/south, shift: 20:00-08:00, count: 2}
  - {post: guard-post/west, shift: 08:00-20:00, count: 2}
  - {post: guard-post/west, shift: 20:00-08:00, count: 1}
"""


def deployment_before() -> str:
    """Return the text of ``ximen-before.yaml``."""
    return BEFORE.format(cameras="\n".join(line(camera) for camera in before()))


def deployment_after() -> str:
    """Return the text of ``ximen-after.yaml``."""
    groups = [f"  # {title}.\n" + "\n".join(line(camera) for camera in cameras) for title, cameras in after()]
    common = COMMON.replace(LAST_COMMON, LAST_COMMON + MORE)
    return AFTER.format(cameras="\n".join(groups), common=f"{common}\n{GUARDS}".rstrip("\n"))


def line(camera: Camera) -> str:
    """Return one camera as a line of a deployment file."""
    at, look_at = (f"[{x:g}, {y:g}, {z:g}]" for x, y, z in (camera.at, camera.look_at))
    lens = f", hfov: {camera.hfov:g} deg" if camera.hfov is not None else ""
    roles = ", ".join(camera.roles)
    return f"  - {{id: {camera.id}, at: {at}, look_at: {look_at}, model: {camera.model}{lens}, roles: [{roles}]}}"
