"""The contribution round: opening the next issue, asking, answering, reminding, closing."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from issues import rounds
from issues.models import Contribution, EditorialAct, FigurePlacement, Issue, Notice
from issues.review import Refused
from issues.rounds.deadlines import reminder_moments, working_days_before
from missions.models import Mission
from missions.models.profile import Profile
from tests.factories import (
    make_article,
    make_figure,
    make_hotline,
    make_indicator,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
    place,
)

pytestmark = pytest.mark.django_db
UTC = dt.UTC
NOW = dt.datetime(2020, 12, 2, 8, tzinfo=UTC)
DUE = dt.datetime(2020, 12, 18, 12, tzinfo=UTC)  # 17:00 in Dushanbe


@pytest.fixture(autouse=True)
def zones(tajikistan, kazakhstan):
    Mission.objects.filter(pk=tajikistan.pk).update(time_zone="Asia/Dushanbe")
    Mission.objects.filter(pk=kazakhstan.pk).update(time_zone="Asia/Almaty")
    tajikistan.refresh_from_db()
    kazakhstan.refresh_from_db()


@pytest.fixture
def indicator():
    return make_indicator("assisted", name="Migrants assisted")


@pytest.fixture
def figure(indicator, tajikistan, sections):
    """The figure of Tajikistan that Issue 8 shows."""
    figure = make_figure(indicator, "7801", mission=tajikistan, covers=[tajikistan])
    place(
        figure,
        sections["assistance"],
        style="statement",
        statement="{figure} people were assisted.",
        label="Assisted",
        change_reason="Counted anew.",
        compared_with=make_figure(indicator, "3186", as_of=dt.date(2020, 7, 7)),
    )
    return figure


PLAN = {
    "year": 2020,
    "number": 9,
    "period_start": dt.date(2020, 12, 1),
    "period_end": dt.date(2020, 12, 23),
    "data_as_of": dt.date(2020, 12, 21),
    "publication_date": dt.date(2020, 12, 24),
    "due_on": dt.date(2020, 12, 18),
}


def opened(series, by, **plan):
    return rounds.open_issue(series, by=by, **PLAN | plan)


@pytest.fixture
def nine(series, issue, sections, figure, editor, contributor, other_contributor):
    return opened(series, editor)


@pytest.fixture
def part(nine, tajikistan):
    return nine.contributions.get(mission=tajikistan)


def verbs(issue, mission=None):
    acts = EditorialAct.objects.filter(issue=issue, mission=mission).order_by("pk")
    return [act.verb for act in acts]


def told(verb):
    """Who was told of the last act of that kind."""
    act = EditorialAct.objects.filter(verb=verb).latest("pk")
    return {notice.person.username for notice in act.notices.all()}


# --- The proposal -----------------------------------------------------------------------------


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


# --- Opening ----------------------------------------------------------------------------------


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
    assert parts[kazakhstan].due_at == dt.datetime(2020, 12, 18, 11, tzinfo=UTC)  # UTC+6 that year
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


# --- Deadlines --------------------------------------------------------------------------------

ZONES = st.sampled_from(sorted(available_timezones()))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2037, 1, 1)), ZONES)
def test_a_deadline_reads_17_00_in_its_own_office(day, name):
    due = rounds.end_of_work(day, Mission(time_zone=name))
    # As the database gives it back.
    local = due.astimezone(UTC).astimezone(ZoneInfo(name))
    assert (local.date(), local.time()) == (day, dt.time(17))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2037, 1, 1)), ZONES)
def test_reminders_come_on_working_mornings_before_the_deadline(day, name):
    due = rounds.end_of_work(day, Mission(time_zone=name)).astimezone(UTC)
    first, last = reminder_moments(due, name)
    assert first < last < due
    assert [moment.time() for moment in (first, last)] == [dt.time(9)] * 2
    assert last.date() == day
    assert first.weekday() < 5
    between = [day - dt.timedelta(days=n) for n in range(1, (day - first.date()).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == 2


def test_when_the_clocks_change_five_in_the_afternoon_stays_five():
    berlin = Mission(time_zone="Europe/Berlin")
    before, after = (rounds.end_of_work(dt.date(2020, 10, day), berlin) for day in (23, 26))
    assert (before.astimezone(UTC).hour, after.astimezone(UTC).hour) == (15, 16)


def test_weekends_are_no_working_days():
    assert working_days_before(dt.date(2020, 12, 21), 2) == dt.date(2020, 12, 17)


# --- Answers ----------------------------------------------------------------------------------


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


# --- Reminders --------------------------------------------------------------------------------


def reminded_at(*moments):
    """Run the clock at each moment; return how many missions each run reminded."""
    counts = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            counts.append(len(rounds.remind_due(moment)))
    return counts


@pytest.fixture
def asked_early(series, issue, sections, editor, contributor, tajikistan):
    with time_machine.travel(NOW, tick=False):
        nine = opened(series, editor, requests=[rounds.Request(tajikistan)])
    return nine.contributions.get()


def utc(day, hour, minute=0):
    return dt.datetime(2020, 12, day, hour, minute, tzinfo=UTC)


def test_two_reminders_however_often_the_clock_ticks(asked_early):
    # Due Friday 18 December, 17:00 in Dushanbe (UTC+5): Wednesday and Friday at 9:00.
    ticks = [utc(16, 3, 59), utc(16, 4), utc(16, 4, 1), utc(17, 4), utc(18, 3, 59), utc(18, 4)]
    assert reminded_at(*ticks, utc(18, 11), utc(18, 12), utc(21, 4)) == [
        *(0, 1, 0, 0, 0, 1),
        *(0, 0, 0),
    ]
    assert told("reminded") == {"dushanbe"}
    acts = EditorialAct.objects.filter(verb="reminded")
    assert {act.actor for act in acts} == {None}


def test_a_clock_that_stood_still_reminds_once_afterwards(asked_early):
    assert reminded_at(utc(17, 10), utc(17, 11), utc(18, 10)) == [1, 0, 1]


def test_who_has_just_heard_is_not_reminded(series, issue, sections, editor, tajikistan):
    with time_machine.travel(utc(17, 8), tick=False):  # after Wednesday's reminder
        nine = opened(series, editor, requests=[rounds.Request(tajikistan)])
    assert reminded_at(utc(17, 9), utc(18, 5)) == [0, 1]
    assert verbs(nine, tajikistan) == ["asked", "reminded"]


def test_nobody_is_reminded_who_answered_or_whose_issue_is_out(asked_early, contributor):
    rounds.answer_nothing(asked_early, by=contributor)
    assert reminded_at(utc(16, 5)) == [0]


def test_who_muted_reminders_gets_none(asked_early, contributor):
    Profile.objects.create(user=contributor, muted_topics=["reminder"])
    assert reminded_at(utc(16, 5)) == [1]
    assert told("reminded") == set()


# --- Figures ----------------------------------------------------------------------------------


def test_a_new_number_takes_the_place_of_the_carried_one(nine, figure, tajikistan):
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    assert rounds.take_up(new, nine) == 1
    placement = FigurePlacement.objects.get(section__issue=nine)
    assert (placement.figure, placement.compared_with) == (new, figure)
    assert placement.is_confirmed
    assert placement.statement == "{figure} people were assisted."
    assert FigurePlacement.objects.get(section__issue__number=8).figure == figure


@pytest.mark.parametrize("what", ["other mission", "other indicator", "older"])
def test_other_numbers_do_not(nine, figure, tajikistan, kazakhstan, what):
    fields = {"mission": tajikistan, "as_of": dt.date(2020, 12, 21)}
    indicator = figure.indicator
    if what == "other mission":
        fields["mission"] = kazakhstan
    if what == "other indicator":
        indicator = make_indicator("returned", name="Returned")
    if what == "older":
        fields["as_of"] = dt.date(2020, 10, 1)
    assert rounds.take_up(make_figure(indicator, "5", **fields), nine) == 0
    assert rounds.unconfirmed(nine).count() == 1


def test_a_number_that_stands_there_already_leaves_one_place(nine, figure, tajikistan):
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    section = nine.sections.get(kind="figures")
    place(new, section, style="statement", statement="{figure} people.")
    rounds.take_up(new, nine)
    assert [p.figure for p in section.placements.all()] == [new]


def test_an_old_number_can_stand_or_become_a_mention_or_go(nine, figure):
    [placement] = rounds.unconfirmed(nine)
    rounds.let_stand(placement)
    placement.refresh_from_db()
    assert placement.is_confirmed
    for act in (rounds.let_stand, rounds.take_out, rounds.show_newer):
        with pytest.raises(Refused, match="confirmed or taken out already"):
            act(placement)
    FigurePlacement.objects.filter(pk=placement.pk).update(is_confirmed=False)
    rounds.let_stand(placement, as_last_reported=True)
    placement.refresh_from_db()
    assert (placement.style, placement.is_confirmed) == ("mention", True)
    FigurePlacement.objects.filter(pk=placement.pk).update(is_confirmed=False)
    rounds.take_out(placement)
    assert not FigurePlacement.objects.filter(section__issue=nine).exists()


def test_a_newer_number_of_the_ledger_is_offered_and_shown(nine, figure, tajikistan):
    [placement] = rounds.unconfirmed(nine)
    assert rounds.newer_of([placement]) == {}
    with pytest.raises(Refused, match="no newer number"):
        rounds.show_newer(placement)
    make_figure(figure.indicator, "9", mission=tajikistan, as_of=dt.date(2021, 1, 5))  # too late
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    assert rounds.newer_of([placement]) == {placement.pk: new}
    assert rounds.show_newer(placement) == new


# --- Completeness -----------------------------------------------------------------------------


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
