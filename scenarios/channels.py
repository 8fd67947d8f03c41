"""Channels of a simulated site: phone, SMS and app, and the way to machines outside, with the twin's delay and loss."""

from detectors.alerts.alert import Alert, Channel, Outcome, Sent
from detectors.alerts.endpoints import MqttEndpoint
from scenarios.plan import Deployment
from twin.telephony import Telephony


class TelephonyChannel:
    """Adapts the twin's telephony to alerting's Channel port; ``kind`` is the line's where ``name`` is none."""

    def __init__(self, name: str, telephony: Telephony, kind: str = "") -> None:
        self.name = name
        self._telephony, self._kind = telephony, kind

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Sent:
        """Try once; the outcome stands when the message has arrived, or is known to be lost."""
        arrived, delay_s = self._telephony.attempt(self.name, recipient, alert.id, attempt, at_s, self._kind)
        return Sent(Outcome.DELIVERED if arrived else Outcome.FAILED, at_s + delay_s)


def simulated(deployment: Deployment, telephony: Telephony) -> dict[str, Channel]:
    """Return every channel that a deployment's routes name; nothing leaves the machine."""
    kinds = {end.name: "mqtt" if isinstance(end, MqttEndpoint) else "webhook" for end in deployment.alerting.endpoints}
    names = sorted({name for route in deployment.routing for name in route.by})
    return {name: TelephonyChannel(name, telephony, kinds.get(name, "")) for name in names}
