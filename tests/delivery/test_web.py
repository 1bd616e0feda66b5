"""What readers get at the addresses of issues and articles."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from reportcms.storage import PublicFiles
from tests.delivery.editions import (
    add_further_files,
    article_node,
    make_edition,
    make_editions,
    section_node,
)
from tests.factories import make_article, make_hotline, make_issue

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
ARCHIVE = "/en/central-asia-regional-response-report/"
CACHED = "public, max-age=60, stale-while-revalidate=600"


def test_addresses_are_the_documented_ones():
    series = {"series": "central-asia-regional-response-report"}
    issue = series | {"year": 2020, "number": 8}
    assert reverse("issues:home") == "/en/"
    assert reverse("issues:archive", kwargs=series) == ARCHIVE
    assert reverse("issues:issue", kwargs=issue) == ISSUE
    assert reverse("issues:issue", kwargs=issue | {"version": 2}) == f"{ISSUE}v2/"
    assert reverse("issues:pdf", kwargs=issue) == f"{ISSUE}issue.pdf"
    assert reverse("issues:json", kwargs=issue) == f"{ISSUE}issue.json"
    assert reverse("issues:figures", kwargs=issue) == f"{ISSUE}figures.csv"
    assert reverse("issues:article", kwargs=issue | {"slug": "a"}) == f"{ISSUE}a/"


@pytest.mark.parametrize(
    ("accepted", "home"),
    [("ru-RU,ru;q=0.9", "/ru/"), ("en-GB", "/en/"), ("fr", "/en/"), ("", "/en/")],
)
def test_bare_address_leads_to_the_language_of_the_browser(db, client, accepted, home):
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, home)
    assert response["Vary"] == "Accept-Language"


def test_home_without_any_issue_says_so(db, client):
    response = client.get("/en/")
    assert response.status_code == 200
    assert "No issue has been published yet" in response.text


def test_home_shows_the_latest_issue(client, edition, series, tajikistan):
    make_edition(
        make_issue(
            series,
            number=3,
            period_start=dt.date(2020, 6, 1),
            data_as_of=None,
            publication_date=dt.date(2020, 7, 10),
        )
    )
    page = client.get("/en/").text
    assert "Latest issue · Issue 8 · 1 December 2020" in page
    assert "7,801" in page
    assert "Issue 3 · 10 July 2020" in page
    assert f'href="{ISSUE}issue.pdf"' in page
    assert 'href="/en/missions/tajikistan/"' in page


def test_issue_page_holds_the_frozen_document_and_its_identity(client, edition):
    page = client.get(ISSUE).text
    assert '<article class="edition" lang="en"><h2>Frozen page</h2></article>' in page
    for words in [
        "Issue 8 · 1 December 2020",
        "Covers November 2020",
        "Figures as of 28 November 2020",
        "1 mission reporting",
        "3 pages · 1 KB",
    ]:
        assert words in page
    assert '<a href="#partnership-in-action">Partnership in action</a>' in page
    assert f'<link rel="stylesheet" href="{ISSUE}v1/palette.css">' in page


def test_issue_page_in_russian_is_honest_about_the_language(client, edition):
    page = client.get("/ru/central-asia-regional-response-report/2020/8/").text
    assert '<html lang="ru">' in page
    assert "Выпуск 8 · 1 декабря 2020" in page
    assert "Этот выпуск не опубликован на языке сайта (русский)." in page
    assert '<article class="edition" lang="en">' in page


def test_issue_page_prefers_the_language_of_the_site(client, issue):
    make_edition(issue, languages=["en", "ru"])
    page = client.get("/ru/central-asia-regional-response-report/2020/8/").text
    assert '<article class="edition" lang="ru">' in page
    assert "Этот выпуск не опубликован на языке сайта (русский)." not in page


def test_a_language_can_be_asked_for_by_name(client, issue):
    make_edition(issue, languages=["en", "kk"])
    page = client.get(f"{ISSUE}?language=kk").text
    assert '<article class="edition" lang="kk">' in page
    assert f'href="{ISSUE}issue.pdf?language=kk"' in page
    assert client.get(f"{ISSUE}?language=tg").status_code == 404


def test_a_corrected_issue_shows_its_note_and_keeps_the_earlier_edition(client, edition, issue):
    make_edition(issue, version=2, note="Deaths in Uzbekistan corrected.")
    newest, first = client.get(ISSUE).text, client.get(f"{ISSUE}v1/").text
    assert "Corrected edition 2, 2 December 2020." in newest
    assert "Deaths in Uzbekistan corrected." in newest
    assert "You are reading edition 1." in first
    assert f'<a href="{ISSUE}v2/">Read the newest edition (2)</a>' in first
    assert f'href="{ISSUE}v1/issue.pdf"' in first
    assert client.get(f"{ISSUE}v2/").status_code == 200
    assert client.get(f"{ISSUE}v3/").status_code == 404


def test_neighbouring_issues_are_in_true_order_across_years(client, series, edition):
    for year, number, day in [(2020, 9, dt.date(2020, 12, 30)), (2021, 1, dt.date(2021, 1, 29))]:
        make_edition(
            make_issue(series, year=year, number=number, data_as_of=None, publication_date=day)
        )
    page = client.get("/en/central-asia-regional-response-report/2020/9/").text
    assert f'<a rel="prev" href="{ISSUE}">' in page
    assert '<a rel="next" href="/en/central-asia-regional-response-report/2021/1/">' in page
    assert 'rel="next"' not in client.get("/en/central-asia-regional-response-report/2021/1/").text


def test_article_has_an_address_of_its_own(client, edition):
    response = client.get(f"{ISSUE}research-on-remittances/")
    assert response.status_code == 200
    assert '<h1 lang="en">Research on remittances</h1>' in response.text
    assert "<p>National banks met in Dushanbe.</p>" in response.text
    assert client.get(f"{ISSUE}v1/research-on-remittances/").status_code == 200
    assert client.get(f"{ISSUE}no-such-article/").status_code == 404


def test_shared_links_say_what_they_lead_to(client, edition):
    page = client.get(f"{ISSUE}research-on-remittances/").text
    assert '<meta property="og:title" content="Research on remittances">' in page
    assert '<meta name="description" content="National banks met in Dushanbe.">' in page
    assert (
        f'<meta property="og:url" content="http://testserver{ISSUE}research-on-remittances/">'
        in page
    )
    issue = client.get(f"{ISSUE}v1/").text
    assert 'content="Direct assistance · Partnership in action">' in issue
    assert f'<link rel="canonical" href="http://testserver{ISSUE}">' in issue


def cover_address(edition):
    return PublicFiles().url(edition.renditions.get().cover.name)


def test_the_first_page_leads_to_the_pdf_and_to_the_issue(client, edition):
    add_further_files(edition)
    image = f'<img src="{cover_address(edition)}" width="480" height="679" loading="lazy"'
    alt = 'alt="First page of Issue 8, 1 December 2020 (PDF)"'
    for path in ("/en/", ISSUE):
        page = client.get(path).text
        assert f'<a class="cover" href="{ISSUE}issue.pdf" type="application/pdf">{image}' in page
        assert alt in page
    archive = client.get(ARCHIVE).text
    assert f'<a class="cover" href="{ISSUE}" tabindex="-1" aria-hidden="true">{image}' in archive


def test_the_light_pdf_is_offered_with_its_size(client, edition):
    add_further_files(edition)
    for path in ("/en/", ISSUE):
        page = client.get(path).text
        assert f'href="{ISSUE}issue-light.pdf" type="application/pdf">Light PDF · 180 KB' in page
    assert f'href="{ISSUE}v1/issue-light.pdf"' in client.get(f"{ISSUE}v1/").text


def test_every_file_can_be_taken_along_in_every_language(client, issue):
    add_further_files(make_edition(issue, languages=["en", "ru"]))
    page = client.get(ISSUE).text
    for name in (
        *("issue.pdf", "issue-light.pdf", "issue-print.pdf", "issue.txt", "figures.csv"),
        "issue.json",
    ):
        for language in ("en", "ru"):
            address = f"{ISSUE}{name}?language={language}"
            assert f'href="{address}"' in page
            assert client.get(address).status_code == 200
    assert "1.5 MB · with bleed and crop marks" in page


def test_what_an_early_edition_does_not_have_is_not_offered(client, edition):
    page = client.get(ISSUE).text
    assert f'href="{ISSUE}issue.txt?language=en"' in page
    for word in ("issue-light.pdf", "issue-print.pdf", "cover", "og:image"):
        assert word not in page


def test_shared_links_show_the_picture_made_for_them_or_the_first_one(client, edition, issue):
    add_further_files(edition)
    share = PublicFiles().url(edition.renditions.get().share.name)
    og_image = f'<meta property="og:image" content="http://testserver{share}">'
    assert og_image in client.get(ISSUE).text
    assert og_image in client.get(f"{ISSUE}research-on-remittances/").text
    photo = f"/media/photos/{'a' * 64}/50-50/c960x640"
    body = (
        f'<picture><source type="image/avif" srcset="{photo}.avif 960w">'
        f'<img src="{photo}.jpg" width="960" height="640" alt=""></picture>'
    )
    make_edition(
        issue,
        version=2,
        note="A picture.",
        sections=[section_node(articles=[article_node(body=body)])],
    )
    page = client.get(f"{ISSUE}research-on-remittances/").text
    assert f'<meta property="og:image" content="http://testserver{photo}.jpg">' in page


def test_the_logo_stands_on_the_issues_page(client, issue):
    sha256 = "b" * 64
    logo = {"sha256": sha256, "width": 900, "height": 300, "alt": "Example Organization"}
    make_edition(issue, logo=logo)
    assert (
        f'<img class="logo" src="/media/logos/{sha256}.png" width="900" height="300" '
        'alt="Example Organization">'
    ) in client.get(ISSUE).text


def test_article_addresses_may_be_cyrillic(client, issue):
    article = article_node("Денежные переводы", slug="денежные-переводы")
    make_edition(issue, sections=[section_node(articles=[article])])
    assert client.get(f"{ISSUE}денежные-переводы/").status_code == 200


def test_drafts_are_nowhere(client, series, issue, sections, tajikistan):
    make_article(
        issue, title="Sentinel of a draft", mission=tajikistan, section=sections["partnership"]
    )
    for path in ["/en/", ARCHIVE, ISSUE, f"{ISSUE}sentinel-of-a-draft/", f"{ISSUE}issue.json"]:
        assert "Sentinel" not in client.get(path).text
    assert client.get(ISSUE).status_code == 404
    assert client.get(ARCHIVE).status_code == 404


def test_what_changes_after_publication_stays_out(client, edition, issue, sections, tajikistan):
    make_article(issue, title="Sentinel", mission=tajikistan, section=sections["partnership"])
    for path in ["/en/", ARCHIVE, ISSUE, "/en/missions/tajikistan/", f"{ISSUE}issue.json"]:
        assert "Sentinel" not in client.get(path).text


@pytest.mark.parametrize("path", ["/en/", ARCHIVE, ISSUE, f"{ISSUE}research-on-remittances/"])
def test_pages_are_cacheable_and_set_no_cookie(edition, administrator, client_for, path):
    staff = client_for(administrator)
    for client in (Client(), staff):
        before = set(client.cookies)
        response = client.get(path)
        assert response["Cache-Control"] == CACHED
        assert "Cookie" not in response.get("Vary", "")
        assert set(client.cookies) == before
        assert "Set-Cookie" not in response
    again = staff.get(path, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/en/", ARCHIVE, ISSUE])
def test_pages_answer_to_reading_only(client, edition, path):
    assert client.post(path).status_code == 405
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/en/no-such-series/",
        "/en/central-asia-regional-response-report/2020/08/",
        "/en/central-asia-regional-response-report/2020/99999/",
        "/en/central-asia-regional-response-report/20/8/",
        "/en/central-asia-regional-response-report/2019/8/",
        f"{ISSUE}v0/",
    ],
)
def test_addresses_that_were_never_published_are_not_found(client, edition, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "This page is not here" in response.text


@pytest.mark.parametrize("versions", [1, 3])
@pytest.mark.parametrize("issues", [1, 3])
def test_issue_page_needs_few_queries(
    client, series, tajikistan, django_assert_max_num_queries, versions, issues
):
    make_hotline(tajikistan)
    make_editions(series, issues)
    published = make_issue(series)
    for version in range(1, versions + 1):
        make_edition(published, version=version, note="Corrected." if version > 1 else "")
    with django_assert_max_num_queries(8):
        assert client.get(ISSUE).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 100])
def test_lists_need_the_same_queries_however_long(
    client, series, tajikistan, django_assert_num_queries, count
):
    make_hotline(tajikistan)
    make_editions(series, count)
    with django_assert_num_queries(12):
        assert client.get(ARCHIVE).status_code == 200
    with django_assert_num_queries(9):
        assert client.get("/en/").status_code == 200
    with django_assert_num_queries(12):
        assert client.get("/en/missions/tajikistan/").status_code == 200
