"""Columns of a run folder's tables: the one place that names them."""

import pyarrow as pa

BOX = [("x0", pa.float32()), ("y0", pa.float32()), ("x1", pa.float32()), ("y1", pa.float32())]
# Found boxes stand as they were told, so that a replay starts from the very numbers.
FOUND_BOX = [(name, pa.float64()) for name, _ in BOX]
PLACE = [("x_m", pa.float64()), ("y_m", pa.float64()), ("z_m", pa.float64())]
TEXTS = pa.list_(pa.string())

TRUTH = pa.schema(
    [
        ("id", pa.string()),
        ("kind", pa.string()),
        ("start_s", pa.float64()),
        ("end_s", pa.float64()),
        *PLACE,
        ("zone", pa.string()),
        ("actors", TEXTS),
        ("devices", TEXTS),
        ("outcome", pa.string()),
        ("harmless", pa.bool_()),
    ]
)
TRACKS = pa.schema(
    [
        ("camera", pa.string()),
        ("index", pa.int64()),
        ("time_s", pa.float64()),
        ("body", pa.string()),
        ("label", pa.string()),
        *BOX,
        ("visible_x0", pa.float32()),
        ("visible_y0", pa.float32()),
        ("visible_x1", pa.float32()),
        ("visible_y1", pa.float32()),
        ("visible_share", pa.float32()),
        ("pixel_height", pa.float32()),
        ("distance_m", pa.float32()),
        ("rendered", pa.bool_()),
    ]
)
READINGS = pa.schema(
    [
        ("device", pa.string()),
        ("index", pa.int64()),
        ("time_s", pa.float64()),
        ("quantity", pa.string()),
        ("number", pa.float64()),
        ("text", pa.string()),
        ("unit", pa.string()),
    ]
)
DETECTIONS = pa.schema(
    [
        ("camera", pa.string()),
        ("index", pa.int64()),
        ("time_s", pa.float64()),
        *FOUND_BOX,
        ("label", pa.string()),
        ("score", pa.float64()),
        ("rendered", pa.bool_()),
    ]
)
FOUND_TRACKS = pa.schema(
    [
        ("id", pa.string()),
        ("camera", pa.string()),
        ("label", pa.string()),
        ("time_s", pa.float64()),
        *BOX,
        ("x_m", pa.float64()),
        ("y_m", pa.float64()),
        ("score", pa.float32()),
    ]
)
EVENTS = pa.schema(
    [
        ("id", pa.string()),
        ("kind", pa.string()),
        ("devices", TEXTS),
        ("zone", pa.string()),
        *PLACE,
        ("start_s", pa.float64()),
        ("end_s", pa.float64()),
        ("t_seen_s", pa.float64()),
        ("t_emitted_s", pa.float64()),
        ("score", pa.float64()),
        ("frames", TEXTS),
        ("tracks", TEXTS),
        ("readings", TEXTS),
    ]
)
RESPONDERS = pa.schema(
    [("responder", pa.string()), ("time_s", pa.float64()), *PLACE, ("state", pa.string()), ("alert", pa.string())]
)
PEOPLE = pa.schema([(name, pa.string()) for name in ("id", "age", "build", "clothes")])
WINDOWS = pa.schema(
    [
        ("camera", pa.string()),
        ("start_s", pa.float64()),
        ("end_s", pa.float64()),
        ("why", pa.string()),
        ("probability", pa.float64()),
        ("frames", pa.int64()),
        ("frames_hash", pa.string()),
        ("clip", pa.string()),
    ]
)
TABLES = {
    "truth": TRUTH,
    "tracks": TRACKS,
    "readings": READINGS,
    "detections": DETECTIONS,
    "found_tracks": FOUND_TRACKS,
    "events": EVENTS,
    "responders": RESPONDERS,
    "windows": WINDOWS,
    "people": PEOPLE,
}
