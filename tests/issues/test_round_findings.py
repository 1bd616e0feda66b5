"""What a round left open stands in the readiness list, and on the way to its remedy."""

import datetime as dt

import pytest

from issues import rounds
from issues.models import Contribution, FigurePlacement
from issues.readiness import blockers, findings
from tests.factories import make_article, make_figure, make_indicator, make_issue, place

pytestmark = pytest.mark.django_db


def said(issue, place):
    return [(f.message, f.url, f.blocks) for f in findings(issue) if f.place == place]


def test_a_carried_figure_blocks_until_it_is_confirmed(series, issue, sections):
    make_issue(series, number=7, data_as_of=None, publication_date=dt.date(2020, 11, 6))
    old = make_figure(make_indicator(), "7801")
    placement = place(old, sections["assistance"], is_confirmed=False)
    [(message, url, blocks)] = said(issue, "People assisted")
    assert message == (
        "Carried over from Issue 7/2020: enter a new value, say that it stands, or take it out."
    )
    assert url == f"/admin/issues/issue/{issue.pk}/round/#figure-{placement.pk}"
    assert blocks
    rounds.let_stand(placement)
    assert said(issue, "People assisted") == []


def test_figures_placed_by_hand_are_confirmed(issue, sections):
    place(make_figure(make_indicator(), "7801"), sections["assistance"])
    assert FigurePlacement.objects.get().is_confirmed
    assert not [f for f in blockers(issue) if "Carried over" in f.message]


SENTENCES = {
    ("asked", False): "No answer yet: readers will be told that no update was received.",
    ("returned", False): "No answer yet: readers will be told that no update was received.",
    ("returned", True): (
        "Readers will be told that no update was received, beside an article of this mission: "
        "get its answer, or take the article out."
    ),
    ("submitted", False): "The part was sent for review: approve it, or return it.",
    ("nothing", True): (
        "Readers will be told “nothing to report”, beside an article of this mission: ask it "
        "again, or take the article out."
    ),
    ("no_update", True): (
        "Readers will be told “no update received”, beside an article of this mission: ask it "
        "again, or take the article out."
    ),
}


@pytest.mark.parametrize(("case", "sentence"), SENTENCES.items(), ids=map(str, SENTENCES))
def test_what_readers_will_be_told_is_said_before(issue, sections, tajikistan, case, sentence):
    state, has_article = case
    given = Contribution.objects.create(
        issue=issue, mission=tajikistan, state=state, return_reason="Why."
    )
    if has_article:
        make_article(issue, mission=tajikistan, section=sections["partnership"])
    url = f"/admin/issues/issue/{issue.pk}/round/#part-{given.pk}"
    assert said(issue, "IOM Tajikistan") == [(sentence, url, False)]


@pytest.mark.parametrize("state", ["approved", "nothing", "no_update"])
def test_a_part_that_is_done_raises_nothing(issue, sections, tajikistan, state):
    Contribution.objects.create(issue=issue, mission=tajikistan, state=state)
    assert said(issue, "IOM Tajikistan") == []
