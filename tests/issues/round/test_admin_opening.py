"""The screen on which an issue is opened."""

import pytest

from issues import rounds
from issues.models import Contribution, Issue
from missions.models.profile import Profile
from tests.factories import (
    make_issue,
    make_mission,
    make_section,
    make_series,
)

from .plan import words

OPEN = "/admin/issues/issue/open/"


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
