"""The import in a real Chromium: every state of it without a fault, nothing beyond the edge."""

import pytest
from django.urls import reverse

import tests.test_admin_browser as admin_browser
from missions.imports import read_table, store
from missions.models import AssistanceFigure, FigureImport

from .files import GOOD, HEAD, as_xlsx, good

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

BAD = [
    good(Data_as_of="1.11.2020", Value="twelve"),
    good(Data_as_of="2.11.2020", Value="1" + "0" * 30),
    good(Mission="Atlantis"),
    [*good(Data_as_of="3.11.2020"), "one cell too many"],
]


def looked_at(user, *rows):
    found = read_table(as_xlsx(HEAD, *rows), "f.xlsx")
    return FigureImport.objects.create(
        file_name="f.xlsx", rows=found.rows, remarks=["A remark."], uploaded_by=user
    )


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_every_state_of_an_import_is_without_fault(visitor, editor, indicator, width, scheme):
    bad, fine = looked_at(editor, GOOD, *BAD), looked_at(editor, GOOD)
    stored = looked_at(editor, good(Data_as_of="1.10.2020"))
    store(stored, editor)
    look = [reverse("admin:missions_figureimport_look", args=[f.pk]) for f in (bad, fine, stored)]
    window = visitor(editor, width=width, scheme=scheme)
    for url in [reverse("admin:missions_figureimport_add"), *look]:
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(url)
        assert window.complaints == [], url
        assert window.faults() == [], url
        assert page.evaluate("document.documentElement.scrollWidth") == width, url


def test_on_a_phone_every_message_is_within_the_screen(visitor, editor, indicator):
    bad = looked_at(editor, GOOD, *BAD)
    window = visitor(editor, width=360)
    page = window.open(reverse("admin:missions_figureimport_look", args=[bad.pk]))
    boxes = [message.bounding_box() for message in page.locator(".fault").all()]
    assert len(boxes) == len(BAD)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)


def test_a_file_is_stored_by_keyboard(visitor, editor, indicator):
    fine = looked_at(editor, GOOD)
    page = visitor(editor).open(reverse("admin:missions_figureimport_look", args=[fine.pk]))
    page.get_by_role("button", name="Store the row").focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 figure was stored.").wait_for()
    assert AssistanceFigure.objects.get().value == 7801
