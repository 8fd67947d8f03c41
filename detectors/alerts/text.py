"""What people read: one sentence per alert, in Chinese or English."""

from typing import Literal

from detectors.alerts.alert import Alert, Severity
from detectors.contract import EventKind

Lang = Literal["zh", "en"]

SEVERITIES: dict[Severity, tuple[str, str]] = {
    Severity.INFO: ("提示", "Note"),
    Severity.MINOR: ("一般", "Minor"),
    Severity.MAJOR: ("重要", "Major"),
    Severity.CRITICAL: ("紧急", "Critical"),
}
HAPPENINGS: dict[EventKind, tuple[str, str]] = {
    EventKind.PERIMETER: ("有人翻越围界", "someone is crossing the perimeter"),
    EventKind.FALLING_OBJECT: ("高空抛物", "an object was thrown from a window"),
    EventKind.LOITERING: ("有人徘徊", "someone is loitering"),
    EventKind.TAILGATING: ("尾随进门", "someone followed through the door without a badge"),
    EventKind.FORCED_DOOR: ("门被强行打开", "the door was opened without a badge"),
    EventKind.UNKNOWN_BADGE: ("未登记的门禁卡", "an unregistered badge was presented"),
    EventKind.FIRE_LANE: ("消防通道被占用", "a vehicle is blocking the fire lane"),
    EventKind.STRANGER_VEHICLE: ("未登记的车辆", "an unregistered vehicle came in"),
    EventKind.SMOKE: ("烟雾报警", "smoke"),
    EventKind.GAS: ("燃气泄漏", "gas is leaking"),
    EventKind.CHARGING_FAULT: ("充电异常", "a charging fault"),
    EventKind.PANIC: ("紧急求助", "someone is calling for help"),
    EventKind.WASTE_VISIT: ("垃圾投放点有人", "someone is at the waste point"),
    EventKind.DEVICE_FAULT: ("设备离线", "a device has stopped reporting"),
}


def sentence(alert: Alert, lang: Lang = "en") -> str:
    """Say what happened, where, how bad it is, and how many reports agree.

    Parameters
    ----------
    alert: what people are told of.
    lang: "zh" or "en".
    """
    column = 0 if lang == "zh" else 1
    severity, happening = SEVERITIES[alert.severity][column], HAPPENINGS[alert.kind][column]
    where, count = _where(alert, lang), len(alert.events)
    if lang == "zh":
        return f"【{severity}】{where}{happening}" + (f"({count} 条报告)" if count > 1 else "") + "。"
    return f"{severity}: {happening}{where}" + (f" ({count} reports)" if count > 1 else "") + "."


def _where(alert: Alert, lang: Lang) -> str:
    """The zone's name, else the place in the site's frame, else nothing."""
    if alert.zone is not None:
        return f"{alert.zone}," if lang == "zh" else f" at {alert.zone}"
    if alert.place is not None:
        x, y, _ = alert.place
        return f"东 {x:.0f} 米、北 {y:.0f} 米处," if lang == "zh" else f" {x:.0f} m east, {y:.0f} m north"
    return ""
