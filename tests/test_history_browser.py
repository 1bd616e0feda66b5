"""History, comparison, restoring and bin in a real Chromium: accessibility, weight, fit."""

import pytest
from django.urls import reverse

import tests.test_admin_browser as admin_browser
from issues.history.bin import put_in_bin
from issues.models import Article
from reportcms import versions
from tests.factories import (
    jpeg,
    make_article,
    make_figure,
    make_hotline,
    make_indicator,
    make_photo,
)

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

LOOKS = [(1366, "light"), (1366, "dark"), (360, "light"), (360, "dark")]
BEFORE = (
    "<p>National banks met in <strong>Dushanbe</strong> to speak of fees for sending money home, "
    "which are among the highest of the region.</p><h3>What was agreed</h3>"
    "<ul><li>Fees are published each month.</li><li>Two banks open counters in Khujand.</li></ul>"
    "<table><tbody><tr><td>Bank</td><td>Fee</td></tr><tr><td>Amonat</td><td>3%</td></tr></tbody>"
    "</table><blockquote><p>I saved a week’s wages.</p><p>— Zarina, nurse</p></blockquote>"
)


@pytest.fixture
def told(issue, sections, article, contributor, editor, tajikistan):
    """An article with three versions, an act between, and things in the bin."""
    article.state, article.body = Article.State.DRAFT, BEFORE
    article.save()
    photo = make_photo(article=article, caption="One tent by the river", alt="A tent")
    first = versions.keep(article, comment="imported")
    figure = make_figure(make_indicator("sent", name="Money transfers"), "337528")
    article.title = "Research on remittances and their price"
    article.body = (
        BEFORE.replace("Dushanbe", "Khujand")
        .replace("<li>Two banks", "<li>A hotline answers questions.</li><li>Three banks")
        .replace("3%</td></tr>", "2.5%</td></tr><tr><td>Eskhata</td><td>2%</td></tr>")
        .replace("— Zarina", f'In all <data value="{figure.pk}"></data> people.</p><p>— Zarina')
    )
    article.save()
    photo.caption, photo.focal_x = "Two tents by the river", 0.2
    photo.save()
    make_photo(article=article, alt="A counter", data=jpeg(color=(9, 120, 60)))
    second = versions.keep(article, by=contributor)
    article.sources = "National Bank of Tajikistan, 2020"
    article.save()
    versions.keep(article, by=editor)
    put_in_bin(make_article(issue, title="Clinic on wheels", mission=tajikistan), by=contributor)
    put_in_bin(make_hotline(tajikistan), by=editor)
    return article, first, second


def screens(told):
    article, first, second = told
    history = reverse("admin:issues_article_history", args=[article.pk])
    return [
        history,
        f"{history}?old={first.pk}&new={second.pk}",
        reverse("admin:issues_article_restore", args=[article.pk, first.pk]),
        reverse("admin:issues_binned_changelist"),
        reverse("admin:issues_article_delete", args=[article.pk]),
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_screens_have_no_fault(visitor, contributor, told, width, scheme):
    window = visitor(contributor, width=width, scheme=scheme)
    for url in screens(told):
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(url)
        assert window.complaints == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate("document.querySelectorAll('*').length") < 1_000, url
        assert window.faults() == [], url


def test_two_versions_are_chosen_by_keyboard_and_one_is_restored(visitor, contributor, told):
    article, _first, _second = told
    window = visitor(contributor)
    page = window.open(reverse("admin:issues_article_history", args=[article.pk]))
    page.get_by_role("radio", name="from").last.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Compare").press("Enter")
    assert "Khujand" in page.locator(".compare-text ins").first.inner_text()
    assert "Money transfers: 337,528" in page.locator(".figure-named").inner_text()
    page.get_by_role("link", name="Restore the earlier one").click()
    page.get_by_role("button", name="Restore").click()
    page.wait_for_url("**/change/")
    article.refresh_from_db()
    assert article.body == BEFORE
