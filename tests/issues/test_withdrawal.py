"""Withdrawing an edition: who may, what goes with it, what stays, and what readers get instead."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from issues.models import Edition, EditionWithdrawal, EditorialAct, Notice, Rendition
from issues.publishing import publish
from issues.replacing import superfluous_files
from issues.review import Refused
from issues.snapshot import snapshot
from issues.withdrawal import edition_before, withdraw_edition
from missions.models import AssistanceFigure
from reportcms.storage import PublicFiles
from tests.delivery.editions import make_edition
from tests.factories import (
    jpeg,
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_photo,
    make_section,
    place,
)

WHY = "It named people who had asked us not to."


def latest_versions():
    """What readers find: asked from the issues, and of editions that are known already."""
    found = list(Edition.objects.latest_versions())
    keys = Edition.bare.values("pk")
    assert set(Edition.bare.latest_versions_among(keys)) == set(found)
    return found


def latest_version():
    (found,) = latest_versions()
    return found


@pytest.fixture
def first(issue):
    return make_edition(issue)


@pytest.fixture
def second(issue, first):
    return make_edition(issue, version=2, note="The number of people returned was corrected.")


def standing(issue):
    return [e.version for e in Edition.objects.standing().filter(issue=issue).order_by("version")]


def test_the_newest_edition_takes_the_earlier_ones_along(issue, second, editor):
    withdrawals = withdraw_edition(second, by=editor, reason=f"  {WHY} ")
    assert [w.edition.version for w in withdrawals] == [2, 1]
    assert {(w.reason, w.withdrawn_by) for w in withdrawals} == {(WHY, editor)}
    assert standing(issue) == []
    assert not latest_versions()
    assert not Rendition.objects.standing().exists()


def test_readers_get_the_edition_before_if_the_editor_says_so(issue, second, clearer):
    assert edition_before(second).version == 1
    withdraw_edition(second, by=clearer, reason=WHY, restore=True)
    assert standing(issue) == [1]
    assert latest_version().version == 1


def test_an_older_edition_goes_alone(issue, first, second, editor):
    withdraw_edition(first, by=editor, reason=WHY)
    assert standing(issue) == [2]
    assert latest_version() == second


def test_a_corrected_edition_can_follow(issue, second, editor):
    withdraw_edition(second, by=editor, reason=WHY)
    third = make_edition(issue, version=3, note="Without the names.")
    assert latest_version() == third
    assert edition_before(third) is None
    with pytest.raises(Refused, match="no edition before"):
        withdraw_edition(third, by=editor, reason=WHY, restore=True)


@pytest.mark.parametrize("role", ["contributor", "communications"])
def test_others_may_not(role, first, request):
    with pytest.raises(Refused, match="Only a clearer or a regional editor"):
        withdraw_edition(first, by=request.getfixturevalue(role), reason=WHY)
    assert not EditionWithdrawal.objects.exists()


def test_it_needs_a_reason_and_happens_once(first, editor):
    with pytest.raises(Refused, match="Say why"):
        withdraw_edition(first, by=editor, reason="  ")
    withdraw_edition(first, by=editor, reason=WHY)
    with pytest.raises(Refused, match="already"):
        withdraw_edition(first, by=editor, reason=WHY)


def test_it_is_logged_and_colleagues_are_told(issue, first, editor, clearer, communications):
    withdraw_edition(first, by=editor, reason=WHY)
    act = EditorialAct.objects.get(verb="withdrawn")
    assert (act.issue, act.actor, act.reason, act.subject) == (issue, editor, WHY, str(first))
    assert {n.person for n in Notice.objects.filter(act=act)} == {clearer, communications}


def test_the_database_keeps_withdrawals(first, editor):
    (withdrawal,) = withdraw_edition(first, by=editor, reason=WHY)
    rows = EditionWithdrawal.objects.filter(pk=withdrawal.pk)
    for change in (lambda: rows.update(reason="Never mind"), rows.delete):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()


def test_files_go_unless_another_edition_needs_them(series, first, editor):
    other = make_edition(make_issue(series, number=9))  # its PDF has the same bytes
    rendition = first.renditions.get()
    files = PublicFiles()
    withdraw_edition(first, by=editor, reason=WHY)
    assert files.exists(rendition.pdf_name)
    assert superfluous_files() == set()
    withdraw_edition(other, by=editor, reason=WHY)
    assert not files.exists(rendition.pdf_name)


@pytest.mark.pdf
@pytest.mark.django_db
def test_pictures_and_pdfs_of_a_published_issue_go_and_come_back(missions, issue, editor):
    mission = missions["tajikistan"]
    section = make_section(issue)
    make_photo(article=make_article(issue, mission=mission, section=section), data=jpeg(900, 600))
    edition = publish(issue, by=None)
    rendition = edition.renditions.get()
    names = {rendition.pdf_name, *rendition.pictures, *(f.name for f in rendition.files.all())}
    files = PublicFiles()
    assert len(rendition.pictures) > 3
    assert all(map(files.exists, names))
    withdraw_edition(edition, by=editor, reason=WHY)
    assert not any(map(files.exists, names))
    call_command("verify_editions")
    files.store_as(sorted(rendition.pictures)[0], b"left behind")
    with pytest.raises(CommandError, match="still public"):
        call_command("verify_editions")
    corrected = publish(issue, by=None, note="Names taken out.")
    assert corrected.version == 2
    assert all(map(files.exists, corrected.renditions.get().pictures))
    call_command("verify_editions")


def test_a_withdrawn_edition_is_not_repeated_by_the_next_one(series, second, editor):
    issue = second.issue
    assert snapshot(issue, "en", version=3, note="New")["edition"]["corrections"]
    withdraw_edition(second, by=editor, reason=WHY)
    assert snapshot(issue, "en", version=3, note="New")["edition"]["corrections"] == []


def test_figures_that_only_it_printed_are_public_no_longer(issue, first, missions, editor):
    section = make_section(issue, kind="figures")
    here, elsewhere = (
        make_figure(make_indicator(code), 12, covers=missions.values()) for code in ("here", "both")
    )
    for figure in (here, elsewhere):
        place(figure, section)
        figure.releases.create(
            series_slug=issue.series.slug,
            series_title=issue.series.title,
            year=issue.year,
            number=issue.number,
            version=1,
            released_on="2020-12-01",
        )
    elsewhere.releases.create(released_on="2020-12-02")
    withdraw_edition(first, by=editor, reason=WHY)
    assert list(AssistanceFigure.objects.public()) == [elsewhere]
    assert list(AssistanceFigure.objects.public(known_on="2020-12-01")) == []
    assert list(AssistanceFigure.objects.released()) == [elsewhere]


def withdraw_url(edition):
    return reverse("admin:issues_edition_withdraw", args=[edition.pk])


def test_the_screen_says_what_goes_and_asks(client_for, editor, second):
    browser = client_for(editor)
    change = reverse("admin:issues_edition_change", args=[second.pk])
    assert withdraw_url(second) in browser.get(change).text
    page = browser.get(withdraw_url(second)).text
    assert "edition 2" in page
    assert "edition 1" in page
    assert re.search(r'value="nothing"[^>]*checked', page)
    refused = browser.post(withdraw_url(second), {"reason": "", "instead": "nothing"})
    assert refused.status_code == 422
    assert "Say why: readers will see it." in refused.text
    answer = browser.post(withdraw_url(second), {"reason": WHY, "instead": "before"}, follow=True)
    assert "its files are gone" in answer.text
    assert WHY in answer.text
    assert withdraw_url(second) not in answer.text
    assert standing(second.issue) == [1]
    assert "withdrawn already" in browser.get(withdraw_url(second), follow=True).text


def test_the_only_edition_offers_no_choice(client_for, clearer, first):
    browser = client_for(clearer)
    assert 'name="instead"' not in browser.get(withdraw_url(first)).text
    assert browser.post(withdraw_url(first), {"reason": WHY}).status_code == 302
    assert standing(first.issue) == []
