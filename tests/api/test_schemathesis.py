"""Every endpoint is asked hundreds of odd things: no fault of ours, no answer undocumented."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
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
def one_connection():
    """Keep requests from closing the connection of the test, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api(db, one_connection):
    """The document of a site that has one of everything."""
    mission = make_mission()
    make_hotline(mission)
    make_edition(make_issue(make_series(missions=[mission])))
    for day in (3, 9):
        figure = printed(
            make_indicator(f"count-{day}"), day, day=day, mission=mission, covers=[mission]
        )
    document = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    document.there = {
        "series": "central-asia-regional-response-report",
        "year": 2020,
        "number": 8,
        "code": "count-9",
        "observation": str(figure.observation),
    }
    return document


SLUGS = {
    "/api/v1/series/{slug}/": "central-asia-regional-response-report",
    "/api/v1/missions/{slug}/": "tajikistan",
    "/api/v1/issues/{series}/{year}/{number}/articles/{slug}/": "research-on-remittances",
}


def statuses(operation, there):
    """Ask ``operation`` odd things, about what is there and what is not; return its statuses."""
    seen = set()

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    # Chance alone would never hit the address of something that is there.
    @given(case=operation.as_strategy(), is_there=st.booleans(), is_plain=st.booleans())
    def ask(case, is_there, is_plain):
        if is_there:
            case.path_parameters = {name: there[name] for name in case.path_parameters or {}}
        if is_plain:
            case.query = {}
        answer = case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})
        seen.add(answer.status_code)

    ask()
    return seen


def test_every_answer_is_documented(api):
    asked = {}
    for found in api.get_all_operations():
        operation = found.ok()
        there = api.there | {"slug": SLUGS.get(operation.path)}
        asked[operation.path] = statuses(operation, there)
    assert len(asked) == 14
    assert [path for path, seen in asked.items() if 200 not in seen] == []
    assert {400, 404} <= set.union(*asked.values())
