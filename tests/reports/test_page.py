"""The page: whole, self-contained, escaped, in both languages."""

import base64
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reports.clips import Clip
from reports.folder import open_run
from reports.overview import kinds_of
from reports.page import Purse, context, render, write_report
from reports.rows import rate_rows
from reports.run import score, score_run
from reports.scores.weighting import FalseRate, Fidelity
from reports.words import KINDS, WORDS, Words
from tests.fakes.runfolder import make_run

VOID = {"meta", "br", "img", "input", "link", "hr"}


class Reader(HTMLParser):
    """Collects what a browser would load, ids, links, and whether tags nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.stack.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href", "poster", "data", "action"):
                (self.anchors if tag == "a" else self.loads).append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request: pytest.FixtureRequest, run_path: Path) -> str:
    return write_report(run_path, request.param).read_text(encoding="utf-8")


def test_tags_nest_and_ids_are_unique(page: str) -> None:
    """A well-formed page."""
    read = Reader(page)
    assert read.stack == []
    assert len(read.ids) == len(set(read.ids))


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    """No element and no style reaches outside the page."""
    read = Reader(page)
    assert all(url.startswith("data:") for url in read.loads)
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_links_lead_somewhere(page: str) -> None:
    """Every mark of the plan and every line of the list leads to a card or table of this page."""
    read = Reader(page)
    inside = {a for a in read.anchors if not a.startswith("data:")}
    assert {a.removeprefix("#") for a in inside} <= set(read.ids)
    assert len(read.anchors) > 20


def test_false_alarms_are_listed(page: str, run_path: Path) -> None:
    """One row for each, and nobody is told that there was none."""
    false = [a for a in score_run(run_path)["alerts"] if a["verdict"] == "false"]
    assert false
    assert all(WORDS["false-none"][k] not in page for k in (0, 1))


def test_what_is_harmless_is_counted_where_there_is_much_of_it(run_path: Path, tmp_path: Path) -> None:
    """A compound's day leaves seventy alone: by kind, with the clock of the few and the number of the many."""
    run = open_run(run_path)
    scored = score(run)
    (like, *_), times = scored.scores.episodes, [("family-on-one-badge", 10.0 * k) for k in range(5)]
    rows = [
        replace(like, id=f"more-{k}", number=None, kind=kind, start_s=at_s, verdict="quiet")
        for k, (kind, at_s) in enumerate([*times, ("cat-on-wall", 60.0), ("cat-on-wall", 120.0)])
    ]
    more = replace(scored, scores=replace(scored.scores, episodes=(*scored.scores.episodes, *rows)))
    kinds = dict(kinds_of(more, "quiet", Words("en")))
    page = render("report.html.j2", context(run, more, Words("en")))
    (said,) = re.findall(r"Harmless and left alone: ([^<]*)<", page)
    for kind, clocks in kinds.items():
        first = (run.manifest.start + timedelta(seconds=clocks[0])).strftime("%H:%M")
        assert f"{kind} × {len(clocks)}" in said if len(clocks) > 3 else f"{kind} {first}" in said
    assert said.count("family on one badge") == 1
    chinese = render("report.html.j2", context(run, more, Words("zh")))
    (said,) = re.findall(r"无害且未报警：([^<]*)<", chinese)
    assert said.count("，") == len(kinds) - 1
    assert ", " not in said


def test_swatches_of_lines_look_as_the_lines_do_in_the_dark(page: str) -> None:
    """Only what stands for the brightened shade is brightened."""
    (rule,) = re.findall(r"\.shade, ([^{]*)\{ filter: brightness", page)
    assert ":not(" in rule
    assert all(f'[class*="{name}-"]' in rule for name in ("life", "light"))


def test_the_numbers_behind_the_page_can_be_taken_along(page: str, run_path: Path) -> None:
    """The download holds what scores.json holds, and every alert."""
    (link,) = [a for a in Reader(page).anchors if a.startswith("data:")]
    held = json.loads(base64.b64decode(link.partition("base64,")[2]))
    scores = json.loads(json.dumps(score_run(run_path)))
    assert held["scores"] == scores
    assert len(held["alerts"]) == len(open_run(run_path).alerts)


def test_pictures_are_well_formed_and_named(page: str) -> None:
    """Every drawing parses as XML and has a name that a screen reader can say."""
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) > 20
    for picture in pictures:
        root = ET.fromstring(picture)  # noqa: S314  our own output
        assert root.get("aria-label") or root.get("aria-hidden") == "true"


def test_the_answer_stands_first(run_path: Path) -> None:
    """The heading is the sentence."""
    page = write_report(run_path).read_text(encoding="utf-8")
    heading = re.sub("<.*?>", "", page[page.index("<h1>") : page.index("</h1>")])
    assert heading == ("11 of 13 found, 3 false alarms in 4 h, 6.8 s to alert (median), guard on scene in 126 s")


def test_overlays_are_json_with_boxes(page: str) -> None:
    """Each clip carries the boxes of its frames."""
    held = re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    overlays = [json.loads(text) for text in held]
    assert len(overlays) == 8
    assert all(o["fps"] == 12.0 for o in overlays)
    assert any(len(o["frames"]) > 20 for o in overlays)


EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """A zone, an outcome, a device or a label full of markup reaches the page as text."""
    folder = make_run(tmp_path / "run")
    for table, columns in {"truth": ("zone", "outcome"), "detections": ("label",), "events": ("zone",)}.items():
        rows = pq.read_table(folder / f"{table}.parquet")
        for column in columns:
            at = rows.schema.get_field_index(column)
            rows = rows.set_column(at, rows.schema.field(at), [[EVIL] * rows.num_rows])
        pq.write_table(rows, folder / f"{table}.parquet")
    manifest = json.loads((folder / "manifest.json").read_text()) | {"site": EVIL, "skipped": [[EVIL, EVIL]]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    read = Reader(write_report(folder).read_text(encoding="utf-8"))
    assert "img" not in read.tags
    assert read.tags.count("script") == 9  # eight overlays and ours


def test_a_bare_run_still_has_a_page(tmp_path: Path) -> None:
    """No alerts, no clips, no coverage, no cameras, no site: the page says what there is."""
    folder = make_run(tmp_path / "run", found=0, clips=False)
    for name in ("alerts.sqlite", "coverage.npz", "cameras.json"):
        (folder / name).unlink()
    page = write_report(folder).read_text(encoding="utf-8")
    assert "0 of 13 found" in page
    assert Reader(page).stack == []


def test_pages_repeat(run_path: Path) -> None:
    """Same folder, same bytes."""
    assert write_report(run_path).read_bytes() == write_report(run_path).read_bytes()


def test_an_unknown_language_is_refused(run_path: Path) -> None:
    """Better no page than one of holes."""
    with pytest.raises(ValueError, match="not one of en, zh"):
        write_report(run_path, "fr")


def test_the_purse_closes() -> None:
    """Videos beyond the page's size are left out, small ones after a big one still fit."""
    purse = Purse(100)
    clips = [Clip("c", "n", "x" * size, "") for size in (60, 60, 40)]
    assert [purse.pays(clip) for clip in clips] == [True, False, True]


def test_words_fill_the_same_gaps_in_both_languages() -> None:
    """A gap that one language forgets would lose a figure."""
    for key, (english, chinese) in WORDS.items():
        assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(re.findall(r"\{(\w+)\}", chinese)), key


def test_every_kind_has_a_name() -> None:
    """Kinds of the twin and of the detectors are said in words."""
    from detectors.contract import EventKind
    from twin.truth import EpisodeKind

    assert {str(k) for k in (*EventKind, *EpisodeKind)} <= set(KINDS)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.42, "0.4 s"), (6.0, "6 s"), (9.96, "10 s"), (71.2, "71 s"), (600, "10 min"), (14400, "4 h")],
)
def test_durations_read_well(seconds: float, said: str) -> None:
    """As people say them."""
    assert Words("en").duration(seconds) == said


def test_an_upper_bound_that_tells_nothing_is_not_told() -> None:
    """Seconds of random film allow any rate at all: the page says so instead of a figure in the ten thousands."""
    words = Words("en")
    told, wild = rate_rows(
        (
            FalseRate(Fidelity.SENSORS, 1, 1.0, 0.25, 0.01, 1.39),
            FalseRate(Fidelity.PIXELS, 1, 1.0, 0.25, 0.01, 46111.12),
        ),
        words,
    )
    assert told.rate == "0.25 (0.01 – 1.39)"
    assert wild.rate.startswith("0.25 (0.01 at least")
    assert "46111" not in wild.rate


def test_every_picture_is_drawn_and_none_is_printed_as_text(tmp_path: Path) -> None:
    """A drawing that went through the template's escaping would stand there as its own source."""
    folder = make_run(tmp_path / "run", clips=False)
    events = pq.read_table(folder / "events.parquet")
    scores = pa.array([0.5 + 0.02 * k for k in range(events.num_rows)], pa.float64())
    pq.write_table(events.set_column(events.column_names.index("score"), "score", scores), folder / "events.parquet")
    page = write_report(folder).read_text(encoding="utf-8")
    assert 'class="trade"' in page
    assert "&lt;svg" not in page
