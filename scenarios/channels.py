"""Channels of a simulated site: phone, SMS and app with the twin's delay and loss."""

from detectors.alerts.alert import Alert, Outcome
from twin.telephony import Telephony

CHANNELS_NOTE = "simulated operator"


class TelephonyChannel:
    """Adapts the twin's telephony to alerting's Channel port."""

    def __init__(self, name: str, telephony: Telephony) -> None:
        self.name = name
        self._telephony = telephony

    def send(self, alert: Alert, recipient: str, attempt: int, at_s: float) -> Outcome:
        """Try once; a lost message is FAILED and the desk tries again."""
        arrived, _ = self._telephony.attempt(self.name, recipient, alert.id, attempt, at_s)
        return Outcome.DELIVERED if arrived else Outcome.FAILED
