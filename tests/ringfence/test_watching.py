"""`ringfence detect` on a deployment: what it claims really reaches a broker and a server, also a day late."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from detectors.alerts.cap import NAMESPACE
from detectors.alerts.cap_rules import faults
from detectors.config import PipelineConfig
from detectors.live.annotate import AnnotatedFilm
from detectors.live.mqtt_receiver import MqttReceiver
from detectors.stream import Frame
from ringfence.benches.alert_peers import free_port
from ringfence.benches.certificate import self_signed
from ringfence.cli import app
from ringfence.watching import staged
from tests.fakes.broker import Certificate, broker
from tests.fakes.hooks import SECRET, webhook
from tests.fakes.tiny import site as tiny
from twin.problems import InputError
from twin.site.geojson import write_site

DEPLOYMENT = """
cameras:
  - {{id: gate-1, at: [26, -10, 4], look_at: [38, -15, 0.5], model: ds-2mp-4mm, width: 320, height: 192}}
pipeline:
  default: [camera-health]
routing:
  - {{kind: device-fault, tell: [property-office, guard], by: [phone, city, office-hook, console], at_once: true,
     escalate_after: null}}
alerting:
  language: en
  languages: {{property-office: zh}}
  mqtt:
    - {{name: city, host: 127.0.0.1, port: {broker}, ca: "{ca}", prefix: ringfence/tiny, receipts: true}}
  webhooks:
    - {{name: office-hook, url: "https://127.0.0.1:{hooks}/alerts", secret_file: secret, ca: "{ca}", format: cap}}
  cap: {{sender: tiny.example}}
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen seconds of a wall, then nine of a covered lens."""
    path = tmp_path_factory.mktemp("film") / "covered.mp4"
    rng = np.random.Generator(np.random.Philox(key=6))
    wall = np.kron(rng.integers(60, 200, (24, 40, 1)), np.ones((8, 8, 3)))
    writer = AnnotatedFilm(path, 10.0)
    for index in range(240):
        image = wall + rng.normal(0.0, 3.0, wall.shape) if index < 150 else rng.normal(16.0, 2.0, wall.shape)
        writer.add(Frame("cam", index, index / 10.0, image.clip(0, 255).astype(np.uint8)), [])
    writer.close()
    return path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_site(tiny(), tmp_path / "site.geojson")
    (tmp_path / "secret").write_bytes(SECRET)
    return tmp_path


def installed(site: Path, certificate: Certificate, by: str, **ports: int) -> None:
    text = DEPLOYMENT.format(ca=certificate[0], **{"broker": 1, "hooks": 1, **ports})
    (site / "deployment.yaml").write_text(text.replace("[phone, city, office-hook, console]", by), encoding="utf-8")


def detected(site: Path, film: Path, *options: str, code: int = 0) -> str:
    files = ["--site", str(site / "site.geojson"), "--deployment", str(site / "deployment.yaml"), "--camera", "gate-1"]
    start = ["--start", "2021-08-14T20:00+08:00", "--out", str(site / "out")]
    done = CliRunner().invoke(app, ["detect", str(film), *files, *start, *options])
    assert done.exit_code == code, done.output
    return done.output


def test_a_covered_camera_is_told_to_a_broker_in_each_ones_language(
    site: Path, film: Path, certificate: Certificate
) -> None:
    """By phone nobody is reached, for there is no gateway; the next channel is a real broker with receipts."""
    port, taken = free_port(), list[tuple[str, dict[str, object]]]()
    installed(site, certificate, "[phone, city]", broker=port)
    with broker(port, certificate) as at:
        receiver = MqttReceiver(
            at, "platform", lambda who, _key, body: taken.append((who, json.loads(body))), "ringfence/tiny"
        )
        said = detected(site, film)
        receiver.close()
    assert "1 alerts, 2 messages delivered; nobody is reached by phone: no gateway" in said
    assert {who: (body["lang"], body["kind"]) for who, body in taken} == {
        "property-office": ("zh", "device-fault"),
        "guard": ("en", "device-fault"),
    }
    assert all(body["key"] == f"{body['alert']}|{who}|city|1" for who, body in taken)
    assert len({body["text"] for _, body in taken}) == 2


def test_it_is_told_to_a_webhook_as_cap(site: Path, film: Path, certificate: Certificate) -> None:
    """Signed, valid, an exercise, at the local time of the pictures, sender as the file says."""
    taken, port = list[bytes](), free_port()
    installed(site, certificate, "[office-hook]", hooks=port)
    with webhook(certificate, lambda _key, body: taken.append(body), port):
        assert "1 alerts, 2 messages delivered" in detected(site, film)
    assert [faults(body) for body in taken] == [[], []]
    message = ElementTree.fromstring(taken[0])  # noqa: S314 - it is our own
    values = {name: message.findtext(f"{{{NAMESPACE}}}{name}") for name in ("sender", "status", "sent")}
    assert (values["sender"], values["status"]) == ("tiny.example", "Exercise")
    assert str(values["sent"]).startswith("2021-08-14T20:00:")


def test_what_nobody_takes_waits_for_the_next_run_and_then_goes_first(
    site: Path, film: Path, certificate: Certificate
) -> None:
    """The office is down, a run ends, and its record says what waits; the next run's alert has a name of its own."""
    taken, port = list[str](), free_port()
    installed(site, certificate, "[office-hook]", hooks=port)
    assert "0 messages delivered, 2 waiting for the next run" in detected(site, film)
    with webhook(certificate, lambda key, _body: taken.append(key), port):
        assert "1 alerts, 4 messages delivered" in detected(site, film, "--start", "2021-08-15T20:00+08:00")
    first, second = "a-device-fault-gate-1-1", "a-device-fault-gate-1-1.2"
    for who in ("property-office", "guard"):
        mine = [key.split("|")[0] for key in taken if f"|{who}|" in key]
        assert mine == [first, second]


def test_what_is_missing_or_wrong_is_bad_input(site: Path, film: Path, certificate: Certificate) -> None:
    """Before a frame is looked at: the secret, the camera, the site; with file, line and field."""
    installed(site, certificate, "[office-hook]")
    (site / "secret").write_bytes(b"short")
    told = detected(site, film, code=2)
    assert "deployment.yaml:15: alerting.webhooks[0].secret_file: 5 bytes are too few" in told
    assert "gate-1?" in detected(site, film, "--camera", "gate-2", code=2)
    assert "--site" in detected(site, film, "--site", "", code=2)
    assert "zone" in detected(site, film, "--start", "tomorrow", code=2)
    assert not (site / "out" / "events.jsonl").exists()


def test_stages_are_named_on_the_command_line_and_every_wrong_one_is_told() -> None:
    """Nothing asked for leaves the default."""
    assert staged("") is None
    assert staged("motion, tracks") == PipelineConfig(default=("motion", "tracks"))
    with pytest.raises(InputError) as caught:
        staged("moton,tracks,nowhere:Nobody")
    first, second = caught.value.problems
    assert "motion?" in first.accepted
    assert "nowhere:Nobody" in second.message
