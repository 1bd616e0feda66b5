"""The site map: every public page once, in every language, in bounded parts; nothing else."""

import re
from xml.etree import ElementTree

import pytest

from issues.withdrawal import withdraw_edition
from reportcms import sitemaps
from tests.delivery.editions import make_edition, make_editions
from tests.factories import make_figure, make_indicator, make_issue, make_series

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
SITE = "http://testserver"


def tree(client, address):
    answer = client.get(address.removeprefix(SITE))
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "application/xml"
    assert not answer.cookies
    return ElementTree.fromstring(answer.content)  # noqa: S314 -- our own


def part_addresses(client):
    return [loc.text for loc in tree(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMESPACES)]


def pages(client):
    """Map the address of each page in the site map to its alternates, by language."""
    found = {}
    for part in part_addresses(client):
        for url in tree(client, part).findall("s:url", NAMESPACES):
            address = url.find("s:loc", NAMESPACES).text
            assert address not in found
            links = url.findall("x:link", NAMESPACES)
            found[address] = {link.get("hreflang"): link.get("href") for link in links}
    return found


def place(issue):
    return f"/{issue.series.slug}/{issue.year}/{issue.number}/"


def test_every_address_answers_and_leads_back(client, issue, missions):
    make_edition(issue, languages=["en", "ru", "tg"])
    figure = make_figure(make_indicator("assisted"), 12, covers=missions.values())
    figure.releases.create(released_on="2020-12-02")
    found = pages(client)
    below = place(issue)
    expected = [
        f"{SITE}{path}" for path in (f"/en{below}", f"/ru{below}", f"/en{below}?language=tg")
    ]
    assert [
        address for address in found if below in address and "research" not in address
    ] == expected
    assert len([address for address in found if "research-on-remittances/" in address]) == 3
    for path in ("/en/", f"/ru/{issue.series.slug}/", "/en/missions/tajikistan/", "/ru/hotlines/"):
        assert f"{SITE}{path}" in found
    assert f"{SITE}/en/figures/assisted/" in found
    for address, alternates in found.items():
        assert client.get(address.removeprefix(SITE)).status_code == 200, address
        assert address in alternates.values()
        for other in alternates.values():
            assert found[other] == alternates


def test_pages_name_the_same_page_in_other_languages(client, issue):
    make_edition(issue, languages=["en", "ru", "tg"])
    for address, alternates in pages(client).items():
        page = client.get(address.removeprefix(SITE)).text
        links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
        assert dict(links) == alternates, address


def test_only_what_is_public_and_the_latest(client, issue, editor):
    make_edition(issue)
    corrected = make_edition(issue, version=2, note="Corrected.")
    other = make_edition(make_issue(issue.series, number=9))
    found = pages(client)
    assert f"{SITE}/en{place(issue)}" in found
    assert not [address for address in found if "/v1/" in address or "/v2/" in address]
    withdraw_edition(corrected, by=editor, reason="It named people.")
    assert not [address for address in pages(client) if place(issue) in address]
    withdraw_edition(other, by=editor, reason="It named people.")
    assert not years(client)
    for address in (f"/en{place(issue)}", "/en/nowhere/"):
        assert 'hreflang="ru" href' not in client.get(address).text


def test_parts_are_years_and_cost_the_same(client, series, django_assert_num_queries):
    make_editions(series, 12)
    with django_assert_num_queries(2):
        assert years(client) == ["2012"]
    make_editions(make_series("Other", slug="other"), 36)
    with django_assert_num_queries(2):
        parts = part_addresses(client)
    assert years(client) == ["2012", "2012", "2013", "2014"]
    for part in [part for part in parts if part.endswith("-2012.xml")]:
        with django_assert_num_queries(3):
            assert len(tree(client, part).findall("s:url", NAMESPACES)) == 24
    assert len([address for address in pages(client) if "/2012/" in address]) == 48


def years(client):
    """Return the year of each part with issues."""
    return re.findall(r"issues-[0-9]+-([0-9]+)\.xml", " ".join(part_addresses(client)))


@pytest.mark.parametrize(
    "path",
    [
        *("issues-0", "issues-99", "issues-x", "issues-9999999999999999-2020", "nowhere-1"),
        *(
            "missions-figures-0",
            "missions-figures-2",
            "missions-nothing",
            "issues-1-1",
            "issues-1-1066",
        ),
    ],
)
def test_no_other_part_is_there(client, db, path):
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_it_stands_where_robots_are_told(client, db):
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").text


def test_addresses_are_escaped():
    entry = sitemaps.Entry("http://a/?a=1&b=2", alternates=[("en", "http://a/?a=1&b=2")])
    assert entry.xml().count("?a=1&amp;b=2") == 2
