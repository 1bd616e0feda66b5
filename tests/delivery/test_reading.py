"""Reading on: contents, related articles, what a correction changed, plain ways to share."""

import datetime as dt

import pytest

from issues import rendering
from tests.delivery.editions import (
    article_node,
    content_of,
    figure_node,
    make_edition,
    section_node,
)
from tests.factories import make_issue

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
OBSERVATION = "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001"


def address(photo, variant):
    return f"/media/{variant}"


def test_figures_and_articles_have_addresses_on_the_web(issue):
    figures = [figure_node(observation=OBSERVATION)]
    content = content_of(
        issue,
        sections=[
            section_node(kind="figures", figures=figures),
            section_node(slug="again", figures=[dict(figures[0])], articles=[article_node()]),
        ],
    )
    html = rendering.document_html(content, photo_url=address)
    name = f"figure-{OBSERVATION}"
    assert html.count(f'id="{name}"') == 1  # the second place of a figure is not another address
    assert f'href="#{name}" aria-label="Link to this figure: People assisted"' in html
    assert 'href="#article--research-on-remittances" aria-label="Link to this article"' in html


def test_an_article_alone_has_no_addresses_inside(issue):
    content = content_of(issue)
    html = rendering.article_html(content, "research-on-remittances", photo_url=address)
    assert 'class="anchor"' not in html


@pytest.fixture
def earlier(series):
    """An issue before Issue 8 with articles on several matters."""

    def node(slug, *, themes=(), missions=()):
        return article_node(
            slug.capitalize(),
            slug=slug,
            missions=[{"slug": m, "name": m, "country": "", "country_name": m} for m in missions],
            themes=[{"slug": t, "name": t} for t in themes],
        )

    day = dt.date(2020, 7, 10)
    issue = make_issue(
        series, number=3, period_start=day, period_end=day, data_as_of=None, publication_date=day
    )
    articles = [
        node("mission", missions=["tajikistan"]),
        node("both", missions=["tajikistan"], themes=["labour-migration"]),
        node("theme", themes=["labour-migration"]),
        node("neither", missions=["kazakhstan"], themes=["health"]),
    ]
    return make_edition(issue, sections=[section_node(articles=articles)])


def related_titles(page):
    part = page.partition('class="related"')[2].partition("</section>")[0]
    return [words.partition("</a>")[0].rpartition(">")[2] for words in part.split("<li>")[1:]]


def test_an_article_leads_to_those_nearest_to_it(client, edition, earlier):
    page = client.get(f"{ISSUE}research-on-remittances/").text
    assert related_titles(page) == ["Both", "Theme", "Mission"]


def test_related_articles_cost_a_bounded_number_of_queries(
    client, edition, series, earlier, django_assert_max_num_queries
):
    for number in range(10, 20):
        make_edition(
            make_issue(
                series,
                number=number,
                data_as_of=None,
                publication_date=dt.date(2021, 1, number),
            )
        )
    with django_assert_max_num_queries(20):
        page = client.get(f"{ISSUE}research-on-remittances/").text
    assert len(related_titles(page)) == 4


def test_nothing_is_related_to_the_only_issue(client, edition):
    assert 'class="related"' not in client.get(f"{ISSUE}research-on-remittances/").text


def test_contents_fold_and_lead_to_sections(client, edition):
    page = client.get(ISSUE).text
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    assert "<summary" in contents
    assert 'href="#partnership-in-action"' in contents


def test_sharing_needs_nobody_else(client, edition):
    page = client.get(ISSUE).text
    assert (
        'href="mailto:?subject=Central%20Asia%20Regional%20Response%20Report%2C%20Issue%208' in page
    )
    assert f'data-copy="http://testserver{ISSUE}v1/"' in page
    for other in ("facebook", "twitter.com", "whatsapp", "t.me"):
        assert other not in page


# --- What a correction changed ----------------------------------------------------------------


@pytest.fixture
def corrected(edition, issue):
    """Edition 2: one article reworded, one added, one section gone, a figure corrected."""
    change = {
        "observation": OBSERVATION,
        "label": "People assisted",
        "language": "en",
        "indicator": figure_node()["indicator"],
        "old": {"value": "7801", "qualifier": "exact", "status": "verified"},
        "new": {"value": "7810", "qualifier": "exact", "status": "verified"},
        "reason": "Two lists were counted once.",
    }
    sections = [
        section_node(
            articles=[
                article_node(body='<p>National banks met in <data value="3">3</data> towns.</p>'),
                article_node("Training", slug="training"),
            ]
        )
    ]
    made = make_edition(issue, version=2, note="Town and figure corrected.", sections=sections)
    return made, change


def test_the_page_of_changes_shows_old_and_new_words(client, corrected):
    page = client.get(f"{ISSUE}changes.html").text
    assert "Town and figure corrected." in page
    assert "National banks met in <del>Dushanbe</del> <ins>3 towns</ins>." in page
    assert '<h3 lang="en">Training <span class="tag">new</span></h3>' in page
    assert '<h3 lang="en">Direct assistance <span class="tag">taken out</span></h3>' in page
    assert client.get(f"{ISSUE}v2/changes.html").status_code == 200


def test_the_page_of_changes_shows_old_and_new_values(client, corrected, monkeypatch):
    _edition, change = corrected
    change |= {"language": "ru", "text_languages": {"reason": "en"}}

    def with_figures(rendition):
        content = rendition.content
        edition = content["edition"] | {"figure_changes": [change]}
        return content | {"edition": edition}

    monkeypatch.setattr("issues.delivery.reading.content_of", with_figures)
    page = client.get(f"{ISSUE}changes.html").text
    assert "<del>7,801</del>" in page
    assert "<ins>7,810</ins>" in page
    assert '<td lang="en">Two lists were counted once.</td>' in page


def test_a_first_edition_changed_nothing(client, edition, corrected):
    assert client.get(f"{ISSUE}v1/changes.html").status_code == 404


def test_a_correction_leads_to_its_changes(client, corrected):
    assert f'href="{ISSUE}changes.html"' in client.get(ISSUE).text
    assert "changes.html" in client.get(f"{ISSUE}v1/").text


def test_without_the_language_before_texts_are_not_compared(client, edition, issue):
    make_edition(issue, version=2, note="Also in Kazakh.", languages=["en", "kk"])
    page = client.get(f"{ISSUE}changes.html?language=kk").text
    assert "was not published in this language" in page
    assert "<del>" not in page
