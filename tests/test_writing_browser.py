"""The Write screen in a real Chromium: preview, checks, drafts kept, notes, keyboard, faults."""

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from fontTools.ttLib import TTFont

import tests.test_admin_browser as admin_browser
from issues.models import Article, Note
from issues.notes import leave_note
from issues.presence import note_presence
from tests.chromium import Traffic
from tests.factories import jpeg, make_article, make_issue, make_photo

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

LOOKS = [(1366, "light"), (1366, "dark"), (360, "light"), (360, "dark")]
MOST_NODES = 1_000
LEAVE = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
KEPT = "() => JSON.stringify(localStorage)"


def change_url(article):
    return reverse("admin:issues_article_change", args=[article.pk])


def write(page, text):
    page.get_by_role("textbox", name="Text", exact=True).fill(text)


def reopened(window, url):
    """Close the window as if the browser had ended, and open ``url`` in a new one; its page."""
    context = window.page.context
    window.page.close(run_before_unload=False)
    window.page = context.new_page()
    window.traffic = Traffic(window.page)
    window.page.on("console", window.hear)
    window.page.route("**/*", window.answer)
    return window.open(url)


@pytest.fixture
def article(issue, sections, tajikistan, editor):
    """An article that came back: a photo without consent, words left over, a note."""
    article = make_article(
        issue,
        mission=tajikistan,
        section=sections["partnership"],
        state=Article.State.RETURNED,
        return_reason="Name the district.",
        body="<p>National banks met, see TBC.</p><h4>Small</h4>",
    )
    make_photo(article=article, consent="missing")
    leave_note(article, by=editor, text="@dushanbe how many?")
    return article


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_screen_has_no_fault(visitor, contributor, editor, article, width, scheme):
    note_presence(article, editor)
    window = visitor(contributor, width=width, scheme=scheme)
    page = window.open(change_url(article))
    page.locator(".write-others p").wait_for()
    page.locator("summary", has_text="Send for review").click()
    assert window.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_NODES
    assert window.faults() == []


@pytest.mark.parametrize(("width", "scheme"), [(1366, "dark"), (360, "light")])
def test_the_screen_has_no_fault_for_those_who_edit_or_read(
    visitor, contributor, editor, communications, article, width, scheme
):
    Article.objects.filter(pk=article.pk).update(state="submitted", return_reason="")
    for person, act in [(editor, "Return"), (communications, None), (contributor, "Take back")]:
        window = visitor(person, width=width, scheme=scheme)
        page = window.open(change_url(article))
        if act:
            assert page.locator("button, summary", has_text=act).first.is_visible()
        assert window.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert window.faults() == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_photos_of_earlier_issues_have_no_fault(
    visitor, contributor, series, article, tajikistan, width, scheme
):
    earlier = make_article(make_issue(series, number=6), title="E", mission=tajikistan)
    make_photo(article=earlier, data=jpeg(color=(200, 90, 10)), alt="Earlier picture")
    window = visitor(contributor, width=width, scheme=scheme)
    page = window.open(reverse("admin:issues_article_earlier_photos", args=[article.pk]))
    assert page.locator(".earlier-photos li").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert window.faults() == []


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_both_texts_of_a_stale_save_are_shown(visitor, contributor, article, width, scheme):
    window = visitor(contributor, width=width, scheme=scheme)
    page = window.open(change_url(article))
    write(page, "The author’s own words.")
    Article.objects.get(pk=article.pk).save()  # somebody else, a moment earlier
    page.keyboard.press("Control+s")
    conflict = page.locator("#conflict")
    conflict.wait_for()
    window.traffic.settle()
    assert window.complaints == []
    assert "National banks met" in conflict.inner_text()
    assert "The author’s own words." in conflict.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert window.faults() == []
    page.get_by_role("button", name="Save mine in place of theirs").click()
    page.locator("#write-status", has_text="Saved").wait_for()
    article.refresh_from_db()
    assert article.body == "<p>The author’s own words.</p>"


def test_the_preview_follows_the_typing_and_stores_nothing(visitor, contributor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    frame = page.frame_locator(".look-frame")
    frame.get_by_text("National banks met").wait_for()
    write(page, "Typed while looking, all of it good.")
    frame.get_by_text("Typed while looking").wait_for()
    page.locator(".checks li").first.wait_for()
    assert "TBC" not in page.locator("#write-checks").inner_text()
    assert "7 words" in page.locator("#write-length").inner_text()
    assert window.complaints == []
    article.refresh_from_db()
    assert "Typed" not in article.body


def test_on_a_narrow_window_the_preview_opens_and_closes(visitor, contributor, article):
    page = visitor(contributor, width=800).open(change_url(article))
    panel = page.locator("#look-panel")
    assert not panel.is_visible()
    page.locator("#look-toggle").click()
    page.frame_locator(".look-frame").get_by_text("National banks met").wait_for()
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.locator("#look-toggle").evaluate("e => e === document.activeElement")


def test_a_check_leads_to_its_place(visitor, contributor, article):
    page = visitor(contributor, height=700).open(change_url(article))
    page.get_by_role("link", name="“TBC” looks like").click()
    box = page.get_by_role("textbox", name="Text", exact=True)
    assert box.evaluate("e => e === document.activeElement")
    page.get_by_role("link", name="have not agreed").click()
    focused = page.evaluate_handle("document.activeElement").as_element()
    assert focused.get_attribute("id") == "id_photos-0-alt"
    bar = page.locator("#write-bar").bounding_box()
    assert focused.bounding_box()["y"] >= bar["y"] + bar["height"]


def test_unsaved_text_is_warned_of_only_when_there_is_some(visitor, contributor, article):
    page = visitor(contributor).open(change_url(article))
    assert page.evaluate(LEAVE) is False
    write(page, "Not saved yet.")
    assert page.evaluate(LEAVE) is True
    page.keyboard.press("Control+s")
    page.locator("#write-status", has_text="Saved").wait_for()
    assert page.evaluate(LEAVE) is False
    article.refresh_from_db()
    assert article.body == "<p>Not saved yet.</p>"


def test_what_was_typed_before_the_scripts_came_is_unsaved(visitor, contributor, article):
    window, held = visitor(contributor), []
    page = window.page
    page.route("**/js/write.js", lambda route: held.append(route))
    page.goto(admin_browser.ORIGIN + change_url(article), wait_until="commit")
    # Else the box is found that the editor takes the place of.
    page.locator(".ProseMirror[contenteditable]").wait_for()
    write(page, "Faster than the line.")
    assert held
    for route in held:
        route.fallback()
    page.get_by_text("A copy is kept in this browser.").wait_for()
    assert page.evaluate(LEAVE) is True


def test_a_refused_save_is_told_once(visitor, contributor, article):
    page = visitor(contributor).open(change_url(article))
    page.locator("#id_title").fill("")
    page.keyboard.press("Control+s")
    page.get_by_text("Nothing was saved. Please correct:").wait_for()
    assert page.locator(".errornote").count() == 1
    assert not page.locator(".errornote").is_visible()
    page.locator(".faults").get_by_role("link", name="Title").click()
    assert page.locator("#id_title").evaluate("box => box === document.activeElement")


def test_text_kept_in_the_browser_is_offered_back(visitor, contributor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    page.locator("#id_title").fill("Only in this browser")
    write(page, "Kept when the line drops.")
    page.get_by_text("A copy is kept in this browser.").wait_for()
    page = reopened(window, change_url(article))
    assert page.locator("#id_title").input_value() == article.title
    page.get_by_role("button", name="Use my unsent text").click()
    assert page.locator("#id_title").input_value() == "Only in this browser"
    box = page.get_by_role("textbox", name="Text", exact=True)
    assert box.inner_text().strip() == "Kept when the line drops."
    page.keyboard.press("Control+s")
    page.locator("#write-status", has_text="Saved").wait_for()
    page.wait_for_load_state()  # the script that takes the copy away has run by then
    assert "draft" not in page.evaluate(KEPT)
    article.refresh_from_db()
    assert (article.title, article.body) == (
        "Only in this browser",
        "<p>Kept when the line drops.</p>",
    )


def test_kept_text_never_replaces_a_newer_one_silently(visitor, contributor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    write(page, "Mine, older.")
    page.get_by_text("A copy is kept in this browser.").wait_for()
    newer = Article.objects.get(pk=article.pk)
    newer.body = "<p>Theirs, newer.</p>"
    newer.save()
    page = reopened(window, change_url(article))
    page.get_by_text("was saved by somebody since").wait_for()
    page.get_by_role("button", name="Use my unsent text").click()
    page.keyboard.press("Control+s")
    conflict = page.locator("#conflict")
    conflict.wait_for()
    assert "Theirs, newer." in conflict.inner_text()
    assert "Mine, older." in conflict.inner_text()
    page.get_by_role("link", name="Keep theirs").click()
    page.wait_for_url(f"**{change_url(article)}")
    window.traffic.settle()
    assert "draft" not in page.evaluate(KEPT)
    article.refresh_from_db()
    assert article.body == "<p>Theirs, newer.</p>"


def test_text_that_arrived_is_not_offered_again(visitor, contributor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    page.locator("#id_title").fill("Arrived")
    page.get_by_text("A copy is kept in this browser.").wait_for()
    page.get_by_role("button", name="Save, and use a photo").click()
    page.wait_for_url("**/earlier-photos/")
    page = reopened(window, change_url(article))
    assert page.locator("#id_title").input_value() == "Arrived"
    assert not page.locator("#write-kept").is_visible()
    assert "draft" not in page.evaluate(KEPT)


def test_text_that_did_not_arrive_is_offered_again(visitor, contributor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    page.locator("#id_title").fill("Lost on the way")
    window.page.route(
        "**/change/",
        lambda route: route.abort() if route.request.method == "POST" else route.fallback(),
    )
    page.keyboard.press("Control+s")
    page.wait_for_timeout(300)
    page = reopened(window, change_url(article))
    page.get_by_role("button", name="Use my unsent text").click()
    assert page.locator("#id_title").input_value() == "Lost on the way"


def test_discarding_and_logging_out_remove_what_is_kept(visitor, contributor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    for end in ("Discard it", "Log out"):
        page.locator("#id_title").fill(f"To be gone by {end}")
        page.get_by_text("A copy is kept in this browser.").wait_for()
        page = reopened(window, change_url(article))
        page.get_by_role("button", name=end).click()
        assert "draft" not in page.evaluate(KEPT)


def test_sending_by_keyboard(visitor, contributor, article):
    page = visitor(contributor).open(change_url(article))
    page.locator("#id_title").fill("Sent by keyboard")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("The district is Khatlon.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("is sent for review").wait_for()
    article.refresh_from_db()
    assert (article.title, article.state) == ("Sent by keyboard", "submitted")
    assert article.acts.filter(reason="The district is Khatlon.").exists()


def test_a_note_with_a_name_completed(visitor, contributor, editor, article):
    window = visitor(contributor)
    page = window.open(change_url(article))
    page.locator("#id_title").fill("Still unsaved")
    box = page.get_by_label("New note")
    box.press_sequentially("Done. @ed")
    page.get_by_role("option", name="@editor").wait_for()
    box.press("Enter")
    assert box.input_value() == "Done. @editor "
    page.get_by_role("button", name="Leave the note").click()
    page.locator(".one-note", has_text="Done. @editor").wait_for()
    assert page.locator("#id_title").input_value() == "Still unsaved"
    note = Note.objects.get(author=contributor)
    assert list(note.mentions.all()) == [editor]
    page.get_by_role("button", name="Done : @dushanbe how many?").click()
    page.get_by_text("1 note done").wait_for()
    assert window.complaints == []


def words_in(font):
    """Return the words for which a font of icons has a sign."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    return {
        "".join(letters[glyph] for glyph in (first, *ligature.Component))
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for first, ligatures in getattr(table, "ExtSubTable", table).ligatures.items()
        for ligature in ligatures
    }


def test_the_small_font_of_icons_has_all_that_the_editor_shows(visitor, contributor, issue):
    window = visitor(contributor)
    asked = []
    window.page.on("request", lambda request: asked.append(request.url))
    page = window.open(reverse("admin:issues_article_add"))
    shown = set(page.locator(".prose-menubar .material-icons").all_text_contents())
    assert "format_bold" in shown
    assert shown <= words_in(TTFont(finders.find("fonts/web/EditorIcons.woff2")))
    assert not [url for url in asked if "material-icons.woff2" in url]


def test_without_scripts_one_writes_saves_and_sends(client_for, contributor, article):
    browser = client_for(contributor)
    page = browser.get(change_url(article)).content.decode()
    for name in ('name="_save"', 'name="_preview"', 'name="_act" value="submit"'):
        assert name in page
    assert 'id="look-panel"' in page
    assert "hidden>" in page[page.index('id="look-panel"') :][:120]
