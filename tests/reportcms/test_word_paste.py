"""The editor itself, in Chromium under the site's content security policy."""

import shutil

import pytest
from csp.middleware import CSPMiddleware
from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory
from js_asset import Media
from playwright.sync_api import sync_playwright

from reportcms.prose import EXTENSIONS, ProseFormField, clean_prose
from tests.reportcms.word_clips import CLIPS

pytestmark = pytest.mark.browser

ADDRESS = "http://editor.test/"
PASTE = """
(html) => {
  const clipboard = new DataTransfer()
  clipboard.setData("text/html", html)
  const paste = new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true,
                                             cancelable: true})
  document.querySelector("[contenteditable=true]").dispatchEvent(paste)
}
"""


class TextForm(forms.Form):
    body = ProseFormField(config={"extensions": EXTENSIONS})


def editor_page(request):
    """Answer with the form of one rich text, as the admin shows it."""
    form = TextForm()
    media = Media.from_media(form.media, nonce=request.csp_nonce)
    return HttpResponse(
        f"<!doctype html><html lang=en><title>Editor</title>{media}<form>{form}</form>"
    )


def serve(route):
    """Answer a request of the browser with the page or a static file; nothing else exists."""
    path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
    if not path:
        response = CSPMiddleware(editor_page)(RequestFactory().get("/"))
        route.fulfill(body=response.content, headers=dict(response.items()))
    elif found := finders.find(path.removeprefix("static/")):
        route.fulfill(path=found)
    else:
        route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def editor():
    """Yield a page for the editor and what the browser complained about."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        page = browser.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", serve)
        yield page, complaints
        browser.close()


@pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)
def test_pasted_text_is_what_is_kept(editor, clip):
    page, complaints = editor
    complaints.clear()
    page.goto(ADDRESS)
    page.wait_for_selector("[contenteditable=true]")
    page.evaluate(PASTE, clip.pasted)
    assert clean_prose(page.input_value("textarea")) == clip.kept
    assert complaints == []


@pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)
def test_kept_text_survives_the_editor(editor, clip):
    page, complaints = editor
    complaints.clear()
    page.goto(ADDRESS)
    page.wait_for_selector("[contenteditable=true]")
    page.evaluate(PASTE, clip.kept)
    assert clean_prose(page.input_value("textarea")) == clip.kept
    assert complaints == []
