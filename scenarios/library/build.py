"""Writes the bundled files: ``python -m scenarios.library.build``. A test holds the files to what this would write."""

from pathlib import Path

from scenarios.library.chengbei import CHENGBEI, CHENGBEI_DAY
from scenarios.library.estate.day import day
from scenarios.library.estate.deployment import after, before
from scenarios.library.estate.site import site
from scenarios.library.ximen.deployment import deployment_after, deployment_before
from scenarios.library.ximen.site import ximen
from scenarios.library.xinduhui import XINDUHUI, XINDUHUI_DAY
from twin.site.geojson import site_text

HERE = Path(__file__).parent


def files() -> dict[Path, str]:
    """Return the text of every bundled file that is made in code, by its path."""
    made = {
        HERE / "sites" / "ximen.geojson": site_text(ximen()),
        HERE / "deployments" / "ximen-before.yaml": deployment_before(),
        HERE / "deployments" / "ximen-after.yaml": deployment_after(),
    }
    for estate, told in ((CHENGBEI, CHENGBEI_DAY), (XINDUHUI, XINDUHUI_DAY)):
        made[HERE / "sites" / f"{estate.id}.geojson"] = site_text(site(estate))
        made[HERE / "deployments" / f"{estate.id}-before.yaml"] = before(estate)
        made[HERE / "deployments" / f"{estate.id}-after.yaml"] = after(estate)
        made[HERE / "scenarios" / f"{estate.id}-day.yaml"] = day(estate, *told)
    return made


def main() -> None:
    """Write them."""
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
