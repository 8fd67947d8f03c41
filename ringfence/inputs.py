"""Finds the three files that a command line means."""

import json
from pathlib import Path

from scenarios.autodeploy import auto_deploy, write_deployment
from scenarios.library import find
from scenarios.manifest import MANIFEST
from scenarios.order import Order, refuse_foreign
from scenarios.schema import load_scenario
from twin.site.geojson import read_site


def order_for(scenario: str, site: str | None, deployment: str | None, by_rule: bool, out: Path) -> Order:
    """Return the run that the words mean; ``by_rule`` writes a deployment into the run folder's inputs."""
    path = find("scenario", scenario)
    plan = load_scenario(path)
    site_path = find("site", site) if site else plan.site
    if by_rule:
        refuse_foreign(out)
        deployment_path = out / "inputs" / "deployment.yaml"
        deploy_by_rule(site_path, deployment_path)
    else:
        deployment_path = find("deployment", deployment, path, site_path.stem) if deployment else plan.deployment
    return Order(path, site_path, deployment_path, out)


def missing(out: Path) -> list[tuple[str, str]]:
    """What a finished run could not do as its scenario says: episodes moved or left out, and why."""
    told = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    skipped = dict(told["skipped"])
    elsewhere = "its place is not on this site; it happened somewhere else"
    moved = [(name, elsewhere) for name in told["moved"] if name not in skipped]
    return moved + [(name, f"left out: {why}") for name, why in skipped.items()]


def deploy_by_rule(site: Path, out: Path) -> None:
    """Write the deployment that the rules give for a site."""
    deployment = auto_deploy(read_site(site))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_deployment(deployment, out)
