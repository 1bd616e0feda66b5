"""Typing figures, and correcting them without overwriting."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from missions.models import AssistanceFigure, FigureBreakdown
from tests.factories import make_figure, make_indicator

ADD = "/admin/missions/assistancefigure/add/"
LIST = "/admin/missions/assistancefigure/"


@pytest.fixture
def indicator(db):
    return make_indicator(name="Migrants assisted")


def figure_data(kind, mission, *, parts=(), **changes):
    rows = {
        f"breakdown-{n}-{field}": value
        for n, part in enumerate(parts)
        for field, value in zip(("dimension", "label", "value"), part, strict=True)
    }
    return {
        "indicator": kind.pk,
        "value": "330, 528",
        "qualifier": "exact",
        "status": "verified",
        "period_start": "",
        "as_of": "2020-11-28",
        "mission": mission.pk,
        "covers": [mission.pk],
        "source": "Mission reports",
        "footnote": "",
        "definition": "",
        "breakdown-TOTAL_FORMS": len(parts),
        "breakdown-INITIAL_FORMS": 0,
        **rows,
        **changes,
    }


def change_url(figure):
    return reverse("admin:missions_assistancefigure_change", args=[figure.pk])


def errors(response):
    """Every message of a form and its inlines, as one text."""
    form = response.context["adminform"].form
    found = [str(form.errors)]
    found += [
        str(s.formset.errors) + str(s.formset.non_form_errors())
        for s in response.context["inline_admin_formsets"]
    ]
    return " ".join(found)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("330, 528", "330528"), ("7 500", "7500"), ("37\u00a0269", "37269"), ("0", "0")],
)
def test_figures_are_typed_as_people_type(
    client_for, contributor, tajikistan, indicator, typed, stored
):
    response = client_for(contributor).post(ADD, figure_data(indicator, tajikistan, value=typed))
    assert response.status_code == 302
    figure = AssistanceFigure.objects.get()
    assert figure.value == Decimal(stored)
    assert figure.definition == indicator.current_definition
    assert list(figure.covers.all()) == [tajikistan]
    assert figure.recorded_by == contributor


def test_a_figure_that_was_not_reported_has_no_value(
    client_for, contributor, tajikistan, indicator
):
    data = figure_data(indicator, tajikistan, value="", status="not_reported")
    assert client_for(contributor).post(ADD, data).status_code == 302
    assert AssistanceFigure.objects.get().value is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "-5"}, "cannot be negative"),
        ({"value": "12O"}, "Latin letter"),
        ({"value": "2.5"}, "is counted in whole numbers"),
        ({"value": ""}, "set the status to “not reported”"),
        ({"value": "5", "status": "not_reported"}, "set the status to “not reported”"),
        ({"as_of": "2020-02-30"}, "Enter a valid date"),
        ({"period_start": "2021-01-01"}, "“Counted since” is after “data as of”"),
        ({"covers": []}, "This field is required"),
        ({"indicator": "999"}, "Select a valid choice"),
    ],
)
def test_a_wrong_figure_is_refused_in_words(
    client_for, contributor, tajikistan, indicator, changes, message
):
    response = client_for(contributor).post(ADD, figure_data(indicator, tajikistan, **changes))
    assert response.status_code == 200
    assert message in errors(response)
    assert not AssistanceFigure.objects.exists()


def test_parts_never_exceed_the_whole(client_for, contributor, tajikistan, indicator):
    parts = [("sex", "women", "300"), ("sex", "men", "300"), ("age", "children", "10")]
    data = figure_data(indicator, tajikistan, value="500", parts=parts)
    response = client_for(contributor).post(ADD, data)
    assert "The parts by sex add up to 600, the figure is 500." in errors(response)
    assert not AssistanceFigure.objects.exists()
    data = figure_data(indicator, tajikistan, value="600", parts=parts)
    assert client_for(contributor).post(ADD, data).status_code == 302
    assert FigureBreakdown.objects.count() == 3


def test_the_form_of_a_correction_is_filled_in(client_for, contributor, tajikistan, indicator):
    figure = make_figure(indicator, "330528", mission=tajikistan, covers=[tajikistan])
    FigureBreakdown.objects.create(figure=figure, dimension="sex", label="women", value=4000)
    page = client_for(contributor).get(change_url(figure)).content.decode()
    assert 'value="330,528"' in page
    assert 'value="Mission reports"' in page
    assert 'value="women"' in page
    assert "Numbers are never overwritten" in page


def test_changing_a_figure_adds_the_row_that_corrects_it(
    client_for, contributor, tajikistan, indicator
):
    figure = make_figure(indicator, "120", mission=tajikistan, covers=[tajikistan])
    FigureBreakdown.objects.create(figure=figure, dimension="sex", label="women", value=40)
    data = figure_data(
        indicator,
        tajikistan,
        value="3 120",
        parts=[("sex", "women", "40")],
        correction_reason="A digit was lost.",
    )
    response = client_for(contributor).post(change_url(figure), data)
    assert response.status_code == 302
    figure.refresh_from_db()
    assert figure.value == 120
    newer = figure.superseded_by
    assert (newer.value, newer.correction_reason) == (3120, "A digit was lost.")
    assert [part.label for part in newer.breakdown.all()] == ["women"]


def test_a_correction_says_why(client_for, contributor, tajikistan, indicator):
    figure = make_figure(indicator, "120", mission=tajikistan, covers=[tajikistan])
    response = client_for(contributor).post(
        change_url(figure), figure_data(indicator, tajikistan, value="3120", correction_reason="")
    )
    assert "This field is required" in errors(response)
    assert AssistanceFigure.objects.count() == 1


def test_a_corrected_figure_can_only_be_looked_at(client_for, contributor, tajikistan, indicator):
    old = make_figure(indicator, "120", mission=tajikistan, covers=[tajikistan])
    make_figure(
        indicator, "3120", mission=tajikistan, supersedes=old, correction_reason="A digit was lost."
    )
    browser = client_for(contributor)
    page = browser.get(change_url(old)).content.decode()
    assert 'name="_save"' not in page
    assert "A digit was lost." in page
    data = figure_data(indicator, tajikistan, value="1", correction_reason="Again.")
    refused = browser.post(change_url(old), data)
    assert "has corrected this figure meanwhile to 3,120" in refused.content.decode()
    assert AssistanceFigure.objects.count() == 2


def test_the_list_shows_what_stands_today(client_for, contributor, tajikistan, indicator):
    old = make_figure(indicator, "120", mission=tajikistan)
    make_figure(indicator, "3120", mission=tajikistan, supersedes=old, correction_reason="Lost.")
    browser = client_for(contributor)
    assert [f.value for f in browser.get(LIST).context["cl"].result_list] == [3120]
    everything = browser.get(LIST, {"standing": "all"}).context["cl"].result_list
    assert {f.value for f in everything} == {120, 3120}


def test_nobody_deletes_a_figure(client_for, administrator, tajikistan, indicator):
    figure = make_figure(indicator, "120", mission=tajikistan)
    url = reverse("admin:missions_assistancefigure_delete", args=[figure.pk])
    assert client_for(administrator).post(url, {"post": "yes"}).status_code == 403
    assert AssistanceFigure.objects.exists()


def test_a_definition_of_another_indicator_is_refused(
    client_for, contributor, tajikistan, indicator
):
    other = make_indicator("deaths", name="Deaths")
    data = figure_data(indicator, tajikistan, definition=other.current_definition.pk)
    response = client_for(contributor).post(ADD, data)
    assert "This definition belongs to another indicator." in errors(response)


def test_an_administrator_cannot_delete_a_mission_the_ledger_names(
    client_for, administrator, tajikistan, kazakhstan, indicator
):
    make_figure(indicator, "5", as_of=dt.date(2020, 11, 28), covers=[kazakhstan])
    url = reverse("admin:missions_mission_delete", args=[kazakhstan.pk])
    response = client_for(administrator).post(url, {"post": "yes"}, follow=True)
    assert response.status_code == 200
    assert "Nothing was deleted" in response.content.decode()
    kazakhstan.refresh_from_db()
