"""The screens of a round: opening an issue, where its missions stand, a mission's own part."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from issues import rounds
from issues.models import Contribution, FigurePlacement, Issue
from missions.models import Mission
from missions.models.profile import Profile
from tests.factories import (
    make_article,
    make_figure,
    make_hotline,
    make_indicator,
    make_issue,
    make_mission,
    make_section,
    make_series,
    place,
)

OPEN = "/admin/issues/issue/open/"


@pytest.fixture(autouse=True)
def zones(tajikistan, kazakhstan):
    Mission.objects.filter(pk=tajikistan.pk).update(time_zone="Asia/Dushanbe")
    Mission.objects.filter(pk=kazakhstan.pk).update(time_zone="Asia/Almaty")
    tajikistan.refresh_from_db()
    kazakhstan.refresh_from_db()


@pytest.fixture
def figure(tajikistan, sections):
    indicator = make_indicator("assisted", name="Migrants assisted")
    figure = make_figure(indicator, "7801", mission=tajikistan, covers=[tajikistan])
    place(figure, sections["assistance"])
    return figure


@pytest.fixture
def nine(series, issue, sections, figure, editor):
    return rounds.open_issue(
        series,
        by=editor,
        year=2020,
        number=9,
        period_start=dt.date(2020, 12, 1),
        period_end=dt.date(2020, 12, 23),
        publication_date=dt.date(2020, 12, 24),
        due_on=dt.date(2020, 12, 18),
    )


@pytest.fixture
def part(nine, tajikistan):
    return nine.contributions.get(mission=tajikistan)


def words(response):
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


# --- Opening ----------------------------------------------------------------------------------


def proposal(series, **more):
    """What a browser sends of the form as it stands."""
    sent = {key: str(value or "") for key, value in vars(rounds.proposed(series)).items()}
    for request in rounds.usual_requests(series):
        prefix = f"m{request.mission.pk}"
        sent |= {
            f"{prefix}-asked": "on",
            f"{prefix}-sections": [str(section.pk) for section in request.sections],
            f"{prefix}-text": request.text,
        }
    return sent | more


def test_the_form_shows_each_deadline_on_both_clocks(client_for, editor, issue, sections):
    Profile.objects.create(user=editor, time_zone="Europe/Vienna")
    page = client_for(editor).get(OPEN)
    assert page.status_code == 200
    assert "Fri 25 December 2020, 17:00 Dushanbe time = 13:00 Vienna" in words(page)
    assert "Fri 25 December 2020, 17:00 Almaty time = 12:00 Vienna" in words(page)
    assert 'value="2021-01-01"' in page.content.decode()


def test_the_editor_opens_the_issue_in_one_go(
    client_for, editor, series, issue, sections, kazakhstan, tajikistan
):
    sent = proposal(series, year="2020", number="9")
    sent[f"m{kazakhstan.pk}-text"] = "The clinic in Almaty."
    sent[f"m{kazakhstan.pk}-sections"] = [str(sections["partnership"].pk)]
    del sent[f"m{tajikistan.pk}-asked"]
    response = client_for(editor).post(OPEN, sent)
    nine = Issue.objects.get(number=9)
    assert response.headers["Location"] == f"/admin/issues/issue/{nine.pk}/round/"
    [given] = nine.contributions.all()
    assert (given.mission, given.request) == (kazakhstan, "The clinic in Almaty.")
    assert [(s.title, s.issue) for s in given.sections.all()] == [("Partnership in action", nine)]


def test_another_day_shows_other_deadlines_and_opens_nothing(
    client_for, editor, series, issue, sections, kazakhstan
):
    sent = proposal(series, due_on="2020-12-22", look="1")
    sent[f"m{kazakhstan.pk}-text"] = "Still here."
    page = client_for(editor).post(OPEN, sent)
    assert page.status_code == 200
    assert "Tue 22 December 2020, 17:00 Dushanbe" in words(page)
    assert "Still here." in page.content.decode()
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "8", "year": "2020"}, "already has an issue of that number"),
        ({"number": ""}, "This field is required."),
        ({"period_end": "2020-11-01"}, "The reporting period ends before it begins."),
        ({"due_on": "2021-02-01"}, "The contributions are due after the publication."),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"next_issue_date": "2020-12-01"}, "The next issue must come after this one."),
        ({"publication_date": "99999-01-01"}, "Enter a valid date."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    client_for, editor, series, issue, sections, tajikistan, typed, said
):
    sent = proposal(series, **typed)
    sent[f"m{tajikistan.pk}-text"] = "Two hundred words on the clinic."
    page = client_for(editor).post(OPEN, sent)
    assert page.status_code == 422
    assert said in words(page)
    assert "Nothing was opened" in words(page)
    assert "Two hundred words on the clinic." in page.content.decode()
    assert Issue.objects.count() == 1
    assert not Contribution.objects.exists()


def test_sections_of_others_are_no_choice(client_for, editor, series, issue, sections, kazakhstan):
    foreign = make_section(make_issue(make_series("Other", slug="other"), number=1), "Secret")
    sent = proposal(series, year="2020", number="9")
    sent[f"m{kazakhstan.pk}-sections"] = [str(foreign.pk)]
    page = client_for(editor).post(f"{OPEN}?series={series.slug}", sent)
    assert page.status_code == 422
    assert "Select a valid choice" in words(page)
    assert Issue.objects.filter(series=series).count() == 1


def test_the_editor_of_several_series_chooses_one(client_for, editor, series, issue, sections):
    make_series("Dniester Report", slug="dniester", missions=[make_mission("M", slug="m")])
    browser = client_for(editor)
    assert "Of which series?" in words(browser.get(OPEN))
    assert "Dniester Report" in words(browser.get(OPEN, {"series": "dniester"}))
    assert browser.get(OPEN, {"series": "nowhere"}).status_code == 404
    response = browser.post(
        f"{OPEN}?series={series.slug}", proposal(series, year="2020", number="9")
    )
    assert response.status_code == 302


def test_the_desk_and_the_list_lead_there(client_for, editor, issue):
    browser = client_for(editor)
    for url in ("/admin/", "/admin/issues/issue/"):
        assert f'href="{OPEN}"' in browser.get(url).content.decode()


# --- The Round screen -------------------------------------------------------------------------


def round_url(issue):
    return reverse("admin:issues_issue_round", args=[issue.pk])


def acted(browser, issue, row, act, **data):
    return browser.post(round_url(issue), {"row": row, "act": act} | data)


def test_the_round_shows_where_everybody_stands(client_for, editor, nine, tajikistan, kazakhstan):
    make_article(nine, title="The clinic", mission=kazakhstan, state="submitted")
    rounds.answer_nothing(nine.contributions.get(mission=tajikistan), by=editor, remark="Quiet.")
    said = words(client_for(editor).get(round_url(nine)))
    assert "1 of 2 missions have answered" in said
    assert "1 late" in said  # the deadline of 2020 has passed
    assert "The clinic sent for review" in said
    assert "Remark: Quiet." in said
    assert "Fri 18 December 2020, 17:00 Almaty" in said


def test_the_editor_returns_and_approves(client_for, editor, contributor, nine, part):
    browser = client_for(editor)
    rounds.submit_contribution(part, by=contributor)
    row = f"part:{part.pk}"
    empty = acted(browser, nine, row, "return", reason=" ")
    assert empty.status_code == 422
    assert "Say what should be changed." in words(empty)
    long = acted(browser, nine, row, "return", reason="Name the towns. " * 100)
    assert long.status_code == 422
    assert "Name the towns. Name the towns." in long.content.decode()
    assert acted(browser, nine, row, "return", reason="Name the towns.").status_code == 302
    part.refresh_from_db()
    assert (part.state, part.return_reason) == ("returned", "Name the towns.")
    rounds.submit_contribution(part, by=contributor)
    assert acted(browser, nine, row, "approve").status_code == 302
    part.refresh_from_db()
    assert part.state == "approved"
    late = acted(browser, nine, row, "return", reason="One thing more.")
    assert late.status_code == 302


def test_an_act_out_of_turn_keeps_what_was_typed(client_for, editor, nine, part):
    page = acted(client_for(editor), nine, f"part:{part.pk}", "return", reason="Name the towns.")
    assert page.status_code == 409
    assert "IOM Tajikistan has not answered yet" in words(page)


def test_the_editor_reminds_moves_the_deadline_closes_and_reopens(client_for, editor, nine, part):
    browser, row = client_for(editor), f"part:{part.pk}"
    assert acted(browser, nine, row, "remind").status_code == 302
    wrong = acted(browser, nine, row, "deadline", due_on="tomorrow")
    assert (wrong.status_code, "Enter a valid date." in words(wrong)) == (422, True)
    late = acted(browser, nine, row, "deadline", due_on="2020-12-25")
    assert (late.status_code, "due after the publication" in words(late)) == (422, True)
    acted(browser, nine, row, "deadline", due_on="2020-12-21")
    part.refresh_from_db()
    assert part.due_at == dt.datetime(2020, 12, 21, 12, tzinfo=dt.UTC)
    acted(browser, nine, row, "close")
    part.refresh_from_db()
    assert part.state == "no_update"
    acted(browser, nine, row, "reopen")
    part.refresh_from_db()
    assert part.state == "asked"


def test_a_mission_can_be_asked_later(client_for, editor, issue, sections, kazakhstan):
    browser = client_for(editor)
    assert "Nobody has been asked" in words(browser.get(round_url(issue)))
    row = f"mission:{kazakhstan.pk}"
    without = acted(browser, issue, row, "ask")
    assert (without.status_code, "Choose the day." in words(without)) == (422, True)
    assert acted(browser, issue, row, "ask", due_on="2020-11-24").status_code == 302
    [given] = issue.contributions.all()
    assert given.mission == kazakhstan
    assert given.due_at == dt.datetime(2020, 11, 24, 11, tzinfo=dt.UTC)
    assert words(browser.get(round_url(issue))).count("no article yet") == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"row": "part:1x"},
        {"row": "part:99999999999999999999"},
        {"row": "nothing:1", "act": "remind"},
        {"row": "part:{part}", "act": "explode"},
        {"row": "figure:{figure}", "act": "explode"},
        {"row": "mission:424242", "act": "ask", "due_on": "2020-12-20"},
    ],
)
def test_odd_posts_are_not_found(client_for, editor, nine, part, data):
    [carried] = rounds.unconfirmed(nine)
    data = {key: value.format(part=part.pk, figure=carried.pk) for key, value in data.items()}
    assert client_for(editor).post(round_url(nine), data).status_code == 404


def test_a_part_of_another_issue_is_not_found(client_for, editor, issue, nine, part):
    assert acted(client_for(editor), issue, f"part:{part.pk}", "remind").status_code == 404


def test_figures_carried_over_wait_on_the_round(client_for, editor, nine, figure, tajikistan):
    browser = client_for(editor)
    [placement] = rounds.unconfirmed(nine)
    page = browser.get(round_url(nine)).content.decode()
    grid = reverse("admin:issues_issue_figures", args=[nine.pk, "tajikistan"])
    assert f'href="{grid}#row-{figure.indicator_id}"' in page
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    assert "Show 8,100 of 21 December 2020" in words(browser.get(round_url(nine)))
    acted(browser, nine, f"figure:{placement.pk}", "newer")
    placement.refresh_from_db()
    assert (placement.figure, placement.compared_with) == (new, figure)
    again = acted(browser, nine, f"figure:{placement.pk}", "out")
    assert again.status_code == 409
    assert "confirmed or taken out already" in words(again)


@pytest.mark.parametrize(
    ("act", "left"),
    [("stands", [("callout", True)]), ("last", [("mention", True)]), ("out", [])],
)
def test_an_old_figure_stands_or_goes(client_for, editor, nine, act, left):
    [placement] = rounds.unconfirmed(nine)
    assert acted(client_for(editor), nine, f"figure:{placement.pk}", act).status_code == 302
    found = FigurePlacement.objects.filter(section__issue=nine)
    assert list(found.values_list("style", "is_confirmed")) == left


def test_the_grid_moves_the_carried_figure_on(
    client_for, contributor, series, nine, figure, tajikistan
):
    series.indicators.add(figure.indicator)
    prefix = f"f{figure.indicator_id}"
    sent = {
        f"{prefix}-seen": "",
        f"{prefix}-value": "8,100",
        f"{prefix}-qualifier": "exact",
        f"{prefix}-status": "verified",
        f"{prefix}-as_of": "2020-12-21",
        f"{prefix}-source": "Mission reports",
    }
    url = reverse("admin:issues_issue_figures", args=[nine.pk, "tajikistan"])
    response = client_for(contributor).post(url, sent)
    assert response.status_code == 302, words(response)
    placement = FigurePlacement.objects.get(section__issue=nine)
    assert (placement.figure.value, placement.compared_with) == (8100, figure)
    assert placement.is_confirmed


def test_choosing_another_figure_confirms_a_placement(client_for, editor, nine, figure, tajikistan):
    new = make_figure(figure.indicator, "8100", mission=tajikistan, as_of=dt.date(2020, 12, 21))
    [placement] = rounds.unconfirmed(nine)
    section = placement.section
    url = reverse("admin:issues_section_change", args=[section.pk])
    sent = {
        "title": section.title,
        "kind": section.kind,
        "intro": "",
        "accent": "",
        **{f"photos-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **{f"facts-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "placements-TOTAL_FORMS": "1",
        "placements-INITIAL_FORMS": "1",
        "placements-0-id": str(placement.pk),
        "placements-0-section": str(section.pk),
        "placements-0-style": "callout",
        "placements-0-order": "0",
    }
    browser = client_for(editor)
    unchanged = browser.post(url, sent | {"placements-0-figure": str(figure.pk)})
    assert unchanged.status_code == 302
    placement.refresh_from_db()
    assert not placement.is_confirmed
    browser.post(url, sent | {"placements-0-figure": str(new.pk)})
    placement.refresh_from_db()
    assert (placement.figure, placement.compared_with) == (new, figure)
    assert placement.is_confirmed


# --- A mission's part -------------------------------------------------------------------------


def part_url(part):
    return reverse("admin:issues_issue_part", args=[part.issue_id, part.mission.slug])


def test_a_mission_sees_what_is_asked_and_what_is_due(
    client_for, contributor, editor, series, nine, part, figure, tajikistan
):
    part.request = "The clinic, 200 words."
    part.save()
    series.indicators.add(figure.indicator)
    make_article(nine, title="The clinic", mission=tajikistan, state="draft")
    make_hotline(tajikistan, "11616", last_tested_on=dt.date(2020, 6, 1))
    said = words(client_for(contributor).get(part_url(part)))
    for expected in [
        "due Fri 18 December 2020, 17:00 Dushanbe time",
        "The clinic, 200 words.",
        "Direct assistance",
        "The clinic draft",
        "Migrants assisted due",
        "0 of 1 answered",
        "11616",
        "1 article has not been sent for review.",
        "1 figure has no answer yet.",
    ]:
        assert expected in said
    rounds.submit_contribution(part, by=contributor)
    rounds.return_contribution(part, by=editor, reason="Name the towns.")
    said = words(client_for(contributor).get(part_url(part)))
    assert "Returned: what should be changed Name the towns." in said


def test_a_mission_sends_its_drafts_along(client_for, contributor, part, tajikistan):
    draft = make_article(part.issue, mission=tajikistan, state="draft")
    browser = client_for(contributor)
    assert "not sent yet for review, too" in words(browser.get(part_url(part)))
    browser.post(part_url(part), {"act": "submit", "with_articles": "on"})
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_a_mission_answers_and_takes_back(client_for, contributor, part):
    browser = client_for(contributor)
    response = browser.post(part_url(part), {"act": "submit", "remark": "The photo follows."})
    assert response.headers["Location"] == part_url(part)
    part.refresh_from_db()
    assert (part.state, part.remark) == ("submitted", "The photo follows.")
    assert "The photo follows." in words(browser.get(part_url(part)))
    browser.post(part_url(part), {"act": "take_back"})
    browser.post(part_url(part), {"act": "nothing", "remark": ""})
    part.refresh_from_db()
    assert part.state == "nothing"
    twice = browser.post(part_url(part), {"act": "submit", "remark": "Once more."})
    assert twice.status_code == 409
    assert browser.post(part_url(part), {"act": "explode"}).status_code == 404


def test_a_refused_answer_keeps_the_remark(client_for, contributor, part, tajikistan):
    make_article(part.issue, mission=tajikistan)
    page = client_for(contributor).post(
        part_url(part), {"act": "nothing", "remark": "A quiet month."}
    )
    assert page.status_code == 409
    assert "This issue has an article of IOM Tajikistan" in words(page)
    assert "A quiet month." in page.content.decode()
    long = client_for(contributor).post(part_url(part), {"act": "submit", "remark": "x" * 1001})
    assert long.status_code == 422


def test_contributors_are_led_to_their_own_part(client_for, contributor, nine, part):
    response = client_for(contributor).get(round_url(nine))
    assert response.headers["Location"] == part_url(part)


def test_a_hotline_is_tested_from_the_part(client_for, contributor, part, tajikistan):
    hotline = make_hotline(tajikistan, last_tested_on=dt.date(2020, 6, 1))
    url = reverse("admin:missions_hotline_answered", args=[hotline.pk])
    browser = client_for(contributor)
    assert browser.post(url, {"next": part_url(part)}).headers["Location"] == part_url(part)
    for elsewhere in ("https://evil.example/", "//evil.example/", ""):
        assert browser.post(url, {"next": elsewhere}).headers["Location"] == "/admin/"


def test_the_editor_answers_for_a_mission_that_called(client_for, editor, part):
    client_for(editor).post(part_url(part), {"act": "nothing", "remark": "By telephone."})
    part.refresh_from_db()
    assert (part.state, part.answered_by) == ("nothing", editor)


def test_queries_do_not_grow_with_the_round(
    client_for, editor, series, nine, part, django_assert_max_num_queries
):
    browser = client_for(editor)

    def count():
        with django_assert_max_num_queries(100) as counted:
            browser.get(round_url(nine))
        return len(counted)

    before = count()
    for n in range(4):
        mission = make_mission(f"IOM {n}", country="TJ", slug=f"m{n}")
        series.missions.add(mission)
        rounds.ask(nine, rounds.Request(mission), by=editor)
        make_article(nine, title=f"Of {n}", mission=mission)
        section = nine.sections.get(kind="figures")
        indicator = make_indicator(f"i{n}", name=f"Indicator {n}")
        place(make_figure(indicator, n, mission=mission), section, is_confirmed=False)
    assert count() == before


@pytest.mark.parametrize("how", ["link", "the only one", "several", "not asked"])
def test_what_a_mission_writes_stands_where_it_was_asked(client_for, contributor, nine, part, how):
    partnership, feature = nine.sections.get(kind="articles"), make_section(nine, "Feature")
    asked = {"link": [partnership, feature], "several": [partnership, feature]}
    part.sections.add(*asked.get(how, [partnership] if how == "the only one" else []))
    url = reverse("admin:issues_article_add") + f"?issue={nine.pk}"
    if how in {"link", "not asked"}:
        url += f"&section={feature.pk}"
    sent = {
        "issue": str(nine.pk),
        "title": "The clinic",
        "body": "<p>Opened.</p>",
        "language": "en",
        "photos-TOTAL_FORMS": "0",
        "photos-INITIAL_FORMS": "0",
    }
    response = client_for(contributor).post(url, sent)
    assert response.status_code == 302, words(response)
    expected = {"link": feature, "the only one": partnership}
    assert nine.articles.get().section == expected.get(how)
