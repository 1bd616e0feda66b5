"""Opening the next issue: the plan that is proposed, and what is taken over."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from issues import rounds
from issues.models import Contribution, EditorialAct, FigurePlacement, Issue, Notice
from issues.review import Refused
from tests.factories import (
    make_figure,
    make_issue,
    make_photo,
)

from .plan import DUE, NOW, opened, verbs

pytestmark = pytest.mark.django_db


def test_the_next_issue_is_as_long_and_as_long_after(series, issue):
    plan = rounds.proposed(series)
    assert (plan.year, plan.number) == (2021, 1)  # numbers restart each year
    assert (plan.period_start, plan.period_end) == (dt.date(2020, 12, 1), dt.date(2020, 12, 31))
    assert plan.publication_date == dt.date(2021, 1, 1)
    assert plan.data_as_of == dt.date(2020, 12, 29)
    assert plan.due_on == dt.date(2020, 12, 25)


def test_an_announced_date_is_kept(series):
    make_issue(series, next_issue_date=dt.date(2020, 12, 24))
    plan = rounds.proposed(series)
    assert (plan.year, plan.number) == (2020, 9)
    assert (plan.period_start, plan.period_end) == (dt.date(2020, 12, 1), dt.date(2020, 12, 23))
    assert plan.publication_date == dt.date(2020, 12, 24)
    assert plan.data_as_of == dt.date(2020, 12, 21)
    assert plan.due_on == dt.date(2020, 12, 17)


def test_a_series_without_an_issue_begins_with_this_month(series):
    with time_machine.travel(NOW, tick=False):
        plan = rounds.proposed(series)
    assert (plan.number, plan.period_start) == (1, dt.date(2020, 12, 1))
    assert plan.publication_date == dt.date(2020, 12, 31)


DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2100, 1, 1))


@given(DAYS, st.integers(0, 400), st.integers(0, 60), st.none() | st.integers(1, 400))
def test_whatever_was_last_the_proposal_can_be_opened(start, length, lag, announced):
    """Built in memory: what is proposed satisfies every rule of an issue."""
    end = start + dt.timedelta(days=length)
    day = end + dt.timedelta(days=lag)
    last = Issue(
        year=day.year,
        number=3,
        period_start=start,
        period_end=end,
        data_as_of=end,
        publication_date=day,
        next_issue_date=announced and day + dt.timedelta(days=announced),
    )
    plan = rounds.opening.after(last, number_of=lambda year: 1)
    new = Issue(
        year=plan.year,
        number=plan.number,
        period_start=plan.period_start,
        period_end=plan.period_end,
        data_as_of=plan.data_as_of,
        publication_date=plan.publication_date,
        next_issue_date=plan.next_issue_date,
    )
    for constraint in Issue._meta.constraints[1:]:
        constraint.validate(Issue, new)
    assert plan.period_start > last.period_end
    assert plan.due_on < plan.publication_date


def test_the_structure_is_cloned_without_articles_and_photos(
    series, issue, sections, article, editor
):
    sections["partnership"].accent = "#d45b07"
    sections["partnership"].starts_page = True
    sections["partnership"].save()
    make_photo(section=sections["partnership"])
    sections["contacts"].facts.create(label="GLIDE", value="EP-1", order=1)
    nine = opened(series, editor)
    copies = list(nine.sections.all())
    assert [(s.title, s.kind, s.slug) for s in copies] == [
        (s.title, s.kind, s.slug) for s in issue.sections.all()
    ]
    assert (copies[1].accent, copies[1].starts_page) == ("#d45b07", True)
    assert [(f.label, f.value) for f in copies[2].facts.all()] == [("GLIDE", "EP-1")]
    assert not nine.articles.exists()
    assert not copies[1].photos.exists()
    assert nine.contributions_due_on == dt.date(2020, 12, 18)
    assert nine.language == issue.language


def test_texts_that_refer_to_a_figure_stay_behind(series, issue, figure, sections, editor):
    told = f'<p>Since March: <data value="{figure.observation}"></data>.</p><p>Call us.</p>'
    sections["contacts"].intro = told
    sections["contacts"].save()
    nine = opened(series, editor)
    assert nine.sections.get(kind="contacts").intro == "<p>Call us.</p>"


def test_figures_are_carried_over_but_not_confirmed(nine, figure):
    placement = FigurePlacement.objects.get(section__issue=nine)
    assert placement.figure == figure
    assert not placement.is_confirmed
    assert placement.compared_with is None
    assert placement.change_reason == ""
    assert (placement.style, placement.label) == ("statement", "Assisted")
    assert placement.statement == "{figure} people were assisted."
    assert list(rounds.unconfirmed(nine)) == [placement]


def test_a_corrected_figure_is_carried_over_as_it_stands_today(
    series, issue, figure, tajikistan, editor
):
    newest = make_figure(
        figure.indicator, "7800", mission=tajikistan, supersedes=figure, correction_reason="Twice."
    )
    nine = opened(series, editor)
    assert FigurePlacement.objects.get(section__issue=nine).figure == newest


def test_each_mission_is_asked_until_its_own_working_day_ends(nine, tajikistan, kazakhstan):
    parts = {c.mission: c for c in nine.contributions.all()}
    assert parts[tajikistan].due_at == DUE
    assert parts[kazakhstan].due_at == dt.datetime(
        2020, 12, 18, 11, tzinfo=dt.UTC
    )  # UTC+6 that year
    assert {s.title for s in parts[kazakhstan].sections.all()} == {
        "Direct assistance",
        "Partnership in action",
    }
    # Last time Tajikistan gave a figure only.
    assert [s.title for s in parts[tajikistan].sections.all()] == ["Direct assistance"]
    assert verbs(nine) == ["opened"]
    assert verbs(nine, tajikistan) == ["asked"]
    asked = Notice.objects.filter(act__verb="asked").values_list("person__username", "topic")
    assert set(asked) == {("dushanbe", "asked"), ("astana", "asked")}


def test_what_was_asked_last_time_is_asked_again(series, nine, tajikistan, editor):
    part = nine.contributions.get(mission=tajikistan)
    part.request = "Two hundred words."
    part.save()
    ten = opened(
        series,
        editor,
        number=10,
        period_start=dt.date(2020, 12, 24),
        period_end=dt.date(2020, 12, 30),
        publication_date=dt.date(2020, 12, 31),
    )
    again = ten.contributions.get(mission=tajikistan)
    assert again.request == "Two hundred words."
    assert [s.title for s in again.sections.all()] == ["Direct assistance"]
    assert all(section.issue == ten for section in again.sections.all())


def test_only_those_who_are_asked_are_asked(series, issue, sections, kazakhstan, editor):
    wanted = rounds.Request(kazakhstan, (sections["partnership"],), "The clinic, please.")
    nine = opened(series, editor, requests=[wanted])
    [given] = nine.contributions.all()
    assert (given.mission, given.request) == (kazakhstan, "The clinic, please.")
    assert [section.issue for section in given.sections.all()] == [nine]


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"number": 8}, "This series already has an issue of that number."),
        ({"period_end": dt.date(2020, 11, 30)}, "The reporting period ends before it begins."),
        ({"due_on": dt.date(2020, 12, 25)}, "The contributions are due after the publication."),
    ],
)
def test_a_plan_that_does_not_fit_opens_nothing(series, issue, sections, editor, plan, said):
    with pytest.raises(ValidationError, match=said):
        opened(series, editor, **plan)
    assert Issue.objects.count() == 1
    assert not Contribution.objects.exists()
    assert not EditorialAct.objects.exists()


def test_a_mission_of_another_series_is_not_asked(series, issue, moldova, editor):
    with pytest.raises(Refused, match="IOM Moldova does not write for this series"):
        opened(series, editor, requests=[rounds.Request(moldova)])
    assert Issue.objects.count() == 1


def test_a_first_issue_begins_without_sections(series, tajikistan, editor):
    first = opened(series, editor, number=1)
    assert not first.sections.exists()
    assert first.contributions.filter(mission=tajikistan).exists()
