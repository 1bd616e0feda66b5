"""The database itself keeps editions, the ledger and the editorial log, on whichever engine this run uses."""

from contextlib import suppress

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import Tags
from django.db import DatabaseError, connection, transaction

from issues.models import (
    ConsentWithdrawal,
    Edition,
    EditionSubject,
    EditorialAct,
    Page,
    Redaction,
    Rendition,
    RenditionFile,
)
from issues.publishing import publish
from issues.review.log import log
from missions.models import AssistanceFigure, FigureBreakdown
from reportcms.frozen import trigger_name, unfrozen
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_mission,
    make_section,
    make_series,
    place,
)

FROZEN_MODELS = [
    Edition,
    EditionSubject,
    Rendition,
    RenditionFile,
    Page,
    AssistanceFigure,
    AssistanceFigure.covers.through,
    FigureBreakdown,
    EditorialAct,
    ConsentWithdrawal,
    Redaction,
]


@pytest.fixture
def edition(db):
    mission = make_mission()
    issue = make_issue(make_series(missions=[mission]))
    figure = make_figure(make_indicator(), "7801", covers=[mission])
    for label, value in (("women", 4000), ("men", 3801)):
        FigureBreakdown.objects.create(figure=figure, dimension="sex", label=label, value=value)
    place(figure, make_section(issue, "Direct assistance", kind="figures"))
    make_article(issue, mission=mission, section=make_section(issue))
    log(EditorialAct.Verb.OPENED, issue=issue, by=None)
    edition = publish(issue, by=None)
    withdrawal = ConsentWithdrawal.objects.create(photo_sha256="0" * 64, reason="By telephone.")
    Redaction.objects.create(withdrawal=withdrawal, edition=edition, language="ru", number=1)
    return edition


@pytest.mark.parametrize("model", FROZEN_MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_raw_sql_is_refused(edition, model, statement):
    table = model._meta.db_table
    before = list(model.objects.order_by("pk").values())
    assert before
    with (
        pytest.raises(DatabaseError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=connection.ops.quote_name(table)))
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
@pytest.mark.parametrize("model", FROZEN_MODELS, ids=lambda model: model.__name__)
def test_replacing_a_row_is_refused_too(edition, model):
    table, columns = model._meta.db_table, [f.column for f in model._meta.local_fields]
    before = list(model.objects.order_by("pk").values())
    for chosen in (columns, columns[1:]):  # by primary key, and by the other unique keys
        names = ", ".join(chosen)
        with connection.cursor() as cursor, suppress(DatabaseError), transaction.atomic():
            cursor.execute(
                f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table}"  # noqa: S608 -- our own names
            )
    # A table without other unique keys takes a further row; the rows it had stay as they were.
    assert list(model.objects.order_by("pk").values())[: len(before)] == before


def test_orm_shortcuts_are_refused(edition):
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        edition.save()
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Edition.objects.update(note="never mind")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Page._base_manager.all()._raw_delete("default")
    edition.refresh_from_db()
    assert edition.note == ""


def test_a_lost_trigger_is_reported(db):
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    name = trigger_name("issues_page", "DELETE")
    table = ' ON "issues_page"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{table}')
    assert unfrozen(["issues_edition", "issues_page"]) == ["issues_page"]
    [error] = run_checks(tags=[Tags.database], databases=["default"])
    assert (error.id, "issues_page" in error.msg) == ("reportcms.E001", True)
