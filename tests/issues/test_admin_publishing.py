"""Previewing and publishing from the admin."""

import datetime as dt

import pytest
from django.urls import reverse

from issues.models import Article, Edition, Publication
from tests.delivery.editions import make_edition
from tests.factories import make_article, make_photo, make_series
from tests.issues.publish import published


@pytest.fixture
def ready(issue, sections, tajikistan):
    """An issue that nothing stops: two empty sections gone, one article ready."""
    sections["assistance"].delete()
    sections["contacts"].delete()
    make_article(issue, mission=tajikistan, section=sections["partnership"])
    return issue


def publish_url(issue):
    return reverse("admin:issues_issue_publish", args=[issue.pk])


def test_the_confirmation_lists_what_stops_with_links(client_for, editor, issue, article):
    article.state = Article.State.DRAFT
    article.save()
    response = client_for(editor).get(publish_url(issue))
    page = response.content.decode()
    assert "The article is still a draft" in page
    assert reverse("admin:issues_article_change", args=[article.pk]) in page
    assert "The section is empty" in page
    assert '<button class="button accent">' not in page


def test_a_blocked_issue_is_not_published(client_for, editor, issue, article):
    response = client_for(editor).post(publish_url(issue))
    assert response.status_code == 422
    assert not Publication.objects.exists()


@pytest.mark.pdf
def test_publishing_ends_with_links_to_page_and_pdf(
    client_for, clearer, ready, django_capture_on_commit_callbacks
):
    browser = client_for(clearer)
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(publish_url(ready))
    page = browser.get(response["Location"]).content.decode()
    assert "Edition 1 is published" in page
    publication = Publication.objects.get()
    assert (publication.requested_by, publication.state) == (clearer, "done")
    assert Edition.objects.get().published_by == clearer
    assert "/2020/8/v1/" in page
    for file in ("issue.pdf", "issue-light.pdf", "issue-print.pdf"):
        assert f"/2020/8/v1/{file}" in page
    edition_page = browser.get(
        reverse("admin:issues_edition_change", args=[publication.edition_id])
    ).content.decode()
    assert "/2020/8/v1/issue.pdf" in edition_page


def test_a_second_edition_needs_a_note(client_for, editor, ready):
    published(ready)
    response = client_for(editor).post(publish_url(ready), {"note": " "})
    assert response.status_code == 422
    assert "Say what this new edition corrects" in response.content.decode()
    assert not Publication.objects.exists()


def test_pressing_twice_publishes_once(client_for, editor, ready):
    under_way = Publication.objects.create(issue=ready, requested_by=editor)
    response = client_for(editor).post(publish_url(ready))
    assert response["Location"] == reverse("admin:issues_publication_progress", args=[under_way.pk])
    assert Publication.objects.count() == 1


def test_progress_tells_how_far_it_is(client_for, editor, ready):
    publication = Publication.objects.create(
        issue=ready, requested_by=editor, state="running", percent=40, step="Laying out the PDF"
    )
    browser = client_for(editor)
    state = browser.get(reverse("admin:issues_publication_state", args=[publication.pk]))
    assert state.json() == {"state": "running", "percent": 40, "step": "Laying out the PDF"}
    page = browser.get(
        reverse("admin:issues_publication_progress", args=[publication.pk])
    ).content.decode()
    assert '<progress id="progress-publication" max="100" value="40">' in page


def test_a_failure_says_why_and_leads_back(client_for, editor, ready):
    publication = Publication.objects.create(
        issue=ready, requested_by=editor, state="failed", problem="The issue was changed."
    )
    page = (
        client_for(editor)
        .get(reverse("admin:issues_publication_progress", args=[publication.pk]))
        .content.decode()
    )
    assert "Nothing was published" in page
    assert "The issue was changed." in page
    assert publish_url(ready) in page


@pytest.mark.parametrize("who", ["contributor", "communications"])
def test_only_editors_and_clearers_publish(client_for, request, editor, ready, who):
    publication = Publication.objects.create(issue=ready, requested_by=editor)
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(publish_url(ready)).status_code == 404
    assert browser.post(publish_url(ready)).status_code == 404
    for name in ("progress", "state"):
        url = reverse(f"admin:issues_publication_{name}", args=[publication.pk])
        assert browser.get(url).status_code == 404


def test_the_preview_is_the_public_page_with_a_bar(client_for, editor, ready):
    make_photo(article=Article.objects.get(), alt="A bus")
    response = client_for(editor).get(reverse("admin:issues_issue_preview", args=[ready.pk]))
    page = response.content.decode()
    assert "Preview, not published." in page
    assert '<article class="edition' in page
    assert "National banks met in Dushanbe." in page
    assert "/admin/issues/article/photo/" in page
    assert "/media/" not in page
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_the_preview_comes_in_the_languages_of_the_series(client_for, editor, ready):
    ready.series.languages = ["en", "ru"]
    ready.series.save()
    browser, url = client_for(editor), reverse("admin:issues_issue_preview", args=[ready.pk])
    assert '<html lang="ru"' in browser.get(url, {"language": "ru"}).content.decode()
    assert '<html lang="en"' in browser.get(url, {"language": "xx"}).content.decode()


@pytest.mark.pdf
def test_the_pdf_preview_is_a_pdf_that_nobody_keeps(client_for, communications, ready, settings):
    response = client_for(communications).get(
        reverse("admin:issues_issue_preview_pdf", args=[ready.pk])
    )
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]
    assert not list(settings.PUBLIC_ROOT.rglob("*.pdf"))


@pytest.mark.parametrize("name", ["issue_preview", "issue_preview_pdf"])
def test_a_preview_is_for_those_who_may_see_the_issue(
    client_for, contributor, inactive, ready, name
):
    url = reverse(f"admin:issues_{name}", args=[ready.pk])
    assert client_for(contributor).get(url).status_code == 404
    for nobody in (inactive, None):
        assert client_for(nobody).get(url)["Location"].startswith("/admin/login/")


def test_issue_numbers_are_given_once(client_for, editor, issue):
    data = {
        "series": issue.series_id,
        "year": 2020,
        "number": 8,
        "title": "",
        "summary": "",
        "language": "en",
        "period_start": "2020-11-01",
        "period_end": "2020-11-30",
        "data_as_of": "",
        "publication_date": "2020-12-01",
        "next_issue_date": "",
        "sections-TOTAL_FORMS": 0,
        "sections-INITIAL_FORMS": 0,
    }
    browser = client_for(editor)
    response = browser.post("/admin/issues/issue/add/", data)
    assert "This series already has an issue of that number." in response.content.decode()
    wrong = data | {"number": 9, "period_end": "2020-02-30", "year": "twenty"}
    found = browser.post("/admin/issues/issue/add/", wrong).context["adminform"].form.errors
    assert set(found) == {"period_end", "year"}
    lines = {
        "sections-TOTAL_FORMS": 2,
        "sections-0-title": "One",
        "sections-0-kind": "figures",
        "sections-1-title": "Two",
        "sections-1-kind": "articles",
    }
    assert browser.post("/admin/issues/issue/add/", data | lines | {"number": 9}).status_code == 302
    new = issue.series.issues.get(number=9)
    assert list(new.sections.order_by("order").values_list("title", flat=True)) == ["One", "Two"]


def test_an_issue_with_articles_is_not_deleted_by_accident(client_for, editor, issue, article):
    url = reverse("admin:issues_issue_delete", args=[issue.pk])
    response = client_for(editor).post(url, {"post": "yes"})
    assert response.status_code == 200
    assert "Cannot delete issue" in response.content.decode()
    issue.refresh_from_db()


def test_editions_are_only_looked_at(client_for, administrator, issue):
    edition = published(issue)
    browser = client_for(administrator)
    assert browser.get("/admin/issues/edition/add/").status_code == 403
    change = reverse("admin:issues_edition_change", args=[edition.pk])
    assert browser.post(change, {"note": "Changed"}).status_code == 403
    delete = reverse("admin:issues_edition_delete", args=[edition.pk])
    assert browser.post(delete, {"post": "yes"}).status_code == 403
    assert Edition.objects.get().note == ""


def test_series_keep_their_original_language_first(client_for, editor, tajikistan):
    series = make_series(missions=[tajikistan])
    data = {
        "title": series.title,
        "slug": series.slug,
        "running_title": series.running_title,
        "reliefweb_format": series.reliefweb_format,
        "organisation": series.organisation,
        "organisation_short": "IOM",
        "region": series.region,
        "missions": [tajikistan.pk],
        "original": "ru",
        "languages": ["en", "ru"],
        "brand_color": "#0033a0",
        "accent_color": "#d45b07",
        "licence": series.licence,
        "licence_url": series.licence_url,
        "disclaimer": "",
    }
    url = reverse("admin:issues_series_change", args=[series.pk])
    assert client_for(editor).post(url, data).status_code == 302
    series.refresh_from_db()
    assert series.languages == ["ru", "en"]
    response = client_for(editor).post(url, data | {"brand_color": "blue", "languages": ["xx"]})
    assert set(response.context["adminform"].form.errors) == {"brand_color", "languages"}


def test_a_dead_worker_does_not_block_the_editor(client_for, editor, ready, time_machine):
    dead = Publication.objects.create(issue=ready, requested_by=editor, state="running")
    browser = client_for(editor)
    assert browser.post(publish_url(ready))["Location"].endswith(f"/publication/{dead.pk}/")
    time_machine.move_to(dead.heartbeat_at + dt.timedelta(minutes=11))
    assert '<button class="button accent">' in browser.get(publish_url(ready)).content.decode()
    dead.refresh_from_db()
    assert dead.state == "failed"


def test_a_publication_no_worker_takes_says_so(client_for, editor, ready, time_machine):
    waiting = Publication.objects.create(issue=ready, requested_by=editor)
    browser = client_for(editor)
    progress, state = (
        reverse(f"admin:issues_publication_{name}", args=[waiting.pk])
        for name in ("progress", "state")
    )
    silent = "The worker has not begun yet."
    assert silent not in browser.get(progress).content.decode()
    assert browser.get(state).json()["step"] == ""
    time_machine.move_to(waiting.heartbeat_at + dt.timedelta(minutes=2))
    page = browser.get(progress).content.decode()
    assert silent in page
    assert publish_url(ready) not in page.split('id="publication"')[1]
    assert browser.get(state).json()["step"].startswith(silent)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_a_lost_publication_is_asked_for_again(client_for, editor, ready, time_machine):
    lost = Publication.objects.create(issue=ready, requested_by=editor)
    browser = client_for(editor)
    progress = reverse("admin:issues_publication_progress", args=[lost.pk])
    assert '<button class="button accent">' not in browser.get(publish_url(ready)).content.decode()
    time_machine.move_to(lost.heartbeat_at + dt.timedelta(minutes=11))
    assert publish_url(ready) in browser.get(progress).content.decode().split('id="publication"')[1]
    assert '<button class="button accent">' in browser.get(publish_url(ready)).content.decode()
    assert browser.post(publish_url(ready))["Location"] == progress
    assert '<button class="button accent">' not in browser.get(publish_url(ready)).content.decode()
    lost.refresh_from_db()
    assert lost.state == "waiting"
    assert Publication.objects.count() == 1


def test_a_note_typed_is_not_typed_twice(client_for, editor, ready):
    make_edition(ready)
    browser = client_for(editor)
    stands_in = "a sentence in brackets keeps its room"
    assert stands_in in browser.get(publish_url(ready)).content.decode()
    Publication.objects.create(
        issue=ready, requested_by=editor, state="failed", note="The heading was wrong."
    )
    response = browser.get(publish_url(ready))
    assert response.context["form"]["note"].value() == "The heading was wrong."
    assert stands_in not in response.content.decode()


@pytest.mark.pdf
def test_a_published_issue_keeps_its_address(client_for, editor, ready):
    published(ready)
    url = reverse("admin:issues_issue_change", args=[ready.pk])
    form = client_for(editor).get(url).context["adminform"].form
    assert all(form.fields[name].disabled for name in ("series", "year", "number"))
    assert not form.fields["title"].disabled
