"""A reader with a small telephone: from the form to the mail of an issue, and out of it again."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

import tests.test_admin_browser as admin_browser
from issues import clock
from issues.models import Subscriber
from issues.publishing import publish
from tests.delivery.editions import make_edition
from tests.factories import make_issue, make_section
from tests.issues.following import letters_in, links_in, make_subscriber, text_of

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


@pytest.fixture
def outbox(settings, tmp_path):
    """A folder for mail that is not sent, as on a machine without a mail server."""
    cache.clear()
    settings.SITE_URL = admin_browser.ORIGIN
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "outbox")
    return tmp_path / "outbox"


def newest_mail(outbox):
    return letters_in(outbox)[-1]


def sound(window, width):
    assert window.page.evaluate("document.documentElement.scrollWidth") == width
    assert window.faults() == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1366, "dark")])
def test_a_reader_follows_reads_and_stops(visitor, outbox, issue, series, article, width, scheme):
    make_edition(issue)
    window = visitor(None, width=width, height=740, scheme=scheme)
    page = window.open("/en/")
    page.get_by_role("link", name="Follow by e-mail").click()
    window.traffic.settle()
    sound(window, width)

    page.get_by_label(series.title).uncheck()
    page.get_by_role("button", name="Send me a mail").click()
    window.traffic.settle()
    assert page.get_by_role("alert").is_visible()
    sound(window, width)

    page.get_by_label(series.title).check()
    page.get_by_label("Your e-mail address").fill("Reader@Example.org")
    page.get_by_role("button", name="Send me a mail").click()
    window.traffic.settle()
    assert page.get_by_role("heading", name="Look into your mailbox").is_visible()
    sound(window, width)

    window.open(links_in(text_of(newest_mail(outbox)))["confirm"])
    sound(window, width)
    page.get_by_role("button", name="Yes, send it to me").click()
    window.traffic.settle()
    assert page.get_by_role("heading", name="You will hear from us").is_visible()
    sound(window, width)
    assert Subscriber.objects.get().address == "reader@example.org"

    following = make_issue(series, number=9, publication_date=timezone.localdate())
    section = make_section(following, "Partnership in action", kind="articles")
    article.pk, article.issue, article.section = None, following, section
    article.save()
    publish(following, by=None)
    clock.tick()
    letter = newest_mail(outbox)
    assert letter["To"] == "reader@example.org"
    assert "National banks met in Dushanbe." in text_of(letter)
    links = links_in(text_of(letter))

    mail_program = visitor(None, width=width, height=740, scheme=scheme)
    mail_program.page.set_content(text_of(letter, "html"))
    sound(mail_program, width)

    window.open(links["choices"])
    sound(window, width)
    page.get_by_label("IOM Tajikistan").check()
    page.get_by_role("button", name="Save").click()
    window.traffic.settle()
    assert page.get_by_role("status").inner_text() == "Saved."
    sound(window, width)

    window.open(links["stop"])
    sound(window, width)
    assert Subscriber.objects.exists()
    assert letter["List-Unsubscribe"].strip() == f"<{admin_browser.ORIGIN}{links['stop']}>"
    one_click = window.client.post(links["stop"], {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert not Subscriber.objects.exists()
    page.get_by_role("button", name="Stop all mail").click()
    window.traffic.settle()
    assert page.get_by_role("heading", name="No more mail will come").is_visible()
    sound(window, width)
    window.open(f"{links['choices']}x")
    sound(window, width)
    assert window.page.context.cookies() == []
    # A link that has been used up answers 410, which the console repeats.
    assert [c for c in window.complaints if "410" not in c] == []


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_the_counts_of_followers_have_no_fault(visitor, editor, series, tajikistan, width, scheme):
    make_subscriber(series=series, mission=tajikistan)
    window = visitor(editor, width=width, scheme=scheme)
    page = window.open(reverse("admin:issues_subscription_changelist"))
    assert "1 address gets mail." in page.locator("#content-main").inner_text()
    assert "reader@example.org" not in page.content()
    sound(window, width)
    assert window.complaints == []
