"""The grid in which a mission enters its figures for an issue."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from issues.figure_days import days_of
from missions.ledger import release
from missions.models import AssistanceFigure, FigureBreakdown
from tests.factories import make_figure, make_indicator, make_issue, make_user

DAY = dt.date(2020, 11, 28)
LAST_MONTH = dt.date(2020, 10, 31)


@pytest.fixture
def assisted(series):
    indicator = make_indicator("assisted", name="Migrants assisted")
    series.indicators.add(indicator)
    return indicator


@pytest.fixture
def returned(series):
    indicator = make_indicator("returned", name="Migrants returned", kind="period")
    series.indicators.add(indicator)
    return indicator


@pytest.fixture
def last(assisted, tajikistan):
    return make_figure(
        assisted,
        "7801",
        mission=tajikistan,
        covers=[tajikistan],
        as_of=LAST_MONTH,
        period_start=dt.date(2020, 3, 1),
        source="Weekly returns",
    )


def url(issue, mission):
    return reverse("admin:issues_issue_figures", args=[issue.pk, getattr(mission, "slug", mission)])


def opened(browser, address):
    """Return what a browser would send of the page as it stands, hidden fields included."""
    page = browser.get(address).content.decode()
    form = page[page.index('id="figure-grid"') :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and name[1] != "csrfmiddlewaretoken":
            sent[name[1]] = value[1].replace("&#x27;", "'") if value else ""
    for name, choices in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', choices)
        sent[name] = chosen[1] if chosen else ""
    return sent


def typed(indicator, **cells):
    return {f"f{indicator.pk}-{name}": value for name, value in cells.items()}


def save(browser, address, *changes):
    data = opened(browser, address)
    for change in changes:
        data |= change
    return browser.post(address, data)


def row_of(response, indicator):
    return next(row for row in response.context["grid"].rows if row.indicator == indicator)


def said(response, indicator):
    """Every message of a row, as one text."""
    row = row_of(response, indicator)
    return " ".join(str(message) for errors in row.form.errors.values() for message in errors)


def test_a_number_is_recorded_with_what_usually_stays_the_same(
    client_for, contributor, issue, tajikistan, last, assisted
):
    browser = client_for(contributor)
    response = save(browser, url(issue, tajikistan), typed(assisted, value="9 120"))
    assert (response.status_code, response["Location"]) == (302, url(issue, tajikistan))
    figure = AssistanceFigure.objects.get(as_of=DAY)
    assert (figure.value, figure.source) == (9120, "Weekly returns")
    assert (figure.period_start, figure.status) == (dt.date(2020, 3, 1), "verified")
    assert (figure.mission, list(figure.covers.all())) == (tajikistan, [tajikistan])
    assert (figure.recorded_by, figure.definition) == (contributor, assisted.current_definition)
    page = browser.get(url(issue, tajikistan))
    assert "1 of 1 answered" in page.content.decode()


def test_rows_nobody_touched_are_not_recorded(
    client_for, contributor, issue, tajikistan, last, assisted, returned
):
    browser = client_for(contributor)
    response = save(browser, url(issue, tajikistan))
    assert response.status_code == 302
    assert AssistanceFigure.objects.count() == 1
    save(browser, url(issue, tajikistan), typed(returned, value="5", source="Border posts"))
    assert set(AssistanceFigure.objects.values_list("value", flat=True)) == {7801, 5}


@pytest.mark.parametrize(
    ("text", "stored"),
    [("9,528", "9528"), ("7 900", "7900"), ("8, 801", "8801"), ("11\u00a0000", "11000")],
)
def test_numbers_are_typed_as_people_type(
    client_for, contributor, issue, tajikistan, last, assisted, text, stored
):
    save(client_for(contributor), url(issue, tajikistan), typed(assisted, value=text))
    assert AssistanceFigure.objects.get(as_of=DAY).value == Decimal(stored)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"value": "twelve"}, "Write the number in digits"),
        ({"value": "12O"}, "Latin letter"),
        ({"value": "1.5"}, "is counted in whole numbers"),
        ({"value": "1" + "0" * 30}, "too large"),
        ({"value": "-3"}, "cannot be negative"),
        ({"value": "8000", "as_of": "2020-10-01"}, "Figures of this issue describe"),
        ({"value": "8000", "as_of": ""}, "Give the date the number describes"),
        ({"value": "8000", "as_of": "28th"}, "Enter a valid date"),
        ({"value": "8000", "source": " "}, "Say where this number comes from"),
        ({"value": "8000", "period_start": "2021-01-01"}, "is after “data as of”"),
        ({"value": "8000", "status": "no_update"}, "take one of them away"),
        ({"value": "8000", "status": "same"}, "Last time it was 7,801"),
        ({"value": "", "footnote": "A remark"}, "Give a number, or choose an answer"),
        ({"value": "8000", "status": "guessed"}, "Select a valid choice"),
    ],
)
def test_a_wrong_cell_is_refused_in_words_and_nothing_is_lost(
    client_for, contributor, issue, tajikistan, last, assisted, returned, cells, message
):
    response = save(
        client_for(contributor),
        url(issue, tajikistan),
        typed(assisted, **cells),
        typed(returned, value="41", source="Border posts"),
    )
    assert response.status_code == 422
    assert message in said(response, assisted)
    page = response.content.decode()
    assert "Nothing was saved: 1 row needs your attention." in page
    assert f'value="{cells["value"]}"' in page
    assert 'value="41"' in page
    assert AssistanceFigure.objects.count() == 1


def test_a_date_in_the_future_is_refused(client_for, contributor, series, tajikistan, assisted):
    today = timezone.localdate()
    issue = make_issue(
        series,
        number=9,
        year=today.year,
        period_start=today - dt.timedelta(days=10),
        period_end=today + dt.timedelta(days=10),
        data_as_of=None,
        publication_date=today + dt.timedelta(days=20),
    )
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    cells = typed(assisted, value="5", source="Returns", as_of=tomorrow)
    browser = client_for(contributor)
    assert "in the future" in said(save(browser, url(issue, tajikistan), cells), assisted)
    save(browser, url(issue, tajikistan), typed(assisted, value="5", source="Returns"))
    assert AssistanceFigure.objects.get().as_of == today


def test_the_same_as_last_time(client_for, contributor, issue, tajikistan, last, assisted):
    FigureBreakdown.objects.create(figure=last, dimension="sex", label="women", value=7801)
    save(client_for(contributor), url(issue, tajikistan), typed(assisted, status="same"))
    figure = AssistanceFigure.objects.get(as_of=DAY)
    assert (figure.value, figure.status, figure.source) == (7801, "verified", "Weekly returns")
    assert [(part.label, part.value) for part in figure.breakdown.all()] == [("women", 7801)]
    assert figure.observation != last.observation


@pytest.mark.parametrize("answer", ["nothing_to_report", "no_update", "not_reported"])
def test_answers_without_a_number(client_for, contributor, issue, tajikistan, returned, answer):
    browser = client_for(contributor)
    save(browser, url(issue, tajikistan), typed(returned, status=answer))
    figure = AssistanceFigure.objects.get()
    assert (figure.value, figure.status, figure.source) == (None, answer, "IOM Tajikistan")
    save(browser, url(issue, tajikistan), typed(returned, value="12"))
    newer = AssistanceFigure.objects.current().get()
    assert (newer.value, newer.status, newer.vintage) == (12, "verified", 2)
    save(browser, url(issue, tajikistan), typed(returned, status=answer))
    assert AssistanceFigure.objects.current().get().value is None


def test_a_correction_before_publication_knows_its_reason(
    client_for, contributor, issue, tajikistan, last, assisted
):
    browser = client_for(contributor)
    save(browser, url(issue, tajikistan), typed(assisted, value="9120"))
    save(browser, url(issue, tajikistan), typed(assisted, value="9210"))
    figure = AssistanceFigure.objects.current().get(as_of=DAY)
    assert (figure.value, figure.vintage) == (9210, 2)
    assert figure.correction_reason == "Corrected before publication."


def test_a_correction_of_what_readers_know_asks_why(
    client_for, contributor, issue, tajikistan, last, assisted
):
    known = make_figure(assisted, "9120", mission=tajikistan, covers=[tajikistan])
    release([known.pk], on=dt.date(2020, 12, 1))
    browser = client_for(contributor)
    response = save(browser, url(issue, tajikistan), typed(assisted, value="9210"))
    assert response.status_code == 422
    assert "Readers know 9,120 already" in said(response, assisted)
    assert f'name="f{assisted.pk}-correction_reason"' in response.content.decode()
    reason = typed(assisted, value="9210", correction_reason="Digits were swapped.")
    assert save(browser, url(issue, tajikistan), reason).status_code == 302
    known.refresh_from_db()
    assert known.superseded_by.correction_reason == "Digits were swapped."


def test_a_fall_is_asked_about_in_the_row(
    client_for, contributor, issue, tajikistan, last, assisted, returned
):
    browser = client_for(contributor)
    address = url(issue, tajikistan)
    other = typed(returned, value="41", source="Border posts")
    response = save(browser, address, typed(assisted, value="700"), other)
    assert "fell from 7,801 (2020-10-31) to 700" in said(response, assisted)
    assert AssistanceFigure.objects.count() == 1
    explained = typed(
        assisted,
        value="700",
        break_cause="revision",
        break_note="Cases counted twice were taken out.",
    )
    assert save(browser, address, explained, other).status_code == 302
    figure = AssistanceFigure.objects.get(indicator=assisted, as_of=DAY)
    assert (figure.value, figure.break_cause) == (700, "revision")
    # What was explained once is not asked again, and is not lost by the next correction.
    assert save(browser, address, typed(assisted, value="710")).status_code == 302
    newer = AssistanceFigure.objects.current().get(indicator=assisted, as_of=DAY)
    assert newer.break_note == "Cases counted twice were taken out."


def test_a_small_count_is_guarded(client_for, contributor, issue, tajikistan, returned):
    returned.disclosure_threshold = 10
    returned.save()
    browser, address = client_for(contributor), url(issue, tajikistan)
    cells = {"value": "4", "source": "Border posts"}
    response = save(browser, address, typed(returned, **cells))
    assert "4 is a small count" in said(response, returned)
    assert save(browser, address, typed(returned, **cells, disclosure="banded")).status_code == 302
    assert AssistanceFigure.objects.get().public_value is None


def test_parts_that_no_longer_add_up_are_asked_about(
    client_for, contributor, issue, tajikistan, assisted
):
    figure = make_figure(assisted, "100", mission=tajikistan, covers=[tajikistan])
    FigureBreakdown.objects.create(figure=figure, dimension="sex", label="women", value=60)
    FigureBreakdown.objects.create(figure=figure, dimension="sex", label="men", value=40)
    browser, address = client_for(contributor), url(issue, tajikistan)
    response = save(browser, address, typed(assisted, value="110"))
    assert "The parts by sex add up to 100, the figure is 110" in said(response, assisted)
    note = typed(assisted, value="110", parts_note="For ten people the sex is not known.")
    assert save(browser, address, note).status_code == 302
    assert AssistanceFigure.objects.current().get().breakdown.count() == 2


def test_who_saves_second_is_told(
    client_for, contributor, editor, issue, tajikistan, last, assisted
):
    slow, quick, address = client_for(contributor), client_for(editor), url(issue, tajikistan)
    before = opened(slow, address)
    save(quick, address, typed(assisted, value="9120"))
    response = slow.post(address, before | typed(assisted, value="9300"))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Meanwhile editor recorded 9,120" in page
    assert 'value="9300"' in page
    assert AssistanceFigure.objects.current().filter(as_of=DAY).get().value == 9120
    seen = row_of(response, assisted).newest
    again = slow.post(address, before | typed(assisted, value="9300", seen=seen))
    assert again.status_code == 302
    assert AssistanceFigure.objects.current().filter(as_of=DAY).get().value == 9300


def test_two_people_with_the_same_number_are_not_bothered(
    client_for, contributor, editor, issue, tajikistan, last, assisted
):
    slow, quick, address = client_for(contributor), client_for(editor), url(issue, tajikistan)
    before = opened(slow, address)
    save(quick, address, typed(assisted, value="9120"))
    assert slow.post(address, before | typed(assisted, value="9 120")).status_code == 302
    assert AssistanceFigure.objects.filter(as_of=DAY).count() == 1


def test_what_another_saved_stays_where_nothing_was_typed(
    client_for, contributor, editor, issue, tajikistan, last, assisted, returned
):
    slow, quick, address = client_for(contributor), client_for(editor), url(issue, tajikistan)
    before = opened(slow, address)
    save(quick, address, typed(assisted, value="9120"))
    wrong = slow.post(address, before | typed(returned, value="twelve"))
    assert 'value="9,120"' in wrong.content.decode()
    cells = typed(returned, value="12", source="Border posts")
    assert slow.post(address, before | cells).status_code == 302
    assert AssistanceFigure.objects.current().get(indicator=assisted, as_of=DAY).value == 9120


def test_the_days_of_an_issue_begin_after_those_of_the_one_before(series, issue):
    make_issue(
        series,
        number=7,
        period_start=dt.date(2020, 10, 1),
        period_end=dt.date(2020, 10, 31),
        data_as_of=dt.date(2020, 11, 3),
        publication_date=dt.date(2020, 11, 5),
    )
    assert days_of(issue) == (dt.date(2020, 11, 4), dt.date(2020, 11, 30))


def test_indicators_a_mission_reported_before_are_rows_too(
    client_for, contributor, issue, tajikistan, kazakhstan, returned
):
    own, theirs = make_indicator("own", name="Own"), make_indicator("theirs", name="Theirs")
    make_figure(own, "5", mission=tajikistan, as_of=LAST_MONTH)
    make_figure(theirs, "6", mission=kazakhstan, as_of=LAST_MONTH)
    grid = client_for(contributor).get(url(issue, tajikistan)).context["grid"]
    assert {row.indicator for row in grid.rows} == {own, returned}


def test_the_chooser(client_for, contributor, editor, issue, tajikistan, kazakhstan, last):
    chooser = reverse("admin:issues_issue_figure_missions", args=[issue.pk])
    assert client_for(contributor).get(chooser)["Location"] == url(issue, tajikistan)
    response = client_for(editor).get(chooser)
    lines = [
        (str(line["mission"]), line["answered"], line["all"]) for line in response.context["lines"]
    ]
    assert lines == [("IOM Tajikistan", 0, 1), ("IOM Kazakhstan", 0, 1), ("None", 0, 1)]


def test_the_regional_office_reports_for_all_missions(
    client_for, editor, issue, tajikistan, kazakhstan, returned
):
    cells = typed(returned, value="41", source="Missions")
    assert save(client_for(editor), url(issue, "regional-office"), cells).status_code == 302
    figure = AssistanceFigure.objects.get()
    assert (figure.mission, set(figure.covers.all())) == (None, {tajikistan, kazakhstan})


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        ("contributor", "tajikistan", 200),
        ("contributor", "kazakhstan", 404),
        ("contributor", "regional-office", 404),
        ("contributor", "moldova", 404),
        ("editor", "kazakhstan", 200),
        ("editor", "moldova", 404),
        ("editor", "nowhere", 404),
        ("clearer", "tajikistan", 403),
        ("communications", "tajikistan", 403),
    ],
)
def test_who_opens_which_grid(client_for, request, issue, moldova, returned, who, where, status):
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(url(issue, where)).status_code == status
    if status != 200:
        data = typed(returned, value="41", source="Missions", status="verified")
        assert browser.post(url(issue, where), data).status_code == status
        assert not AssistanceFigure.objects.exists()


def test_a_contributor_of_no_mission_of_the_series_finds_no_issue(client_for, issue, moldova):
    stranger = make_user("chisinau", role="contributor", mission=moldova)
    chooser = reverse("admin:issues_issue_figure_missions", args=[issue.pk])
    assert client_for(stranger).get(chooser).status_code == 404


@pytest.mark.parametrize("rows", [1, 12])
def test_queries_do_not_grow_with_the_rows(
    client_for, contributor, series, issue, tajikistan, rows, django_assert_num_queries
):
    for n in range(rows):
        indicator = make_indicator(f"i{n}", name=f"Indicator {n}")
        series.indicators.add(indicator)
        make_figure(indicator, "5", mission=tajikistan, as_of=LAST_MONTH, covers=[tajikistan])
        make_figure(indicator, "6", mission=tajikistan, covers=[tajikistan])
    browser = client_for(contributor)
    browser.get(url(issue, tajikistan))
    with django_assert_num_queries(18):
        browser.get(url(issue, tajikistan))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("value", ["1.234", "12.5", "330528.1234", "0"])
def test_an_untouched_number_is_not_taken_for_a_new_one(
    client_for, contributor, series, issue, tajikistan, language, value
):
    share = make_indicator("share", name="Share", measure="percent", unit="%", is_whole=False)
    series.indicators.add(share)
    make_figure(share, value, base_value=value, mission=tajikistan, covers=[tajikistan])
    browser = client_for(contributor)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    assert save(browser, url(issue, tajikistan)).status_code == 302
    assert AssistanceFigure.objects.count() == 1
    save(browser, url(issue, tajikistan), typed(share, footnote="Of all tests."))
    newer = AssistanceFigure.objects.current().get()
    assert (newer.value, newer.base_value) == (Decimal(value), Decimal(value))
    assert (newer.vintage, newer.footnote) == (2, "Of all tests.")


def test_a_correction_meets_one_made_on_the_form_of_the_figure(
    client_for, contributor, issue, tajikistan, assisted
):
    figure = make_figure(assisted, "100", mission=tajikistan, covers=[tajikistan])
    browser, address = client_for(contributor), url(issue, tajikistan)
    before = opened(browser, address)
    make_figure(
        assisted,
        "110",
        mission=tajikistan,
        covers=[tajikistan],
        supersedes=figure,
        correction_reason="Late returns.",
    )
    response = browser.post(address, before | typed(assisted, value="120"))
    assert response.status_code == 409
    assert "Meanwhile somebody recorded 110" in response.content.decode()
    assert AssistanceFigure.objects.count() == 2
