"""Atom feeds: valid, whole, stable, bounded, and nothing in them that is not public."""

import datetime as dt
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from issues.models import ConsentWithdrawal, Redaction, Rendition
from tests.delivery.editions import (
    add_further_files,
    add_rendition,
    article_node,
    content_of,
    figure_node,
    make_edition,
    make_editions,
    section_node,
)
from tests.factories import make_issue, make_series
from tests.issues.publish import published

FEED = "/en/feed/"
SERIES = "/en/central-asia-regional-response-report/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
# What RFC 4287 says of each element: how often it may stand in its parent.
FEED_RULES = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("generator", "icon", "logo", "rights", "subtitle"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link", "entry"), (0, 99)),
}
ENTRY_RULES = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("content", "published", "rights", "source", "summary"), (0, 1)),
    **dict.fromkeys(("category", "contributor", "link"), (0, 99)),
    "author": (1, 99),
}
LINK_ATTRIBUTES = {"href", "rel", "type", "hreflang", "title", "length"}


@pytest.fixture(autouse=True)
def address_of_the_site(settings):
    settings.SITE_URL = "https://reports.example.org"


def counted(element, rules):
    """Check how often each child stands in ``element``, and that no other one does."""
    names = [child.tag.removeprefix(ATOM) for child in element if HISTORY not in child.tag]
    assert set(names) <= set(rules)
    for name, (least, most) in rules.items():
        assert least <= names.count(name) <= most, name


def is_iri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", text)


def checked(response):
    """Return the parsed feed of ``response``; fail if RFC 4287 does not allow it."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 -- made by ourselves
    assert root.tag == f"{ATOM}feed"
    counted(root, FEED_RULES)
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert is_iri(element.findtext(f"{ATOM}id"))
        assert element.findtext(f"{ATOM}title").strip()
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}updated"))
        alternates = [
            (link.get("type"), link.get("hreflang")) for link in links(element, "alternate")
        ]
        assert alternates
        assert len(alternates) == len(set(alternates))
    for entry in root.iter(f"{ATOM}entry"):
        counted(entry, ENTRY_RULES)
        assert entry.findtext(f"{ATOM}author/{ATOM}name").strip()
        assert RFC3339.fullmatch(entry.findtext(f"{ATOM}published"))
        assert entry.find(f"{ATOM}content").get("type") == "html"
    for link in root.iter(f"{ATOM}link"):
        assert set(link.attrib) <= LINK_ATTRIBUTES
        assert is_iri(link.get("href"))
        assert link.get("length", "0").isdigit()
    for category in root.iter(f"{ATOM}category"):
        assert category.get("term")
        assert is_iri(category.get("scheme"))
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    [itself] = links(root, "self")
    assert itself.get("type") == "application/atom+xml"
    return root


def links(element, rel):
    return [link for link in element.findall(f"{ATOM}link") if link.get("rel") == rel]


def only_entry(root):
    [entry] = root.findall(f"{ATOM}entry")
    return entry


def html_of(entry):
    return entry.findtext(f"{ATOM}content")


def test_an_entry_says_everything_of_its_edition(client, edition):
    add_further_files(edition)
    entry = only_entry(checked(client.get(FEED)))
    assert (
        entry.findtext(f"{ATOM}id") == f"tag:reports.example.org,2020:issue/{edition.issue_id}/en"
    )
    assert entry.findtext(f"{ATOM}title") == "Central Asia Regional Response Report, Issue 8"
    assert entry.findtext(f"{ATOM}published") == "2020-12-01T09:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2020-12-01T09:00:00+00:00"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "International Organization for Migration"
    assert "CC BY-NC-ND 3.0 IGO" in entry.findtext(f"{ATOM}rights")
    [licence] = links(entry, "license")
    assert licence.get("href") == "https://creativecommons.org/licenses/by-nc-nd/3.0/igo/"
    [page] = links(entry, "alternate")
    issue = "https://reports.example.org/en/central-asia-regional-response-report/2020/8/"
    assert (page.get("href"), page.get("hreflang")) == (issue, "en")
    rendition = edition.renditions.get()
    standard, light = links(entry, "enclosure")
    assert standard.attrib == {
        "rel": "enclosure",
        "type": "application/pdf",
        "hreflang": "en",
        "length": str(rendition.pdf_size),
        "title": "PDF",
        "href": f"{issue}v1/issue.pdf",
    }
    assert light.get("length") == str(rendition.light.size)
    for link in (standard, light):
        answer = client.get(urlsplit(link.get("href")).path)
        assert len(b"".join(answer)) == int(link.get("length"))
    subjects = {(c.get("term"), c.get("label")) for c in entry.findall(f"{ATOM}category")}
    assert subjects == {("tajikistan", "IOM Tajikistan"), ("labour-migration", "Labour migration")}
    assert "Frozen page" in html_of(entry)
    assert "Issue 8 · 1&nbsp;December&nbsp;2020" in html_of(entry)


def test_addresses_in_the_text_are_whole_and_nothing_of_the_page_is_lost_or_left(
    client, issue, settings
):
    edition = make_edition(issue)
    rendition = edition.renditions.get()
    html = (
        '<article class="edition"><h2 id="a">Title &amp; more<a class="anchor" href="#a">¶</a></h2>'
        '<picture><source srcset="/media/a.avif"><img src="/media/a.jpg" alt="Blue &lt;field&gt;" '
        'width="4" height="3" loading="lazy"></picture>'
        '<p><a href="#b">below</a> <a href="/en/hotlines/">lines</a> '
        '<a href="https://example.org/x">out</a> <a href="tel:1899">1899</a></p>'
        '<svg><title>Over time</title><desc>Rising from 1 to 2</desc><path d="M0"/></svg>'
        "<script>alert(1)</script></article>"
    )
    replaced(rendition, html)
    text = html_of(only_entry(checked(client.get(FEED))))
    page = "https://reports.example.org/en/central-asia-regional-response-report/2020/8/"
    picture = '<img src="https://reports.example.org/media/a.jpg" alt="Blue &lt;field&gt;"'
    assert picture in text
    assert f'<a href="{page}#b">below</a>' in text
    assert '<a href="https://reports.example.org/en/hotlines/">lines</a>' in text
    assert '<a href="https://example.org/x">out</a>' in text
    assert '<a href="tel:1899">1899</a>' in text
    assert "<p>Over time. Rising from 1 to 2</p>" in text
    assert "Title &amp; more</h2>" in text
    assert not re.search(r"<(script|svg|source|picture)|alert|class=|loading=", text)
    assert not re.search(r'(?:href|src)="(?!https?:|tel:|mailto:)', text)


def replaced(rendition, html):
    """Put ``html`` in the place of a frozen page, by a further rendition as a redaction makes one."""
    withdrawal = ConsentWithdrawal.objects.create(photo_sha256="a" * 64, reason="By telephone.")
    Redaction.objects.create(
        withdrawal=withdrawal, edition=rendition.edition, language=rendition.language, number=1
    )
    copy = Rendition.objects.get(pk=rendition.pk)
    pages = list(copy.pages.all())
    copy.pk, copy.redaction, copy._state.adding = None, 1, True
    copy.save()
    for page in pages:
        page.pk, page.rendition, page._state.adding = None, copy, True
        page.html = page.html if page.slug else html
        page.save()
    return withdrawal


def test_taking_back_consent_dates_the_entry_anew(client, edition):
    withdrawal = replaced(edition.renditions.get(), "<article>Emptied</article>")
    entry = only_entry(checked(client.get(FEED)))
    when = dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    assert when == withdrawal.recorded_at
    assert entry.findtext(f"{ATOM}published") == "2020-12-01T09:00:00+00:00"
    assert "Emptied" in html_of(entry)


def test_files_being_made_anew_are_not_offered(client, edition):
    withdrawal = ConsentWithdrawal.objects.create(photo_sha256="a" * 64, reason="By telephone.")
    Redaction.objects.create(withdrawal=withdrawal, edition=edition, language="en", number=1)
    entry = only_entry(checked(client.get(FEED)))
    assert links(entry, "enclosure") == []
    assert "National banks met in Dushanbe." in html_of(entry)


def test_a_correction_changes_its_entry_and_opens_with_the_note(client, issue):
    make_edition(issue)
    before = only_entry(checked(client.get(FEED)))
    make_edition(issue, version=2, note="The figure of Tajikistan was <wrong>.")
    after = only_entry(checked(client.get(FEED)))
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert after.findtext(f"{ATOM}published") == before.findtext(f"{ATOM}published")
    assert after.findtext(f"{ATOM}updated") == "2020-12-02T09:00:00+00:00"
    said = "Corrected edition 2: The figure of Tajikistan was <wrong>."
    assert after.findtext(f"{ATOM}summary") == said
    assert before.find(f"{ATOM}summary") is None
    assert "The figure of Tajikistan was &lt;wrong&gt;." in html_of(after)
    assert links(after, "enclosure")[0].get("href").endswith("/2020/8/v2/issue.pdf")


def test_a_correction_says_old_and_new_values(client, issue):
    content = content_of(issue, version=2, note="Recounted.")
    change = {
        "label": "People assisted",
        "language": "en",
        "indicator": figure_node()["indicator"],
        "reason": "Counted twice",
        "old": figure_node("7801"),
        "new": figure_node("7810"),
    }
    content["edition"]["figure_changes"] = [change]
    make_edition(issue)
    second = published(issue, version=2, note="Recounted.")
    add_rendition(second, content, "text")
    text = html_of(only_entry(checked(client.get(FEED))))
    assert "<del>7,801</del> → <ins>7,810</ins> (<span" in text


def test_narrowed_to_a_series_a_mission_a_theme_and_a_language(client, issue, missions):
    make_edition(issue, languages=("en", "ru"))
    other = make_series("Health Bulletin", slug="health", missions=missions.values())
    nodes = [article_node(missions=[], themes=[])]
    make_edition(make_issue(other), sections=[section_node(articles=nodes)])

    def titles(address):
        root = checked(client.get(address))
        return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]

    ours = ["Central Asia Regional Response Report, Issue 8"]
    assert len(titles(FEED)) == 2
    assert titles(SERIES) == ours
    assert titles("/en/health/feed/") == ["Health Bulletin, Issue 8"]
    assert titles(f"{FEED}?mission=tajikistan") == ours
    assert titles(f"{FEED}?theme=labour-migration&mission=tajikistan") == ours
    assert titles(f"{FEED}?language=ru") == ours
    assert titles("/ru/feed/?language=ru") == ours
    for nothing in ("?mission=moldova", "?theme=x", "?language=kk", "?mission=%00", "?theme='"):
        assert client.get(FEED + nothing).status_code == 404
    assert client.get("/en/nowhere/feed/").status_code == 404
    root = checked(client.get(f"{SERIES}?mission=tajikistan&utm_source=x"))
    assert root.findtext(f"{ATOM}title") == "Central Asia Regional Response Report: IOM Tajikistan"
    assert links(root, "self")[0].get("href").endswith("/feed/?mission=tajikistan")


def test_a_language_of_the_site_leads_to_pages_in_it(client, issue):
    make_edition(issue, languages=("en", "ru", "kk"))
    russian = only_entry(checked(client.get("/ru/feed/")))
    assert russian.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    assert links(russian, "alternate")[0].get("href").endswith("/2020/8/")
    assert "/ru/" in links(russian, "alternate")[0].get("href")
    kazakh = only_entry(checked(client.get(f"{FEED}?language=kk")))
    address = urlsplit(links(kazakh, "alternate")[0].get("href"))
    assert (address.path[:4], address.query) == ("/en/", "language=kk")
    assert client.get(f"{address.path}?{address.query}").status_code == 200
    ids = {only_entry(checked(client.get(a))).findtext(f"{ATOM}id") for a in (FEED, "/ru/feed/")}
    assert len(ids) == 2


def test_without_any_edition_the_feed_is_valid_and_empty(client, db):
    root = checked(client.get(FEED))
    assert root.findall(f"{ATOM}entry") == []


def numbers(root):
    return [
        entry.findtext(f"{ATOM}published")[:0]
        + links(entry, "alternate")[0].get("href").split("/report/")[1]
        for entry in root.iter(f"{ATOM}entry")
    ]


def walked(client, address):
    """Return {address: numbers of the issues} of a feed and its archive documents, newest first."""
    documents = {}
    while address:
        root = checked(client.get(address))
        documents[address] = numbers(root)
        assert (root.find(f"{HISTORY}archive") is None) == ("archive=" not in address)
        assert bool(links(root, "current")) == ("archive=" in address)
        older = links(root, "prev-archive")
        assert [link.get("href") for link in older] == [
            link.get("href") for link in links(root, "next")
        ]
        address = older and older[0].get("href").removeprefix("https://reports.example.org")
    return documents


@pytest.mark.parametrize("count", [1, 9, 10, 11, 19, 20, 21, 30, 31])
def test_archive_documents_hold_every_issue_and_new_ones_do_not_move_them(client, missions, count):
    series = make_series("Report", slug="report", missions=missions.values())
    make_editions(series, count)
    documents = walked(client, "/en/report/feed/")
    [newest, *archives] = documents.values()
    assert len(newest) == min(10, count)
    assert [len(archive) for archive in archives] == [1] * max(0, count - 10)
    found = [number for document in documents.values() for number in document]
    assert len(set(found)) == len(found) == count
    later = dt.date(2020, 12, 1)
    make_edition(make_issue(series, publication_date=later))
    again = walked(client, "/en/report/feed/")
    for address, issues in list(documents.items())[1:]:
        assert again[address] == issues
    assert client.get("/en/report/feed/?archive=2020-12").status_code == 404


def test_an_archive_document_is_a_month_and_names_its_neighbours(client, missions):
    series = make_series("Report", slug="report", missions=missions.values())
    for n in range(1, 25):  # eight in each of March, May and June
        day = dt.date(2020, [3, 5, 6][(n - 1) // 8], 1 + n)
        dates = dict.fromkeys(["period_start", "period_end", "publication_date"], day)
        make_edition(make_issue(series, number=n, data_as_of=None, **dates))
    documents = walked(client, "/en/report/feed/")
    may, march = (f"/en/report/feed/?archive=2020-{number}" for number in ("05", "03"))
    assert list(documents) == ["/en/report/feed/", may, march]
    assert len(documents["/en/report/feed/"]) == 10
    assert len(documents[may]) == len(documents[march]) == 8
    [newer] = links(checked(client.get(march)), "next-archive")
    assert newer.get("href").endswith("?archive=2020-05")
    assert not links(checked(client.get(may)), "next-archive")
    for none in ("2020-04", "2020-06", "2020-13", "2020-3"):
        assert client.get(f"/en/report/feed/?archive={none}").status_code == 404


@pytest.mark.parametrize(
    "archive", ["0", "-1", "x", "1e3", "9999999999", "%00", "²", "", "2020-12", "0000-01"]
)
def test_no_other_archive_document_exists(client, edition, archive):
    assert client.get(f"{FEED}?archive={archive}").status_code == 404


def test_the_number_of_queries_does_not_grow(client, missions, django_assert_num_queries):
    series = make_series("Report", slug="report", missions=missions.values())
    make_editions(series, 1)
    with django_assert_num_queries(9):
        client.get(FEED)
    make_editions(make_series("Other", slug="other", missions=missions.values()), 14)
    with django_assert_num_queries(9):
        client.get(FEED)


def test_an_unchanged_feed_is_not_sent_again(client, issue):
    make_edition(issue)
    first = client.get(FEED)
    assert first["Cache-Control"].startswith("public")
    assert first.cookies == {}
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(FEED, headers=since).status_code == 304
    make_edition(issue, version=2, note="Recounted.")
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(FEED, headers=since).status_code == 200
    assert client.post(FEED).status_code == 405


def test_what_xml_cannot_hold_is_left_out(client, missions):
    series = make_series("Bell \x07 & <Whistle>\x0b", slug="bell", missions=missions.values())
    make_edition(make_issue(series))
    entry = only_entry(checked(client.get("/en/bell/feed/")))
    assert entry.findtext(f"{ATOM}title") == "Bell  & <Whistle>, Issue 8"


def test_pages_lead_to_their_feeds(client, edition, tajikistan):
    for page in ("/en/", SERIES.removesuffix("feed/"), "/en/missions/tajikistan/"):
        text = client.get(page).text
        found = re.findall(
            r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', text
        )
        assert found, page
        for address in found:
            checked(client.get(address.replace("&amp;", "&")))
    assert 'href="/en/feed/?mission=tajikistan"' in text
