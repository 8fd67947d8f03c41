"""What people read: one sentence per alert, in Chinese or English."""

from dataclasses import dataclass
from typing import Literal

from detectors.alerts.alert import Alert, Severity
from detectors.contract import EventKind

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Languages:
    """In which language each recipient is told: ``own`` by recipient, ``usual`` everybody else."""

    usual: Lang = "zh"
    own: tuple[tuple[str, Lang], ...] = ()

    def of(self, recipient: str) -> Lang:
        """Return a recipient's language."""
        return next((lang for who, lang in self.own if who == recipient), self.usual)


ENGLISH, CHINESE = Languages("en"), Languages("zh")


SEVERITIES: dict[Severity, tuple[str, str]] = {
    Severity.INFO: ("提示", "Note"),
    Severity.MINOR: ("一般", "Minor"),
    Severity.MAJOR: ("重要", "Major"),
    Severity.CRITICAL: ("紧急", "Critical"),
}
HAPPENINGS: dict[EventKind, tuple[str, str]] = {
    EventKind.PERIMETER: ("有人翻越围墙", "someone is crossing the perimeter"),
    EventKind.FALLING_OBJECT: ("有人高空抛物", "an object was thrown from a window"),
    EventKind.LOITERING: ("有可疑人员徘徊", "someone is loitering"),
    EventKind.TAILGATING: ("有人未刷卡尾随进门", "someone followed through the door without a badge"),
    EventKind.FORCED_DOOR: ("单元门未刷卡被打开", "the door was opened without a badge"),
    EventKind.UNKNOWN_BADGE: ("有人刷未登记的门禁卡", "an unregistered badge was presented"),
    EventKind.LENT_CARD: ("门禁卡疑似转借他人使用", "a badge seems to be used by somebody else"),
    EventKind.LOST_CARD: ("有人使用已挂失的门禁卡", "a badge reported lost was presented"),
    EventKind.PASSBACK: ("同一张门禁卡连续刷进", "one badge went in twice without coming out"),
    EventKind.BARRIER_TAILING: ("有车辆尾随过道闸", "a vehicle followed another through the barrier"),
    EventKind.OVERSTAY: ("车辆停放超时", "a vehicle has been parked for too long"),
    EventKind.STRANGER_OVERSTAY: ("陌生车辆占用业主车位", "a stranger's vehicle stands in a resident's bay"),
    EventKind.FIRE_LANE: ("消防通道被占用", "a vehicle is blocking the fire lane"),
    EventKind.STRANGER_VEHICLE: ("有陌生车辆进入小区", "an unregistered vehicle came in"),
    EventKind.SMOKE: ("烟感报警", "smoke"),
    EventKind.GAS: ("气感报警，疑似燃气泄漏", "gas is leaking"),
    EventKind.OVERLOAD: ("线路过载", "an electrical circuit is overloaded"),
    EventKind.ARC: ("线路打火", "an electrical circuit is arcing"),
    EventKind.RESIDUAL_CURRENT: ("线路漏电", "an electrical circuit is leaking current to earth"),
    EventKind.CHARGING_FAULT: ("充电桩充电异常", "a charging fault"),
    EventKind.OUTSIDE_CHARGING: ("电动自行车飞线充电", "an e-bike is charging from a wire hung out of a window"),
    EventKind.EBIKE_IN_LIFT: ("电动自行车进电梯", "an e-bike is in the lift"),
    EventKind.LOW_LEVEL: ("消防水箱水位过低", "the roof tank is low"),
    EventKind.WATER_LEAK: ("用水异常，疑似漏水", "water is leaking"),
    EventKind.LOW_PRESSURE: ("消火栓水压不足", "a hydrant has too little pressure"),
    EventKind.FIRE_ON_VIDEO: ("监控发现明火或烟雾", "a camera sees fire or smoke"),
    EventKind.PANIC: ("有人一键报警求助", "someone is calling for help"),
    EventKind.POST_CALL: ("报警柱来电（儿童或测试），请查看", "a panic post calls, children or a test: look and ask"),
    EventKind.PERSON_DOWN: ("有人倒地不起", "someone is lying on the ground"),
    EventKind.NO_ACTIVITY: ("重点关注对象长时间无活动", "a person in care has shown no activity for long"),
    EventKind.WASTE_VISIT: ("垃圾投放点有人", "someone is at the waste point"),
    EventKind.THEFT: ("疑似有人盗窃车辆", "someone seems to be stealing a bike"),
    EventKind.EVADED_FEE: ("有车辆逃缴停车费", "a car left without paying"),
    EventKind.BURGLARY: ("疑似有人入室盗窃", "someone seems to have broken in"),
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
