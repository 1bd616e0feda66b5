"""Figures of the last issue that wait in the next one for a newer number."""

import datetime as dt

import pytest

from issues import rounds
from issues.models import FigurePlacement
from issues.review import Refused
from tests.factories import (
    make_figure,
    make_indicator,
    place,
)

pytestmark = pytest.mark.django_db


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
