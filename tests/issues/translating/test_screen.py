"""The Translate screen: who may write what, and that nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from issues.models import Edition, Translation
from issues.translating import source_stamp, stamp_of, texts_for
from missions.models import Membership
from tests.delivery.editions import make_edition
from tests.factories import make_article, make_figure, make_indicator, make_photo, make_user, place

from .hands import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def translator(db):
    return make_user("translator", role=Membership.Role.TRANSLATOR)


def screen(issue, language="ru"):
    return reverse("admin:issues_issue_translate", args=[issue.pk, language])


def text_of(issue, row, field, user):
    return next(t for t in texts_for(issue, user) if t.row == row and t.field == field)


def sent(text, words, *, act="save", row=None, **others):
    """What the browser sends of one text."""
    return {
        act: text.key,
        f"words-{text.key}": words,
        f"seen-{text.key}": stamp_of(row),
        f"original-{text.key}": source_stamp(text),
    } | others


def test_each_text_stands_beside_its_original(issue, article, translator, client_for):
    photo = make_photo(article=article, caption="The road home")
    page = client_for(translator).get(screen(issue)).text
    for words in (article.title, "National banks met in Dushanbe.", photo.alt, "The road home"):
        assert words in page
    for field in ("title", "body"):
        assert f'name="words-article-{article.pk}-{field}"' in page
    assert "0 of " in page
    assert "IOM Central Asia Regional Response Report" in page


def test_a_translator_marks_a_text_as_done_and_goes_on_to_the_next(
    issue, article, translator, client_for
):
    text = text_of(issue, article, "title", translator)
    answer = client_for(translator).post(screen(issue), sent(text, "Исследование", act="done"))
    row = Translation.objects.get()
    assert (row.text, row.is_done, row.changed_by) == ("Исследование", True, translator)
    key = f"article-{article.pk}-body"
    assert answer.headers["Location"] == f"{screen(issue)}?text={key}#{key}"


def test_one_press_of_a_button_stores_whatever_was_typed(issue, article, translator, client_for):
    first = text_of(issue, article, "title", translator)
    second = text_of(issue, article, "body", translator)
    both = sent(second, "<p>Банки.</p>") | sent(first, "Исследование", act="done")
    client_for(translator).post(screen(issue), both)
    found = dict(Translation.objects.values_list("field", "is_done"))
    assert found == {"title": True, "body": False}


def test_texts_that_were_not_touched_are_left_alone(issue, article, editor, translator, client_for):
    row = translate(issue, article, "body", "<p>Банки встретились.</p>", by=editor).row
    title = text_of(issue, article, "title", translator)
    body = text_of(issue, article, "body", translator)
    # A browser sends line ends of its own.
    both = sent(body, "<p>Банки встретились.</p>\r\n", row=row) | sent(title, "Исследование")
    client_for(translator).post(screen(issue), both)
    row.refresh_from_db()
    assert row.is_done
    assert row.changed_by == editor


def test_a_second_save_meets_the_first_and_both_texts_are_shown(
    issue, article, editor, translator, client_for
):
    text = text_of(issue, article, "title", translator)
    theirs = translate(issue, article, "title", "Исследование переводов", by=editor).row
    answer = client_for(translator).post(screen(issue), sent(text, "Изучение переводов"))
    assert answer.status_code == 409
    assert "Изучение переводов</textarea>" in answer.text
    assert "<del>Исследование</del>" in answer.text
    assert Translation.objects.get().text == "Исследование переводов"
    # Saving again, from what the page says now, keeps one's own.
    client_for(translator).post(screen(issue), sent(text, "Изучение переводов", row=theirs))
    assert Translation.objects.get().text == "Изучение переводов"


def test_what_is_too_long_comes_back_with_a_reason(issue, article, translator, client_for):
    text = text_of(issue, article, "title", translator)
    answer = client_for(translator).post(screen(issue), sent(text, "я" * 161))
    assert answer.status_code == 409
    assert "at most 160 fit" in answer.text
    assert "я" * 161 in answer.text
    assert not Translation.objects.exists()


def test_a_missing_figure_keeps_the_text_a_draft_and_says_so(
    issue, article, translator, client_for
):
    figure = make_figure(make_indicator(), 5)
    article.body = f'<p>We helped <data value="{figure.observation}"></data>.</p>'
    article.save()
    text = text_of(issue, article, "body", translator)
    answer = client_for(translator).post(
        screen(issue),
        sent(text, "<p>Помощь.</p>", act="done", alone="1"),
    )
    assert answer.json()["state"] == "draft"
    assert "A figure of the original is missing" in answer.json()["told"]
    assert Translation.objects.get().text == "<p>Помощь.</p>"


def test_who_only_reads_sees_the_figures_of_both_texts(
    issue, article, translator, communications, client_for
):
    figure = make_figure(make_indicator(), 5)
    article.body = f'<p>We helped <data value="{figure.observation}"></data>.</p>'
    article.save()
    words = f'<p>Помогли: <data value="{figure.observation}"></data>.</p>'
    translate(issue, article, "body", words, by=translator)
    page = client_for(communications).get(screen(issue)).text
    named = re.findall(r"(?:We helped|Помогли:) (.*?)</p>", page)
    assert len(named) == 2
    assert named[0] == named[1]
    assert str(figure.indicator) in named[0]


def test_the_script_is_told_what_became_of_one_text(issue, article, editor, translator, client_for):
    browser = client_for(translator)
    text = text_of(issue, article, "title", translator)
    said = browser.post(screen(issue), sent(text, "Исследование", act="done", alone="1"))
    assert said.status_code == 200
    assert said.json()["state"] == "done"
    assert said.json()["seen"] == stamp_of(Translation.objects.get())
    assert "1 of " in said.json()["progress"]
    again = browser.post(screen(issue), sent(text, "Изучение", alone="1"))
    assert again.status_code == 409
    assert "Somebody else saved" in again.json()["told"]


def test_what_has_changed_in_the_original_is_marked(issue, article, translator, client_for):
    translate(issue, article, "title", "Исследование", by=translator)
    article.title = "Research on remittances in winter"
    article.save()
    page = client_for(translator).get(f"{screen(issue)}?show=todo").text
    assert "outdated" in page
    assert "in winter</ins>" in page


def test_the_list_can_be_narrowed_to_what_waits(issue, article, translator, client_for):
    translate(issue, article, "title", "Исследование", by=translator)
    page = client_for(translator).get(f"{screen(issue)}?show=todo").text
    assert f"words-article-{article.pk}-title" not in page
    assert f"words-article-{article.pk}-body" in page


def test_long_issues_come_in_pages_and_links_find_theirs(issue, sections, translator, client_for):
    for n in range(50):
        last = make_article(issue, title=f"Article {n}", section=sections["partnership"], order=n)
    browser = client_for(translator)
    assert f"words-article-{last.pk}-body" not in browser.get(screen(issue)).text
    page = browser.get(f"{screen(issue)}?text=article-{last.pk}-body").text
    assert f"words-article-{last.pk}-body" in page


def test_an_earlier_translation_of_the_same_words_is_offered(
    issue, article, sections, translator, client_for
):
    twin = make_article(issue, title=article.title, section=sections["partnership"])
    translate(issue, article, "title", "Исследование переводов", by=translator)
    page = client_for(translator).get(f"{screen(issue)}?text=article-{twin.pk}-title").text
    assert 'data-suggestion="Исследование переводов"' in page


def test_languages_written_from_right_to_left_are_set_so(issue, article, translator, client_for):
    issue.series.languages = ["en", "fa"]
    issue.series.save()
    page = client_for(translator).get(screen(issue, "fa")).text
    assert f'name="words-article-{article.pk}-title" lang="fa" dir="rtl"' in page


def test_the_way_in_leads_to_the_first_language_that_waits(issue, article, editor, client_for):
    browser = client_for(editor)
    way = reverse("admin:issues_issue_translations", args=[issue.pk])
    assert browser.get(way).headers["Location"] == screen(issue)
    issue.series.languages = ["en"]
    issue.series.save()
    assert "there is nothing to translate" in browser.get(way).text
    assert browser.get(screen(issue)).status_code == 404


# --- Who may --------------------------------------------------------------------------------------


@pytest.fixture
def texts(issue, article, sections, kazakhstan):
    """Texts of the issue, of an article of Tajikistan and of one of Kazakhstan."""
    sections["assistance"].intro = "<p>Help went on.</p>"
    sections["assistance"].save()
    theirs = make_article(
        issue, title="Clinic on wheels", mission=kazakhstan, section=sections["partnership"]
    )
    place(make_figure(make_indicator(), 5), sections["assistance"], label="People helped")
    return {"own": article, "theirs": theirs}


def test_a_mission_translates_its_own_articles_and_sees_no_others(
    issue, texts, contributor, client_for
):
    browser = client_for(contributor)
    page = browser.get(screen(issue)).text
    assert texts["own"].title in page
    assert "Clinic on wheels" not in page
    assert "Help went on" not in page
    text = text_of(issue, texts["own"], "title", contributor)
    browser.post(screen(issue), sent(text, "Исследование", act="done"))
    assert Translation.objects.get().changed_by == contributor


def test_a_mission_cannot_write_for_another_one(issue, texts, contributor, editor, client_for):
    for row, field in ((texts["theirs"], "title"), (issue.series, "title")):
        text = text_of(issue, row, field, editor)
        client_for(contributor).post(screen(issue), sent(text, "Чужое", act="done"))
    assert not Translation.objects.exists()


def test_partners_of_a_joint_article_read_its_translations(
    issue, texts, contributor, kazakhstan, tajikistan, client_for
):
    texts["theirs"].with_missions.add(tajikistan)
    text = text_of(issue, texts["theirs"], "title", contributor)
    browser = client_for(contributor)
    assert "Clinic on wheels" in browser.get(screen(issue)).text
    assert f"words-{text.key}" not in browser.get(screen(issue)).text
    assert browser.post(screen(issue), sent(text, "Чужое")).status_code == 404
    assert not Translation.objects.exists()


def test_a_mission_stops_at_publication_and_a_translator_does_not(
    issue, texts, contributor, translator, client_for
):
    make_edition(issue)
    assert Edition.objects.exists()
    text = text_of(issue, texts["own"], "title", contributor)
    assert client_for(contributor).post(screen(issue), sent(text, "Поздно")).status_code == 404
    client_for(translator).post(screen(issue), sent(text, "Исправление", act="done"))
    assert Translation.objects.get().text == "Исправление"


@pytest.mark.parametrize("role", ["clearer", "communications"])
def test_who_reads_everything_does_not_write_translations(role, issue, texts, request, client_for):
    user = request.getfixturevalue(role)
    browser = client_for(user)
    page = browser.get(screen(issue)).text
    assert texts["own"].title in page
    assert "<textarea" not in page
    text = text_of(issue, texts["own"], "title", user)
    assert browser.post(screen(issue), sent(text, "Нет", act="done")).status_code == 404


def test_reading_everywhere_and_writing_for_one_mission_stay_apart(
    issue, texts, contributor, kazakhstan, client_for
):
    """A clearer who also writes for Tajikistan translates for Tajikistan only."""
    Membership.objects.create(user=contributor, role=Membership.Role.CLEARER)
    browser = client_for(contributor)
    foreign = text_of(issue, texts["theirs"], "title", contributor)
    assert browser.post(screen(issue), sent(foreign, "Чужое")).status_code == 404
    own = text_of(issue, texts["own"], "title", contributor)
    browser.post(screen(issue), sent(own, "Своё"))
    assert Translation.objects.get().text == "Своё"


def test_a_translator_changes_no_original(issue, article, translator, client_for):
    browser = client_for(translator)
    form = reverse("admin:issues_article_change", args=[article.pk])
    assert 'name="title"' not in browser.get(form).text
    assert browser.post(form, {"title": "Mine now"}).status_code == 403
    arrange = reverse("admin:issues_issue_arrange", args=[issue.pk])
    assert browser.get(arrange).status_code == 404
    article.refresh_from_db()
    assert article.title == "Research on remittances"


def test_the_desk_says_what_waits_in_each_language(
    issue, article, translator, contributor, editor, communications, client_for
):
    for user in (translator, contributor, editor):
        page = client_for(user).get(reverse("admin:index")).text
        assert "texts to translate" in page, user
        assert f'href="{screen(issue)}?show=todo"' in page
    assert "texts to translate" not in client_for(communications).get(reverse("admin:index")).text


def test_an_article_is_previewed_in_the_other_language(issue, article, translator, client_for):
    translate(issue, article, "title", "Исследование переводов", by=translator)
    preview = reverse("admin:issues_article_preview", args=[article.pk])
    browser = client_for(translator)
    assert "Исследование переводов" in browser.get(f"{preview}?language=ru").text
    assert "Исследование переводов" not in browser.get(f"{preview}?language=xx").text
