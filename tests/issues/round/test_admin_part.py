"""The screen of a mission's own part of an issue."""

import datetime as dt

import pytest
from django.urls import reverse

from issues import rounds
from tests.factories import (
    make_article,
    make_figure,
    make_hotline,
    make_indicator,
    make_mission,
    make_section,
    place,
)

from .plan import round_url, words


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
