"""The registry: names to factories, strangers by module:name."""

import pytest

from detectors.registry import STAGES, RegistryError, Scope, stage


def test_every_stage_of_the_vocabulary_exists() -> None:
    """Deployments are written with these names."""
    video = {"motion", "tracks", "perimeter", "falling", "loitering", "tailgating", "stationary", "person-down"}
    video |= {"camera-health", "lift", "objects", "fire", "theft", "plate-reader"}
    entry = {"doors", "cards", "plates", "barrier-tailing", "overstay", "waste", "panic", "wall", "activity"}
    entry |= {"burglary", "fees", "outside-charging", "prowling"}
    sensing = {"smoke", "heat", "gas", "charging", "health", "tamper", "overload", "arc", "residual"}
    water = {"low-level", "tank-leak", "low-pressure"}
    assert set(STAGES) == video | entry | sensing | water
    assert all(name == known.name for name, known in STAGES.items())


def test_a_strangers_factory_is_found_by_module_and_name() -> None:
    """Its scope is its own to say; the default is looks."""
    found = stage("detectors.sensing.smoke:Smoke")
    assert found.scope == Scope.LOOKS


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("smok", "there are motion"),
        ("no.such.module:Thing", "does not lead"),
        ("detectors.sensing.smoke:Fog", "does not lead"),
        ("detectors.sensing.smoke:DEFAULT_PERCENT_PER_M", "not a factory"),
    ],
)
def test_a_wrong_name_says_what_would_be_right(name: str, word: str) -> None:
    """Errors name the way out."""
    with pytest.raises(RegistryError, match=word):
        stage(name)
