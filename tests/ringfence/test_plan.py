"""The plan command (ringfence.commands.plan)."""

import json
from pathlib import Path

from typer.testing import CliRunner

from ringfence.cli import app
from scenarios.schema import load_deployment
from tests.twin.planning.compound import SITE
from twin.site.geojson import write_site

DEPLOYMENT = """\
cameras:
  - {id: face, at: [1.4, -19, 2.5], look_at: [0, -25, 1.6], model: ds-4mp-face-8mm}
"""
GATE = "demands: [{name: faces, see: gates, density: 508 px/m, within: 15 deg}]\n"


def run(tmp_path: Path, demands: str) -> tuple[int, str]:
    write_site(SITE, tmp_path / "hamlet.geojson")
    (tmp_path / "dep.yaml").write_text(DEPLOYMENT)
    (tmp_path / "want.yaml").write_text(demands)
    words = ["plan", str(tmp_path / "hamlet.geojson"), "--views", "0", "--deployment", str(tmp_path / "dep.yaml")]
    done = CliRunner().invoke(app, [*words, "--demands", str(tmp_path / "want.yaml"), "--out", str(tmp_path / "out")])
    return done.exit_code, done.output


def test_a_met_plan_is_fine_and_an_unmet_one_a_finding(tmp_path: Path) -> None:
    """Exit 0 and 1, a page both times that says so, and no network in it."""
    code, said = run(tmp_path, GATE)
    assert code == 0, said
    page = (tmp_path / "out" / "plan.html").read_text()
    assert "1 camera, " in page
    assert "1 of 1 demands met" in page
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")
    code, said = run(tmp_path, GATE.replace("508", "2000"))
    assert code == 1
    assert "UNMET faces" in said


def test_a_bad_file_is_refused(tmp_path: Path) -> None:
    """Exit 2, and what would be accepted."""
    code, said = run(tmp_path, GATE.replace("gates", "gats"))
    assert code == 2
    assert "gates?" in said


def test_what_is_written_can_be_read_by_others(tmp_path: Path) -> None:
    """A proposal's deployment by us, its drawing by ezdxf, its schedule by openpyxl and its cones as GeoJSON."""
    import ezdxf
    import openpyxl

    want = GATE.replace("}]", "}]\nplacement: {models: [ds-4mp-face-8mm], steps: 20}")
    (tmp_path / "want.yaml").write_text(want)
    write_site(SITE, tmp_path / "hamlet.geojson")
    words = [
        "plan",
        str(tmp_path / "hamlet.geojson"),
        "--demands",
        str(tmp_path / "want.yaml"),
        "--optimise",
        "--views",
        "1",
    ]
    done = CliRunner().invoke(app, [*words, "--views", "1", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    out = tmp_path / "out"
    assert (out / "plan.html").read_text().count("data:image/jpeg") == 2
    installed = load_deployment(out / "deployment.yaml", SITE)
    assert [unit.id for unit in installed.cameras] == ["face-001"]
    space = ezdxf.readfile(out / "plan.dxf").modelspace()
    assert len(space.query("POINT")) == 1
    assert len(space.query("POLYLINE")) == 4
    sheet = openpyxl.load_workbook(out / "cameras.xlsx").active
    assert [cell.value for cell in sheet[2]][:2] == ["face-001", "ds-4mp-face-8mm"]
    assert len((out / "cameras.csv").read_text().splitlines()) == 2
    assert len(json.loads((out / "plan.geojson").read_text())["features"]) == 2


def test_a_list_a_checklist_and_a_budget_are_judged(tmp_path: Path) -> None:
    """A planner's CSV in place of a deployment; points and budget ticked in the page; exit 1 when one is not."""
    write_site(SITE, tmp_path / "hamlet.geojson")
    head = "id,model,east_m,north_m,up_m,bearing_deg,tilt_deg,focus_m,roles,cost\n"
    (tmp_path / "list.csv").write_text(head + "face,ds-4mp-face-8mm,1.4,-19,2.5,193.1,-8.3,6.2,face,9000\n")
    (tmp_path / "points.yaml").write_text("title: Ours\nrecording: [{name: long, retention: 60 days}]\n")
    (tmp_path / "want.yaml").write_text(GATE + "checklist: points\nretention: {general: 60 days}\n")
    words = ["plan", str(tmp_path / "hamlet.geojson"), "--views", "0", "--cameras", str(tmp_path / "list.csv")]
    words += ["--demands", str(tmp_path / "want.yaml"), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "1 of 1 points ticked" in (tmp_path / "out" / "plan.html").read_text()
    (tmp_path / "want.yaml").write_text(GATE + "placement: {budget: 8000 CNY}\n")
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    assert "NOT: budget: 9,000 CNY, asked ≤ 8,000 CNY" in done.output
    (tmp_path / "list.csv").write_text(head)
    done = CliRunner().invoke(app, [*words[:-1], str(tmp_path / "none")])
    assert done.exit_code == 2
    assert not (tmp_path / "none").exists()


def test_a_planners_own_models_reach_the_deployment(tmp_path: Path) -> None:
    """A model that no bundled catalogue knows: proposed, judged by its own pictures, and written so that it is read."""
    columns = "model,width,height,hfov_deg,fps,infrared_m,price,k1,recorded_width,recorded_height,watts,about"
    (tmp_path / "own.csv").write_text(f"{columns}\nown-5mp,1280,720,36,20,30,500,0,2880,1620,9,ours\n")
    (tmp_path / "want.yaml").write_text(GATE.replace("}]", "}]\nplacement: {models: [own-5mp], steps: 20}"))
    write_site(SITE, tmp_path / "hamlet.geojson")
    words = ["plan", str(tmp_path / "hamlet.geojson"), "--demands", str(tmp_path / "want.yaml"), "--optimise"]
    words += ["--models", str(tmp_path / "own.csv"), "--views", "0", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    (unit,) = load_deployment(tmp_path / "out" / "deployment.yaml", SITE).cameras
    assert (unit.width, unit.fps) == (1280, 20.0)
