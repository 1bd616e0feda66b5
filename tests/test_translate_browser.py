"""The Translate screen in a real Chromium: accessibility, fit, saving one by one, the keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

import tests.test_admin_browser as admin_browser
from issues.models import Translation
from missions.models import Membership
from tests.factories import make_figure, make_indicator, make_photo, make_user, place
from tests.issues.translating.hands import translate

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

LOOKS = [(1366, "light"), (1366, "dark"), (360, "light"), (360, "dark")]


@pytest.fixture
def translator(db):
    return make_user("translator", role=Membership.Role.TRANSLATOR)


@pytest.fixture
def half_done(issue, sections, article, editor):
    """An issue of which some texts are translated, one outdated and one a draft."""
    issue.series.languages = ["en", "ru", "fa"]
    issue.series.save()
    figure = make_figure(make_indicator("sent", name="Money transfers"), "337528")
    place(figure, sections["assistance"], label="Transfers of money")
    article.body = (
        "<h3>Fees</h3><p>National <strong>banks</strong> met in Dushanbe.</p><ul><li>One</li>"
        f'<li>In all <data value="{figure.observation}"></data> transfers</li></ul>'
    )
    article.save()
    make_photo(article=article, caption="Two tents by the river", alt="A tent")
    for row, field, words, done in [
        (article, "title", "Исследование денежных переводов", True),
        (sections["partnership"], "title", "Партнёрство", False),
        (sections["assistance"], "title", "Прямая помощь", True),
    ]:
        translate(issue, row, field, words, by=editor, done=done)
    article.title = "Research on remittances and their price"
    article.save()
    return issue


def screen(issue, language="ru"):
    return reverse("admin:issues_issue_translate", args=[issue.pk, language])


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_screen_has_no_fault(visitor, translator, half_done, width, scheme):
    window = visitor(translator, width=width, scheme=scheme)
    for url in (screen(half_done), screen(half_done, "fa"), f"{screen(half_done)}?show=todo"):
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(url)
        assert window.complaints == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate("document.querySelectorAll('*').length") < 1_000, url
        assert window.faults() == [], url


def test_texts_are_translated_one_after_another_by_keyboard(
    visitor, translator, half_done, article
):
    window = visitor(translator)
    page = window.open(screen(half_done))
    title = page.locator(f"#words-article-{article.pk}-title")
    unsaved = page.locator(f"#words-photo-{article.photos.get().pk}-alt")
    unsaved.fill("Палатка")
    title.fill("Исследование переводов и их цены")
    title.press("Control+Enter")
    card = page.locator(f"#article-{article.pk}-title")
    expect(card.locator(".chip")).to_have_text("done")
    assert Translation.objects.get(kind="article", field="title").is_done
    # The next text that waits is a rich one: its editor has the focus, and nothing was lost.
    editor = page.locator(f"#article-{article.pk}-body .ProseMirror[contenteditable]")
    expect(editor).to_be_focused()
    expect(unsaved).to_have_value("Палатка")
    page.keyboard.type("Банки встретились.")
    page.keyboard.press("Control+s")
    body = page.locator(f"#article-{article.pk}-body")
    expect(body.locator(".chip")).to_have_text("draft")
    assert Translation.objects.get(field="body").text == "<p>Банки встретились.</p>"
    assert window.complaints == []


def test_a_copied_original_keeps_its_figures(visitor, translator, half_done, article):
    window = visitor(translator)
    page = window.open(f"{screen(half_done)}?text=article-{article.pk}-body")
    body = page.locator(f"#article-{article.pk}-body")
    body.get_by_role("button", name="Copy the original").click()
    expect(body.locator(".figure-chip")).to_have_text("337,528")
    body.get_by_role("button", name="Done").click()
    expect(body.locator(".chip")).to_have_text("done")
    assert Translation.objects.get(field="body").text == article.body


def test_what_somebody_else_saved_is_shown_and_nothing_is_lost(
    visitor, translator, half_done, article, editor
):
    window = visitor(translator)
    page = window.open(screen(half_done))
    row = Translation.objects.get(kind="article", field="title")
    translate(half_done, article, "title", "Исследование цен", by=editor)
    box = page.locator(f"#words-article-{article.pk}-title")
    box.fill("Исследование переводов")
    box.press("Control+s")
    card = page.locator(f"#article-{article.pk}-title")
    expect(card.locator(".tr-complaint")).to_contain_text("Somebody else saved")
    expect(card.locator("del")).to_have_text("цен")
    expect(box).to_have_value("Исследование переводов")
    box.press("Control+s")
    expect(card.locator(".chip")).to_have_text("draft")
    row.refresh_from_db()
    assert row.text == "Исследование переводов"


def test_pressing_twice_meets_nobody_else(visitor, translator, half_done, article):
    page = visitor(translator).open(screen(half_done))
    box = page.locator(f"#words-photo-{article.photos.get().pk}-alt")
    box.fill("Палатка")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.evaluate(
            """box => { for (const _n of [1, 2]) box.dispatchEvent(new KeyboardEvent("keydown",
            { key: "s", ctrlKey: true, bubbles: true, cancelable: true })) }""",
            box.element_handle(),
        )
    page.wait_for_load_state("networkidle")
    card = page.locator(f"#photo-{article.photos.get().pk}-alt")
    expect(card.locator(".chip")).to_have_text("draft")
    expect(card.locator(".tr-complaint")).to_have_count(0)
    assert Translation.objects.get(kind="photo").text == "Палатка"
