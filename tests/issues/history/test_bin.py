"""Deleting into the bin, bringing back, and what is gone for good after thirty days."""

import datetime as dt
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from issues.consent import withdraw_consent
from issues.history.bin import bring_back, purge_bin, put_in_bin
from issues.history.restoring import restore
from issues.models import Article, Binned, ConsentWithdrawal, EditorialAct, Photo, Section
from issues.review import Refused
from missions.models import Hotline
from reportcms import versions
from tests.delivery.editions import make_edition
from tests.factories import make_article, make_contact, make_hotline, make_photo
from tests.issues.history.forms import posted

pytestmark = pytest.mark.django_db
BIN = "admin:issues_binned_changelist"


@pytest.fixture
def draft(article, kazakhstan):
    article.state = Article.State.DRAFT
    article.save()
    article.with_missions.set([kazakhstan])
    make_photo(article=article, caption="One tent")
    return article


def delete_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


def back_url(entry):
    return reverse("admin:issues_binned_back", args=[entry.pk])


def test_an_article_deleted_comes_back_as_it_was(draft, contributor, sections, client_for):
    client = client_for(contributor)
    assert "30 days" in client.get(delete_url(draft)).content.decode()
    after = client.post(delete_url(draft), {"post": "yes"}, follow=True)
    assert f'<a href="{reverse(BIN)}">It is in the bin' in after.content.decode()
    assert not Article.objects.exists()
    entry = Binned.objects.get()
    assert (entry.title, entry.deleted_by) == (draft.title, contributor)
    page = client.get(reverse(BIN)).content.decode()
    assert draft.title in page
    response = client.post(back_url(entry))
    assert response.url == reverse("admin:issues_article_change", args=[draft.pk])
    back = Article.objects.get()
    for name in ("pk", "title", "slug", "body", "state", "section_id", "issue_id", "mission_id"):
        assert getattr(back, name) == getattr(draft, name)
    assert back.with_missions.count() == 1
    photo = back.photos.get()
    assert photo.caption == "One tent"
    assert photo.image.storage.exists(photo.image.name)
    assert not Binned.objects.exists()
    acts = EditorialAct.objects.order_by("pk").values_list("verb", "actor", "article", "subject")
    assert list(acts) == [
        ("deleted", contributor.pk, draft.pk, draft.title),
        ("brought_back", contributor.pk, draft.pk, draft.title),
    ]


def test_without_its_section_and_address_it_gets_others(draft, contributor, editor, sections):
    entry = put_in_bin(draft, by=contributor)
    sections["partnership"].delete()
    make_article(draft.issue, title=draft.title)
    back = bring_back(entry, by=contributor)
    assert back.section is None
    assert back.slug == "research-on-remittances-2"


def test_the_action_of_the_list_goes_to_the_bin_too(draft, contributor, client_for):
    url = reverse("admin:issues_article_changelist")
    data = {"action": "delete_selected", "_selected_action": [draft.pk]}
    client = client_for(contributor)
    assert "30 days" in client.post(url, data).content.decode()
    client.post(url, data | {"post": "yes"})
    assert Binned.objects.get().title == draft.title


def test_a_photo_taken_out_of_its_article(draft, contributor, client_for):
    url = reverse("admin:issues_article_change", args=[draft.pk])
    client = client_for(contributor)
    data = posted(client.get(url)) | {"photos-0-DELETE": "on"}
    assert client.post(url, data).status_code == 302
    assert not draft.photos.exists()
    entry = Binned.objects.get()
    assert entry.mission == draft.mission
    assert client.post(back_url(entry)).status_code == 302
    assert draft.photos.get().caption == "One tent"


def test_a_section_comes_back_with_its_facts_and_takes_its_articles_back(draft, editor, sections):
    section = sections["partnership"]
    section.facts.create(label="Missions", value="5")
    entry = put_in_bin(section, by=editor)
    draft.refresh_from_db()
    assert draft.section is None
    back = bring_back(entry, by=editor)
    draft.refresh_from_db()
    assert draft.section == back == Section.objects.get(pk=section.pk)
    assert [str(fact) for fact in back.facts.all()] == ["Missions: 5"]


@pytest.mark.parametrize("make", [make_contact, make_hotline])
def test_contacts_and_hotlines_come_back(make, tajikistan, editor, client_for):
    row = make(tajikistan)
    client = client_for(editor)
    client.post(delete_url(row), {"post": "yes"})
    assert not type(row).objects.exists()
    client.post(back_url(Binned.objects.get()))
    assert type(row).objects.get() == row
    assert EditorialAct.objects.filter(mission=tajikistan).count() == 2


def test_a_number_that_stands_there_again_is_not_doubled(tajikistan, editor):
    entry = put_in_bin(make_hotline(tajikistan), by=editor)
    make_hotline(tajikistan)
    with pytest.raises(Refused, match="already has this number"):
        bring_back(entry, by=editor)
    assert Hotline.objects.count() == 1
    assert Binned.objects.count() == 1


def test_what_has_no_place_any_more_says_so(draft, contributor, editor, sections):
    photo = put_in_bin(draft.photos.get(), by=contributor)
    article = put_in_bin(draft, by=contributor)
    with pytest.raises(Refused, match="Bring that back first"):
        bring_back(photo, by=contributor)
    make_edition(draft.issue)
    with pytest.raises(Refused, match="published"):
        bring_back(article, by=contributor)
    bring_back(article, by=editor)
    with pytest.raises(Refused, match="not in the bin any more"):
        bring_back(article, by=editor)


def test_a_withdrawn_picture_stays_away(draft, contributor, editor):
    photo = draft.photos.get()
    entry = put_in_bin(draft, by=contributor)
    ConsentWithdrawal.objects.create(photo_sha256=photo.sha256, reason="asked", recorded_by=editor)
    assert not bring_back(entry, by=contributor).photos.exists()


def test_no_version_remembers_a_picture_whose_consent_was_withdrawn(draft, contributor, editor):
    photo = draft.photos.get()
    photo.alt, photo.consent_by = "Zarina at her door", "Zarina S."
    photo.consent_form = default_storage.save("consent/form.pdf", ContentFile(b"signed"))
    photo.save()
    old = versions.keep(draft)
    put_in_bin(photo, by=contributor)
    picture, form = photo.image.name, photo.consent_form.name
    make_photo(article=draft)  # the same picture once more
    withdraw_consent(photo.sha256, by=editor, reason="She wrote to us.")
    for version in Version.objects.all():
        assert "Zarina" not in version.serialized_data + version.object_repr
    assert not EditorialAct.objects.filter(subject__contains="Zarina").exists()
    assert not Binned.objects.exists()
    assert not default_storage.exists(picture)
    assert not default_storage.exists(form)
    draft.refresh_from_db()
    stamp = draft.changed_at.isoformat()
    _article, missing = restore(draft, old, by=editor, stamp=stamp)
    assert missing == 1


# --- For whom ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees", "brings_back"),
    [
        ("contributor", True, True),
        ("editor", True, True),
        ("administrator", True, True),
        ("clearer", True, False),
        ("communications", True, False),
        ("other_contributor", False, False),
        ("inactive", False, False),
    ],
)
def test_who_sees_and_brings_back(draft, contributor, role, sees, brings_back, request, client_for):
    entry = put_in_bin(draft, by=contributor)
    client = client_for(request.getfixturevalue(role))
    page = client.get(reverse(BIN), follow=True).content.decode()
    assert (draft.title in page) == sees
    assert ("Bring back" in page) == brings_back
    client.post(back_url(entry))
    assert Article.objects.exists() == brings_back


def test_the_stranger_learns_nothing_from_the_number(
    draft, contributor, other_contributor, client_for
):
    entry = put_in_bin(draft, by=contributor)
    client = client_for(other_contributor)
    theirs, missing = (
        client.post(url) for url in (back_url(entry), "/admin/issues/binned/4242/back/")
    )
    assert theirs.status_code == missing.status_code == 404


# --- Thirty days ------------------------------------------------------------------------------


def test_after_thirty_days_it_is_gone_for_good(draft, contributor):
    put_in_bin(draft, by=contributor)
    now = timezone.now()
    assert purge_bin(now + dt.timedelta(days=29)) == 0
    assert versions.versions_of(draft).exists()
    assert purge_bin(now + dt.timedelta(days=31)) == 1
    assert not Binned.objects.exists()
    assert not versions.versions_of(draft).exists()


def test_a_photo_purged_stays_in_its_articles_versions(draft, contributor):
    old = versions.keep(draft)
    put_in_bin(draft.photos.get(), by=contributor)
    versions.keep(draft)
    assert purge_bin(timezone.now() + dt.timedelta(days=31)) == 1
    assert versions.versions_of(draft).count() == 2
    assert versions.rows_in(old, Photo)


def test_the_command_purges(draft, contributor):
    put_in_bin(draft, by=contributor)
    Binned.objects.update(deleted_at=timezone.now() - dt.timedelta(days=31))
    out = StringIO()
    call_command("purge_bin", stdout=out)
    assert out.getvalue() == "1 thing purged.\n"


def test_what_is_due_is_not_shown_any_more(draft, contributor, client_for):
    put_in_bin(draft, by=contributor)
    Binned.objects.update(deleted_at=timezone.now() - dt.timedelta(days=31))
    assert draft.title not in client_for(contributor).get(reverse(BIN)).content.decode()
