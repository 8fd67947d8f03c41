"""A third party's detector from a module or a file, put through the conformance suite."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from detectors import checks
from detectors.config import Survey
from detectors.contract import Detector
from detectors.registry import RegistryError, Scope, Stage, stage
from detectors.stream import DeviceInfo, DeviceKind
from twin.problems import InputError, Problem

ACCEPTED = "module:Name or path/to/file.py:Name of a factory (device, survey) -> detector"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Complaints (none: it conforms), what the detector hears, and how much it made of the sample stream."""

    complaints: tuple[str, ...]
    scope: Scope
    said: int


def conforms(name: str, device: str) -> Verdict:
    """Check the detector that ``name`` leads to, made for ``device`` of the sample stream.

    Raises
    ------
    InputError: when the name leads to no factory.
    """
    found = _stage(name)
    survey = sample_survey()
    try:
        said = len(checks.run(found.make(device, survey), checks.sample()))
    except Exception as error:  # whatever a stranger's code raises is a complaint about it
        return Verdict((f"sample stream: raised {type(error).__name__}: {error}",), found.scope, 0)
    return Verdict(tuple(checks.check_detector(lambda: found.make(device, survey))), found.scope, said)


def sample_survey() -> Survey:
    """The devices of the sample stream, as an installer would write them down."""
    kinds = {checks.CAMERA: DeviceKind.CAMERA} | dict.fromkeys(checks.DEVICES, DeviceKind.SMOKE)
    return Survey(devices={name: DeviceInfo(name, kind, (0.0, 0.0, 2.5)) for name, kind in kinds.items()})


def _stage(name: str) -> Stage:
    """The stage of a name; a file need not stand on Python's path, a module may stand in the folder one is in."""
    place, _, attribute = name.rpartition(":")
    if not place or not attribute:
        raise _refused(name, "names no detector")
    if place.endswith(".py"):
        return _from_file(Path(place), attribute, name)
    _beside(Path.cwd())
    try:
        return stage(name)
    except RegistryError as error:
        raise _refused(name, str(error)) from error


def _beside(folder: Path) -> None:
    """Let a detector import what lies beside it, now and later."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def _from_file(path: Path, attribute: str, name: str) -> Stage:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise _refused(name, f"{path} is no file of Python")
    _beside(path.parent.resolve())
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a stranger's module raises when it is read
        raise _refused(name, f"cannot be read: {type(error).__name__}: {error}") from error
    factory: Callable[[str, Survey], Detector] | None = getattr(module, attribute, None)
    if not callable(factory):
        raise _refused(name, f"has no {attribute} that can be called")
    return Stage(name, Scope(getattr(factory, "scope", Scope.LOOKS)), factory)


def _refused(name: str, why: str) -> InputError:
    return InputError([Problem(name, None, "", why, ACCEPTED)])
