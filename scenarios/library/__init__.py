"""The bundled sites, deployments, scenarios, demands and checklists, and how a name becomes a file."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from twin.problems import InputError, Problem, nearest

Kind = Literal["site", "deployment", "scenario", "demand", "checklist"]
SUFFIX = {"site": ".geojson", "deployment": ".yaml", "scenario": ".yaml", "demand": ".yaml", "checklist": ".yaml"}


def find(kind: Kind, name: str, near: Path | None = None, site: str | None = None) -> Path:
    """Find the file that ``name`` means.

    Parameters
    ----------
    kind: what is looked for.
    name: a path, or a bare name such as ``evening``; with or without its suffix.
    near: the file that says the name; paths are taken from its folder first.
    site: the site's name, so that ``after`` finds ``ximen-after``.

    Raises
    ------
    InputError
        When there is no such file, with the names of the bundled ones.
    """
    for candidate in _candidates(kind, name, near, site):
        if _exists(candidate):
            return candidate
    listed = ", ".join(bundled(kind))
    likely = nearest(name.removesuffix(SUFFIX[kind]), bundled(kind)) if bundled(kind) else ""
    accepted = f"a path, or a bundled {kind}: {likely or listed or 'none'}"
    raise InputError([Problem(str(near or name), None, kind, f"there is no {kind} {name!r:.200}", accepted)])


def bundled(kind: Kind) -> tuple[str, ...]:
    """Name every bundled file of a kind."""
    folder = _shelf(kind)
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX[kind]}"))) if folder.is_dir() else ()


def _candidates(kind: Kind, name: str, near: Path | None, site: str | None) -> list[Path]:
    suffix = SUFFIX[kind]
    stem = name if name.endswith(suffix) else name + suffix
    beside = near.parent if near is not None else Path()
    found = [beside / name, beside / stem, Path(name)]
    if "/" not in name:
        found.append(_shelf(kind) / stem)
        if site:
            found[2:2] = [beside / f"{site}-{stem}"]
            found.append(_shelf(kind) / f"{site}-{stem}")
        if kind == "scenario":
            # Said with its site in front: ximen-day is the scenario day.
            found += [_shelf(kind) / stem.removeprefix(f"{s}-") for s in bundled("site") if stem.startswith(f"{s}-")]
        longer = [path for path in bundled(kind) if path.endswith(f"-{stem.removesuffix(suffix)}")]
        # A short name that only one bundled file ends in can mean nothing else.
        found += [_shelf(kind) / f"{name}{suffix}" for name in longer if len(longer) == 1]
    return found


def _shelf(kind: Kind) -> Path:
    return Path(str(files("scenarios.library"))) / f"{kind}s"


def _exists(path: Path) -> bool:
    try:
        # A folder named like the thing does not shadow a bundled one.
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
