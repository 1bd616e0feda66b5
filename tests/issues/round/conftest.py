import datetime as dt

import pytest

from missions.models import Mission
from tests.factories import make_figure, make_indicator, place

from .plan import opened


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


@pytest.fixture
def nine(series, issue, sections, figure, editor, contributor, other_contributor):
    return opened(series, editor)


@pytest.fixture
def part(nine, tajikistan):
    return nine.contributions.get(mission=tajikistan)
