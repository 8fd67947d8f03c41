"""A regression test's result: JSON, JUnit XML, Markdown, and a page with both clips of what flipped side by side."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from reports.clips import Clip, cut, read_clips
from reports.folder import RunFolder, open_run
from reports.page import Purse, render, write_page
from reports.regress import Change, Pairing, Regression, Row
from reports.words import Words

FLIPS_AT_MOST = 24


def write_regression(found: Regression, pairs: Sequence[tuple[Path, Path]], out: Path, lang: str = "en") -> Path:
    """Write ``regress.json``, ``junit.xml``, ``regress.md`` and ``regress.html`` into ``out``; return the page."""
    out.mkdir(parents=True, exist_ok=True)
    write_page(out / "regress.json", json.dumps(found.content(), ensure_ascii=False, indent=1) + "\n")
    write_page(out / "junit.xml", junit(found))
    write_page(out / "regress.md", markdown(found))
    words = Words(lang)
    held = {"w": words, "r": found, "sentence": sentence(found), "flips": flips(found, pairs, words)}
    held["data"] = json.dumps(found.content(), ensure_ascii=False)
    return write_page(out / "regress.html", render("regress.html.j2", held))


def sentence(found: Regression) -> str:
    """The whole test in one sentence."""
    everything = found.rows[0]
    told = f"{everything.baseline} -> {everything.candidate} of {everything.n} episodes found over {found.runs} runs"
    verdict = "worse" if found.worse else "expectation not met" if found.unmet else "no regression"
    return f"{verdict}: {told}, {everything.lost} lost, {everything.won} won"


def junit(found: Regression) -> str:
    """JUnit XML: one case per question, a failure where the candidate is worse."""
    cases: list[tuple[str, float | None, Row | Change]] = [
        (f"{row.group}.{row.value}", row.adjusted, row) for row in found.rows
    ]
    cases += [(change.measure, change.adjusted, change) for change in found.changes]
    suite = Xml.Element("testsuite", name="ringfence regress", tests=str(len(cases) + len(found.unmet)))
    failures = len(found.unmet)
    for name, adjusted, row in cases:
        case = Xml.SubElement(suite, "testcase", classname="ringfence", name=name)
        if adjusted is not None and adjusted <= 0.05:
            failures += 1
            Xml.SubElement(case, "failure", message=f"worse, adjusted p = {adjusted:.3g}").text = str(row)
    for text in found.unmet:
        case = Xml.SubElement(suite, "testcase", classname="ringfence.expectation", name=text)
        Xml.SubElement(case, "failure", message=text)
    suite.set("failures", str(failures))
    Xml.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(suite, encoding="unicode") + "\n"


def markdown(found: Regression) -> str:
    """A comment for a pull request."""
    lines = [
        f"## {sentence(found)}",
        "",
        f"candidate `{found.candidate}`, baseline `{found.baseline}`, {found.fidelity}",
        "",
    ]
    lines += [f"- **worse**: {text}" for text in found.worse] + [f"- **not met**: {text}" for text in found.unmet]
    lines += [
        "",
        "| group | n | baseline | candidate | lost | won | McNemar p | worse, Holm |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in found.rows:
        adjusted = "" if row.adjusted is None else f"{row.adjusted:.3g}"
        cells = (
            f"{row.group}: {row.value}",
            row.n,
            row.baseline,
            row.candidate,
            row.lost,
            row.won,
            f"{row.p:.3g}",
            adjusted,
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += ["", "| per run | baseline | candidate | change, 95% | method | n |", "|---|---|---|---|---|---|"]
    for c in found.changes:
        told = f"{c.change:+.3g} ({c.low:+.3g} to {c.high:+.3g})"
        lines.append(f"| {c.measure} | {c.baseline:.3g} | {c.candidate:.3g} | {told} | {c.method} | {c.runs} |")
    lines += ["", *(f"- {flip_text(p)}" for p in found.flipped)]
    return "\n".join(lines).rstrip() + "\n"


def flip_text(pairing: Pairing) -> str:
    """One flipped episode in words."""
    side = "won" if pairing.candidate else "lost"
    held = ", ".join(f"{name} {value}" for name, value in pairing.conditions)
    return f"{side}: {pairing.kind} `{pairing.episode}` at {pairing.start_s:.0f} s of {pairing.run} ({held})"


def flips(found: Regression, pairs: Sequence[tuple[Path, Path]], words: Words) -> list[dict[str, Any]]:
    """Flipped episodes with both runs' clips, while the page can bear them."""
    folders = {candidate.name: (candidate, baseline) for candidate, baseline in pairs}
    purse, kept = Purse(), []
    opened: dict[Path, RunFolder] = {}
    for pairing in found.flipped[:FLIPS_AT_MOST]:
        sides = []
        for folder in folders[pairing.run]:
            run = opened.setdefault(folder, open_run(folder))
            clip = clip_at(run, pairing)
            sides.append(clip if clip is not None and purse.pays(clip) else None)
        kept.append(
            {
                "text": flip_text(pairing).replace("`", ""),
                "kind": words.kind(pairing.kind),
                "won": pairing.candidate,
                "sides": sides,
            }
        )
    return kept


def clip_at(run: RunFolder, pairing: Pairing) -> Clip | None:
    """The first clip of a run that was filmed because of an episode, with the boxes that this run's detector drew."""
    clips = read_clips(run.path)
    for window in run.windows:
        name = Path(window.clip).stem
        if pairing.episode in window.why.split("+") and name in clips:
            return cut(run, name, clips[name], pairing.start_s + 2.0, ())
    return None
