"""The history's screen: what it lists, compares and restores, and for whom."""

import pytest
from django.urls import reverse

from issues.models import Article, ConsentWithdrawal, EditorialAct, Photo
from reportcms import versions
from tests.delivery.editions import make_edition
from tests.factories import jpeg, make_hotline, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(article, contributor, editor):
    """An article with a photo in two versions; returns it with both versions, older first."""
    article.state = Article.State.DRAFT
    article.save()
    photo = make_photo(article=article, caption="One tent")
    old = versions.keep(article, by=contributor)
    article.title = "Research on transfers"
    article.body = "<p>National banks met in Astana.</p><h3>After</h3>"
    article.save()
    photo.caption = "Two tents"
    photo.save()
    make_photo(article=article, alt="Another", data=jpeg(color=(1, 2, 3)))
    return article, old, versions.keep(article, by=editor)


def history_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])


def test_lists_versions_with_what_changed_and_acts_between(changed, contributor, client_for):
    article, _old, _new = changed
    EditorialAct.objects.create(
        verb="approved", article=article, issue=article.issue, mission=article.mission, subject="x"
    )
    page = client_for(contributor).get(history_url(article)).content.decode()
    assert "Title · Text (+2 −1) · Photos: 1 added, 1 changed" in page
    assert page.index("</strong> approved") < page.index("newest") < page.index("first kept")


def test_two_versions_are_compared_whichever_is_named_first(changed, contributor, client_for):
    article, old, new = changed
    client = client_for(contributor)
    pages = [
        client.get(history_url(article), {"old": a.pk, "new": b.pk}).content.decode()
        for a, b in ((old, new), (new, old))
    ]
    for page in pages:
        assert "Research on <del>remittances</del> <ins>transfers</ins>" in page
        assert "met in <del>Dushanbe</del> <ins>Astana</ins>." in page
        assert "<h3><ins>After</ins></h3>" in page
        assert "<del>One tent</del> <ins>Two tents</ins>" in page


@pytest.mark.parametrize("pair", [("x", "y"), ("", ""), ("1", "99999999"), ("-1", "1" * 40)])
def test_versions_that_do_not_exist_are_not_found(changed, contributor, client_for, pair):
    article, _old, _new = changed
    response = client_for(contributor).get(
        history_url(article), dict(zip(("old", "new"), pair, strict=True))
    )
    assert response.status_code == 404


def test_a_version_of_another_row_is_not_found(changed, issue, tajikistan, editor, client_for):
    article, old, _new = changed
    other = versions.keep(make_hotline(tajikistan))
    response = client_for(editor).get(history_url(article), {"old": old.pk, "new": other.pk})
    assert response.status_code == 404


def test_what_it_said_while_it_was_another_missions_stays_there(
    changed, other_contributor, kazakhstan, editor, client_for
):
    article, old, _new = changed
    article.mission = kazakhstan
    article.save()
    newest = versions.keep(article, by=editor)
    client = client_for(other_contributor)
    page = client.get(history_url(article)).content.decode()
    assert "remittances" not in page
    url = reverse("admin:issues_article_restore", args=[article.pk, old.pk])
    assert client.get(url).status_code == client.post(url).status_code == 404
    compared = client.get(history_url(article), {"old": old.pk, "new": newest.pk})
    assert compared.status_code == 404
    assert (
        "remittances"
        in client_for(editor)
        .get(history_url(article), {"old": old.pk, "new": newest.pk})
        .content.decode()
    )


def test_of_a_withdrawn_picture_nothing_is_told(changed, editor, client_for):
    article, old, new = changed
    photo = article.photos.first()
    ConsentWithdrawal.objects.create(photo_sha256=photo.sha256, reason="asked", recorded_by=editor)
    page = client_for(editor).get(history_url(article), {"old": old.pk, "new": new.pk})
    assert "consent was withdrawn" in page.content.decode()
    for word in ("One tent", "One", "Two"):
        assert word not in page.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_versions(
    article, contributor, client_for, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for(contributor)
    for n in range(3):
        article.title = f"Title {n}"
        article.save()
        versions.keep(article, by=contributor)
    client.get(history_url(article))
    with django_assert_max_num_queries(25) as few:
        client.get(history_url(article))
    for n in range(27):
        article.title = f"Other title {n}"
        article.save()
        versions.keep(article, by=contributor)
    with django_assert_num_queries(len(few)):
        page = client.get(history_url(article))
    assert len(page.context["page"].object_list) == 30


# --- Restoring --------------------------------------------------------------------------------


def restore_url(article, version):
    return reverse("admin:issues_article_restore", args=[article.pk, version.pk])


def stamped(article):
    article.refresh_from_db()
    return {"stamp": article.changed_at.isoformat()}


def test_restoring_asks_first_and_then_brings_text_and_photos_back(
    changed, contributor, client_for
):
    article, old, new = changed
    client, url = client_for(contributor), restore_url(article, old)
    page = client.get(url).content.decode()
    assert "<del>Astana</del> <ins>Dushanbe</ins>" in page
    article.refresh_from_db()
    assert article.title == "Research on transfers"
    assert client.post(url, stamped(article)).status_code == 302
    article.refresh_from_db()
    assert article.title == "Research on remittances"
    assert article.body == "<p>National banks met in Dushanbe.</p>"
    assert [photo.caption for photo in article.photos.all()] == ["One tent"]
    newest = versions.versions_of(article).first()
    assert newest.revision.user == contributor
    act = EditorialAct.objects.get(verb="restored")
    assert (act.actor, act.article, act.mission) == (contributor, article, article.mission)
    # The other way round, with the photo that was gone.
    client.post(restore_url(article, new), stamped(article))
    assert [photo.caption for photo in article.photos.all()] == ["Two tents", ""]
    assert article.photos.last().image.storage.exists(article.photos.last().image.name)


def test_a_stale_restore_changes_nothing(changed, contributor, client_for):
    article, old, _new = changed
    data = stamped(article)
    article.sources = "Somebody else"
    article.save()
    client_for(contributor).post(restore_url(article, old), data)
    article.refresh_from_db()
    assert article.title == "Research on transfers"
    assert not EditorialAct.objects.exists()


@pytest.mark.parametrize("role", ["other_contributor", "clearer", "communications", "inactive"])
def test_nobody_else_restores(changed, role, request, client_for):
    article, old, _new = changed
    client = client_for(request.getfixturevalue(role))
    assert client.post(restore_url(article, old), stamped(article)).status_code in {302, 404}
    article.refresh_from_db()
    assert article.title == "Research on transfers"
    assert not EditorialAct.objects.exists()


@pytest.mark.parametrize("why", ["published", "submitted"])
def test_what_is_with_the_editor_is_restored_by_the_editor_only(
    changed, why, contributor, editor, client_for
):
    article, old, _new = changed
    if why == "published":
        make_edition(article.issue)
    else:
        Article.objects.update(state=Article.State.SUBMITTED)
    client_for(contributor).post(restore_url(article, old), stamped(article))
    article.refresh_from_db()
    assert article.title == "Research on transfers"
    client_for(editor).post(restore_url(article, old), stamped(article))
    article.refresh_from_db()
    assert article.title == "Research on remittances"


def test_a_withdrawn_picture_never_comes_back(changed, contributor, editor, client_for):
    article, old, new = changed
    client = client_for(contributor)
    client.post(restore_url(article, old), stamped(article))
    (lost,) = [photo for photo in versions.rows_in(new, Photo) if photo["alt"] == "Another"]
    ConsentWithdrawal.objects.create(
        photo_sha256=lost["sha256"], reason="asked", recorded_by=editor
    )
    page = client.post(restore_url(article, new), stamped(article), follow=True)
    assert "1 photo could not return" in page.content.decode()
    assert article.photos.count() == 1
