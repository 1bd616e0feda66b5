import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from missions.models import AssistanceFigure, Hotline, Membership
from missions.models.mission import is_regional
from tests.factories import (
    make_contact,
    make_figure,
    make_hotline,
    make_indicator,
    make_mission,
    make_user,
)

pytestmark = pytest.mark.django_db


def refused(create):
    """Run ``create`` and say whether the database itself refuses it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        create()
    return True


@pytest.mark.parametrize("regional", [True, False])
def test_one_membership_per_person_mission_and_role(regional):
    mission = None if regional else make_mission()
    role = "clearer" if regional else "contributor"
    user = make_user("aziza", role=role, mission=mission)
    assert refused(lambda: Membership.objects.create(user=user, mission=mission, role=role))
    assert user.memberships.count() == 1


def test_contributors_have_a_mission_and_editors_have_not():
    user = make_user("aziza")
    assert refused(lambda: Membership.objects.create(user=user, role="contributor"))
    mission = make_mission()
    assert refused(
        lambda: Membership.objects.create(user=user, mission=mission, role="regional_editor")
    )


def test_nobody_inactive_is_regional():
    user = make_user("left", role="regional_editor", is_active=False)
    assert not is_regional(user)
    assert not user.has_perm("issues.view_issue")


@pytest.mark.parametrize("number", ["11616", "1899", "+992900800800", "+992 900 80 08 00", "112"])
def test_hotlines_accept_what_people_dial(number):
    hotline = Hotline(mission=make_mission(), name="Hotline", number=number, works_from="Anywhere")
    hotline.full_clean()
    hotline.save()
    assert hotline.dial.strip("+").isdigit()


def test_a_hotline_cannot_have_been_tested_tomorrow():
    hotline = make_hotline(make_mission())
    hotline.last_tested_on = dt.date.today() + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="in the future"):
        hotline.full_clean()


def test_public_hotlines_are_those_valid_on_the_day():
    mission = make_mission()
    make_hotline(mission, "189", valid_to=dt.date(2020, 6, 30))
    make_hotline(mission, "1899", valid_from=dt.date(2020, 7, 1))
    closed = make_mission("IOM Nowhere", slug="nowhere", country="UZ", is_active=False)
    make_hotline(closed, "1000")

    def numbers(on):
        return [h.number for h in Hotline.objects.public(on)]

    assert numbers(dt.date(2020, 6, 30)) == ["189"]
    assert numbers(dt.date(2020, 7, 1)) == ["1899"]


def test_a_hotline_is_stale_after_ninety_days():
    hotline = make_hotline(make_mission(), last_tested_on=dt.date(2020, 12, 1))
    assert not hotline.is_stale_on(dt.date(2021, 3, 1))
    assert hotline.is_stale_on(dt.date(2021, 3, 2))
    hotline.last_tested_on = None
    assert hotline.is_stale


def test_a_contact_can_be_reached():
    assert refused(lambda: make_contact(make_mission(), ""))


def test_not_reported_is_not_zero():
    indicator = make_indicator()
    assert make_figure(indicator, None, status="not_reported").value is None
    assert make_figure(indicator, 0).value == 0
    assert refused(lambda: make_figure(indicator, None))
    assert refused(lambda: make_figure(indicator, 5, status="not_reported"))


def test_impossible_figures_are_refused():
    indicator = make_indicator()
    assert refused(lambda: make_figure(indicator, -1))
    assert refused(lambda: make_figure(indicator, 1, period_start=dt.date(2020, 11, 29)))
    first = make_figure(indicator, 1)
    assert refused(lambda: make_figure(indicator, 2, supersedes=first))
    assert AssistanceFigure.objects.count() == 1


def test_corrections_form_one_line():
    indicator = make_indicator()
    first = make_figure(indicator, 7801)
    second = make_figure(indicator, 7810, supersedes=first, correction_reason="Late report")
    assert first.latest_vintage() == second.latest_vintage() == second
    assert list(AssistanceFigure.objects.current()) == [second]
    assert refused(
        lambda: make_figure(indicator, 7811, supersedes=first, correction_reason="Another")
    )
