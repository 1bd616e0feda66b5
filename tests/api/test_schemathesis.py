"""Every endpoint is asked hundreds of odd things: no fault of ours, no answer undocumented."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.test_api import printed
from tests.delivery.editions import make_edition
from tests.factories import make_hotline, make_indicator, make_issue, make_mission, make_series

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture
def api(db):
    """The document of a site that has one of everything."""
    mission = make_mission()
    make_hotline(mission)
    make_edition(make_issue(make_series(missions=[mission])))
    for day in (3, 9):
        printed(make_indicator(f"count-{day}"), day, day=day, mission=mission, covers=[mission])
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


def test_every_answer_is_documented(api):
    asked = []
    for found in api.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=60,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

        ask()
        asked.append(operation.label)
    assert len(asked) == 11
