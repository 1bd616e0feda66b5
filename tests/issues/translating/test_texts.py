"""Translations of texts: where each stands, and what readers get of them."""

import json
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from issues.models import Translation
from issues.rendering import article_html, document_html
from issues.snapshot import article_preview, snapshot
from issues.translating import Stale, source_stamp, texts_for, write
from issues.translations import State, state_of, texts_of
from reportcms import versions
from tests.factories import make_figure, make_indicator, make_photo, place
from tests.issues.content import photo_url

from .hands import sections_by_title, text_of, translate

pytestmark = pytest.mark.django_db


SCHEMA = json.loads(Path(settings.BASE_DIR, "docs/content.schema.json").read_text())


def test_a_finished_translation_stands_for_its_original(issue, article, editor):
    translate(issue, article, "title", "Исследование переводов", by=editor)
    translate(issue, article, "body", "<p>Банки встретились в Душанбе.</p>", by=editor)
    node = sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0]
    assert node["title"] == "Исследование переводов"
    assert node["body"] == "<p>Банки встретились в Душанбе.</p>"
    assert node["language"] == "ru"
    english = sections_by_title(snapshot(issue, "en"))["partnership-in-action"]["articles"][0]
    assert english["title"] == article.title
    assert english["language"] == "en"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_tree_follows_its_schema(issue, article, sections, editor, language):
    make_photo(article=article, caption="The road home", place="Termez")
    placed = place(
        make_figure(make_indicator(), 5), sections["assistance"], label="People", style="callout"
    )
    fact = sections["partnership"].facts.create(label="GLIDE", value="EP-1")
    translate(issue, article, "title", "Исследование", by=editor)
    translate(issue, placed, "label", "Люди", by=editor)
    translate(issue, fact, "label", "Номер", by=editor)
    jsonschema.validate(snapshot(issue, language), SCHEMA)
    jsonschema.validate(article_preview(article, language), SCHEMA)


def test_what_is_not_translated_carries_its_own_language(issue, article, editor):
    photo = make_photo(article=article, caption="The road home")
    translate(issue, article, "title", "Исследование переводов", by=editor)
    translate(issue, photo, "alt", "Синее поле", by=editor)
    translate(issue, photo, "caption", "Дорога домой", by=editor)
    tree = snapshot(issue, "ru")
    html = document_html(tree, photo_url=photo_url)
    assert "<h3>Исследование переводов" in html
    assert '<div class="prose" lang="en">' in html
    assert '<span class="caption">Дорога домой</span>' in html
    assert '<span class="credit" lang="en">IOM Tajikistan</span>' in html
    assert 'alt="Синее поле" ' in html
    page = article_html(tree, article.slug, photo_url=photo_url)
    assert '<div class="prose" lang="en">' in page


def test_drafts_and_translations_of_an_earlier_text_are_not_published(issue, article, editor):
    translate(issue, article, "title", "Черновик", by=editor, done=False)
    translate(issue, article, "body", "<p>Было.</p>", by=editor)
    article.body = "<p>Central banks met in Dushanbe.</p>"
    article.save()
    node = sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0]
    assert (node["title"], node["body"]) == (article.title, article.body)
    assert node["language"] == "en"
    rows = {row.field: row for row in Translation.objects.all()}
    assert state_of(article.title, rows["title"]) == State.DRAFT
    assert state_of(article.body, rows["body"]) == State.OUTDATED
    assert state_of(article.sources, None) == State.MISSING


def test_an_outdated_translation_is_good_again_once_it_was_looked_at(issue, article, editor):
    translate(issue, article, "title", "Исследование", by=editor)
    article.title = "Research on remittances in 2020"
    article.save()
    written = translate(issue, article, "title", "Исследование", by=editor)
    assert written.row.is_done
    assert sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0][
        "title"
    ] == ("Исследование")


def test_texts_in_the_language_itself_are_left_alone(issue, article, editor):
    article.language = "ru"
    article.save()
    assert "article" not in {
        t.kind for t in texts_of(issue, issue.sections.all()) if t.language == "en"
    }
    translate(issue, article, "title", "Translated back", by=editor, language="ru")
    node = sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0]
    assert node["title"] == article.title
    translate(issue, article, "title", "Into English", by=editor, language="en")
    node = sections_by_title(snapshot(issue, "en"))["partnership-in-action"]["articles"][0]
    assert node["title"] == "Into English"


def test_labels_sentences_indicators_and_definitions_are_translated(
    issue, sections, editor, missions
):
    indicator = make_indicator(name="Migrants returned", definition="By land.")
    figure = make_figure(indicator, 7801, covers=missions.values(), source="Mission reports")
    placed = place(
        figure, sections["assistance"], style="statement", statement="Help for {figure} people."
    )
    plain = place(figure, sections["assistance"], style="callout")
    translate(issue, placed, "statement", "Помощь получили {figure} человек.", by=editor)
    texts = texts_for(issue, editor)
    for text in texts:
        if text.row in (indicator, figure.definition):
            words = {"name": "Вернулись мигранты", "text": "По суше."}[text.field]
            write(text, "ru", words, done=True, by=editor, seen="", original=source_stamp(text))
    tree = snapshot(issue, "ru")
    statement, callout = sections_by_title(tree)["direct-assistance"]["figures"]
    assert statement["statement"] == "Помощь получили {figure} человек."
    assert statement["language"] == "ru"
    assert statement["text_languages"]["source"] == "en"
    assert callout["indicator"]["name"] == "Вернулись мигранты"
    assert callout["indicator"]["definition"] == "По суше."
    assert callout["indicator"]["language"] == "ru"
    html = document_html(tree, photo_url=photo_url)
    assert '<p class="counts">Вернулись мигранты</p>' in html
    assert '<p class="sentence">Помощь получили ' in html
    assert '<span lang="en">Mission reports</span>' in html
    assert plain.figure.value == 7801


def test_the_tree_says_how_much_of_it_is_translated(issue, article, editor):
    before = snapshot(issue, "ru")["translation"]
    translate(issue, article, "title", "Исследование", by=editor)
    after = snapshot(issue, "ru")["translation"]
    assert before["translated"] == 0
    assert after == {"from": "en", "texts": before["texts"], "translated": 1}
    assert snapshot(issue, "en")["translation"]["texts"] == 0


def test_the_figures_of_a_translation_are_those_of_its_original(issue, article, editor):
    figure = make_figure(make_indicator(), 330528)
    other = make_figure(make_indicator("other", name="Other"), 5)
    reference = f'<data value="{figure.observation}"></data>'
    article.body = f"<p>We helped {reference} people.</p>"
    article.save()
    written = translate(issue, article, "body", "<p>Мы помогли 330 528 людям.</p>", by=editor)
    assert not written.row.is_done
    assert "missing" in written.complaints[0]
    strange = f'<p>Мы {reference} <data value="{other.observation}"></data></p>'
    written = translate(issue, article, "body", strange, by=editor)
    assert "does not have" in written.complaints[0]
    written = translate(issue, article, "body", f"<p>Мы помогли {reference} людям.</p>", by=editor)
    assert written.complaints == []
    node = sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0]
    assert "330\u00a0528" in node["body"]


def test_a_sentence_keeps_the_place_of_its_number(issue, sections, editor):
    figure = make_figure(make_indicator(), 7)
    placed = place(figure, sections["assistance"], style="statement", statement="{figure} people.")
    written = translate(issue, placed, "statement", "7 человек.", by=editor)
    assert not written.row.is_done
    assert "{figure}" in written.complaints[0]


def test_rich_text_is_cleaned_on_its_way_in(issue, article, editor):
    dirty = '<p onclick="x()">Банки<script>alert(1)</script></p>'
    row = translate(issue, article, "body", dirty, by=editor).row
    assert row.text == "<p>Банки</p>"
    Translation.objects.bulk_create(
        [
            Translation(
                kind="article",
                object_id=article.pk,
                field="body",
                language="ky",
                text=dirty,
                source=article.body,
            )
        ]
    )
    assert Translation.objects.get(language="ky").text == "<p>Банки</p>"
    words = translate(issue, article, "title", "A < B & <b>C</b>", by=editor).row.text
    assert words == "A < B & <b>C</b>"
    assert "A &lt; B &amp; &lt;b&gt;" in document_html(snapshot(issue, "ru"), photo_url=photo_url)


def test_the_database_keeps_one_translation_of_each_text(issue, article):
    key = {"kind": "article", "object_id": article.pk, "field": "title", "language": "ru"}
    Translation.objects.create(**key, text="Одно", source=article.title)
    for wrong in ({"text": "Другое"}, {"text": "", "language": "ky"}, {"kind": "person"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Translation.objects.create(**key | {"text": "x", "source": "x"} | wrong)


def test_nobody_writes_over_what_somebody_else_has_saved(issue, article, editor):
    translate(issue, article, "title", "Первое", by=editor)
    with pytest.raises(Stale) as stale:
        translate(issue, article, "title", "Второе", by=editor, seen="")
    assert stale.value.standing.text == "Первое"
    assert Translation.objects.get().text == "Первое"


def test_done_means_done_from_the_original_that_was_read(issue, article, editor):
    before = source_stamp(text_of(issue, article, "title"))
    article.title = "Quite another title"
    article.save()
    written = translate(issue, article, "title", "Исследование", by=editor, original=before)
    assert not written.row.is_done
    assert "changed while you were translating" in written.complaints[0]


def test_empty_words_take_the_translation_away(issue, article, editor):
    translate(issue, article, "title", "Исследование", by=editor)
    assert translate(issue, article, "title", "  ", by=editor).row is None
    assert not Translation.objects.exists()


def test_every_save_keeps_a_version(issue, article, editor):
    translate(issue, article, "title", "Первое", by=editor)
    row = translate(issue, article, "title", "Второе", by=editor).row
    kept = [versions.fields_in(version)["text"] for version in versions.versions_of(row)]
    assert kept == ["Второе", "Первое"]
    assert versions.versions_of(row)[0].revision.user == editor
