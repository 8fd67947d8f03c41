"""Channels of a simulated site: phone, SMS and app with the twin's delay and loss."""

from detectors.alerts.alert import Alert, Outcome, Sent
from twin.telephony import Telephony


class TelephonyChannel:
    """Adapts the twin's telephony to alerting's Channel port."""

    def __init__(self, name: str, telephony: Telephony) -> None:
        self.name = name
        self._telephony = telephony

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Sent:
        """Try once; the outcome stands when the message has arrived, or is known to be lost."""
        arrived, delay_s = self._telephony.attempt(self.name, recipient, alert.id, attempt, at_s)
        return Sent(Outcome.DELIVERED if arrived else Outcome.FAILED, at_s + delay_s)
