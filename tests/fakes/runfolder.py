"""A run folder made up by hand: a real one's files and columns, thirteen episodes, every kind of verdict."""

import json
import math
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.tables import TABLES

HOURS = 4.0
# id, kind, start_s, length_s, (x, y), zone, devices, outcome
EPISODES = [
    ("fire-1", "kitchen-fire", 4800, 420, (-70, 40), "b3/2/601/kitchen", ["b3-2-601-smoke"], "put out"),
    ("gas-1", "gas-leak", 2400, 600, (60, 45), "b5/1/301/kitchen", ["b5-1-301-gas"], "shut off"),
    ("climb-1", "wall-climb", 11400, 120, (-20, 98), "wall/north", ["wall-n-1"], "interrupted"),
    ("climb-2", "wall-climb", 12600, 160, (135, 20), "wall/east", [], "got away"),
    ("bottle-1", "thrown-object", 3300, 3, (10, 44), "b4/1/502", ["hr-1"], "landed"),
    ("bag-1", "thrown-object", 6100, 3, (64, -30), "b8/1/402", ["hr-2"], "landed"),
    ("stub-1", "thrown-object", 7900, 4, (-64, -30), "b7/1/302", ["hr-1"], "landed"),
    ("tail-1", "tailgating", 5200, 12, (-52, 33), "b3/2", ["door-3-2"], "inside"),
    ("prowl-1", "prowling", 9000, 200, (10, -47), "b8/1", ["over-2"], "interrupted"),
    ("park-1", "stray-parking", 1500, 360, (-10, 12), "fire-lane/2", ["over-1"], "left"),
    ("car-1", "stranger-car", 8600, 30, (0, -99), "gate-s", ["plate-1"], "inside"),
    ("pile-1", "pile-fault", 10200, 500, (110, -70), "pile/7", ["pile-7"], "power cut"),
    ("panic-1", "panic", 13500, 60, (0, 5), "square", ["panic-1"], "attended"),
    ("cat-1", "cat-on-wall", 7000, 40, (60, 98), "wall/north", ["wall-n-2"], ""),
    ("leaves-1", "falling-leaves", 9700, 15, (12, 40), "b4", ["hr-1"], ""),
    ("cook-1", "cooking-smoke", 600, 900, (-66, -42), "b7/2/201/kitchen", ["b7-2-201-smoke"], ""),
    ("friend-1", "waiting-friend", 4100, 50, (55, -50), "b8/2", ["over-2"], ""),
]
HARMLESS = {"cat-on-wall", "falling-leaves", "cooking-smoke", "waiting-friend"}
# id, kind, device, zone, (x, y), seen, emitted, camera frames?, reading?
EVENTS = [
    ("smoke-fire", "smoke", "b3-2-601-smoke", "b3/2/601/kitchen", (-70, 40), 4951.0, 4951.2, None),
    ("gas-a", "gas", "b5-1-301-gas", "b5/1/301/kitchen", (60, 45), 2520.0, 2520.2, None),
    ("peri-a", "perimeter", "wall-n-1", "perimeter/north", (-18, 95), 11404.6, 11404.9, 45618),
    ("peri-b", "perimeter", "wall-n-1", "perimeter/north", (-8, 95), 11440.0, 11440.2, 45760),
    ("fall-a", "falling-object", "hr-1", "b4/1/502", (10, 44), 3301.6, 3301.9, 82540),
    ("fall-b", "falling-object", "hr-2", "b8/1/402", (66, -31), 6101.2, 6101.5, 152530),
    ("tail-a", "tailgating", "door-3-2", "b3/2", (-52, 33), 5206.0, 5206.3, 62472),
    ("loit-a", "loitering", "over-2", "b8/1", (11, -46), 9066.0, 9066.2, 108792),
    ("lane-a", "fire-lane", "over-1", "fire-lane/2", (-11, 12), 1562.0, 1562.2, 18744),
    ("car-a", "stranger-vehicle", "plate-1", "gate-s", (0, -99), 8601.0, 8601.1, None),
    ("pile-a", "charging-fault", "pile-7", "pile/7", (110, -70), 10231.0, 10231.1, None),
    ("panic-a", "panic", "panic-1", "square", (0, 5), 13500.0, 13500.1, None),
    ("peri-cat", "perimeter", "wall-n-2", "perimeter/north", (61, 96), 7012.0, 7012.3, 84144),
    ("smoke-cook", "smoke", "b7-2-201-smoke", "b7/2/201/kitchen", (-66, -42), 905.0, 905.2, None),
    ("loit-x", "loitering", "over-1", "b2/1", (-60, 70), 12000.0, 12000.2, 144000),
    ("waste-a", "waste-visit", "waste-1", "waste/1", (100, -80), 3600.0, 3600.1, None),
]
CAMERAS = [
    ("wall-n-1", -60, 96, 0.0, 70, ["perimeter"]),
    ("wall-n-2", 30, 96, 0.0, 70, ["perimeter"]),
    ("hr-1", 10, 12, 90.0, 60, ["high-rise"]),
    ("hr-2", 64, -5, -90.0, 60, ["high-rise"]),
    ("door-3-2", -52, 28, 90.0, 80, ["door", "face"]),
    ("over-1", -20, 0, 45.0, 90, ["overview"]),
    ("over-2", 25, -62, 60.0, 90, ["overview"]),
    ("plate-1", 4, -90, -100.0, 40, ["plate", "gate"]),
]
SENSORS = {e[2]: e for e in EVENTS if e[7] is None}


def make_run(
    folder: Path, found: int = len(EVENTS), clips: bool = True, seed: int = 7, deployment: str = "after"
) -> Path:
    """Write a whole run folder; ``found`` events of the list were raised, so that worse runs can be made too."""
    folder.mkdir(parents=True, exist_ok=True)
    events = EVENTS[:found]
    tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    tables["truth"] = [truth_row(row) for row in EPISODES]
    tables["events"] = [event_row(row) for row in events]
    tables["windows"] = list(window_rows(events))
    tables["readings"] = [row for event in events if event[7] is None for row in reading_rows(event)]
    tables["detections"] = [row for event in events if event[7] is not None for row in detection_rows(event)]
    tables["tracks"] = [
        ("hr-1", 197500 + k, 7900 + k / 25, "body-stub-1", "falling", *(0.0,) * 8, 1.0, 2.5, 40.0, True)
        for k in range(5)
    ]
    tables["responders"] = list(responder_rows(events))
    for name, rows in tables.items():
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in TABLES[name]]
        pq.write_table(pa.table(columns, schema=TABLES[name]), folder / f"{name}.parquet")
    write_alerts(folder / "alerts.sqlite", events)
    write_coverage(folder)
    write_inputs(folder, seed, deployment)
    if clips:
        write_clips(folder / "clips", events)
    return folder


def truth_row(row: Sequence[Any]) -> tuple[Any, ...]:
    name, kind, start, length, (x, y), zone, devices, outcome = row
    return (name, kind, float(start), float(start + length), float(x), float(y), 0.0, zone, [f"body-{name}"], devices,
            outcome, kind in HARMLESS)  # fmt: skip


def event_row(row: Sequence[Any]) -> tuple[Any, ...]:
    name, kind, device, zone, (x, y), seen, emitted, frame = row
    frames = [] if frame is None else [f"{device}:{frame - 30}-{frame}"]
    readings = [f"{device}:60"] if frame is None else []
    return (
        name,
        kind,
        [device],
        zone,
        float(x),
        float(y),
        0.0,
        seen - 3.0,
        None,
        seen,
        emitted,
        0.9,
        frames,
        [],
        readings,
    )


def window_rows(events: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    rows = [
        (e[2], e[5] - 8.0, e[5] + 4.0, e[0], 1.0, 144, "00", f"{e[2]}-{e[0]}")
        for e in events
        if e[7] is not None and not e[0].startswith("loit")
    ]
    control = [("over-1", 11995.0, 12005.0, "control", 0.01, 120, "00", "over-1-control")]
    return rows + control


def reading_rows(event: Sequence[Any]) -> list[tuple[Any, ...]]:
    quantity, unit, top = {
        "smoke": ("obscuration", "%/m", 9.0),
        "gas": ("gas", "%LEL", 25.0),
        "charging-fault": ("temperature", "degC", 90.0),
        "panic": ("panic", "", 1.0),
        "stranger-vehicle": ("plate", "", 0.0),
        "waste-visit": ("presence", "", 1.0),
    }[event[1]]
    rows: list[tuple[Any, ...]] = []
    for k in range(120):
        at = event[5] + (k - 60) * 5.0
        level = top / (1.0 + math.exp(-(k - 62) / 6.0)) + 0.04 * top * math.sin(k * 1.7)
        text = "浙F·8K2Q1" if quantity == "plate" else None
        if quantity in ("panic", "plate", "presence") and k != 60:
            continue
        rows.append((event[2], k, at, quantity, None if text else level, text, unit))
    return rows


def detection_rows(event: Sequence[Any]) -> list[tuple[Any, ...]]:
    first = event[7] - 72
    return [
        (event[2], first + k, event[5] + (k - 72) / 12, *box_at(k), "person", 0.8, True)
        for k in range(96)
        if k % 2 == 0
    ]


def box_at(k: int) -> tuple[float, float, float, float]:
    x = 20.0 + 2.2 * k
    return x, 70.0, x + 22.0, 130.0


def responder_rows(events: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for event in dispatched(events):
        sent, (x, y) = event[6] + 2.0, event[4]
        for k in range(9):
            part = k / 8
            place = (part * x + 4 * math.sin(3 * part), -95 + part * (y + 95), 0.0)
            rows.append(
                ("guard-1", sent + part * 62.0, *place, "walking" if k < 8 else "on-scene", f"alert-{event[0]}")
            )
    return rows


def dispatched(events: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    return [e for e in events if e[1] in ("perimeter", "loitering", "panic", "fire-lane", "smoke") and e[0] != "peri-b"]


def write_alerts(path: Path, events: Sequence[Sequence[Any]]) -> None:
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE alerts(id, kind, severity, zone, x_m, y_m, z_m, opened_s, state, owner, events);"
        "CREATE TABLE transitions(alert, at_s, state, who, why);"
        "CREATE TABLE deliveries(alert, recipient, channel, attempt, at_s, outcome);"
        "CREATE TABLE commands(id, device, action, reason, issued_s, confirmed_s);"
        "CREATE TABLE dispatches(id, alert, responder, x_m, y_m, z_m, sent_s, arrived_s, outcome);"
    )
    for e in events:
        if e[0] in ("peri-b", "waste-a"):
            continue
        alert, opened = f"alert-{e[0]}", e[6] + 0.5
        members = ["peri-a", "peri-b"] if e[0] == "peri-a" else [e[0]]
        row = (alert, e[1], 4 if e[1] == "smoke" else 3, e[3], *map(float, e[4]), 0.0, opened, "resolved", "guard-1")
        base.execute(f"INSERT INTO alerts VALUES({','.join('?' * 11)})", (*row, json.dumps(members)))
        base.execute("INSERT INTO transitions VALUES(?,?,?,?,?)", (alert, opened, "open", "desk", e[0]))
        tell = [("guard", "app", 1, 1.1), ("property-office", "console", 1, 0.1)]
        if e[1] in ("smoke", "gas"):
            tell += [("householder", "phone", 1, 4.0), ("householder", "sms", 2, 12.5), ("fire-desk", "phone", 1, 6.0)]
        for who, channel, attempt, after in sorted(tell, key=lambda t: t[3]):
            outcome = "failed" if (who, attempt, channel) == ("householder", 1, "phone") else "delivered"
            base.execute(
                "INSERT INTO deliveries VALUES(?,?,?,?,?,?)", (alert, who, channel, attempt, opened + after, outcome)
            )
        if e[1] == "charging-fault":
            base.execute(
                "INSERT INTO commands VALUES(?,?,?,?,?,?)", ("c1", e[2], "cut-power", alert, opened, opened + 1.2)
            )
        if e in dispatched(events):
            base.execute(
                "INSERT INTO transitions VALUES(?,?,?,?,?)", (alert, opened + 2, "acknowledged", "guard-1", "sent")
            )
            row = (f"d-{e[0]}", alert, "guard-1", *map(float, e[4]), 0.0, e[6] + 2.0, e[6] + 64.0, "attended")
            base.execute("INSERT INTO dispatches VALUES(?,?,?,?,?,?,?,?,?)", row)
        base.execute(
            "INSERT INTO transitions VALUES(?,?,?,?,?)", (alert, opened + 90, "resolved", "guard-1", "attended")
        )
    base.commit()
    base.close()


def write_coverage(folder: Path) -> None:
    x0, y0, cell = -150.0, -110.0, 2.0
    ny, nx = 110, 150
    ys, xs = np.mgrid[0:ny, 0:nx] * cell + cell / 2
    density = np.zeros((len(CAMERAS), ny, nx), dtype=np.float32)
    for i, (_, x, y, yaw, hfov, _) in enumerate(CAMERAS):
        dx, dy = xs + x0 - x, ys + y0 - y
        distance = np.maximum(np.hypot(dx, dy), 1.0)
        turn = (np.arctan2(dy, dx) - math.radians(yaw) + math.pi) % (2 * math.pi) - math.pi
        seen = (np.abs(turn) < math.radians(hfov / 2)) & (distance < 60)
        density[i] = np.where(seen, 1280 / (2 * math.tan(math.radians(hfov / 2))) / distance, 0.0)
    names = np.array([c[0] for c in CAMERAS])
    grid = np.array([x0, y0, cell])
    outdoor = np.ones((ny, nx), bool)
    np.savez_compressed(folder / "coverage.npz", grid=grid, px_per_m=density, cameras=names, outdoor=outdoor)
    units = [
        {"id": name, "x": x, "y": y, "z": 4.0, "yaw_rad": math.radians(yaw), "hfov_rad": math.radians(hfov)}
        | {"width": 320, "height": 180, "roles": roles, "infrared_m": 30.0}
        for name, x, y, yaw, hfov, roles in CAMERAS
    ]
    (folder / "cameras.json").write_text(json.dumps(units))


def write_inputs(folder: Path, seed: int, deployment: str) -> None:
    (folder / "inputs").mkdir(exist_ok=True)
    for name in ("site.geojson", "deployment.yaml", "scenario.yaml"):
        (folder / "inputs" / name).write_text("{}\n")
    manifest = {
        "name": "evening",
        "site": "ximen",
        "deployment": deployment,
        "scenario": "evening",
        "seed": seed,
        "fidelity": "hybrid",
        "start": "2021-08-14T18:00:00+08:00",
        "duration_s": HOURS * 3600,
        "content_hash": "5f0c1d7a9be24c33",
        "inputs": dict.fromkeys(("site.geojson", "deployment.yaml", "scenario.yaml"), "ab" * 32),
        "versions": {"ringfence": "0.1.0", "numpy": "2.4.6"},
        "response": "uncalibrated",
        "skipped": [["bag-2", "no window faces the square"]],
        "failures": [],
        "host": {"simulate_s": 12.5},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))


def write_clips(folder: Path, events: Sequence[Sequence[Any]]) -> None:
    folder.mkdir(exist_ok=True)
    for e in events:
        if e[7] is None:
            continue
        rendered = not e[0].startswith("loit-a")
        name = f"{e[2]}-{e[0]}" if rendered else f"alert-alert-{e[0]}"
        if e[0] == "loit-x":
            name = "over-1-control"
        write_clip(folder / f"{name}.mp4", frames=96)
        note = {"camera": e[2], "start_s": e[5] - 6.0, "fps": 12.0, "first_index": e[7] - 72, "frames": 96}
        (folder / f"{name}.json").write_text(json.dumps(note))


def write_clip(path: Path, frames: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=12, options={"preset": "ultrafast", "crf": "28"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        ground = np.full((180, 320, 3), 96, dtype=np.uint8)
        ground[:80] = (120, 124, 130)
        for k in range(frames):
            image = ground.copy()
            x0, y0, x1, y1 = (int(v) for v in box_at(k))
            image[y0:y1, x0:x1] = (60, 52, 48)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
