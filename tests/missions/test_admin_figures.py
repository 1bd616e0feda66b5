"""Typing figures, and correcting them without overwriting."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from missions import ledger
from missions.models import AssistanceFigure, FigureBreakdown, Indicator
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


@pytest.mark.parametrize("whole", ["500", "700"])
def test_parts_add_up_to_the_whole_or_say_why(
    client_for, contributor, tajikistan, indicator, whole
):
    parts = [("sex", "women", "300"), ("sex", "men", "300")]
    data = figure_data(indicator, tajikistan, value=whole, parts=parts)
    browser = client_for(contributor)
    refused = browser.post(ADD, data)
    message = f"The parts by sex add up to 600, the figure is {whole}: correct them or say why."
    assert [(fault["id"], fault["message"]) for fault in refused.context["faults"]] == [
        ("breakdown-group", message)
    ]
    assert not AssistanceFigure.objects.exists()
    assert browser.post(ADD, data | {"parts_note": "Some came twice."}).status_code == 302
    assert FigureBreakdown.objects.count() == 2
    assert AssistanceFigure.objects.get().parts_note == "Some came twice."


def test_a_figure_without_a_number_has_no_parts(client_for, contributor, tajikistan, indicator):
    parts = [("sex", "women", "300")]
    data = figure_data(indicator, tajikistan, value="", status="not_reported", parts=parts)
    assert "it has no parts" in errors(client_for(contributor).post(ADD, data))


def test_a_part_is_named_once(client_for, contributor, tajikistan, indicator):
    parts = [("sex", "women", "300"), ("sex", "women", "200")]
    data = figure_data(indicator, tajikistan, value="500", parts=parts)
    response = client_for(contributor).post(ADD, data)
    assert response.status_code == 200
    assert "duplicate" in errors(response)
    assert not AssistanceFigure.objects.exists()


def test_a_part_may_be_unknown(client_for, contributor, tajikistan, indicator):
    parts = [("sex", "women", "300"), ("sex", "men", "")]
    data = figure_data(indicator, tajikistan, value="500", parts=parts)
    assert client_for(contributor).post(ADD, data).status_code == 302
    assert FigureBreakdown.objects.get(label="men").value is None


@pytest.mark.parametrize(
    ("changes", "field", "message", "answer"),
    [
        (
            {"value": "80"},
            "break_note",
            "fell from 100 (2020-10-31) to 80",
            {"break_cause": "revision", "break_note": "Cases counted twice were taken out."},
        ),
        (
            {"value": "151"},
            "break_note",
            "went from 100 (2020-10-31) to 151, more than 50%",
            {"break_note": "The border opened."},
        ),
        (
            {"value": "4"},
            "disclosure",
            "4 is a small count",
            {"break_note": "Counted anew.", "disclosure": "suppressed"},
        ),
        (
            {"value": "4", "break_note": "Counted anew.", "disclosure": "approved"},
            "__all__",
            "Say why this small count may be shown",
            {"disclosure_reason": "It says nothing of anybody."},
        ),
        (
            {"value": "120", "break_cause": "real"},
            "__all__",
            "Explain in one sentence what changed",
            {"break_note": "The border opened."},
        ),
    ],
)
def test_a_doubtful_number_asks_for_a_reason(
    client_for, contributor, tajikistan, indicator, changes, field, message, answer
):
    indicator.disclosure_threshold = 10
    indicator.save()
    earlier = dt.date(2020, 10, 31)
    make_figure(indicator, "100", mission=tajikistan, covers=[tajikistan], as_of=earlier)
    data = figure_data(indicator, tajikistan, **changes)
    browser = client_for(contributor)
    refused = browser.post(ADD, data)
    assert message in str(refused.context["adminform"].form.errors[field])
    assert AssistanceFigure.objects.count() == 1
    assert browser.post(ADD, data | answer).status_code == 302
    newest = AssistanceFigure.objects.latest("recorded_at")
    assert {name: getattr(newest, name) for name in answer} == answer


def test_a_changed_coverage_is_explained(
    client_for, contributor, series, tajikistan, kazakhstan, indicator
):
    both = [tajikistan, kazakhstan]
    make_figure(indicator, "100", mission=tajikistan, covers=both, as_of=dt.date(2020, 10, 31))
    data = figure_data(indicator, tajikistan, value="110")
    assert "It covers other missions" in errors(client_for(contributor).post(ADD, data))


def test_a_small_part_is_guarded_and_cannot_be_worked_out(
    client_for, contributor, tajikistan, indicator
):
    indicator.disclosure_threshold = 10
    indicator.save()
    browser = client_for(contributor)
    parts = [("sex", "women", "96"), ("sex", "men", "4")]
    data = figure_data(indicator, tajikistan, value="100", parts=parts)
    assert "“men” is a small count (4)" in errors(browser.post(ADD, data))
    hidden = data | {"breakdown-1-disclosure": "suppressed"}
    assert "“men” can be worked out" in errors(browser.post(ADD, hidden))
    assert not AssistanceFigure.objects.exists()
    assert browser.post(ADD, hidden | {"breakdown-0-disclosure": "banded"}).status_code == 302
    assert [p.public_value for p in FigureBreakdown.objects.all()] == [None, None]


def test_a_date_in_the_future_is_refused(client_for, contributor, tajikistan, indicator):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    data = figure_data(indicator, tajikistan, as_of=tomorrow.isoformat())
    assert "This date is in the future" in errors(client_for(contributor).post(ADD, data))


def test_the_plan_and_the_base_are_recorded(client_for, contributor, tajikistan, indicator):
    data = figure_data(indicator, tajikistan, value="120", target="1 500", base_value="2,000")
    client_for(contributor).post(ADD, data)
    figure = AssistanceFigure.objects.get()
    assert (figure.target, figure.base_value) == (1500, 2000)


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
        parts=[("sex", "women", "3120")],
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


def make_public(browser, *figures, **changes):
    data = {"action": "make_public", "_selected_action": [figure.pk for figure in figures]}
    return browser.post(LIST, data | changes, follow=True)


def test_editors_make_figures_public_after_a_question(client_for, editor, tajikistan, indicator):
    figures = [make_figure(indicator, n, mission=tajikistan) for n in ("120", "130")]
    browser = client_for(editor)
    page = make_public(browser, *figures).content.decode()
    assert "Make 2 figures public" in page
    assert "Migrants assisted: 120" in page
    assert not AssistanceFigure.objects.public().exists()
    page = make_public(browser, *figures, confirmed="yes").content.decode()
    assert "2 figures are public from today on." in page
    assert set(AssistanceFigure.objects.public()) == set(figures)
    released = figures[0].releases.get()
    assert (released.released_on, released.released_by) == (timezone.localdate(), editor)


def test_what_is_corrected_public_or_unguarded_is_left_out(
    client_for, editor, tajikistan, indicator
):
    old = make_figure(indicator, "120", mission=tajikistan)
    new = make_figure(
        indicator, "130", mission=tajikistan, supersedes=old, correction_reason="Lost."
    )
    ledger.release([new.pk], on=dt.date(2020, 12, 1))
    guarded = make_indicator("deaths", name="Deaths", disclosure_threshold=10)
    small = make_figure(guarded, "3", mission=tajikistan)
    browser = client_for(editor)
    address = f"{LIST}?standing=all"
    data = {"action": "make_public", "_selected_action": [f.pk for f in (old, new, small)]}
    page = browser.post(address, data).content.decode()
    assert "None of the chosen figures can be made public." in page
    browser.post(address, data | {"confirmed": "yes"})
    assert list(AssistanceFigure.objects.public()) == [new]
    assert new.releases.count() == 1


@pytest.mark.parametrize("who", ["contributor", "clearer", "communications"])
def test_others_make_nothing_public(client_for, request, tajikistan, indicator, who):
    figure = make_figure(indicator, "120", mission=tajikistan)
    browser = client_for(request.getfixturevalue(who))
    assert "make_public" not in browser.get(LIST).content.decode()
    make_public(browser, figure, confirmed="yes")
    assert not AssistanceFigure.objects.public().exists()


def test_an_indicator_is_set_up_in_full(client_for, editor):
    data = {
        "name": "Positivity of tests",
        "code": "positivity",
        "kind": "period",
        "order": "3",
        "measure": "percent",
        "unit": "%",
        "per": "",
        "base": "tests",
        "scale": "0",
        "jump_threshold": "20",
        "disclosure_threshold": "",
        "definitions-TOTAL_FORMS": "1",
        "definitions-INITIAL_FORMS": "0",
        "definitions-0-version": "1",
        "definitions-0-text": "Positive tests of all tests.",
    }
    browser = client_for(editor)
    refused = browser.post("/admin/missions/indicator/add/", data | {"unit": "people"})
    assert "The unit of a share is %." in errors(refused)
    assert browser.post("/admin/missions/indicator/add/", data).status_code == 302
    indicator = Indicator.objects.get()
    assert (indicator.measure, indicator.base, indicator.jump_threshold) == ("percent", "tests", 20)
