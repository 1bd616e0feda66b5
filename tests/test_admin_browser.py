"""The admin in a real Chromium: accessibility, the security policy, and what scripts add.

The browser's requests are answered by Django's test client, so each test keeps its own data.
"""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.urls import reverse
from PIL import Image

from issues.admin.arrange import present_places
from issues.models import Article, Proof
from issues.proofing import content_now
from missions.models import Mission
from reportcms.canonical import digest
from tests.chromium import Traffic, launched
from tests.factories import (
    jpeg,
    make_article,
    make_contact,
    make_figure,
    make_hotline,
    make_indicator,
    make_photo,
    place,
)
from tests.issues.publish import published

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

ORIGIN = "http://localhost"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, launched() as browser:
        # Playwright's loop counts as running in this thread while tests talk to the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


class Visitor:
    """A person's browser window; ``complaints`` is what its console reported."""

    def __init__(self, chromium, client, server, **window):
        self.client, self.server = client, server
        self.page = chromium.new_context(**window).new_page()
        self.traffic = Traffic(self.page)
        self.complaints = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self.answer)

    def hear(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def answer(self, route):
        request = route.request
        path = urlsplit(request.url).path
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            route.fulfill(path=found) if found else route.fulfill(status=404, body="")
            return
        response = self.server.submit(
            self.client.generic,
            request.method,
            request.url.removeprefix(ORIGIN),
            request.post_data_buffer or b"",
            request.headers.get("content-type", ""),
        ).result()
        route.fulfill(
            status=response.status_code, headers=dict(response.headers), body=response.content
        )

    def open(self, url):
        self.page.goto(ORIGIN + url)
        self.traffic.settle()
        return self.page

    def faults(self):
        """Return the accessibility faults of the page as (rule, element)."""
        # As high as the page, so that no row hides behind the bar that sticks to the bottom.
        window = self.page.viewport_size
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size(window | {"height": max(height, window["height"])})
        # Reading style sheets ahead would ask for files that the page itself does not need.
        options = {"runOnly": WCAG, "resultTypes": ["violations"], "preload": False}
        found = Axe().run(self.page, options=options).response["violations"]
        self.page.set_viewport_size(window)
        return [(v["id"], n["html"][:120]) for v in found for n in v["nodes"]]


@pytest.fixture
def visitor(chromium, client_for, db):
    """Open windows for people; one thread answers them, on the connection of the test."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    server = ThreadPoolExecutor(
        1, initializer=connections.__setitem__, initargs=("default", connection)
    )
    windows = []

    def visit(user, *, width=1366, height=1400, scheme="light"):
        window = Visitor(
            chromium,
            client_for(user),
            server,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
        )
        windows.append(window)
        return window

    yield visit
    for window in windows:
        window.page.context.close()
    server.shutdown()
    connection.dec_thread_sharing()


@pytest.fixture
def filled(issue, sections, article, tajikistan, kazakhstan):
    """The sample with something of everything; returns the addresses of its pages."""
    figure = make_figure(make_indicator(), "7801", mission=tajikistan, covers=[tajikistan])
    place(figure, sections["assistance"])
    photo = make_photo(article=article)
    make_photo(section=sections["assistance"])
    make_article(issue, title="Loose", mission=kazakhstan, state="draft")
    hotline = make_hotline(tajikistan)
    contact = make_contact(tajikistan)
    edition = published(issue)

    def of(name, pk):
        return reverse(f"admin:{name}", args=[pk])

    assert Mission.objects.count() == 2
    assert photo.pk
    lists = [
        *("issues_issue", "issues_article", "issues_series", "issues_theme", "issues_edition"),
        *("missions_assistancefigure", "missions_hotline", "missions_contact"),
        *("missions_mission", "missions_indicator"),
    ]
    return [
        reverse("admin:index"),
        *(reverse(f"admin:{name}_changelist") for name in lists),
        reverse("admin:issues_article_add"),
        reverse("admin:missions_assistancefigure_add"),
        of("issues_issue_change", issue.pk),
        of("issues_issue_arrange", issue.pk),
        of("issues_issue_publish", issue.pk),
        of("issues_issue_pages", issue.pk),
        of("issues_issue_preview", issue.pk),
        of("issues_issue_history", issue.pk),
        of("issues_article_change", article.pk),
        of("issues_article_delete", article.pk),
        of("issues_article_preview", article.pk),
        of("issues_section_change", sections["assistance"].pk),
        of("issues_series_change", issue.series_id),
        of("issues_edition_change", edition.pk),
        of("missions_assistancefigure_change", figure.pk),
        of("missions_hotline_change", hotline.pk),
        of("missions_contact_change", contact.pk),
        of("missions_mission_change", tajikistan.pk),
        of("missions_indicator_change", figure.indicator_id),
        reverse("admin:password_change"),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_no_page_has_a_fault_or_breaks_the_policy(visitor, editor, filled, width, scheme):
    window = visitor(editor, width=width, scheme=scheme)
    faults, complaints, too_wide = {}, {}, []
    for url in filled:
        window.complaints.clear()
        page = window.open(url)
        if window.complaints:
            complaints[url] = list(window.complaints)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(url)
        if found := window.faults():
            faults[url] = found
    assert complaints == {}
    assert faults == {}
    assert too_wide == []


def test_administrators_pages_have_no_fault(visitor, administrator, contributor):
    window = visitor(administrator)
    for url in (
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
        reverse("admin:auth_user_change", args=[contributor.pk]),
    ):
        window.complaints.clear()  # axe's own styles, which the policy refuses
        window.open(url)
        assert window.complaints == []
        assert window.faults() == []


def test_the_login_page_has_no_fault(visitor, db):
    window = visitor(None, width=360)
    window.open(reverse("admin:login"))
    assert window.complaints == []
    assert window.faults() == []


def test_the_policy_lets_in_exactly_the_style_of_the_editor(visitor, contributor, issue):
    page = visitor(contributor).open(reverse("admin:issues_article_add"))
    page.wait_for_selector("[contenteditable=true]")
    styles = page.locator("style:not([nonce])").all_text_contents()
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in styles
    }
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"]
    assert hashes == {source for source in allowed if str(source).startswith("'sha256-")}


def test_the_text_box_is_named_by_its_label(visitor, contributor, issue):
    page = visitor(contributor).open(reverse("admin:issues_article_add"))
    box = page.get_by_role("textbox", name="Text", exact=True)
    box.fill("Typed into the editor")
    assert "Typed into the editor" in page.input_value("#id_body")


def test_a_chosen_picture_is_shown_and_its_focal_point_set(visitor, contributor, issue):
    window = visitor(contributor)
    page = window.open(reverse("admin:issues_article_add"))
    page.get_by_text("Add another Photo").click()
    page.set_input_files(
        "#id_photos-0-image", {"name": "bus.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    mark = page.get_by_role("button", name="Focal point, 50 % from the left, 50 % from the top")
    mark.press("ArrowRight")
    mark = page.locator("#photos-0 .focal")
    mark.press("ArrowUp")
    point = [page.input_value(f"#id_photos-0-focal_{axis}") for axis in "xy"]
    assert [float(value) for value in point] == [0.55, 0.45]
    page.get_by_role("radio", name="bottom left").check()
    point = [page.input_value(f"#id_photos-0-focal_{axis}") for axis in "xy"]
    assert [float(value) for value in point] == [0.17, 0.83]
    picture = page.locator("#photos-0 .photo-shown")
    area = picture.bounding_box()
    picture.click(position={"x": area["width"] * 0.25, "y": area["height"] * 0.75}, force=True)
    point = [page.input_value(f"#id_photos-0-focal_{axis}") for axis in "xy"]
    assert [float(value) for value in point] == [0.25, 0.75]
    assert window.complaints == []
    assert window.faults() == []


def test_a_file_that_is_no_picture_is_named_at_once(visitor, contributor, issue):
    page = visitor(contributor).open(reverse("admin:issues_article_add"))
    page.get_by_text("Add another Photo").click()
    page.set_input_files(
        "#id_photos-0-image", {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Words"}
    )
    assert "This is not a picture." in page.locator("#photos-0 .photo-message").inner_text()


def test_dropping_several_pictures_adds_a_photo_for_each(visitor, contributor, issue):
    page = visitor(contributor).open(reverse("admin:issues_article_add"))
    page.get_by_text("Add another Photo").click()
    page.evaluate(
        """(encoded) => {
            const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))
            const dropped = new DataTransfer()
            for (const name of ["one.jpg", "two.jpg", "three.jpg"]) {
                dropped.items.add(new File([bytes], name, { type: "image/jpeg" }))
            }
            document.querySelector("#photos-0 .photo-input").dispatchEvent(
                new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: dropped }),
            )
        }""",
        base64.b64encode(jpeg()).decode(),
    )
    names = page.locator(".inline-related:not(.empty-form) .photo-message").all_inner_texts()
    assert names == ["one.jpg", "two.jpg", "three.jpg"]
    assert page.input_value("#id_photos-TOTAL_FORMS") == "3"


@pytest.fixture
def arranged(issue, sections):
    for n, title in enumerate(["First", "Second"]):
        make_article(issue, title=title, section=sections["partnership"], order=n)
    return issue


def row(page, title):
    return page.locator(".arrange-article", has_text=title)


def shown(page):
    return page.locator("#arrange-form [name=place]").evaluate_all("all => all.map(i => i.value)")


def test_arranging_by_keyboard(visitor, editor, arranged, sections):
    page = visitor(editor).open(reverse("admin:issues_issue_arrange", args=[arranged.pk]))
    handle = row(page, "Second").get_by_role("button", name="Move “Second”")
    for _step in range(2):
        handle.press("Alt+ArrowUp")
    said = page.locator("#arrange-said")
    assert said.inner_text() == "“Second”: place 1 of 1 in Direct assistance"
    assert handle.evaluate("element => element === document.activeElement")
    before = present_places(arranged)
    assert before != shown(page)
    wanted = shown(page)
    page.get_by_role("button", name="Save this order").click()
    page.get_by_text("The order is saved.").wait_for()
    assert present_places(arranged) == wanted


def test_moving_an_article_to_another_section(visitor, editor, arranged, sections):
    page = visitor(editor).open(reverse("admin:issues_issue_arrange", args=[arranged.pk]))
    mover = row(page, "First").get_by_role("button", name="to another section")
    mover.press("Enter")
    page.get_by_label("Section", exact=True).select_option("Contacts")
    page.get_by_role("button", name="Cancel").press("Enter")
    page.locator(".arrange-to:focus").wait_for()
    mover.press("Enter")
    page.get_by_label("Section", exact=True).select_option("In no section")
    page.get_by_role("button", name="Move", exact=True).press("Enter")
    page.locator("#arrange-said", has_text="“First”: place 1 of").wait_for(state="attached")
    page.get_by_role("button", name="Save this order").press("Enter")
    page.get_by_text("The order is saved.").wait_for()
    assert Article.objects.get(title="First").section is None


def test_arranging_by_drag(visitor, editor, arranged, sections):
    page = visitor(editor).open(reverse("admin:issues_issue_arrange", args=[arranged.pk]))
    start = row(page, "First").locator(".arrange-handle").bounding_box()
    target = page.locator(f"#section-{sections['contacts'].pk}").bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(target["x"] + 200, target["y"] + 30, steps=12)
    page.mouse.up()
    page.get_by_role("button", name="Save this order").click()
    page.get_by_text("The order is saved.").wait_for()
    assert list(sections["contacts"].articles.values_list("title", flat=True)) == ["First"]


@pytest.fixture
def proof(issue):
    """A finished proof of three pages, one with a remark and one with a fault."""
    file = BytesIO()
    Image.new("RGB", (90, 127), "white").save(file, "WEBP")
    return Proof.objects.create(
        issue=issue,
        language="en",
        state="done",
        content_sha256=digest(content_now(issue, "en")),
        pdf=default_storage.save("proofs/issue.pdf", ContentFile(b"%PDF-")),
        pages=[default_storage.save("proofs/1.webp", ContentFile(file.getvalue()))] * 3,
        complaints=[
            {"message": "The last page is nearly empty.", "page": 3, "blocks": False},
            {"message": "A letter is in none of the fonts.", "page": 2, "blocks": True},
        ],
    )


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
@pytest.mark.parametrize("state", ["done", "running", "failed"])
def test_the_pages_have_no_fault_in_any_state(visitor, editor, proof, width, scheme, state):
    Proof.objects.update(state=state, problem="The PDF cannot be made: no ink.")
    window = visitor(editor, width=width, scheme=scheme)
    for screen in ("pages", "publish"):
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(reverse(f"admin:issues_issue_{screen}", args=[proof.issue_id]))
        assert window.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".sheet").count() == 3
        assert window.faults() == []


def test_the_pages_appear_when_they_are_ready(visitor, editor, ready_to_publish):
    issue, proof = ready_to_publish
    published(issue)
    Proof.objects.update(state="running", content_sha256=digest(content_now(issue, "en")))
    window = visitor(editor)
    page = window.open(reverse("admin:issues_issue_publish", args=[issue.pk]))
    note = page.locator("#id_note")
    note.fill("The date of the meeting.")
    Proof.objects.update(state="done", complaints=[])
    page.get_by_text("nothing to object to").wait_for()
    assert page.locator("#job-said").inner_text() == "The pages are ready."
    assert page.locator(".job").count() == 0
    assert note.input_value() == "The date of the meeting."
    assert window.complaints == []


def test_a_fault_of_the_pages_takes_the_button_away(visitor, editor, ready_to_publish):
    issue, proof = ready_to_publish
    Proof.objects.update(state="running")
    page = visitor(editor).open(reverse("admin:issues_issue_publish", args=[issue.pk]))
    button = page.get_by_role("button", name="Publish edition 1")
    assert button.is_visible()
    Proof.objects.update(state="done")
    page.get_by_text("The pages stop the publication").wait_for()
    assert not button.is_visible()


@pytest.fixture
def ready_to_publish(issue, sections, tajikistan, request):
    """An issue that nothing stops, and its proof."""
    sections["assistance"].delete()
    sections["contacts"].delete()
    make_article(issue, mission=tajikistan, section=sections["partnership"])
    return issue, request.getfixturevalue("proof")
