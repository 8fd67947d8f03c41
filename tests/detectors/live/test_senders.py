"""Real MQTT and real HTTPS, with TLS, over real sockets: what arrives, what is refused, what is tried again."""

import json
import ssl
import time
from pathlib import Path

import httpx
import pytest

from detectors.alerts.outbox import Fate, Outbox, Parcel
from detectors.alerts.signing import sign
from detectors.alerts.store import AlertStore
from detectors.live.mqtt import Broker, MqttSender
from detectors.live.mqtt_receiver import MqttReceiver
from detectors.live.postman import Directory, Postman
from detectors.live.receiver import TakenFile
from detectors.live.webhook import SIGNATURE, Hook, InsecureUrlError, WebhookSender
from ringfence.benches.alert_peers import free_port
from ringfence.benches.certificate import self_signed
from tests.fakes.broker import Certificate, broker
from tests.fakes.hooks import SECRET, webhook
from tests.fakes.waiting import eventually


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("tls"))


def letters(number: int, recipient: str = "police") -> list[Parcel]:
    keys = [f"a-{n}|{recipient}|net|1" for n in range(number)]
    return [Parcel(key, f"net:{recipient}", json.dumps({"key": key}).encode(), 0) for key in keys]


def test_mqtt_arrives_in_order_once_although_the_broker_dies_and_forgets(certificate: Certificate) -> None:
    """Receipts come from the receiver, so that what the broker took with it is sent again."""
    port, taken = free_port(), list[str]()
    with broker(port, certificate) as at:
        receiver = MqttReceiver(at, "platform", lambda _who, key, _body: taken.append(key))
        sender = MqttSender(at, "site", timeout_s=2.0, receipts=True)
        first = letters(40)
        # What is published before the receiver has subscribed is lost with this broker, and is sent again.
        assert eventually(lambda: sender.deliver("police", first[:20]) == 20)
    sender.timeout_s = 0.2
    assert sender.deliver("police", first[20:]) == 0
    with broker(port, certificate):
        sender.timeout_s = 10.0
        assert eventually(lambda: sender.deliver("police", first[20:]) == 20)
        receiver.close()
        sender.close()
    assert taken == [parcel.key for parcel in first]


def test_a_broker_with_another_certificate_is_not_spoken_to(certificate: Certificate, tmp_path: Path) -> None:
    """Nobody reads alerts by standing between."""
    other, _ = self_signed(tmp_path)
    with broker(free_port(), certificate) as at:
        sender = MqttSender(Broker(at.host, at.port, other), "site", timeout_s=1.0)
        assert sender.deliver("police", letters(1)) == 0
        sender.close()


def test_a_webhook_takes_each_message_once_and_refuses_what_is_altered_replayed_or_stale(
    certificate: Certificate,
) -> None:
    """The sample receiver's answers, one by one; a second copy counts as delivered for the sender."""
    taken = list[str]()
    with webhook(certificate, lambda key, _body: taken.append(key)) as url:
        sender = WebhookSender({"police": Hook(url, SECRET)}, certificate[0])
        parcels = letters(3)
        assert sender.deliver("police", parcels) == 3
        assert sender.deliver("police", parcels) == 3
        now = int(time.time())  # noqa: TID251 - the receiver's own clock decides what is stale
        context = ssl.create_default_context(cafile=str(certificate[0]))
        body, good = b"{}", sign(SECRET, "k", b"{}", now)
        with httpx.Client(verify=context, trust_env=False) as anybody:
            tries = [
                (good, body),
                (good, body),
                (good, b"{ }"),
                (sign(SECRET, "old", body, now - 400), body),
                ("?", body),
            ]
            got = [anybody.post(url, content=sent, headers={SIGNATURE: head}).status_code for head, sent in tries]
            long = anybody.post(url, content=b"x" * (2 << 20), headers={SIGNATURE: good}).status_code
        sender.close()
    assert got == [204, 409, 401, 401, 400]
    assert long == 413
    assert taken == [*(parcel.key for parcel in parcels), "k"]


def test_a_receiver_that_cannot_write_gets_it_again(certificate: Certificate, tmp_path: Path) -> None:
    """Nothing is acknowledged that is not on its disk; and a new receiver knows what the old one took."""
    file, full = TakenFile(tmp_path / "taken.jsonl"), [True]

    def take(key: str, body: bytes) -> None:
        if full[0]:
            raise OSError("no space left")
        file.take(key, body)

    with webhook(certificate, take) as url:
        sender = WebhookSender({"police": Hook(url, SECRET)}, certificate[0])
        assert sender.deliver("police", letters(2)) == 0
        full[0] = False
        assert sender.deliver("police", letters(2)) == 2
        sender.close()
    assert TakenFile(tmp_path / "taken.jsonl").keys() == [parcel.key for parcel in letters(2)]


def test_a_webhook_without_tls_is_refused() -> None:
    """At start, not at night."""
    with pytest.raises(InsecureUrlError, match="http://here"):
        WebhookSender({"police": Hook("http://here/", SECRET)})


def test_the_postman_serves_who_can_be_reached_and_keeps_the_others_letters(
    certificate: Certificate, tmp_path: Path
) -> None:
    """One office is down for a while: the other does not wait for it, and order holds within each."""
    store, taken = AlertStore.create(tmp_path / "a.sqlite"), list[str]()
    for who in ("police", "fire"):
        for parcel in letters(50, who):
            store.queue(parcel.key, parcel.recipient, parcel.body, 0.0)
    store.commit()
    with webhook(certificate, lambda key, _body: taken.append(key)) as url:
        hooks = {"fire": Hook(url, SECRET)}
        good, bad = WebhookSender(hooks, certificate[0]), WebhookSender({}, certificate[0])
        ways = {"fire": good, "police": bad}
        postman = Postman(tmp_path / "a.sqlite", {"net": Directory(ways)}, base_s=0.02, attempts=10**6)
        postman.start()
        assert eventually(lambda: len(taken) == 50)
        ways["police"] = WebhookSender({"police": Hook(url, SECRET)}, certificate[0])
        assert eventually(lambda: Outbox(tmp_path / "a.sqlite").counts()[Fate.SENT] == 100)
        postman.stop()
    assert taken == [parcel.key for who in ("fire", "police") for parcel in letters(50, who)]
