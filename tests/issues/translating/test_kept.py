"""What becomes of translations when what they translate goes, returns or is taken over."""

import json

import pytest
from django.utils import timezone
from reversion.models import Version

from issues.consent import withdraw_consent
from issues.history.bin import bring_back, purge_bin, put_in_bin
from issues.models import Translation
from issues.models.bin import KEPT_FOR
from issues.publishing import publish
from issues.rounds import open_issue, proposed
from issues.snapshot import snapshot
from reportcms import versions
from tests.factories import make_figure, make_indicator, make_photo, place

from .hands import sections_by_title, translate

pytestmark = pytest.mark.django_db


def test_they_come_back_from_the_bin_with_what_they_translate(issue, article, editor):
    translate(issue, article, "title", "Исследование", by=editor)
    bring_back(put_in_bin(article, by=editor), by=editor)
    node = sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0]
    assert node["title"] == "Исследование"


def test_they_go_when_the_bin_is_emptied(issue, article, editor):
    translate(issue, article, "title", "Исследование", by=editor)
    put_in_bin(article, by=editor)
    purge_bin(timezone.now())
    assert Translation.objects.exists()
    purge_bin(timezone.now() + KEPT_FOR * 2)
    assert not Translation.objects.exists()


def test_withdrawn_consent_takes_what_translations_say_of_the_picture(issue, article, editor):
    photo = make_photo(article=article, caption="Aziza at home", consent="given")
    row = translate(issue, photo, "caption", "Азиза дома", by=editor).row
    translate(issue, photo, "alt", "Азиза", by=editor)
    translate(issue, photo, "alt", "", by=editor)
    withdraw_consent(photo.sha256, by=editor, reason="A letter came.")
    assert not Translation.objects.exists()
    assert not versions.versions_of(row).exists()
    assert not [
        v
        for v in Version.objects.all()
        if "Азиза" in json.dumps(v.serialized_data, ensure_ascii=False)
    ]


def test_the_next_issue_keeps_the_translations_of_what_it_takes_over(
    issue, article, sections, editor
):
    sections["assistance"].facts.create(label="GLIDE", value="EP-1")
    placed = place(make_figure(make_indicator(), 5), sections["assistance"], label="People helped")
    translate(issue, sections["assistance"], "title", "Прямая помощь", by=editor)
    translate(issue, sections["assistance"].facts.get(), "label", "Номер", by=editor)
    translate(issue, placed, "label", "Люди", by=editor)
    following = open_issue(issue.series, by=editor, **vars(proposed(issue.series)))
    tree = snapshot(following, "ru")
    section = sections_by_title(tree)["direct-assistance"]
    assert section["title"] == "Прямая помощь"
    assert section["facts"][0]["label"] == "Номер"
    assert section["figures"][0]["label"] == "Люди"


@pytest.mark.pdf
def test_both_languages_are_published_from_one_issue(issue, article, sections, editor):
    translate(issue, article, "title", "Исследование переводов", by=editor)
    translate(issue, article, "body", "<p>Банки встретились.</p>", by=editor)
    edition = publish(issue, by=None)
    pages = {
        rendition.language: rendition.pages.get(slug=article.slug)
        for rendition in edition.renditions.all()
    }
    assert pages["en"].title == article.title
    assert pages["ru"].title == "Исследование переводов"
    assert "Банки встретились." in pages["ru"].html
