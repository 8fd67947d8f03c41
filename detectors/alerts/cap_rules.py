"""Checks CAP 1.2 messages against the standard's structure (OASIS, 1 July 2010, section 3.2), without its schema.

Every element in its place and order, required ones present, enumerations and times as listed. A receiver can refuse
what is not so; the tests hold it against the standard's own schema.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

NAMESPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
MANY = 10**9


@dataclass(frozen=True, slots=True)
class Rule:
    """One element: how often it must and may stand, and what it may say (nothing: anything)."""

    name: str
    least: int = 0
    most: int = 1
    words: frozenset[str] = frozenset()


def _rule(name: str, least: int = 0, most: int = 1, words: str = "") -> Rule:
    return Rule(name, least, most, frozenset(words.split()))


ALERT = (
    _rule("identifier", 1),
    _rule("sender", 1),
    _rule("sent", 1),
    _rule("status", 1, words="Actual Exercise System Test Draft"),
    _rule("msgType", 1, words="Alert Update Cancel Ack Error"),
    _rule("source"),
    _rule("scope", 1, words="Public Restricted Private"),
    _rule("restriction"),
    _rule("addresses"),
    _rule("code", most=MANY),
    _rule("note"),
    _rule("references"),
    _rule("incidents"),
    _rule("info", most=MANY),
)
INFO = (
    _rule("language"),
    _rule("category", 1, MANY, "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other"),
    _rule("event", 1),
    _rule("responseType", 0, MANY, "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None"),
    _rule("urgency", 1, words="Immediate Expected Future Past Unknown"),
    _rule("severity", 1, words="Extreme Severe Moderate Minor Unknown"),
    _rule("certainty", 1, words="Observed Likely Possible Unlikely Unknown"),
    _rule("audience"),
    _rule("eventCode", most=MANY),
    _rule("effective"),
    _rule("onset"),
    _rule("expires"),
    _rule("senderName"),
    _rule("headline"),
    _rule("description"),
    _rule("instruction"),
    _rule("web"),
    _rule("contact"),
    _rule("parameter", most=MANY),
    _rule("resource", most=MANY),
    _rule("area", most=MANY),
)
PAIR = (_rule("valueName", 1), _rule("value", 1))
AREA = (
    _rule("areaDesc", 1),
    _rule("polygon", most=MANY),
    _rule("circle", most=MANY),
    _rule("geocode", most=MANY),
    _rule("altitude"),
    _rule("ceiling"),
)
INSIDE = {"info": INFO, "eventCode": PAIR, "parameter": PAIR, "geocode": PAIR, "area": AREA}
TIMES = frozenset({"sent", "effective", "onset", "expires"})


def faults(message: bytes) -> list[str]:
    """Return everything that is wrong with a message; nothing if it is valid."""
    if b"<!DOCTYPE" in message:
        return ["a CAP message has no document type"]
    try:
        root = ET.fromstring(message)  # noqa: S314 - without a document type there are no entities to expand
    except ET.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != f"{NAMESPACE}alert":
        return [f"{root.tag} is no alert of CAP 1.2"]
    found = _children(root, "alert", ALERT)
    scope, addresses = root.findtext(f"{NAMESPACE}scope"), root.findtext(f"{NAMESPACE}addresses")
    if scope == "Private" and not addresses:
        found.append("alert: a Private message needs addresses")
    return found


def _children(parent: ET.Element, path: str, rules: tuple[Rule, ...]) -> list[str]:
    """Check one element's children against its rules, and theirs."""
    names = [child.tag.removeprefix(NAMESPACE) for child in parent]
    order = {rule.name: place for place, rule in enumerate(rules)}
    found = [f"{path}: {name} does not belong there" for name in names if name not in order]
    places = [order[name] for name in names if name in order]
    if places != sorted(places):
        found.append(f"{path}: elements out of order")
    for rule in rules:
        count = names.count(rule.name)
        if not rule.least <= count <= rule.most:
            found.append(f"{path}: {count} of {rule.name}")
    for name, child in zip(names, parent, strict=True):
        if name in INSIDE:
            found += _children(child, f"{path}/{name}", INSIDE[name])
        elif name in order:
            found += _text(child, f"{path}/{name}", rules[order[name]])
    return found


def _text(element: ET.Element, path: str, rule: Rule) -> list[str]:
    text = element.text or ""
    if rule.words and text not in rule.words:
        return [f"{path}: {text!r:.40} is none of {', '.join(sorted(rule.words))}"]
    if rule.name in TIMES and not TIME.fullmatch(text):
        return [f"{path}: {text!r:.40} is no time with an offset"]
    return []
