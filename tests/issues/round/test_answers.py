"""What a mission answers, what the editor does with it, and what is missing still."""

import datetime as dt

import pytest
import time_machine

from issues import rounds
from issues.models import Contribution, EditorialAct
from issues.review import Refused
from tests.factories import (
    make_article,
    make_figure,
    make_hotline,
    make_issue,
    make_mission,
    make_section,
    make_series,
)

from .plan import DUE, NOW, opened, told, verbs

pytestmark = pytest.mark.django_db


def test_a_part_goes_to_the_editor_and_back(part, contributor, editor, tajikistan):
    rounds.submit_contribution(part, by=contributor, remark="The photo follows.")
    part.refresh_from_db()
    assert (part.state, part.remark, part.answered_by) == (
        "submitted",
        "The photo follows.",
        contributor,
    )
    assert part.answered_at is not None
    assert told("submitted") == {"editor"}
    rounds.return_contribution(part, by=editor, reason="  Name the towns. ")
    part.refresh_from_db()
    assert (part.state, part.return_reason) == ("returned", "Name the towns.")
    assert told("returned") == {"dushanbe"}
    rounds.submit_contribution(part, by=contributor)
    rounds.approve_contribution(part, by=editor)
    part.refresh_from_db()
    assert (part.state, part.return_reason) == ("approved", "")
    assert verbs(part.issue, tajikistan) == [
        *("asked", "submitted", "returned", "submitted", "approved"),
    ]
    reason = EditorialAct.objects.get(verb="returned").reason
    assert reason == "Name the towns."


def test_articles_go_along_with_the_part(part, contributor, tajikistan, kazakhstan):
    draft = make_article(part.issue, title="Draft", mission=tajikistan, state="draft")
    other = make_article(part.issue, title="Other", mission=kazakhstan, state="draft")
    rounds.submit_contribution(part, by=contributor)
    draft.refresh_from_db()
    assert draft.state == "draft"  # the mission did not say so
    rounds.take_back_contribution(part, by=contributor)
    rounds.submit_contribution(part, by=contributor, with_articles=True)
    states = [a.state for a in (draft, other) if a.refresh_from_db() is None]
    assert states == ["submitted", "draft"]
    assert EditorialAct.objects.filter(article=draft).get().verb == "submitted"


def test_nothing_to_report_is_an_answer_that_can_be_taken_back(part, contributor):
    rounds.answer_nothing(part, by=contributor, remark="Quiet month.")
    part.refresh_from_db()
    assert (part.state, part.remark) == ("nothing", "Quiet month.")
    rounds.take_back_contribution(part, by=contributor)
    part.refresh_from_db()
    assert (part.state, part.answered_at, part.answered_by) == ("asked", None, None)


def test_what_was_returned_is_returned_still_when_it_is_taken_back(part, contributor, editor):
    rounds.submit_contribution(part, by=contributor)
    rounds.return_contribution(part, by=editor, reason="Name the towns.")
    rounds.submit_contribution(part, by=contributor)
    rounds.take_back_contribution(part, by=contributor)
    part.refresh_from_db()
    assert (part.state, part.return_reason) == ("returned", "Name the towns.")


def test_a_mission_with_an_article_has_something_to_report(part, contributor, tajikistan):
    make_article(part.issue, mission=tajikistan)
    with pytest.raises(Refused, match="This issue has an article of IOM Tajikistan"):
        rounds.answer_nothing(part, by=contributor)
    part.refresh_from_db()
    assert part.state == "asked"


def test_the_editor_stops_waiting_and_asks_again(part, editor):
    rounds.close_without_answer(part, by=editor)
    part.refresh_from_db()
    assert part.state == "no_update"
    assert told("no_update") == {"dushanbe"}
    rounds.reopen(part, by=editor)
    part.refresh_from_db()
    assert part.state == "asked"
    assert told("reopened") == {"dushanbe"}


def test_another_deadline_is_told_and_reminded_of_anew(part, editor):
    rounds.remind(part, by=editor)
    later = DUE + dt.timedelta(days=1)
    rounds.change_deadline(part, later, by=editor)
    part.refresh_from_db()
    assert (part.due_at, part.reminded_at) == (later, None)
    assert told("asked") == {"dushanbe"}
    rounds.change_deadline(part, later, by=editor)  # the same once more is no act
    assert verbs(part.issue, part.mission) == ["asked", "reminded", "asked"]


WRONG = {
    "submit": ("submitted", lambda c, by: rounds.submit_contribution(c, by=by)),
    "nothing": ("approved", lambda c, by: rounds.answer_nothing(c, by=by)),
    "take back": ("approved", lambda c, by: rounds.take_back_contribution(c, by=by)),
    "return": ("asked", lambda c, by: rounds.return_contribution(c, by=by, reason="x")),
    "approve": ("asked", lambda c, by: rounds.approve_contribution(c, by=by)),
    "approve nothing": ("nothing", lambda c, by: rounds.approve_contribution(c, by=by)),
    "close": ("submitted", lambda c, by: rounds.close_without_answer(c, by=by)),
    "reopen": ("asked", lambda c, by: rounds.reopen(c, by=by)),
    "remind": ("no_update", lambda c, by: rounds.remind(c, by=by)),
    "deadline": ("approved", lambda c, by: rounds.change_deadline(c, NOW, by=by)),
}


@pytest.mark.parametrize(("state", "act"), WRONG.values(), ids=WRONG)
def test_an_act_out_of_turn_is_refused_and_changes_nothing(part, editor, state, act):
    Contribution.objects.filter(pk=part.pk).update(state=state)
    before = Contribution.objects.filter(pk=part.pk).values().get()
    acts = EditorialAct.objects.count()
    with pytest.raises(Refused):
        act(part, editor)
    assert Contribution.objects.filter(pk=part.pk).values().get() == before
    assert EditorialAct.objects.count() == acts


def test_a_return_says_why(part, contributor, editor):
    rounds.submit_contribution(part, by=contributor)
    with pytest.raises(Refused, match=r"Say what should be changed\."):
        rounds.return_contribution(part, by=editor, reason="  ")


def test_nobody_is_asked_twice(nine, tajikistan, editor):
    with pytest.raises(Refused, match="IOM Tajikistan has been asked already"):
        rounds.ask(nine, rounds.Request(tajikistan), by=editor)


def test_what_is_missing_is_said(nine, series, figure, tajikistan, kazakhstan):
    series.indicators.add(figure.indicator)
    make_article(nine, title="A", mission=tajikistan, state="draft")
    make_article(nine, title="B", mission=tajikistan, state="submitted")
    with time_machine.travel(NOW, tick=False):
        make_hotline(tajikistan, last_tested_on=dt.date(2020, 6, 1))
        parts = rounds.parts_of(nine, [tajikistan, kazakhstan])
        assert parts[tajikistan.pk].missing == [
            "1 article has not been sent for review.",
            "1 figure has no answer yet.",
            "1 hotline was not tested in the last 90 days.",
        ]
        assert parts[kazakhstan.pk].missing == [
            "There is no article yet.",
            "1 figure has no answer yet.",
        ]


def test_a_complete_part_misses_nothing(nine, series, figure, tajikistan):
    series.indicators.add(figure.indicator)
    make_article(nine, mission=tajikistan, state="submitted")
    make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    part = rounds.parts_of(nine, [tajikistan])[tajikistan.pk]
    assert part.missing == []
    assert (part.figures_due, part.figures_asked) == ([], 1)


def test_queries_do_not_grow_with_the_missions(nine, series, figure, django_assert_num_queries):
    series.indicators.add(figure.indicator)
    more = [make_mission(f"IOM {n}", country="TJ", slug=f"m{n}") for n in range(5)]
    series.missions.add(*more)
    missions = list(series.missions.all())
    for mission in missions:
        make_article(nine, title=f"Of {mission}", mission=mission)
    with django_assert_num_queries(7):
        rounds.parts_of(nine, missions)


def test_a_round_of_two_series_is_kept_apart(nine, moldova, editor):
    other = make_series("Dniester Report", slug="dniester", missions=[moldova])
    make_section(make_issue(other, number=1), "News")
    issue = opened(other, editor, number=2)
    assert [c.mission for c in issue.contributions.all()] == [moldova]
