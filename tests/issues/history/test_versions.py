"""A version at every save that changed something, of the whole of what was saved."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from reversion.models import Revision, Version

from issues.admin.photo_reuse import copy_photo
from issues.models import Article, Photo
from reportcms import versions
from tests.factories import jpeg, make_article, make_contact, make_hotline, make_photo
from tests.issues.bundle_files import load, small, write_folder
from tests.issues.history.forms import posted

pytestmark = pytest.mark.django_db


def test_nothing_changed_keeps_nothing(article):
    make_photo(article=article)
    assert versions.keep(article)
    assert versions.keep(article) is None
    article.save()  # the time of the last change is no content
    assert versions.keep(article) is None
    assert Revision.objects.count() == 1


def test_a_photo_of_an_article_is_kept_with_it(article, contributor):
    photo = make_photo(article=article)
    versions.keep(article)
    photo.caption = "Another caption"
    photo.save()
    version = versions.keep(article, by=contributor, comment="why")
    assert version.revision.user == contributor
    assert version.revision.comment == "why"
    assert version.revision.version_set.count() == 2
    photo.delete()
    assert versions.keep(article).revision.version_set.count() == 1


def test_acts_and_arranging_make_no_version_of_their_own(article):
    versions.keep(article)
    article.state, article.order = Article.State.SUBMITTED, 7
    article.save()
    assert versions.keep(article) is None


def test_other_missions_are_content_whatever_their_order(article, kazakhstan, moldova):
    article.with_missions.set([moldova, kazakhstan])
    versions.keep(article)
    article.with_missions.set([])
    article.with_missions.set([kazakhstan, moldova])
    assert versions.keep(article) is None
    article.with_missions.set([kazakhstan])
    assert versions.keep(article)


def test_saving_the_form_keeps_what_was_before_and_what_is_now(article, contributor, client_for):
    article.state = Article.State.DRAFT
    article.save()
    url = reverse("admin:issues_article_change", args=[article.pk])
    client = client_for(contributor)
    data = posted(client.get(url))
    assert client.post(url, data | {"title": "Remittances, again"}).status_code == 302
    newest, first = versions.versions_of(article)
    assert first.revision.user is None
    assert versions.fields_in(first)["title"] == "Research on remittances"
    assert newest.revision.user == contributor
    assert versions.fields_in(newest)["title"] == "Remittances, again"
    # Saved once more without a change: nothing new.
    assert client.post(url, posted(client.get(url))).status_code == 302
    assert versions.versions_of(article).count() == 2


def test_a_refused_save_keeps_nothing(article, editor, client_for):
    url = reverse("admin:issues_article_change", args=[article.pk])
    client = client_for(editor)
    assert client.post(url, posted(client.get(url)) | {"title": ""}).status_code == 200
    assert not Version.objects.exists()


@pytest.mark.parametrize("make", [make_contact, make_hotline])
def test_contacts_and_hotlines_are_kept_too(make, tajikistan, contributor, client_for):
    row = make(tajikistan)
    url = reverse(f"admin:missions_{row._meta.model_name}_change", args=[row.pk])
    client = client_for(contributor)
    assert client.post(url, posted(client.get(url)) | {"name": "Night desk"}).status_code == 302
    assert [versions.fields_in(v)["name"] for v in versions.versions_of(row)][0] == "Night desk"
    assert versions.versions_of(row).count() == 2


def test_a_section_is_kept_with_its_facts_figures_and_photos(sections, editor, client_for):
    section = sections["partnership"]
    section.facts.create(label="Missions", value="5")
    make_photo(section=section)
    url = reverse("admin:issues_section_change", args=[section.pk])
    client = client_for(editor)
    assert client.post(url, posted(client.get(url)) | {"title": "Partners"}).status_code == 302
    newest = versions.versions_of(section).first()
    kept = {v.content_type.model for v in newest.revision.version_set.all()}
    assert kept == {"section", "fact", "photo"}


def test_files_that_a_version_names_are_not_swept(article, settings):
    photo = make_photo(article=article)
    versions.keep(article)
    kept = Path(photo.image.path)
    photo.delete()
    never_kept = make_photo(article=article, data=jpeg(color=(9, 9, 9)))
    gone = Path(never_kept.image.path)
    never_kept.delete()
    for path in (kept, gone):
        os.utime(path, times=(time.time() - 90_000,) * 2)
    call_command("sweep_files", stdout=StringIO())
    assert kept.exists()
    assert not gone.exists()
    versions.forget(Article, article.pk)
    assert not Photo.objects.exists()
    call_command("sweep_files", stdout=StringIO())
    assert not kept.exists()


def test_an_imported_issue_begins_its_history_with_the_bundle(tmp_path):
    issue, _notes = load(write_folder(tmp_path / "b", *small()))
    article = Article.objects.get()
    for row in (issue, article, *issue.sections.all()):
        (first,) = versions.versions_of(row)
        assert first.revision.comment == "imported"
        assert first.revision.user is None
        assert versions.keep(row) is None  # nothing was changed since
    (first,) = versions.versions_of(article)
    assert first.revision.version_set.count() == 1 + article.photos.count()


def test_a_photo_taken_from_an_earlier_article_makes_a_version(article, issue, contributor):
    earlier = make_photo(article=make_article(issue, mission=article.mission))
    copy_photo(earlier, article, by=contributor)
    newest, before = versions.versions_of(article)
    assert newest.revision.user == contributor
    assert before.revision.user is None
    assert len(versions.rows_in(newest, Photo)) == 1
