"""Numbers in sentences against the ledger: what is found, what is left alone, what is answered."""

import datetime as dt

import pytest
from django.urls import reverse

from issues.contradictions import contradictions_of
from issues.models import StatedReason
from issues.readiness import blockers, findings
from issues.snapshot import snapshot
from issues.text import as_plain_text
from missions.models import AssistanceFigure
from tests.factories import make_article, make_figure, make_indicator, make_section, place

pytestmark = pytest.mark.django_db

JULY = dt.date(2020, 7, 10)


@pytest.fixture
def returned():
    return make_indicator("returned", name="Migrants returned from abroad", jump_threshold=None)


@pytest.fixture
def figure(returned, sections, missions):
    """7,801 in November; 3,186 in July."""
    everyone = missions.values()
    before = make_figure(returned, 3186, as_of=JULY, covers=everyone)
    figure = make_figure(returned, 7801, covers=everyone)
    place(figure, sections["assistance"], compared_with=before)
    return figure


def corrected(figure, value):
    newer = AssistanceFigure.objects.create(
        indicator=figure.indicator,
        definition=figure.definition,
        value=value,
        as_of=figure.as_of,
        source=figure.source,
        supersedes=figure,
        correction_reason="Counted twice.",
    )
    newer.covers.set(figure.covers.all())
    return newer


@pytest.fixture
def found(issue, article):
    """``found(html)`` is what is wrong with a text: (as typed, kind)."""

    def of(html, *, language="en"):
        article.body, article.language = html, language
        article.save()
        return [(c.number.written, c.kind) for c in contradictions_of(issue)]

    return of


def test_a_number_that_was_corrected_is_found(found, figure):
    corrected(figure, 7810)
    assert found("<p>They helped 7,801 families.</p>") == [("7,801", "superseded")]
    assert found("<p>They helped 7,810 families.</p>") == []


def test_the_earlier_number_is_found_unless_it_says_so(found, figure):
    assert found("<p>They helped 3,186 families.</p>") == [("3,186", "previous")]
    assert found("<p>By 10 July 2020, 3,186 had come.</p>") == []
    assert found("<p>From 3,186 the number rose to 7,801.</p>") == []
    reference = f'<data value="{figure.observation}"></data>'
    assert found(f"<p>From 3,186 the number rose to {reference}.</p>") == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>So far 7,810 migrants returned.</p>", [("7,810", "near")]),
        ("<p>So far 7,800 migrants returned.</p>", []),
        ("<p>More than 7,500 migrants returned.</p>", []),
        ("<p>More than 8,000 migrants returned.</p>", [("8,000", "near")]),
        ("<p>So far 7,810 tents were put up.</p>", []),
        ("<p>So far 1,200 migrants returned to Osh.</p>", []),
        ("<p>Migrants returned with USD 7,810.</p>", []),
        ("<p>Nobody returned. The 7,810 tents stayed.</p>", []),
    ],
)
def test_a_number_close_by_is_found_where_its_sentence_speaks_of_the_figure(
    found, figure, html, expected
):
    assert found(html) == expected


def test_russian_sentences_are_read_too(found, figure, sections):
    sections["assistance"].placements.update(label="Вернулись мигранты")
    text = "<p>Домой вернулось 7 810 мигрантов.</p>"
    assert found(text, language="ru") == [("7 810", "near")]
    assert found(text.replace("7 810", "более 7 800"), language="ru") == []


def test_parts_targets_and_other_figures_are_right(found, figure, sections):
    figure.breakdown.create(dimension="country", label="Tajikistan", value=7500)
    assert found("<p>Of the migrants 7,500 returned to Tajikistan.</p>") == []
    other = make_figure(make_indicator("kits", name="Kits"), 7777)
    place(other, sections["assistance"])
    assert found("<p>Migrants returned with 7,777 kits.</p>") == []


def test_a_small_equal_number_needs_words(found, sections):
    centres = make_indicator("centres", name="Centres opened", jump_threshold=None)
    make_figure(centres, 5, as_of=JULY)
    place(make_figure(centres, 6), sections["assistance"])
    assert found("<p>All 5 countries took part.</p>") == []
    assert found("<p>In all, 5 centres opened.</p>") == [("5", "previous")]


def test_a_withheld_number_is_not_told_in_a_text(found, sections):
    trafficked = make_indicator("trafficked", name="Victims of trafficking", disclosure_threshold=5)
    place(make_figure(trafficked, 3, disclosure="suppressed"), sections["assistance"])
    assert found("<p>The 3 victims of trafficking went home.</p>") == [("3", "withheld")]
    assert found("<p>It lasted 3 days.</p>") == []


def test_summary_and_introductions_are_read(issue, sections, figure):
    issue.summary = "<p>So far 7,810 migrants returned.</p>"
    issue.save()
    sections["assistance"].intro = "<p>So far 7,820 migrants returned.</p>"
    sections["assistance"].save()
    assert [(c.passage.key, c.number.written) for c in contradictions_of(issue)] == [
        ("summary", "7,810"),
        ("section:direct-assistance", "7,820"),
    ]


# --- Answering ----------------------------------------------------------------------------------


@pytest.fixture
def doubtful(found, figure):
    """An article with a number that the ledger contradicts."""
    found("<p>So far 7,810 migrants returned.</p>")


def test_it_blocks_and_says_what_to_do(issue, article, doubtful):
    [finding] = blockers(issue)
    assert finding.place == article.title
    assert finding.message == (
        "“7,810” is not what the ledger says: “Migrants returned from abroad” is 7,801 of "
        "2020-11-28. Put the figure itself in its place (button “Figure” of the text)."
    )
    assert finding.url == reverse("admin:issues_article_change", args=[article.pk])


def test_a_stated_reason_answers_it_and_readers_see_it(client_for, editor, issue, doubtful):
    browser = client_for(editor)
    publish = reverse("admin:issues_issue_publish", args=[issue.pk])
    [finding] = blockers(issue)
    assert finding.answer_url.replace("&", "&amp;") in browser.get(publish).text
    page = browser.get(finding.answer_url)
    assert "So far 7,810 migrants returned." in page.text
    answer = browser.post(finding.answer_url, {"reason": "The banks count otherwise."})
    assert answer.url == publish
    assert findings(issue) == []
    assert "7,810: The banks count otherwise." in browser.get(publish).text
    content = snapshot(issue, "en")
    [article] = content["sections"][1]["articles"]
    assert article["notes"] == ["7,810: The banks count otherwise."]
    assert "[Note: 7,810: The banks count otherwise.]" in as_plain_text(content)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_a_reason_says_something_and_is_one_sentence(client_for, editor, issue, doubtful, reason):
    [finding] = blockers(issue)
    answer = client_for(editor).post(finding.answer_url, {"reason": reason})
    assert answer.status_code == 422
    assert not StatedReason.objects.exists()
    assert "x" * 201 in answer.text or "x" not in reason


def test_a_reason_ends_with_what_it_explained(client_for, editor, issue, figure, found, doubtful):
    [finding] = blockers(issue)
    client_for(editor).post(finding.answer_url, {"reason": "The banks count otherwise."})
    found("<p>So far 7,820 migrants returned.</p>")
    assert len(blockers(issue)) == 1
    assert snapshot(issue, "en")["sections"][1]["articles"][0]["notes"] == []
    found("<p>So far 7,810 migrants returned.</p>")
    assert findings(issue) == []
    corrected(figure, 7802)
    assert len(blockers(issue)) == 1


def test_a_reason_can_be_withdrawn(client_for, editor, issue, doubtful):
    [finding] = blockers(issue)
    browser = client_for(editor)
    browser.post(finding.answer_url, {"reason": "The banks count otherwise."})
    browser.post(finding.answer_url, {"reason": "The banks count otherwise.", "withdraw": "1"})
    assert len(blockers(issue)) == 1


def test_an_address_of_something_gone_leads_back(client_for, editor, issue, found, doubtful):
    [finding] = blockers(issue)
    found("<p>Nothing.</p>")
    answer = client_for(editor).get(finding.answer_url, follow=True)
    assert "The text or the figure has changed since: look again." in answer.text


def test_only_who_edits_everywhere_states_reasons(
    client_for, contributor, clearer, issue, doubtful
):
    [finding] = blockers(issue)
    for user in (contributor, clearer):
        answer = client_for(user).post(finding.answer_url, {"reason": "So."})
        assert answer.status_code == 404
    publish = reverse("admin:issues_issue_publish", args=[issue.pk])
    assert "/reason/" not in client_for(clearer).get(publish).text


def test_queries_do_not_grow_with_texts_and_figures(issue, figure, django_assert_max_num_queries):
    def grow(count):
        for number in range(count):
            section = make_section(issue, f"Section {count} {number}", kind="figures", order=9)
            indicator = make_indicator(f"i{count}-{number}", name=f"Indicator {number}")
            other = make_figure(indicator, number + 1, covers=figure.covers.all())
            place(other, section)
            reference = f'<data value="{other.observation}"></data>'
            make_article(
                issue,
                title=f"Article {number}",
                section=section,
                body=f"<p>Some 7,810 migrants returned, {reference}.</p>",
            )

    grow(1)
    with django_assert_max_num_queries(22) as small:
        findings(issue)
    grow(12)
    with django_assert_max_num_queries(len(small)):
        findings(issue)
