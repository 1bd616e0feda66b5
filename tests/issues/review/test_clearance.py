"""Clearance: good for exactly what the clearer saw."""

import pytest

from issues.models import Clearance, EditorialAct, Notice, Section
from issues.models.edition import next_version
from issues.publishing import NotPublished, NotReady, publish
from issues.review import Refused
from issues.review.clearance import (
    clear,
    clearance_findings,
    seen_sha256,
    standing_clearance,
    stopping,
    withdraw_clearance,
)
from tests.factories import make_photo
from tests.issues.publish import published


@pytest.fixture
def cleared(ready, clearer):
    clear(ready, by=clearer)
    return ready


def test_an_issue_waits_for_its_clearance(ready, clearer, editor):
    [finding] = clearance_findings(ready)
    assert "Nobody has cleared it yet" in finding.message
    assert stopping(ready, by=editor) == [finding]
    clearance = clear(ready, by=clearer)
    assert standing_clearance(ready) == clearance
    assert stopping(ready, by=editor) == []
    act = EditorialAct.objects.get()
    assert (act.verb, act.actor, act.issue) == ("cleared", clearer, ready)
    assert [notice.person for notice in Notice.objects.all()] == [editor]


def test_a_series_without_clearance_needs_none(ready, editor):
    ready.series.needs_clearance = False
    ready.series.save()
    assert stopping(ready, by=editor) == []


def change_title(issue):
    article = issue.articles.get()
    article.title = "Another title"
    article.save()


def change_order(issue):
    Section.objects.create(issue=issue, title="New", kind="articles", intro="<p>x</p>")


def change_photo(issue):
    make_photo(article=issue.articles.get())


def change_series(issue):
    issue.series.disclaimer = "New."
    issue.series.save()


@pytest.mark.parametrize("change", [change_title, change_order, change_photo, change_series])
def test_any_change_ends_the_clearance(cleared, clearer, editor, change):
    change(cleared)
    assert standing_clearance(cleared) is None
    [finding] = stopping(cleared, by=editor)
    assert "changed since clearer cleared it on" in finding.message
    with pytest.raises(NotReady, match="clear it again"):
        publish(cleared, by=editor)
    clear(cleared, by=clearer)
    assert stopping(cleared, by=editor) == []
    assert Clearance.objects.filter(withdrawn_at=None).count() == 1


def test_a_change_taken_back_is_no_change(cleared, clearer, editor):
    article = cleared.articles.get()
    title, article.title = article.title, "For a moment"
    article.save()
    article.title = title
    article.save()
    assert standing_clearance(cleared)


@pytest.mark.parametrize("role", ["editor", "contributor", "communications", "inactive"])
def test_only_a_clearer_clears_and_withdraws(cleared, request, role):
    person = request.getfixturevalue(role)
    with pytest.raises(Refused, match="Only a clearer"):
        clear(cleared, by=person)
    with pytest.raises(Refused, match="Only a clearer"):
        withdraw_clearance(cleared, by=person, reason="No.")
    assert standing_clearance(cleared)


def test_what_is_blocked_cannot_be_cleared(ready, clearer):
    ready.articles.update(state="draft")
    with pytest.raises(Refused, match="1 thing still stops"):
        clear(ready, by=clearer)
    assert not Clearance.objects.exists()


def test_warnings_stand_for_a_reason_that_is_kept(ready, clearer):
    ready.data_as_of = None
    ready.save()
    with pytest.raises(Refused, match="say why they may stand"):
        clear(ready, by=clearer, reason="  ")
    clearance = clear(ready, by=clearer, reason="No figures in this one.")
    assert clearance.reason == "No figures in this one."
    [warning] = clearance.warnings
    assert "Data as of" in warning["message"]
    assert EditorialAct.objects.get().reason == "No figures in this one."


def test_nobody_clears_what_they_have_not_seen(ready, clearer):
    seen = seen_sha256(ready)
    change_title(ready)
    with pytest.raises(Refused, match="changed since you opened"):
        clear(ready, by=clearer, seen=seen)
    assert clear(ready, by=clearer, seen=seen_sha256(ready))


def test_a_clearance_is_withdrawn_for_a_reason(cleared, clearer, editor):
    with pytest.raises(Refused, match="Say why"):
        withdraw_clearance(cleared, by=clearer, reason=" ")
    withdraw_clearance(cleared, by=clearer, reason="The ministry asked us to wait.")
    assert stopping(cleared, by=editor)
    act = EditorialAct.objects.first()
    assert (act.verb, act.reason) == ("uncleared", "The ministry asked us to wait.")
    with pytest.raises(Refused, match="not cleared"):
        withdraw_clearance(cleared, by=clearer, reason="Again.")


def test_each_edition_is_cleared_with_its_note(cleared, clearer, editor):
    published(cleared)
    assert next_version(cleared) == 2
    [finding] = stopping(cleared, by=editor)
    assert "Nobody has cleared it yet" in finding.message
    with pytest.raises(Refused, match="Say what this new edition corrects"):
        clear(cleared, by=clearer)
    clearance = clear(cleared, by=clearer, note=" The place was wrong. ")
    assert clearance.note == "The place was wrong."
    assert stopping(cleared, by=editor) == []


@pytest.mark.pdf
def test_what_was_cleared_is_published_with_the_note_that_was_cleared(cleared, clearer, editor):
    first = publish(cleared, by=editor)
    assert first.published_by == editor
    clear(cleared, by=clearer, note="The place was wrong.")
    second = publish(cleared, by=editor, note="Something else.")
    assert second.note == "The place was wrong."
    verbs = EditorialAct.objects.order_by("pk").values_list("verb", "actor__username")
    assert list(verbs) == [
        ("cleared", "clearer"),
        ("published", "editor"),
        ("cleared", "clearer"),
        ("published", "editor"),
    ]


@pytest.mark.pdf
def test_a_clearance_withdrawn_in_the_middle_stops_it(cleared, clearer, editor):
    def report(percent, step):
        if percent == 92:
            withdraw_clearance(cleared, by=clearer, reason="Wait.")

    with pytest.raises(NotPublished):
        publish(cleared, by=editor, report=report)
    assert not cleared.editions.exists()


@pytest.mark.pdf
def test_the_operators_command_asks_for_no_clearance(ready):
    assert publish(ready, by=None).version == 1
