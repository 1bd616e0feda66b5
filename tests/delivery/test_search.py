"""The public search: what is found, by which words, and what never is."""

import datetime as dt
import re
from html import unescape

import pytest

from issues.delivery.narrowing import NarrowingForm
from issues.delivery.search import SearchForm
from issues.models import Edition, EditionWithdrawal
from issues.search import finding
from issues.search.documents import documents_of
from issues.search.engines import FACETS
from issues.search.index import index_issue, rebuild
from issues.search.questions import question
from issues.withdrawal import withdraw_edition
from tests.delivery.editions import (
    article_node,
    figure_node,
    make_edition,
    mission_node,
    section_node,
)
from tests.factories import make_hotline, make_issue, make_series

SEARCH = "/en/search/"


@pytest.fixture
def publish(series):
    """``publish(words, …)`` makes an issue of one article that says them."""

    def published(words, *, languages=("en",), title="An article", day=None, series=series, **node):
        number = Edition.objects.count() + 1
        day = day or dt.date(2020, 1, 1) + dt.timedelta(days=30 * number)
        issue = make_issue(
            series,
            year=day.year,
            number=number,
            period_start=day,
            period_end=day,
            data_as_of=None,
            publication_date=day,
        )
        node = article_node(title, slug=f"article-{number}", body=f"<p>{words}</p>", **node)
        return make_edition(issue, languages=languages, sections=[section_node(articles=[node])])

    return published


def hits(client, query="", **more):
    """Return the addresses of what is found, in the order of the page."""
    return hits_in(client.get(SEARCH, {"q": query, **more}).text)


def hits_in(page):
    return [unescape(a) for a in re.findall(r'<h3 lang="[^"]*"><a href="([^"]+)"', page)]


def page_of(edition, slug=None):
    slug = slug or f"article-{edition.number}"
    return f"/en/{edition.series_slug}/{edition.year}/{edition.number}/{slug}/"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Душанбе", "dushanbe"),
        ("Dushanbe", "ДУШАНБЕ"),
        ("Жапаров", "Zhaparov"),
        ("Japarov", "жапаров"),
        ("Қазақстан", "Qazaqstan"),
        ("Казахстан", "kazakhstan"),
        ("Oʻzbekiston", "O'zbekiston"),
        ("O‘zbekiston", "O`zbekiston"),
        ("Ўзбекистон", "Oʻzbekiston"),
        ("Ғафуров", "Gʻafurov"),
        ("Тоҷикистон", "Tojikiston"),
        ("Türkmenistan", "Туркменистан"),
        ("Aşgabat çagyryşy", "Ashgabat chagyryshy"),
        ("Бишкекте өткөн", "bishkek otkon"),
        ("Королёв", "королев"),
        ("Королев", "Королёв"),
        ("Мирзиёев", "Mirziyoyev"),
        ("Mirziyoyev", "Мирзиёев"),
        ("Хуҷанд", "Khujand"),
        ("كابل", "کابل"),
        ("می\u200cروند", "ميروند"),
        ("café", "cafe"),
        ("330,528 cases", "330528"),
        ("7 500 people", "7,500"),
        ("call 11616", "11616"),
        ("The remittances fell", "remittance"),
        ("Мигрантов приняли", "мигранты"),
        ("Душанбеде", "Душанбе"),
        ("National banks met", "banks nation"),
        ("National banks met", "“national banks”"),
    ],
)
def test_words_are_found_in_any_spelling(client, publish, written, asked):
    edition = publish(written)
    publish("Something else entirely, 2 000")
    assert hits(client, asked) == [page_of(edition)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("National banks met", "“banks national”"),
        ("National banks met", "banks closed"),
        ("Ends with one", "twone"),
        ("330,528 cases", "528"),
    ],
)
def test_other_words_are_not_found(client, publish, written, asked):
    publish(written)
    assert hits(client, asked) == []


def test_quoted_words_do_not_go_over_from_the_title_to_the_text(client, publish):
    publish("banks met", title="About national")
    assert hits(client, "“national banks”") == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("remitances", "remittances"),
        ("dushambe", "Dushanbe"),
        ("душамбе", "Dushanbe"),
        ("reintegartion", "reintegration"),
    ],
)
def test_slips_are_forgiven(client, publish, asked, meant):
    edition = publish("Remittances, reintegration and Dushanbe")
    page = client.get(SEARCH, {"q": asked}).text
    assert hits_in(page) == [page_of(edition)]
    assert f"<strong>{asked}</strong>" in page
    assert meant.casefold() in page.casefold()


def test_right_words_are_not_corrected(client, publish):
    publish("Remittances")
    page = client.get(SEARCH, {"q": "remittances"}).text
    assert "This is what was found for" not in page


def test_newest_first_and_by_title_if_asked(client, publish):
    first = publish("Nothing of it", title="Shelters in Almaty")
    second = publish("Shelters in Almaty")
    assert hits(client, "shelters almaty") == [page_of(second), page_of(first)]
    assert hits(client, "shelters almaty", order="title") == [page_of(first), page_of(second)]


def test_a_page_in_two_languages_is_found_once_in_the_readers_own(client, publish):
    edition = publish("Приют Almaty", languages=("en", "ru"))
    assert hits(client, "almaty") == [page_of(edition)]
    russian = client.get("/ru/search/", {"q": "almaty"}).text
    assert hits_in(russian) == [page_of(edition).replace("/en/", "/ru/")]
    assert hits(client, "almaty", language="ru") == [f"{page_of(edition)}?language=ru"]


def test_all_that_narrows_is_in_the_address(client, publish, missions):
    kazakhstan = mission_node("kazakhstan", country="KZ", country_name="Kazakhstan")
    theme = {"slug": "protection", "name": "Protection"}
    old = publish("Shelter", missions=[kazakhstan], themes=[theme], day=dt.date(2019, 5, 1))
    new = publish("Shelter", day=dt.date(2020, 5, 1))
    assert hits(client, "shelter", mission="kazakhstan") == [page_of(old)]
    assert hits(client, "shelter", theme="protection") == [page_of(old)]
    assert hits(client, "shelter", year="2020") == [page_of(new)]
    assert hits(client, "shelter", year="2020", mission="kazakhstan") == []
    page = client.get(SEARCH, {"q": "shelter", "year": "2020", "mission": "kazakhstan"}).text
    assert 'href="?q=shelter&amp;mission=kazakhstan"' in page
    assert 'href="?q=shelter&amp;year=2020"' in page
    issue = page_of(old).removesuffix("article-1/")
    assert hits(client, "", mission="kazakhstan") == [issue, page_of(old)]


def test_issues_are_found_by_their_figures(client, issue):
    section = section_node("Assistance", slug="assistance", figures=[figure_node()])
    make_edition(issue, sections=[section])
    address = f"/en/{issue.series.slug}/2020/8/"
    assert hits(client, "7801") == [address]
    assert hits(client, "", indicator="assisted") == [address]


def test_series_can_be_chosen(client, publish, missions):
    other = make_series("Country Bulletin", slug="bulletin", missions=missions.values())
    publish("Shelter")
    there = publish("Shelter", series=other)
    assert hits(client, "shelter", series="bulletin") == [page_of(there)]


def test_excerpt_shows_the_words_as_written_and_marked(client, publish):
    publish("Long before. " * 40 + "In Душанбе people met. " + "Long after. " * 40)
    page = client.get(SEARCH, {"q": "dushanbe"}).text
    assert "In <mark>Душанбе</mark> people met." in page


def test_excerpts_show_pictures_and_notes_without_brackets(client, publish):
    photo = dict.fromkeys(["text_equivalent", "caption", "place", "date_taken", "credit"], "")
    photo |= {"alt": "Women at sewing machines"}
    publish("They met.", photos=[photo], notes=["Returns are counted apart."])
    for words, shown in [
        ("sewing", "Picture: Women at <mark>sewing</mark> machines"),
        ("returns", "Note: <mark>Returns</mark> are counted apart."),
    ]:
        page = client.get(SEARCH, {"q": words}).text
        assert shown in page
        assert f"[{shown}" not in page


def test_no_request_leaves_its_choices_to_another(client, publish, missions):
    publish("Shelter")
    publish("Shelter", series=make_series("Bulletin", slug="b", missions=missions.values()))
    assert ">Bulletin</option>" in client.get(SEARCH).text
    assert all(not getattr(field, "choices", []) for field in NarrowingForm.base_fields.values())
    assert list(SearchForm.base_fields["series"].choices) == []


def test_excerpts_and_titles_are_escaped(client, publish):
    publish("Say &lt;script&gt;alert(1)&lt;/script&gt; shelter", title="<b>Shelter</b> & co")
    page = client.get(SEARCH, {"q": 'shelter"><script>alert(2)</script>'}).text
    assert "<script>" not in page
    page = client.get(SEARCH, {"q": "shelter"}).text
    assert "&lt;b&gt;<mark>Shelter</mark>&lt;/b&gt; &amp; co" in page
    assert "&lt;script&gt;alert(1)" in page


ODD = [
    '"', '""', '"unclosed', "*", "shel*", "NEAR(a b)", "a AND", "OR", "NOT shelter", "AND AND",
    "words : shelter", "{facets} : kind", "kind:page", "(", ")", "-", "^shelter", "a+b", "'", "''; --",
    "\\", "%", "_", "<->", "!shelter", "shelter:*", "shelter | x", "&", "\u202eshelter", "שלום", "كابل",
    "😀", "ﷺ", "İ", "ß", "а́", "\ufeff", "x" * 200, "a " * 100, "1" * 200, "٣٣٠", "²", "½", "ʻ", "'''",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_odd_questions_get_an_answer(client, publish, query):
    publish("Shelter")
    assert client.get(SEARCH, {"q": query}).status_code == 200
    archive = "/en/central-asia-regional-response-report/"
    assert client.get(archive, {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "address", ["?q=%00", "?q=%ff%fe", "?q=" + "x" * 201, "?q=a&page=0", "?q=a&page=x", "?page=9"]
)
def test_impossible_addresses_get_an_answer(client, publish, address):
    publish("A shelter")
    assert client.get(f"{SEARCH}{address}").status_code == 200


def test_too_long_a_question_is_refused_and_kept(client, publish):
    publish("x" * 30)
    page = client.get(SEARCH, {"q": "x" * 201}).text
    assert "Use fewer words: 200 letters at most." in page
    assert "x" * 201 in page
    assert hits_in(page) == []


def test_facets_cannot_be_asked_for_by_words(client, publish):
    edition = publish("Shelter")
    documents = documents_of(edition, edition.renditions.all())
    kinds = {kind for document in documents for kind, _value in document.facets}
    assert kinds <= set(FACETS)
    for words in ("page", "kind page", *FACETS):
        assert hits(client, words) == []


def test_drafts_are_not_found(client, publish, article):
    publish("Shelter")
    article.body = "<p>Nightingale</p>"
    article.save()
    rebuild()
    page = client.get(SEARCH, {"q": "nightingale"}).text
    assert hits_in(page) == []
    assert "Nothing found" in page


def test_a_corrected_edition_replaces_what_it_corrects(client, publish):
    edition = publish("Nightingale")
    text = article_node(slug="article-1", body="<p>Blackbird</p>")
    make_edition(
        edition.issue, version=2, note="Corrected.", sections=[section_node(articles=[text])]
    )
    page = client.get(SEARCH, {"q": "nightingale"}).text
    assert hits_in(page) == []
    assert "Nothing found" in page
    assert "Nightingale" not in page  # as it was written
    assert hits(client, "blackbird") == [page_of(edition)]


def test_no_spelling_leads_to_what_is_withdrawn(client, publish, editor):
    edition = publish("Nightingales")
    publish("Shelter")
    assert hits(client, "nightingalse") == [page_of(edition)]
    withdraw_edition(edition, by=editor, reason="Names of people were printed.")
    page = client.get(SEARCH, {"q": "nightingalse"}).text
    assert hits_in(page) == []
    assert "Nightingales" not in page
    assert "Nothing found" in page


def test_withdrawn_with_the_one_before_given_back(client, publish, editor):
    edition = publish("Nightingale")
    text = article_node(slug="article-1", body="<p>Blackbird</p>")
    second = make_edition(
        edition.issue, version=2, note="Corrected.", sections=[section_node(articles=[text])]
    )
    withdraw_edition(second, by=editor, reason="Wrong text.", restore=True)
    assert hits(client, "blackbird") == []
    assert hits(client, "nightingale") == [page_of(edition)]


def test_the_index_only_proposes(client, publish):
    """Whatever the index says, what does not stand is not shown, counted or suggested."""
    edition = publish("Nightingale")
    publish("Nightingale")
    EditionWithdrawal.objects.create(edition=edition, reason="Names of people were printed.")
    page = client.get(SEARCH, {"q": "nightingale"}).text
    assert len(hits_in(page)) == 1
    assert "1 page<" in page


def test_issues_that_have_the_words_in_several_texts(client, issue):
    texts = [
        article_node("One", slug="one", body="<p>Shelter</p>"),
        article_node("Two", slug="two", body="<p>Remittances</p>"),
    ]
    make_edition(issue, sections=[section_node(articles=texts)])
    page = client.get(SEARCH, {"q": "shelter remittances"}).text
    assert hits_in(page) == []
    assert "No single text has all of this; these issues do" in page
    assert f'href="/en/{issue.series.slug}/2020/8/"' in page


def test_counts_stop_at_a_thousand(client, publish, monkeypatch):
    monkeypatch.setattr(finding, "MOST_HITS", 3)
    for _n in range(5):
        publish("Shelter")
    found = finding.find(question("shelter"), language="en")
    assert (found.count, found.is_capped) == (3, True)


def test_pages_of_hits(client, publish):
    for _n in range(23):
        publish("Shelter")
    first, second = hits(client, "shelter"), hits(client, "shelter", page=2)
    assert (len(first), len(second)) == (20, 3)
    assert not set(first) & set(second)
    assert hits(client, "shelter", page=99) == second


def test_nothing_found_helps_on(client, publish):
    publish("Shelter")
    page = client.get(SEARCH, {"q": "zzzzzz"}).text
    for address in ("/en/hotlines/", "/en/missions/", "/en/figures/"):
        assert page.count(f'href="{address}"') > 1  # not only in the frame of the page


@pytest.mark.parametrize(
    "query", ["hotline tajikistan", "таджикистан", "телефон Таджикистан", "1899", "hotlines"]
)
def test_numbers_to_call_are_found(client, tajikistan, kazakhstan, query):
    make_hotline(tajikistan, number="1899")
    page = client.get(SEARCH, {"q": query}).text
    assert '<a class="directory-number" href="tel:1899">' in page
    assert 'href="/en/missions/tajikistan/"' in page


@pytest.mark.parametrize("query", ["hotline moldova", "shelter", "", "mission"])
def test_no_number_is_shown_that_was_not_asked_for(client, tajikistan, query):
    make_hotline(tajikistan, number="1899")
    assert "directory-number" not in client.get(SEARCH, {"q": query}).text


def test_hidden_missions_are_not_found(client, tajikistan):
    make_hotline(tajikistan, number="1899")
    tajikistan.is_active = False
    tajikistan.save()
    assert "1899" not in client.get(SEARCH, {"q": "hotline tajikistan"}).text


def test_index_can_be_written_anew(client, publish):
    edition = publish("Shelter")
    publish("Remittances", themes=[{"slug": "gone", "name": "Gone"}])
    assert rebuild() == 2
    assert rebuild() == 2
    assert hits(client, "shelter") == [page_of(edition)]
    index_issue(edition.issue_id)
    assert hits(client, "shelter") == [page_of(edition)]


def test_page_is_the_same_for_everybody(client, publish, client_for, editor):
    publish("Shelter")
    response = client.get(SEARCH, {"q": "shelter"})
    assert response.cookies == {}
    assert client_for(editor).get(SEARCH, {"q": "shelter"}).content == response.content
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("query", ["shelter", "zzzzz", "sheltre"])
def test_number_of_queries_does_not_grow(
    client, publish, django_assert_max_num_queries, missions, query
):
    def asked():
        with django_assert_max_num_queries(30) as captured:
            client.get(SEARCH, {"q": query})
            client.get("/en/central-asia-regional-response-report/")
        return len(captured)

    publish("Shelter")
    few = asked()
    for _n in range(12):
        publish("Shelter", languages=("en", "ru"))
    assert asked() == few
