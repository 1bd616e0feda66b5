"""The cast and the small sample that tests share.

Two missions write for one series; a third stands apart from it. Everybody has a name that
says who they are, so that a failing test reads as a sentence.
"""

import pytest
from django.test import Client
from django.utils import translation

from missions.models import Membership
from tests.factories import (
    make_article,
    make_issue,
    make_mission,
    make_section,
    make_series,
    make_user,
)

Role = Membership.Role


def pytest_collection_modifyitems(items):
    """Mark what one run is enough for, and put first the files that take longest."""
    mark_what_no_engine_changes(items)
    weights = {}
    for item in items:
        weights.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())
    # Two processes that begin with what is long end at about the same time.
    items.sort(key=lambda item: -len(weights[item.path] & {"browser", "pdf"}))


def mark_what_no_engine_changes(items):
    """PDFs laid out from a tree need no database."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if (
            "pdf" in marks
            and not marks & {"browser", "django_db"}
            and "db" not in item.fixturenames
        ):
            item.add_marker("one_engine")


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Give every test its own folders."""
    settings.MEDIA_ROOT = tmp_path / "private"
    settings.PUBLIC_ROOT = tmp_path / "public"
    settings.BAKED_ROOT = tmp_path / "baked"


@pytest.fixture(autouse=True)
def english():
    """Let no test inherit the language of the page that another one has opened."""
    with translation.override("en"):
        yield


@pytest.fixture
def tajikistan(db):
    return make_mission("IOM Tajikistan", country="TJ", slug="tajikistan", order=1)


@pytest.fixture
def kazakhstan(db):
    return make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan", order=2)


@pytest.fixture
def moldova(db):
    """A mission that writes for no series of the sample."""
    return make_mission("IOM Moldova", country="MD", slug="moldova", order=3)


@pytest.fixture
def missions(tajikistan, kazakhstan):
    return {mission.slug: mission for mission in (tajikistan, kazakhstan)}


@pytest.fixture
def series(missions):
    return make_series(missions=missions.values())


@pytest.fixture
def issue(series):
    return make_issue(series)


@pytest.fixture
def sections(issue):
    """An empty section for figures, one for articles, and one that fills itself."""
    return {
        "assistance": make_section(issue, "Direct assistance", kind="figures", order=1),
        "partnership": make_section(issue, "Partnership in action", kind="articles", order=2),
        "contacts": make_section(issue, "Contacts", kind="contacts", order=3),
    }


@pytest.fixture
def article(issue, sections, tajikistan):
    """An article of Tajikistan, placed and ready."""
    return make_article(issue, mission=tajikistan, section=sections["partnership"])


@pytest.fixture
def contributor(tajikistan):
    """Writes for Tajikistan, in Dushanbe."""
    return make_user("dushanbe", role=Role.CONTRIBUTOR, mission=tajikistan)


@pytest.fixture
def other_contributor(kazakhstan):
    """Writes for Kazakhstan, in Astana."""
    return make_user("astana", role=Role.CONTRIBUTOR, mission=kazakhstan)


@pytest.fixture
def editor(db):
    return make_user("editor", role=Role.REGIONAL_EDITOR)


@pytest.fixture
def clearer(db):
    return make_user("clearer", role=Role.CLEARER)


@pytest.fixture
def communications(db):
    return make_user("communications", role=Role.COMMUNICATIONS)


@pytest.fixture
def administrator(db):
    return make_user("administrator", is_superuser=True)


@pytest.fixture
def inactive(tajikistan):
    """Wrote for Tajikistan and has left."""
    return make_user("left", role=Role.CONTRIBUTOR, mission=tajikistan, is_active=False)


@pytest.fixture
def client_for():
    """``client_for(user)`` is a browser in which ``user`` has logged in (None: nobody)."""

    def browser(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return browser
