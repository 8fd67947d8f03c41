"""A deployment written as the YAML that `scenarios.schema.load_deployment` reads back to the same record."""

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path

from agents.orders import GuardShift
from detectors.config import Analytics, PipelineConfig, Route
from detectors.quantities import SHARE
from scenarios.addresses import WATCHES
from scenarios.installing import THRESHOLDS, usual_bitrate
from scenarios.plan import Deployment
from scenarios.policy_text import Plain, clock, number, policy_entries
from twin.catalogue import CameraType, catalogue
from twin.deployment import Backlight, CameraUnit, Glass, Imager, SensorUnit, Stream
from twin.textfile import write_text

_PLAIN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9._/%-]*|[0-9.]+ [A-Za-z%][A-Za-z/%]*", re.ASCII)
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def write_deployment(deployment: Deployment, path: Path) -> None:
    """Write a deployment, whole or not at all."""
    write_text(path, deployment_text(deployment))


def deployment_text(deployment: Deployment) -> str:
    """Return the YAML text of a deployment, one entry a line."""
    parts = [f"id: {_flow(deployment.id)}\n"]
    parts.append(_listed("cameras", [_camera(unit) for unit in deployment.cameras]))
    parts.append(_listed("sensors", [_sensor(unit) for unit in deployment.sensors]))
    parts.append(f"analytics: {_flow(_analytics(deployment.analytics))}\n")
    parts.append(_pipeline(deployment.pipeline))
    parts.append(_listed("routing", [_route(route) for route in deployment.routing]))
    parts.append(_listed("guards", [_guard(shift) for shift in deployment.guards]))
    parts.append(_alerting(policy_entries(deployment.alerting)))
    return "\n".join(part for part in parts if part)


def _listed(name: str, entries: list[dict[str, Plain]]) -> str:
    return f"{name}:\n" + "".join(f"  - {_flow(entry)}\n" for entry in entries) if entries else ""


def _alerting(entries: Mapping[str, Plain]) -> str:
    """Return the section on alerting, lists with one entry a line."""
    lines = [f"  {name}: {_flow(entry)}\n" for name, entry in entries.items() if not isinstance(entry, list)]
    for name, entry in entries.items():
        if isinstance(entry, list):
            lines += [f"  {name}:\n", *(f"    - {_flow(item)}\n" for item in entry)]
    return "alerting:\n" + "".join(lines) if lines else ""


def _flow(value: Plain) -> str:
    """Return a value in YAML's flow style."""
    if isinstance(value, str):
        return (
            value
            if _PLAIN_TEXT.fullmatch(value) and value.lower() not in _WORDS
            else json.dumps(value, ensure_ascii=False)
        )
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(_flow(item) for item in value) + "]"


def _camera(unit: CameraUnit) -> dict[str, Plain]:
    sheet = sheet_of(unit)
    entry: dict[str, Plain] = {"id": unit.id, "at": unit.at, "look_at": unit.look_at, "model": sheet.model}
    own = {"width": (unit.width, sheet.width), "height": (unit.height, sheet.height), "fps": (unit.fps, sheet.fps)}
    entry |= {name: mine for name, (mine, usual) in own.items() if mine != usual}
    if unit.hfov != math.radians(sheet.hfov_deg):
        entry["hfov"] = f"{number(math.degrees(unit.hfov))} deg"
    stream = unit.stream
    plain = Stream()
    usual = unit.bitrate == usual_bitrate(unit.width, unit.height, unit.fps)
    if not usual or (stream.codec, stream.gop_s) != (plain.codec, plain.gop_s):
        gop = {"gop": f"{number(stream.gop_s)} s"} if stream.gop_s != plain.gop_s else {}
        entry["codec"] = {stream.codec: f"{number(unit.bitrate)} bit/s"} | gop
    if unit.infrared_m != sheet.infrared_m:
        entry["infrared"] = f"{number(unit.infrared_m)} m"
    entry |= {"k1": unit.k1} if unit.k1 != sheet.k1 else {}
    parts = {"lens": _lens(unit.glass), "sensor": _imager(unit.imager), "network": _network(stream)}
    entry |= {name: part for name, part in parts.items() if part}
    if unit.turn is not None:
        entry["turn"] = {"every": f"{number(unit.turn.every_s)} s", "spans": [list(span) for span in unit.turn.spans]}
    if unit.photos:
        entry["photos"] = [{"file": photo.file, "taken": photo.taken} for photo in unit.photos]
    entry |= {"cost": unit.cost} if unit.cost != sheet.price else {}
    return entry | ({"roles": unit.roles} if unit.roles else {})


def _lens(glass: Glass) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"kind": glass.lens.value} if glass.lens is not Glass().lens else {}
    terms = {"k2": glass.k2, "k3": glass.k3, "p1": glass.p1, "p2": glass.p2}
    entry |= {name: term for name, term in terms.items() if term != 0.0}
    entry |= {"focus": f"{number(glass.focus_m)} m"} if glass.focus_m else {}
    return entry | ({"aperture": glass.aperture} if glass.aperture != Glass().aperture else {})


def _imager(imager: Imager) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"readout": f"{number(imager.readout_s)} s"} if imager.readout_s else {}
    entry |= {"vibration": f"{number(math.degrees(imager.shake_rad))} deg"} if imager.shake_rad else {}
    entry |= {"backlight": imager.backlight.value} if imager.backlight is not Backlight.OFF else {}
    return entry | ({"defects": f"{number(imager.defects / SHARE['ppm'])} ppm"} if imager.defects else {})


def _network(stream: Stream) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"drop": f"{number(stream.drop / SHARE['%'])} %"} if stream.drop else {}
    return entry | ({"jitter": f"{number(stream.jitter_s)} s"} if stream.jitter_s else {})


def sheet_of(unit: CameraUnit) -> CameraType:
    """Return the bundled data sheet of a camera, or the one nearest in pictures where its model is a planner's own.

    A deployment names bundled models only; the entry then says whatever else differs.
    """
    sheets = catalogue()
    if unit.model in sheets:
        return sheets[unit.model]
    wide = unit.recorded_width or unit.width
    return min(sheets.values(), key=lambda s: (abs(s.recorded_width - wide), abs(s.width - unit.width), s.model))


def _sensor(unit: SensorUnit) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"id": unit.id, "kind": unit.kind.value, WATCHES[unit.kind]: unit.where, "at": unit.place}
    if unit.threshold is None:
        return entry
    base = next(name for name, factor in THRESHOLDS[unit.kind][0].items() if factor == 1.0)
    return entry | {"threshold": f"{number(unit.threshold)} {base}"}


def _analytics(analytics: Analytics) -> dict[str, Plain]:
    nodes = [{"id": node.id, "cores": node.cores, "objects_ms": node.objects_ms} for node in analytics.nodes]
    return {"nodes": nodes, "network_ms": analytics.network_ms}


def _pipeline(config: PipelineConfig) -> str:
    entries = [("default", config.default), *config.patterns]
    return "pipeline:\n" + "".join(f"  {_flow(pattern)}: {_flow(stages)}\n" for pattern, stages in entries)


def _route(route: Route) -> dict[str, Plain]:
    entry: dict[str, Plain] = {"kind": route.kind.value, "tell": route.tell, "by": route.by}
    entry |= {"severity": route.severity.name.lower(), "at_once": route.at_once}
    late = route.escalate_after_s
    entry["escalate_after"] = None if late is None else f"{number(late)} s"
    entry |= {"dispatch": route.dispatch} if route.dispatch else {}
    return entry | ({"command": route.command.value} if route.command else {})


def _guard(shift: GuardShift) -> dict[str, Plain]:
    return {"post": shift.post, "shift": f"{clock(shift.start_s)}-{clock(shift.end_s)}", "count": shift.count}
