"""Rows beside what the ledger has: the same, a correction, what follows, who may write it."""

import datetime as dt

import pytest

from missions.figure_downloads import csv_lines
from missions.imports import Plan, read_table
from missions.models import AssistanceFigure, FigureBreakdown
from missions.observations import loaded
from tests.factories import make_figure, make_indicator, make_user
from tests.missions.imports.files import (
    GOOD,
    HEAD,
    good,
    only,
    planned,
    problems,
)

pytestmark = pytest.mark.django_db


def test_what_the_ledger_has_already(indicator, tajikistan, editor):
    figure = make_figure(indicator, 7801, mission=tajikistan, covers=[tajikistan])
    found = only(planned(editor, GOOD))
    assert (found.is_there, found.row.effect, found.row.figure) == (
        True,
        "there already: nothing is stored",
        figure,
    )


def test_another_number_for_the_same_day_is_a_correction_with_a_reason(
    indicator, tajikistan, editor
):
    figure = make_figure(indicator, 7801, mission=tajikistan, covers=[tajikistan], footnote="All.")
    assert problems(planned(editor, good(Value="7900"))) == [
        ("correction_reason2", "The ledger has 7,801 for this day: say why it is corrected.")
    ]
    head = [*HEAD, "Reason of the correction"]
    found = only(planned(editor, [*good(Value="7900"), "Recounted."], head=head))
    assert found.row.effect == "corrects 7,801"
    assert found.figure.supersedes == figure
    assert found.figure.footnote == "All."  # a column that the file does not have changes nothing


def test_figures_of_other_missions_are_others(indicator, kazakhstan, editor):
    make_figure(indicator, 5, mission=kazakhstan, covers=[kazakhstan])
    assert only(planned(editor, GOOD)).row.effect == "new"


def test_within_a_period_the_first_day_tells_figures_apart(tajikistan, editor):
    make_indicator(kind="period", jump_threshold=None)
    head = [*HEAD, "Counted since"]
    plan = planned(editor, [*GOOD, "1.11.2020"], [*good(Value="90"), "21.11.2020"], head=head)
    assert problems(plan) == []
    assert len(plan.figures) == 2


def test_numbers_that_do_not_go_on_ask_for_an_explanation(tajikistan, editor):
    indicator = make_indicator()
    make_figure(
        indicator, 7000, mission=tajikistan, covers=[tajikistan], as_of=dt.date(2020, 10, 1)
    )
    falls = good(Value="6000")
    question = (
        "break_note2",
        (
            "A cumulative number fell from 7,000 (2020-10-01) to 6,000: correct it or explain it in "
            "one sentence."
        ),
    )
    assert problems(planned(editor, falls)) == [question]
    assert problems(planned(editor, [*falls, "Counted anew."], head=[*HEAD, "Explanation"])) == []


def test_the_figure_before_may_stand_in_the_same_file(tajikistan, editor):
    make_indicator()
    rows = good(Value="6000"), good(Value="7000", Data_as_of="1.10.2020")
    assert problems(planned(editor, *rows)) == [
        (
            "break_note2",
            (
                "A cumulative number fell from 7,000 (2020-10-01) to 6,000: correct it or explain it "
                "in one sentence."
            ),
        )
    ]


def test_a_regional_figure_names_what_it_covers(indicator, tajikistan, kazakhstan, editor):
    assert problems(planned(editor, good(Mission=""))) == [
        ("covers2", "Which missions does the regional number include?")
    ]
    head = [*HEAD, "Covers"]
    found = only(planned(editor, [*good(Mission=""), "KZ; Tajikistan"], head=head))
    assert (found.figure.mission, found.covers) == (None, [kazakhstan, tajikistan])


def test_a_contributor_writes_for_the_own_mission_only(indicator, kazakhstan, contributor):
    assert problems(planned(contributor, good(Mission="Kazakhstan"))) == [
        ("B2", "You write for your own mission only.")
    ]
    assert only(planned(contributor, good(Mission=""))).figure.mission.slug == "tajikistan"


def test_files_of_this_site_can_be_read_again(indicator, tajikistan, kazakhstan, editor):
    figure = make_figure(
        *(indicator, "330528"),
        mission=tajikistan,
        covers=[tajikistan, kazakhstan],
        qualifier="about",
        footnote="=not all, yet",
        target=400_000,
        period_start=dt.date(2020, 3, 1),
    )
    FigureBreakdown.objects.create(figure=figure, dimension="sex", label="Women", value=330_528)
    share = make_indicator("share", measure="percent", unit="%", is_whole=False)
    make_figure(share, "12.125", mission=tajikistan, covers=[tajikistan])
    make_figure(share, None, status="no_update", covers=[kazakhstan], mission=kazakhstan)
    hidden = make_indicator("hidden", disclosure_threshold=10)
    make_figure(hidden, 4, mission=tajikistan, covers=[tajikistan], disclosure="suppressed")
    data = b"".join(csv_lines(loaded(AssistanceFigure.objects.all())))
    assert b"12.125" in data
    table = read_table(data, "figures.csv")
    plan = Plan(table.rows, editor)
    assert table.remarks == []
    assert problems(plan) == []
    assert [found.is_there for found in plan.figures.values()] == [True] * 4


@pytest.mark.django_db
def test_a_withheld_number_that_nobody_knows_must_be_written(editor, tajikistan):
    make_indicator(disclosure_threshold=10)
    head = [*HEAD, "Small count"]
    assert problems(planned(editor, [*good(Value=""), "withheld"], head=head)) == [
        ("D2", "Write the number too: it is kept, and not shown.")
    ]


def test_thousands_of_rows_take_a_constant_number_of_queries(
    indicator, tajikistan, editor, django_assert_max_num_queries
):
    days = [dt.date(2010, 1, 1) + dt.timedelta(days=n) for n in range(300)]
    rows = [good(Data_as_of=day.isoformat()) for day in days]
    make_figure(indicator, 1, mission=tajikistan, covers=[tajikistan], as_of=days[150])
    with django_assert_max_num_queries(12):
        plan = planned(make_user("other", role="regional_editor"), *rows)
    assert len(plan.figures) == 300
