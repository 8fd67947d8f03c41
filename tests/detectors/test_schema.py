"""Pipeline, analytics and routing as files say them (detectors.schema)."""

import pytest
from pydantic import ValidationError

from detectors.alerts.alert import Action, Severity
from detectors.config import Analytics, Node
from detectors.contract import EventKind
from detectors.registry import STAGES as REGISTERED
from detectors.schema import STAGES, AnalyticsFile, RouteFile, pipeline_record


def test_the_file_names_exactly_the_stages_that_exist() -> None:
    """A stage that the check lets through is one that the pipeline can make."""
    assert sorted(STAGES) == sorted(REGISTERED)


def test_a_route_as_the_record() -> None:
    """Words become enums, units become seconds."""
    said = {"kind": "gas", "tell": ["householder"], "by": ["sms"], "severity": "critical", "escalate_after": "3 min"}
    route = RouteFile.model_validate(said | {"command": "shut-valve", "dispatch": "guard", "at_once": True}).record()
    assert (route.kind, route.severity, route.command) == (EventKind.GAS, Severity.CRITICAL, Action.SHUT_VALVE)
    assert (route.escalate_after_s, route.at_once, route.dispatch) == (180.0, True, "guard")


def test_nothing_said_is_the_records_default() -> None:
    """The file's defaults are the record's, so that the two cannot drift apart."""
    assert AnalyticsFile().record() == Analytics()
    assert AnalyticsFile.model_validate({"nodes": [{"id": "n", "cores": 2, "objects_ms": 4}]}).record().nodes == (
        Node("n", 2, 4.0),
    )


def test_the_first_pattern_wins() -> None:
    """The order of the file is the order of precedence."""
    config = pipeline_record({"default": ["tracks"], "a-*": ["motion"], "a-1": ["smoke"]})
    assert config.stages("a-1") == ("motion",)
    assert config.stages("b") == ("tracks",)


@pytest.mark.parametrize(
    "bad", [{"cores": True}, {"cores": 1.5}, {"objects_ms": "9"}, {"objects_ms": float("nan")}, {"cores": 0}]
)
def test_types_are_not_guessed(bad: dict[str, object]) -> None:
    """True is not 1 core, "9" is not 9 ms, NaN is nothing."""
    with pytest.raises(ValidationError):
        AnalyticsFile.model_validate({"nodes": [{"id": "n", "cores": 1, "objects_ms": 9} | bad]})
