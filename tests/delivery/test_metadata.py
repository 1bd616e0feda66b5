"""What pages say to search engines and messengers."""

import json
import re

import pytest

from issues.delivery.metadata import in_script
from tests.delivery.editions import add_further_files, article_node, make_edition, section_node

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
SITE = "http://testserver"


def json_ld(page):
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    nodes = json.loads(block)["@graph"]
    return {node["@type"]: node for node in nodes}


def test_an_issue_is_a_report_with_its_figures_as_a_dataset(client, edition):
    found = json_ld(client.get(ISSUE).text)
    assert set(found) == {"Report", "Organization", "BreadcrumbList", "Dataset"}
    report, dataset = found["Report"], found["Dataset"]
    assert (report["reportNumber"], report["datePublished"]) == ("8/2020", "2020-12-01")
    assert report["temporalCoverage"] == "2020-11-01/2020-11-30"
    assert report["identifier"] == f"{SITE}{ISSUE}v1/"
    assert report["hasPart"] == [
        {
            "@type": "NewsArticle",
            "headline": "Research on remittances",
            "url": f"{SITE}{ISSUE}research-on-remittances/",
        }
    ]
    [variable] = dataset["variableMeasured"]
    assert (variable["name"], variable["value"]) == ("People assisted", "7801")
    assert len(dataset["description"]) >= 50
    assert dataset["distribution"][0]["contentUrl"] == f"{SITE}{ISSUE}figures.csv"


def test_an_article_says_where_it_stands(client, edition):
    found = json_ld(client.get(f"{ISSUE}research-on-remittances/").text)
    article = found["NewsArticle"]
    assert article["headline"] == "Research on remittances"
    assert article["contentLocation"] == [{"@type": "Country", "name": "Tajikistan"}]
    assert article["isPartOf"]["@id"] == f"{SITE}{ISSUE}#report"
    names = [step["name"] for step in found["BreadcrumbList"]["itemListElement"]]
    assert names[-1] == "Research on remittances"


def test_no_words_of_a_report_end_the_block(client, issue):
    title = "</script><script>alert(1)</script> & <!--"
    make_edition(issue, sections=[section_node(articles=[article_node(title)])])
    page = client.get(f"{ISSUE}research-on-remittances/").text
    assert json_ld(page)["NewsArticle"]["headline"] == title
    assert "<script>alert" not in page


def test_signs_that_html_knows_are_written_as_json_may():
    written = in_script({"a": "</script>&"})
    assert not set("<>&") & set(written)
    assert json.loads(written) == {"a": "</script>&"}


def test_a_correction_is_told_with_its_day(client, edition, issue):
    make_edition(issue, version=2, note="Deaths corrected.")
    report = json_ld(client.get(ISSUE).text)["Report"]
    assert (report["version"], report["dateModified"]) == ("2", "2020-12-02")
    assert report["correction"] == "Deaths corrected."


def test_shared_links_say_how_large_the_picture_is(client, edition):
    add_further_files(edition)
    page = client.get(ISSUE).text
    for name, value in [("width", "1200"), ("height", "630")]:
        assert f'<meta property="og:image:{name}" content="{value}">' in page
    assert (
        'property="og:image:alt" content="Central Asia Regional Response Report, Issue 8"' in page
    )
    assert '<meta name="twitter:card" content="summary_large_image">' in page


@pytest.mark.parametrize("form", ["bib", "ris"])
@pytest.mark.parametrize("path", ["", "research-on-remittances/", "v1/"])
def test_citations_are_files_for_reference_managers(client, edition, path, form):
    response = client.get(f"{ISSUE}{path}cite.{form}")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{form}"')
    assert f"{ISSUE}v1/" in response.text
    assert client.get(f"{ISSUE}no-such-article/cite.{form}").status_code == 404
    assert client.get(f"{ISSUE}{path}cite.doc").status_code == 404


def test_a_citation_names_the_edition_and_survives_odd_signs(client, issue):
    sections = [section_node(articles=[article_node("Costs & 50% of\nit_all {x}")])]
    make_edition(issue, sections=sections)
    make_edition(issue, version=2, note="Corrected.", sections=sections)
    bibtex = client.get(f"{ISSUE}research-on-remittances/cite.bib").text
    assert r"title = {{Costs \& 50\% of it\_all \{x\}}}," in bibtex
    assert "Issue 8, edition 2" in bibtex
    ris = client.get(f"{ISSUE}research-on-remittances/cite.ris").text
    assert "TI  - Costs & 50% of it_all {x}\r\n" in ris
    assert f"UR  - {SITE}{ISSUE}v2/research-on-remittances/\r\n" in ris


def test_the_first_page_speaks_for_the_site(client, edition):
    add_further_files(edition)
    page = client.get("/en/").text
    found = json_ld(page)
    assert set(found) == {"WebSite", "Organization"}
    assert found["WebSite"]["url"] == f"{SITE}/en/"
    assert '<meta property="og:type" content="website">' in page
    assert '<meta property="og:image:width" content="1200">' in page


@pytest.mark.parametrize(
    "path", ["/en/", ISSUE, f"{ISSUE}research-on-remittances/", "/en/hotlines/"]
)
def test_every_page_is_described_once(client, edition, path):
    assert client.get(path).text.count('<meta name="description"') == 1
