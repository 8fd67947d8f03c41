"""The report of one run: one self-contained page, written whole or not at all."""

import base64
import dataclasses
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import cards as card_room
from reports.cards import Card
from reports.clips import BUDGET_BYTES, Clip, ClipFile, clip_of, cut, read_clips
from reports.folder import RunFolder, open_run
from reports.groups import Seen, group_rows, seen_by_group
from reports.life import film_of, life_of
from reports.marks import badge
from reports.match import NOTICE
from reports.overview import entries, false_kinds, kinds_of, plan, read_site, timeline
from reports.plan import ROLE_GROUPS
from reports.rows import false_rows, kind_rows, missed_rows, rate_rows, traded
from reports.run import RunScores, rounding, score, scores_data
from reports.scores.events import CUT_SHORT, QUIET
from reports.scores.operators import alerts_per_episode, operator_loads
from reports.scores.tradeoff import Trade, trade_off
from reports.shade import DETECT_PX_PER_M, RECOGNISE_PX_PER_M, read_coverage
from reports.words import Words, percent

CARDS_AT_MOST = 60


@dataclass
class Purse:
    """Bytes of video the page may still take."""

    left: int = BUDGET_BYTES

    def pays(self, clip: Clip) -> bool:
        """Take a clip's bytes when there are enough left."""
        if clip.size > self.left:
            return False
        self.left -= clip.size
        return True


def write_report(folder: Path, lang: str = "en") -> Path:
    """Write ``report.html`` into a run folder and return its path.

    Parameters
    ----------
    folder: a finished run folder.
    lang: language of the page, "en" or "zh".

    Raises
    ------
    RunFolderError: when the folder is not a finished run.
    ValueError: when the page is not written in that language.
    """
    run = open_run(folder)
    return write_report_of(run, score(run), lang)


def write_report_of(run: RunFolder, scored: RunScores, lang: str = "en") -> Path:
    """Write ``report.html`` of a run that has been read and scored; see `write_report`."""
    page = render("report.html.j2", context(run, scored, Words(lang)))
    return write_page(run.path / "report.html", page)


def write_page(path: Path, page: str) -> Path:
    """Write a page, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(page, encoding="utf-8")
    os.replace(part, path)
    return path


def render(template: str, held: dict[str, Any]) -> str:
    """Fill a template; every text is escaped unless it is one of our own pictures."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"svg": Markup, "safe_json": lambda held: Markup(card_room.safe_json(held))}  # noqa: S704  ours
    environment.filters |= {"data_uri": data_uri}
    environment.globals |= {"badge": lambda sign, shape: Markup(badge(sign, shape))}  # noqa: S704  escaped in svg.element
    return environment.get_template(template).render(**held)


def data_uri(text: str) -> str:
    """A JSON text as an address from which it can be downloaded."""
    return "data:application/json;base64," + base64.b64encode(text.encode()).decode()


def context(run: RunFolder, scored: RunScores, words: Words) -> dict[str, Any]:
    """Everything the template shows."""
    manifest = run.manifest
    coverage = read_coverage(run.path / "coverage.npz")
    signs = card_room.signs(run, scored)
    cards = make_cards(run, scored, signs, words)
    seen, trades = seen_by_group([run]), trade_off(run, scored.behind)
    shares = {level: coverage.share(at) for level, at in LEVELS} if coverage else {}

    def clock(at_s: float) -> str:
        return (manifest.start + timedelta(seconds=at_s)).strftime("%H:%M:%S")

    return {
        "w": words,
        "clock": clock,
        "sentence": sentence(scored, words),
        "manifest": manifest,
        "until": manifest.start + timedelta(seconds=manifest.duration_s),
        "calibration": words.say("uncalibrated" if manifest.response.startswith("uncalibrated") else "calibrated"),
        "plan": plan(run, scored, signs, read_site(run.path), coverage, words),
        "roles": [name for name, _ in reversed(ROLE_GROUPS)],
        "coverage": {level: percent(share) for level, share in shares.items()},
        "entries": entries(run, scored, words),
        "alarmed": false_kinds(run, signs, words),
        "unnumbered": [
            (words.say(f"unnumbered-{verdict}"), kinds)
            for verdict in (QUIET, CUT_SHORT)
            if (kinds := kinds_of(scored, verdict, words))
        ],
        "lanes": timeline(run, scored, signs, words),
        "cards": cards[:CARDS_AT_MOST],
        "notices": sum(1 for alert in scored.scores.alerts if alert.verdict == NOTICE),
        "cards_left_out": max(0, len(cards) - CARDS_AT_MOST),
        "loads": operator_loads(run),
        "per_episode": alerts_per_episode(scored.scores.alerts),
        "life": life_of(run, words),
        "film": film_of(run.path),
        "kinds": kind_rows(scored, words),
        "fall_overlap": scored.scores.fall_overlap,
        "missed": missed_rows(run, scored, words),
        "false_alarms": false_rows(scored, run, cards, words),
        "rates": rate_rows(scored.scores.false_rates, words),
        "trade": traded(trades, words),
        "groups": group_rows(seen, words),
        "data": json.dumps(page_data(run, scored, seen, trades), ensure_ascii=False),
    }


def page_data(run: RunFolder, scored: RunScores, seen: Sequence[Seen], trades: Sequence[Trade]) -> dict[str, Any]:
    """The numbers behind the page's pictures and tables, to be downloaded from it."""
    tables: dict[str, Sequence[Any]] = {
        "loads": operator_loads(run),
        "groups": seen,
        "trade_off": trades,
        "alerts": run.alerts,
        "deliveries": run.deliveries,
        "dispatches": run.dispatches,
        "transitions": run.transitions,
    }
    path = run.path / "life.json"
    life = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    rows = {name: [dataclasses.asdict(row) for row in held] for name, held in tables.items()}
    return {"scores": scores_data(run, scored), **rounding(rows), "life": life}


LEVELS = (("detect", DETECT_PX_PER_M), ("recognise", RECOGNISE_PX_PER_M))


def sentence(scored: RunScores, words: Words) -> list[str]:
    """The whole run in one sentence, clause by clause so that lines break between them."""
    head = scored.headline
    parts = [
        words.say("found-of", found=head.found, n=head.episodes) if head.episodes else words.say("nothing-happened")
    ]
    key = f"false-alarms-{head.false_alerts}" if head.false_alerts < 2 else "false-alarms"
    parts.append(words.say(key, n=head.false_alerts, span=words.duration(head.hours * 3600.0)))
    if head.to_alert_s is not None:
        parts.append(words.say("to-alert", time=words.duration(head.to_alert_s)))
    if head.on_scene_s is not None:
        parts.append(words.say("on-scene", time=words.duration(head.on_scene_s)))
    elif head.dispatches == 0:
        parts.append(words.say("no-guard"))
    comma = words.say("comma")
    return [part + comma for part in parts[:-1]] + parts[-1:]


def make_cards(run: RunFolder, scored: RunScores, signs: dict[str, tuple[str, str]], words: Words) -> list[Card]:
    """Cards of every alert that is no mere notice, as they opened, clips embedded while the page can bear them."""
    clips, purse = read_clips(run.path), Purse()
    scores = {a.id: a for a in scored.scores.alerts}
    episodes = {e.id: e for e in run.episodes}
    events = {e.id: e for e in scored.scores.events}
    made = []
    for alert in sorted(run.alerts, key=lambda a: (a.opened_s, a.id)):
        verdict = scores[alert.id]
        if verdict.verdict == NOTICE:
            continue
        episode = episodes.get(verdict.episode or "")
        event = card_room.leading_event(alert, verdict, run, scored)
        about = None if verdict.verdict == "false" else episode
        clip, left_out = shown(run, clips, clip_of(clips, alert, event), event.tracks if event else (), purse)
        spark, said = card_room.readings(run, event, words)
        sign, shape = signs[alert.id]
        made.append(
            Card(
                id=alert.id,
                sign=sign,
                shape=shape,
                kind=words.kind(about.kind if about else alert.kind),
                place=alert.zone or (about.zone if about else ""),
                clock_s=alert.opened_s,
                fidelity=words.say(f"fidelity-{events[event.id].fidelity}") if event else "",
                lead=card_room.lead(verdict, episode, words),
                steps=card_room.trail(run, alert, about, event, words),
                clip=clip,
                left_out=left_out,
                spark=spark,
                said=said,
            )
        )
    return made


def shown(
    run: RunFolder, clips: dict[str, ClipFile], found: tuple[str, float] | None, tracks: tuple[str, ...], purse: Purse
) -> tuple[Clip | None, str]:
    """The clip to embed, or the name of the one that the page could not bear."""
    if found is None:
        return None, ""
    name, moment_s = found
    clip = cut(run, name, clips[name], moment_s, tracks)
    return (clip, "") if purse.pays(clip) else (None, f"{name}.mp4")
