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

    want = GATE.replace("}]", "}]\nplacement: {models: [ds-4mp-face-8mm], steps: 500}")
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
