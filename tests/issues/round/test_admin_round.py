"""The Round screen: where the missions of an issue stand, and what the editor does."""

import datetime as dt

import pytest
from django.urls import reverse

from issues import rounds
from issues.models import FigurePlacement
from tests.factories import (
    make_article,
    make_figure,
)

from .plan import round_url, words


def acted(browser, issue, row, act, **data):
    return browser.post(round_url(issue), {"row": row, "act": act} | data)


def test_the_round_shows_where_everybody_stands(client_for, editor, nine, tajikistan, kazakhstan):
    make_article(nine, title="The clinic", mission=kazakhstan, state="submitted")
    rounds.answer_nothing(nine.contributions.get(mission=tajikistan), by=editor, remark="Quiet.")
    said = words(client_for(editor).get(round_url(nine)))
    assert "1 of 2 missions have answered" in said
    assert "1 late" in said  # the deadline of 2020 has passed
    assert "The clinic sent for review" in said
    assert "Remark: Quiet." in said
    assert "Fri 18 December 2020, 17:00 Almaty" in said


def test_the_editor_returns_and_approves(client_for, editor, contributor, nine, part):
    browser = client_for(editor)
    rounds.submit_contribution(part, by=contributor)
    row = f"part:{part.pk}"
    empty = acted(browser, nine, row, "return", reason=" ")
    assert empty.status_code == 422
    assert "Say what should be changed." in words(empty)
    long = acted(browser, nine, row, "return", reason="Name the towns. " * 100)
    assert long.status_code == 422
    assert "Name the towns. Name the towns." in long.content.decode()
    assert acted(browser, nine, row, "return", reason="Name the towns.").status_code == 302
    part.refresh_from_db()
    assert (part.state, part.return_reason) == ("returned", "Name the towns.")
    rounds.submit_contribution(part, by=contributor)
    assert acted(browser, nine, row, "approve").status_code == 302
    part.refresh_from_db()
    assert part.state == "approved"
    late = acted(browser, nine, row, "return", reason="One thing more.")
    assert late.status_code == 302


def test_an_act_out_of_turn_keeps_what_was_typed(client_for, editor, nine, part):
    page = acted(client_for(editor), nine, f"part:{part.pk}", "return", reason="Name the towns.")
    assert page.status_code == 409
    assert "IOM Tajikistan has not answered yet" in words(page)


def test_the_editor_reminds_moves_the_deadline_closes_and_reopens(client_for, editor, nine, part):
    browser, row = client_for(editor), f"part:{part.pk}"
    assert acted(browser, nine, row, "remind").status_code == 302
    wrong = acted(browser, nine, row, "deadline", due_on="tomorrow")
    assert (wrong.status_code, "Enter a valid date." in words(wrong)) == (422, True)
    late = acted(browser, nine, row, "deadline", due_on="2020-12-25")
    assert (late.status_code, "due after the publication" in words(late)) == (422, True)
    acted(browser, nine, row, "deadline", due_on="2020-12-21")
    part.refresh_from_db()
    assert part.due_at == dt.datetime(2020, 12, 21, 12, tzinfo=dt.UTC)
    acted(browser, nine, row, "close")
    part.refresh_from_db()
    assert part.state == "no_update"
    acted(browser, nine, row, "reopen")
    part.refresh_from_db()
    assert part.state == "asked"


def test_a_mission_can_be_asked_later(client_for, editor, issue, sections, kazakhstan):
    browser = client_for(editor)
    assert "Nobody has been asked" in words(browser.get(round_url(issue)))
    row = f"mission:{kazakhstan.pk}"
    without = acted(browser, issue, row, "ask")
    assert (without.status_code, "Choose the day." in words(without)) == (422, True)
    assert acted(browser, issue, row, "ask", due_on="2020-11-24").status_code == 302
    [given] = issue.contributions.all()
    assert given.mission == kazakhstan
    assert given.due_at == dt.datetime(2020, 11, 24, 11, tzinfo=dt.UTC)
    assert words(browser.get(round_url(issue))).count("no article yet") == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"row": "part:1x"},
        {"row": "part:99999999999999999999"},
        {"row": "nothing:1", "act": "remind"},
        {"row": "part:{part}", "act": "explode"},
        {"row": "figure:{figure}", "act": "explode"},
        {"row": "mission:424242", "act": "ask", "due_on": "2020-12-20"},
    ],
)
def test_odd_posts_are_not_found(client_for, editor, nine, part, data):
    [carried] = rounds.unconfirmed(nine)
    data = {key: value.format(part=part.pk, figure=carried.pk) for key, value in data.items()}
    assert client_for(editor).post(round_url(nine), data).status_code == 404


def test_a_part_of_another_issue_is_not_found(client_for, editor, issue, nine, part):
    assert acted(client_for(editor), issue, f"part:{part.pk}", "remind").status_code == 404


def test_figures_carried_over_wait_on_the_round(client_for, editor, nine, figure, tajikistan):
    browser = client_for(editor)
    [placement] = rounds.unconfirmed(nine)
    page = browser.get(round_url(nine)).content.decode()
    grid = reverse("admin:issues_issue_figures", args=[nine.pk, "tajikistan"])
    assert f'href="{grid}#row-{figure.indicator_id}"' in page
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    assert "Show 8,100 of 21 December 2020" in words(browser.get(round_url(nine)))
    acted(browser, nine, f"figure:{placement.pk}", "newer")
    placement.refresh_from_db()
    assert (placement.figure, placement.compared_with) == (new, figure)
    again = acted(browser, nine, f"figure:{placement.pk}", "out")
    assert again.status_code == 409
    assert "confirmed or taken out already" in words(again)


@pytest.mark.parametrize(
    ("act", "left"),
    [("stands", [("statement", True)]), ("last", [("mention", True)]), ("out", [])],
)
def test_an_old_figure_stands_or_goes(client_for, editor, nine, act, left):
    [placement] = rounds.unconfirmed(nine)
    assert acted(client_for(editor), nine, f"figure:{placement.pk}", act).status_code == 302
    found = FigurePlacement.objects.filter(section__issue=nine)
    assert list(found.values_list("style", "is_confirmed")) == left


def test_the_grid_moves_the_carried_figure_on(
    client_for, contributor, series, nine, figure, tajikistan
):
    series.indicators.add(figure.indicator)
    prefix = f"f{figure.indicator_id}"
    sent = {
        f"{prefix}-seen": "",
        f"{prefix}-value": "8,100",
        f"{prefix}-qualifier": "exact",
        f"{prefix}-status": "verified",
        f"{prefix}-as_of": "2020-12-21",
        f"{prefix}-source": "Mission reports",
    }
    url = reverse("admin:issues_issue_figures", args=[nine.pk, "tajikistan"])
    response = client_for(contributor).post(url, sent)
    assert response.status_code == 302, words(response)
    placement = FigurePlacement.objects.get(section__issue=nine)
    assert (placement.figure.value, placement.compared_with) == (8100, figure)
    assert placement.is_confirmed


def test_choosing_another_figure_confirms_a_placement(client_for, editor, nine, figure, tajikistan):
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    [placement] = rounds.unconfirmed(nine)
    section = placement.section
    url = reverse("admin:issues_section_change", args=[section.pk])
    sent = {
        "title": section.title,
        "kind": section.kind,
        "intro": "",
        "accent": "",
        **{f"photos-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **{f"facts-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "placements-TOTAL_FORMS": "1",
        "placements-INITIAL_FORMS": "1",
        "placements-0-id": str(placement.pk),
        "placements-0-section": str(section.pk),
        "placements-0-style": "callout",
        "placements-0-order": "0",
    }
    browser = client_for(editor)
    unchanged = browser.post(url, sent | {"placements-0-figure": str(figure.pk)})
    assert unchanged.status_code == 302
    placement.refresh_from_db()
    assert not placement.is_confirmed
    browser.post(url, sent | {"placements-0-figure": str(new.pk)})
    placement.refresh_from_db()
    assert (placement.figure, placement.compared_with) == (new, figure)
    assert placement.is_confirmed
