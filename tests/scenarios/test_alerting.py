"""What a deployment says of its desk: read, refused with its line, written back, and obeyed by a run."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from detectors.alerts.alert import Action, Severity
from detectors.alerts.cap import Status
from detectors.alerts.commands import USUAL_PERMITS, Permit
from detectors.alerts.endpoints import Format, MqttEndpoint, WebhookEndpoint
from detectors.alerts.policy import DeskPolicy, PlannedMaintenance, PlannedWork, Span
from detectors.alerts.quiet import Maintenance, QuietHours, WorkPermit
from detectors.alerts.text import Languages
from detectors.contract import EventKind
from scenarios.check import check
from scenarios.deployment_text import write_deployment
from scenarios.fidelity import Fidelity
from scenarios.order import Order
from scenarios.run import run
from scenarios.schema import json_schemas, load_deployment
from tests.fakes.tiny import site as tiny
from tests.fakes.tiny import write_tiny
from twin.problems import InputError

DEPLOYMENT = """
sensors:
  - {id: smoke-1, kind: smoke, room: b1/1/201/kitchen}
  - {id: smoke-2, kind: smoke, room: b1/2/301/kitchen}
  - {id: smoke-3, kind: smoke, room: b1/2/501/kitchen}
pipeline:
  smoke-*: [smoke]
routing:
  - {kind: smoke, tell: [householder, fire-desk], by: [police-hook], severity: minor, at_once: true, command: cut-power}
alerting:
  quiet_hours:
    - {who: house*, hours: "22:00-18:00", loud: major}
  maintenance:
    - {devices: smoke-2, from: 2021-08-14T16:00+08:00, until: 2021-08-14T18:00+08:00, why: new battery}
    - {devices: smoke-*, daily: "03:00-04:00"}
  permits:
    - {work: hot-work, where: b1/1/201/*, daily: "16:30-17:30", holder: Li Wei}
  orders:
    - {action: cut-power, automatic: false, roles: [electrician], undo_after: null}
  language: en
  languages: {fire-desk: zh}
  mqtt:
    - {name: city, host: broker.example, ca: ca.pem, user: ximen, password_file: pw, prefix: ringfence/x,
       receipts: true}
  webhooks:
    - {name: police-hook, url: "https://police.example/alerts", secret_file: secret, format: cap}
  cap: {sender: ximen.example, status: test}
  operators: {fire-desk: 2}
"""
FIRE = "{{kind: kitchen-fire, at: +5 s, where: {}, growth: ultra-fast}}"
SCENARIO = f"""
site: site.geojson
deployment: deployment.yaml
start: 2021-08-14T17:00+08:00
duration: 90 s
fidelity: metadata
population: {{permanent: 0, floating: 0}}
episodes:
  - {FIRE.format("b1/1/201/kitchen")}
  - {FIRE.format("b1/2/301/kitchen")}
  - {FIRE.format("b1/2/501/kitchen")}
"""
ZERO = datetime(2021, 8, 14, 17, tzinfo=timezone(timedelta(hours=8)))


def policy(folder: Path, text: str = DEPLOYMENT) -> DeskPolicy:
    path = folder / "deployment.yaml"
    path.write_text(text, encoding="utf-8")
    return load_deployment(path, tiny()).alerting


def test_every_word_becomes_the_record_it_means(tmp_path: Path) -> None:
    """Files are looked for beside the deployment's."""
    hour_s, two = 3600.0, timedelta(hours=1)
    assert policy(tmp_path) == DeskPolicy(
        (QuietHours("house*", 22 * hour_s, 18 * hour_s, Severity.MAJOR),),
        (
            PlannedMaintenance("smoke-2", Span(ZERO - two, ZERO + two), "new battery"),
            PlannedMaintenance("smoke-*", Span(daily=(3 * hour_s, 4 * hour_s))),
        ),
        (PlannedWork("hot-work", "b1/1/201/*", Span(daily=(16.5 * hour_s, 17.5 * hour_s)), "Li Wei"),),
        (Permit(Action.CUT_POWER, False, ("electrician",), Action.RESTORE_POWER, None, ("*lift*",)),),
        Languages("en", (("fire-desk", "zh"),)),
        (
            MqttEndpoint(
                "city", "broker.example", 8883, tmp_path / "ca.pem", "ximen", tmp_path / "pw", "ringfence/x", True
            ),
            WebhookEndpoint("police-hook", "https://police.example/alerts", tmp_path / "secret", format=Format.CAP),
        ),
        "ximen.example",
        Status.TEST,
        (("fire-desk", 2),),
    )


def test_times_become_seconds_of_the_stream(tmp_path: Path) -> None:
    """Times of day come again every day; other permits stay as usual."""
    rules = policy(tmp_path).rules(ZERO)
    assert rules.maintenance == (
        Maintenance("smoke-2", -3600.0, 3600.0, "new battery"),
        Maintenance("smoke-*", -14 * 3600.0, -13 * 3600.0, "maintenance", 86400.0),
    )
    kinds = (EventKind.SMOKE, EventKind.FIRE_ON_VIDEO)
    assert rules.work == (WorkPermit("hot-work", "Li Wei", "b1/1/201/*", kinds, -1800.0, 1800.0, 86400.0),)
    assert rules.clock_s == 17 * 3600.0
    assert len(rules.permits) == len(USUAL_PERMITS)


def test_it_is_written_back_as_it_was_read(tmp_path: Path) -> None:
    """Also into another folder: the files that it names stay where they are."""
    (tmp_path / "other").mkdir()
    path = tmp_path / "deployment.yaml"
    path.write_text(DEPLOYMENT, encoding="utf-8")
    first = load_deployment(path, tiny())
    write_deployment(first, tmp_path / "other" / "deployment.yaml")
    assert load_deployment(tmp_path / "other" / "deployment.yaml", tiny()) == first


WRONG = (
    ('"22:00-18:00"', '"22-18"', "alerting.quiet_hours[0].hours", "hh:mm"),
    ("loud: major", "loud: loud", "alerting.quiet_hours[0].loud", "critical"),
    ("2021-08-14T16:00+08:00", "2021-08-14T16:00", "alerting.maintenance[0].from", "zone"),
    ("2021-08-14T18:00+08:00", "2021-08-14T15:00+08:00", "alerting.maintenance[0].until", "later"),
    (', until: 2021-08-14T18:00+08:00', "", "alerting.maintenance[0]", "from and until, or daily"),
    ("devices: smoke-2", "devices: smoke-9", "alerting.maintenance[0].devices", "smoke-1"),
    ("work: hot-work", "work: welding", "alerting.permits[0].work", "hot-work"),
    ("where: b1/1/201/*", "where: b9/1/201/*", "alerting.permits[0].where", "b1/1/201/kitchen"),
    (", holder: Li Wei", "", "alerting.permits[0].holder", "who holds the permit"),
    ("action: cut-power, auto", "action: cut-it, auto", "alerting.orders[0].action", "cut-power"),
    ("fire-desk: zh", "fire-desk: fr", "alerting.languages.fire-desk", "zh"),
    ("name: city, host", "name: sms, host", "alerting.mqtt[0].name", "no other channel"),
    ("prefix: ringfence/x", 'prefix: "a/#"', "alerting.mqtt[0].prefix", "ringfence/ximen"),
    ("host: broker.example", "host: a b", "alerting.mqtt[0].host", "broker.example"),
    ("user: ximen, ", "", "alerting.mqtt[0].password_file", "a user beside it"),
    ("https://police", "http://police", "alerting.webhooks[0].url", "https://"),
    ("secret_file: secret, ", "", "alerting.webhooks[0].secret_file", "secret"),
    ("format: cap", "format: xml", "alerting.webhooks[0].format", "cap"),
    ("status: test", "status: real", "alerting.cap.status", "exercise"),
    ("{fire-desk: 2}", "{fire-disk: 2}", "alerting.operators.fire-disk", "fire-desk?"),
    ("{fire-desk: 2}", "{fire-desk: 0}", "alerting.operators.fire-desk", "at least 1"),
    ("by: [police-hook]", "by: [police-hok]", "routing[0].by[0]", "police-hook?"),
    ("operators:", "operator:", "alerting.operator", "operators?"),
)  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "field", "accepted"), WRONG, ids=[row[2] for row in WRONG])
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, good: str, bad: str, field: str, accepted: str) -> None:
    """File, line, field, and what would be accepted; nothing else is wrong with the file."""
    assert DEPLOYMENT.count(good) == 1
    text = DEPLOYMENT.replace(good, bad)
    with pytest.raises(InputError) as caught:
        policy(tmp_path, text)
    (problem,) = [problem for problem in caught.value.problems if not problem.warning]
    assert (problem.field, problem.line) == (field, text[: DEPLOYMENT.index(good)].count("\n") + 1)
    assert accepted in problem.accepted
    assert Path(problem.file).name == "deployment.yaml"


def test_what_cannot_be_sent_yet_and_whom_nobody_tells_only_warn(tmp_path: Path) -> None:
    """A simulated run needs no secret; a language for nobody is a slip that harms nobody."""
    write_tiny(tmp_path, deployment=DEPLOYMENT.replace("fire-desk: zh", "fire-dask: zh"))
    found = check([tmp_path / "site.geojson", tmp_path / "deployment.yaml"])
    assert all(problem.warning for problem in found)
    assert [problem.field for problem in found] == [
        "alerting.mqtt[0].ca",
        "alerting.mqtt[0].password_file",
        "alerting.webhooks[0].secret_file",
        "alerting.languages.fire-dask",
    ]


def test_editors_are_told_of_it() -> None:
    """The JSON Schema has every word, and what it may be."""
    schema = json_schemas()["deployment"]
    words = schema["$defs"]["AlertingFile"]["properties"]
    assert {"quiet_hours", "maintenance", "permits", "orders", "languages", "mqtt", "webhooks", "operators"} <= set(
        words
    )
    assert "hot-work" in schema["$defs"]["WorkFile"]["properties"]["work"]["enum"]
    assert set(schema["$defs"]["MaintenanceFile"]["properties"]) == {"devices", "why", "from", "until", "daily"}


def test_a_run_obeys(tmp_path: Path) -> None:
    """Of three fires one is under a permit, one under maintenance; the third is told to the desk that is awake.

    The desk orders no power cut, because here only an electrician may.
    """
    scenario = write_tiny(tmp_path / "in", SCENARIO, DEPLOYMENT)
    site, deployment = tmp_path / "in" / "site.geojson", tmp_path / "in" / "deployment.yaml"
    out = run(Order(scenario, site, deployment, tmp_path / "run", fidelity=Fidelity.METADATA, cache=tmp_path / "cache"))
    with sqlite3.connect(out / "alerts.sqlite") as store:
        hushed = dict(store.execute("SELECT event, why FROM hushed").fetchall())
        alerts = store.execute("SELECT zone FROM alerts").fetchall()
        told = store.execute("SELECT recipient, channel, outcome FROM deliveries").fetchall()
        steps = store.execute("SELECT what FROM command_steps").fetchall()
    assert hushed == {"smoke-smoke-1-1": "hot-work permitted to Li Wei", "smoke-smoke-2-1": "new battery"}
    assert alerts == [("b1/2/501/kitchen",)]
    assert told == [("fire-desk", "police-hook", "delivered")]
    assert steps == [("refused",)]
