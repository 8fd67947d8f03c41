"""The files a user writes: checked, described to editors, made from a map."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ringfence.failures import BAD_INPUT, list_problems, told
from ringfence.terminal import console, errors


def check(files: Annotated[list[Path], typer.Argument(help="Site, deployment or scenario files.")]) -> None:
    """Validate input files and print every problem."""
    from scenarios.check import check as check_files

    with told(errors):
        problems = check_files(files)
        if problems:
            list_problems(errors, problems)
        if any(not problem.warning for problem in problems):
            raise typer.Exit(BAD_INPUT)
        console.print(f"{len(files)} file{'s' if len(files) != 1 else ''} can be used", highlight=False)


def schema(out: Annotated[Path, typer.Option("--out", help="Folder for the JSON Schemas.")] = Path("schemas")) -> None:
    """Write the JSON Schemas of the input files, for editors that complete them."""
    from scenarios.schema import json_schemas

    with told(errors):
        out.mkdir(parents=True, exist_ok=True)
        for name, content in json_schemas().items():
            path = out / f"{name}.schema.json"
            path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            console.print(str(path), highlight=False)


def import_site(
    source: Annotated[Path, typer.Argument(help="GeoJSON, OSM XML or PBF, CityJSON, DXF, IFC, glTF or OBJ.")],
    out: Annotated[Path, typer.Option("--out", help="The site file to write.")],
    default_height: Annotated[float | None, typer.Option(help="Height [m] of buildings that have none.")] = None,
    boundary: Annotated[bool, typer.Option("--boundary", help="Fence the site along its outline.")] = False,
    origin: Annotated[
        tuple[float, float] | None, typer.Option(help="Longitude and latitude of a drawing's zero.")
    ] = None,
    gcj02: Annotated[bool, typer.Option("--gcj02", help="The map's degrees are GCJ-02, not WGS 84.")] = False,
) -> None:
    """Turn a map, a drawing or a model into a site, listing every guess."""
    from twin.site.geojson import write_site
    from twin.site.importing import ImportOrder
    from twin.site.importing import import_site as read

    with told(errors):
        site, notes = read(source, ImportOrder(default_height, boundary, None, origin, gcj02))
        for note in notes:
            console.print(note, markup=False, highlight=False, soft_wrap=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        write_site(site, out)
        console.print(f"{out}: {len(site.buildings)} buildings, {len(site.ways)} ways, {len(notes)} notes")
