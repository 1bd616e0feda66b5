"""Figures inside sentences: from the stored text to what readers see, and what stops it."""

import uuid

import pytest
from django.urls import reverse

from issues.bundles.writing import bundle_of
from issues.models import Article
from issues.readiness import blockers, findings
from issues.snapshot import article_preview, snapshot
from issues.text import as_plain_text
from missions.models import AssistanceFigure
from tests.factories import make_figure, make_indicator, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections(sections):
    """With something in each."""
    sections["assistance"].intro = "<p>Help went on.</p>"
    sections["assistance"].save()
    return sections


@pytest.fixture
def figure(missions):
    indicator = make_indicator("returned", name="Migrants returned")
    return make_figure(indicator, 330528, qualifier="over", covers=missions.values())


def reference(figure):
    return f'<data value="{figure.observation}"></data>'


@pytest.fixture
def referred(article, figure):
    article.body = f"<p>By now {reference(figure)} people returned.</p>"
    article.save()
    return article


def body(content):
    return content["sections"][1]["articles"][0]["body"]


def test_a_reference_reads_as_its_language_writes_numbers(issue, referred):
    assert body(snapshot(issue, "en")) == (
        '<p>By now <data value="330528">over 330,528</data> people returned.</p>'
    )
    russian = body(snapshot(issue, "ru"))
    assert '<data value="330528">' in russian
    assert "330\u00a0528</data>" in russian


def test_summary_introduction_and_preview_are_filled_in_too(issue, sections, referred, figure):
    issue.summary = sections["assistance"].intro = f"<p>{reference(figure)}</p>"
    issue.save()
    sections["assistance"].save()
    content = snapshot(issue, "en")
    filled = '<p><data value="330528">over 330,528</data></p>'
    assert content["issue"]["summary"] == filled
    assert content["sections"][0]["intro"] == filled
    preview = article_preview(referred, "en")
    assert preview["sections"][0]["articles"][0]["body"] == body(content)
    assert [node["observation"] for node in preview["text_figures"]] == [str(figure.observation)]


def test_a_correction_changes_the_sentence_and_the_text_stays(issue, referred, figure):
    stored = referred.body
    newer = AssistanceFigure.objects.create(
        indicator=figure.indicator,
        definition=figure.definition,
        value=330600,
        as_of=figure.as_of,
        source=figure.source,
        supersedes=figure,
        correction_reason="Late data.",
    )
    assert newer.observation == figure.observation
    content = snapshot(issue, "en")
    assert body(content) == ('<p>By now <data value="330600">330,600</data> people returned.</p>')
    assert "By now 330,600 people returned." in as_plain_text(content)
    referred.refresh_from_db()
    assert referred.body == stored


def test_figures_of_texts_are_told_once_and_only_if_no_section_shows_them(
    issue, sections, referred, figure
):
    assert [node["id"] for node in snapshot(issue, "en")["text_figures"]] == [str(figure.pk)]
    place(figure, sections["assistance"])
    assert snapshot(issue, "en")["text_figures"] == []


def test_a_good_reference_stops_nothing(issue, referred):
    assert findings(issue) == []


def test_a_figure_that_is_not_in_the_ledger_blocks_and_breaks_nothing(issue, article):
    article.body = f'<p>By now <data value="{uuid.uuid4()}"></data> people.</p>'
    article.save()
    [finding] = blockers(issue)
    assert finding.place == article.title
    assert finding.message == (
        "The text refers to a figure that is not in the ledger: take it out."
    )
    assert finding.url == reverse("admin:issues_article_change", args=[article.pk])
    assert body(snapshot(issue, "en")) == "<p>By now [figure not found] people.</p>"


def test_a_figure_without_a_number_blocks(issue, article):
    silent = make_figure(make_indicator(name="Meals"), None, status="not_reported")
    article.body = f"<p>{reference(silent)} meals, {reference(silent)}</p>"
    article.save()
    [finding] = blockers(issue)
    assert finding.message == (
        "The text refers to “Meals”, which has no number (not reported): write the sentence "
        "without it."
    )
    assert "not reported</data> meals" in body(snapshot(issue, "en"))


def test_a_withheld_figure_blocks_and_its_value_goes_nowhere(issue, article):
    few = make_figure(make_indicator(name="Victims"), 4711, disclosure="suppressed")
    article.body = f"<p>{reference(few)} people</p>"
    article.save()
    [finding] = blockers(issue)
    assert finding.message == (
        "The text refers to “Victims”, which is withheld from readers: write the sentence "
        "without it."
    )
    assert "4711" not in str(snapshot(issue, "en")).replace("4,711", "4711")


def test_what_the_ledger_asks_of_a_figure_it_asks_in_texts_too(issue, article):
    small = make_indicator(name="Victims", disclosure_threshold=5)
    article.body = f"<p>{reference(make_figure(small, 3))} people</p>"
    article.save()
    [finding] = blockers(issue)
    assert finding.place == "Victims"
    assert finding.message.startswith("3 is a small count")


def test_a_bundle_carries_the_figures_of_texts(issue, referred, figure):
    document = bundle_of(issue).document
    [carried] = document["figures"]
    assert carried["indicator"] == "returned"
    [written] = [a for s in document["sections"] for a in s.get("articles", [])]
    assert reference(figure) in written["body"]


# --- What the editor is told ----------------------------------------------------------------------


@pytest.fixture
def choices(client_for):
    def of(user, **query):
        answer = client_for(user).get(reverse("admin:issues_figure_choices"), query)
        assert answer.status_code == 200
        return answer.json()

    return of


@pytest.fixture
def figures(tajikistan, kazakhstan):
    indicator = make_indicator("returned", name="Migrants returned")
    return {
        "own": make_figure(indicator, 1200, mission=tajikistan, source="Border guards"),
        "other": make_figure(indicator, 3400, mission=kazakhstan),
        "regional": make_figure(indicator, 4600),
    }


def shown(answer):
    return [figure["value"] for figure in answer["figures"]]


def test_people_choose_among_the_figures_they_may_see(choices, figures, contributor, editor):
    assert shown(choices(contributor, q="")) == ["1,200"]
    assert sorted(shown(choices(editor, q="migrants"))) == ["1,200", "3,400", "4,600"]
    [figure] = choices(contributor, q="border migr")["figures"]
    assert figure == {
        "id": str(figures["own"].observation),
        "value": "1,200",
        "unit": "",
        "name": "Migrants returned",
        "date": "28\u00a0November\u00a02020",
        "mission": "IOM Tajikistan",
        "source": "Border guards",
        "usable": True,
    }
    assert shown(choices(editor, q="kits")) == []


def test_only_the_newest_vintages_with_a_number_are_offered(choices, figures, editor):
    own = figures["own"]
    AssistanceFigure.objects.create(
        indicator=own.indicator, definition=own.definition, mission=own.mission, value=1250,
        as_of=own.as_of, source="Border guards", supersedes=own, correction_reason="Late data.",
    )  # fmt: skip
    make_figure(own.indicator, None, status="not_reported", source="Border guards")
    make_figure(own.indicator, 3, disclosure="banded", source="Border guards")
    assert shown(choices(editor, q="guards")) == ["1,250"]


def test_a_long_list_says_that_there_is_more(choices, editor):
    indicator = make_indicator()
    for value in range(31):
        make_figure(indicator, value)
    answer = choices(editor, q="")
    assert (len(answer["figures"]), answer["more"]) == (30, True)


def test_chips_of_other_missions_tell_nothing(choices, figures, contributor):
    ids = [str(f.observation) for f in figures.values()]
    answer = choices(contributor, ids=",".join([*ids, str(uuid.uuid4()), "nonsense", ""]))
    assert sorted((f["value"], f["name"]) for f in answer["figures"]) == [
        ("1,200", "Migrants returned"),
        ("…", "A figure of another mission"),
        ("…", "A figure of another mission"),
    ]


def test_a_withheld_figure_is_a_chip_that_warns(choices, editor):
    few = make_figure(make_indicator(disclosure_threshold=5), 3, disclosure="banded")
    [figure] = choices(editor, ids=str(few.observation))["figures"]
    assert (figure["value"], figure["usable"]) == ("fewer than 5", False)


def test_saving_a_form_keeps_the_reference(client_for, contributor, referred, figure):
    Article.objects.filter(pk=referred.pk).update(state="draft")
    browser = client_for(contributor)
    address = reverse("admin:issues_article_change", args=[referred.pk])
    page = browser.get(address)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"body": f"{referred.body}<p>And <data value='7'>7</data> more.</p>"}
    for inline in page.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {management[name].html_name: management[name].value() for name in management.fields}
    answer = browser.post(address, data)
    assert answer.status_code == 302
    referred.refresh_from_db()
    assert referred.body == (
        f"<p>By now {reference(figure)} people returned.</p><p>And 7 more.</p>"
    )
