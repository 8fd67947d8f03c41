"""The tables of alerting's durable record.

Times [s] from the stream's start, places [m] in the site's frame:

=============== ==========================================================================================
alerts          id, kind, severity (1 to 4), zone, x_m, y_m, z_m, opened_s, state, owner, events (JSON list)
transitions     alert, at_s, state, who, why: appended only, the first of an alert is ``open``
gathered        alert, event, kind, at_s: every event that joined an alert, also those that ``events`` lists no more
deliveries      alert, recipient, channel, attempt, at_s, outcome: one row per attempt
dead_letters    alert, recipient, at_s: messages given up
commands        id, device, action, reason (alert), issued_s, confirmed_s
dispatches      id, alert, responder, x_m, y_m, z_m, sent_s, arrived_s, outcome
hushed          event, kind, at_s, why: events that raised no alert
outbox          number, key, recipient, body, queued_s, fate, attempts, due_s: see `detectors.alerts.outbox`
lookups         at_s, who, what, found: every search of the record
command_steps   command, at_s, what, who: issued, repeated, confirmed, unconfirmed, refused
sessions        number, started (ISO 8601), offset_s: one row per run of a live site that continued this record
notes           alert, note: work in hand, see `detectors.alerts.memory`; gone once nothing more can happen
=============== ==========================================================================================
"""

# Per table: its columns, and the order in which `AlertStore.rows` returns them.
TABLES: dict[str, tuple[str, str]] = {
    "alerts": (
        "id TEXT PRIMARY KEY, kind TEXT NOT NULL, severity INTEGER NOT NULL, zone TEXT, x_m REAL, y_m REAL, z_m REAL,"
        " opened_s REAL NOT NULL, state TEXT NOT NULL, owner TEXT, events TEXT NOT NULL",
        "opened_s, id",
    ),
    "transitions": (
        "alert TEXT NOT NULL, at_s REAL NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL",
        "rowid",
    ),
    "gathered": ("alert TEXT NOT NULL, event TEXT NOT NULL, kind TEXT NOT NULL, at_s REAL NOT NULL", "rowid"),
    "deliveries": (
        "alert TEXT NOT NULL, recipient TEXT NOT NULL, channel TEXT NOT NULL, attempt INTEGER NOT NULL,"
        " at_s REAL NOT NULL, outcome TEXT NOT NULL, UNIQUE (alert, recipient, channel, attempt)",
        "rowid",
    ),
    "dead_letters": ("alert TEXT NOT NULL, recipient TEXT NOT NULL, at_s REAL NOT NULL", "rowid"),
    "commands": (
        "id TEXT PRIMARY KEY, device TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL,"
        " issued_s REAL NOT NULL, confirmed_s REAL",
        "issued_s, id",
    ),
    "dispatches": (
        "id TEXT PRIMARY KEY, alert TEXT NOT NULL, responder TEXT NOT NULL, x_m REAL, y_m REAL, z_m REAL,"
        " sent_s REAL NOT NULL, arrived_s REAL, outcome TEXT",
        "sent_s, id",
    ),
    "hushed": ("event TEXT NOT NULL, kind TEXT NOT NULL, at_s REAL NOT NULL, why TEXT NOT NULL", "rowid"),
    "outbox": (
        "number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL, body BLOB NOT NULL,"
        " queued_s REAL NOT NULL, fate TEXT NOT NULL, attempts INTEGER NOT NULL, due_s REAL NOT NULL",
        "number",
    ),
    "lookups": ("at_s REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, found INTEGER NOT NULL", "rowid"),
    "command_steps": ("command TEXT NOT NULL, at_s REAL NOT NULL, what TEXT NOT NULL, who TEXT NOT NULL", "rowid"),
    "sessions": ("number INTEGER PRIMARY KEY, started TEXT NOT NULL, offset_s REAL NOT NULL", "number"),
    "notes": ("alert TEXT PRIMARY KEY, note BLOB", "alert"),
}
REPLACED = ("alerts", "commands", "dispatches", "notes")
IGNORING = ("outbox", "deliveries")  # a row that is there already, from before a crash, stays as it is
