"""Hotlines, contacts, missions and people in the admin."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from missions.models import Contact, Hotline, Indicator, Membership
from tests.factories import make_contact, make_figure, make_hotline, make_indicator


def hotline_data(mission, **changes):
    return {
        "mission": mission.pk,
        "name": "National hotline",
        "number": "1899",
        "international_number": "",
        "works_from": "Tajikistan, any network",
        "purpose": "",
        "hours": "",
        "languages": "Tajik, Russian",
        "cost": "free",
        "last_tested_on": "2020-12-01",
        "tested_by": "",
        "valid_from": "",
        "valid_to": "",
        "order": "0",
        **changes,
    }


@pytest.mark.parametrize("number", ["11616", "1899", "+992900800800", "+992 900 80 08 00", "103"])
def test_hotline_numbers_are_taken_as_they_are_dialled(client_for, contributor, tajikistan, number):
    data = hotline_data(tajikistan, number=number)
    response = client_for(contributor).post("/admin/missions/hotline/add/", data)
    assert response.status_code == 302
    assert Hotline.objects.get().number == number


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "call us"),
        ("number", ""),
        ("international_number", "+99290080080012345678"),
        ("works_from", ""),
        ("last_tested_on", "2020-11-31"),
        ("last_tested_on", (timezone.localdate() + dt.timedelta(days=2)).isoformat()),
        ("cost", "free-ish"),
        ("name", "x" * 5000),
    ],
)
def test_a_wrong_hotline_is_refused_at_its_field(client_for, contributor, tajikistan, field, value):
    response = client_for(contributor).post(
        "/admin/missions/hotline/add/", hotline_data(tajikistan, **{field: value})
    )
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == {field}
    assert not Hotline.objects.exists()


def test_dates_of_a_hotline_are_in_order(client_for, contributor, tajikistan):
    data = hotline_data(tajikistan, valid_from="2020-12-01", valid_to="2020-01-01")
    response = client_for(contributor).post("/admin/missions/hotline/add/", data)
    assert "“Valid to” is before “valid from”." in response.content.decode()


def test_the_desk_asks_for_a_test_call_and_notes_it(client_for, contributor, tajikistan):
    hotline = make_hotline(tajikistan, last_tested_on=None)
    contributor.first_name, contributor.last_name = "Aziza", "Rahimova"
    contributor.save()
    browser = client_for(contributor)
    assert "never tested" in browser.get("/admin/").content.decode()
    url = reverse("admin:missions_hotline_answered", args=[hotline.pk])
    page = browser.post(url, follow=True).content.decode()
    assert "answered today: noted." in page
    assert "All were tested within 90 days." in page
    hotline.refresh_from_db()
    assert (hotline.last_tested_on, hotline.tested_by) == (timezone.localdate(), "Aziza Rahimova")


def test_a_contact_can_be_reached(client_for, contributor, tajikistan):
    data = {
        "mission": tajikistan.pk,
        "name": "Desk",
        "title": "",
        "email": "",
        "phone": "",
        "order": 0,
    }
    browser = client_for(contributor)
    response = browser.post("/admin/missions/contact/add/", data)
    assert "Give an e-mail address or a phone number." in response.content.decode()
    data["email"] = "not an address"
    response = browser.post("/admin/missions/contact/add/", data)
    assert "email" in response.context["adminform"].form.errors
    data["email"] = "desk@example.org"
    assert browser.post("/admin/missions/contact/add/", data).status_code == 302
    assert Contact.objects.get().is_public is False


def test_a_contributor_deletes_a_contact_of_the_own_mission(client_for, contributor, tajikistan):
    contact = make_contact(tajikistan)
    url = reverse("admin:missions_contact_delete", args=[contact.pk])
    assert client_for(contributor).post(url, {"post": "yes"}).status_code == 302
    assert not Contact.objects.exists()


def definition_data(*texts, initial=0, **changes):
    rows = {}
    for n, text in enumerate(texts):
        rows |= {f"definitions-{n}-version": n + 1, f"definitions-{n}-text": text}
    return {
        "name": "Migrants assisted",
        "code": "assisted",
        "measure": "count",
        "unit": "people",
        "scale": 0,
        "order": 0,
        "kind": "cumulative",
        "is_whole": "on",
        "definitions-TOTAL_FORMS": len(texts),
        "definitions-INITIAL_FORMS": initial,
        **rows,
        **changes,
    }


def test_an_indicator_has_a_definition(client_for, editor):
    browser = client_for(editor)
    response = browser.post("/admin/missions/indicator/add/", definition_data(""))
    assert response.status_code == 200
    assert not Indicator.objects.exists()
    response = browser.post("/admin/missions/indicator/add/", definition_data("Who got help."))
    assert response.status_code == 302
    assert Indicator.objects.get().current_definition.text == "Who got help."


def test_the_words_of_a_definition_in_use_stay(client_for, editor):
    indicator = make_indicator(definition="Who got help.")
    make_figure(indicator, "5")
    first = indicator.current_definition
    data = definition_data(
        "Rewritten",
        "Wider.",
        initial=1,
        **{"definitions-0-id": first.pk, "definitions-0-indicator": indicator.pk},
    )
    url = reverse("admin:missions_indicator_change", args=[indicator.pk])
    assert client_for(editor).post(url, data).status_code == 302
    first.refresh_from_db()
    assert first.text == "Who got help."
    assert indicator.current_definition.text == "Wider."


def person_data(**changes):
    return {
        "username": "dushanbe",
        "first_name": "Aziza",
        "last_name": "",
        "email": "",
        "is_active": "on",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        **changes,
    }


def test_an_administrator_gives_roles(client_for, administrator, contributor, editor, kazakhstan):
    url = reverse("admin:auth_user_change", args=[editor.pk])
    browser = client_for(administrator)
    data = person_data(
        username="editor",
        **{"memberships-0-role": "contributor", "memberships-0-mission": kazakhstan.pk},
    )
    assert browser.post(url, data).status_code == 302
    assert Membership.objects.filter(user=editor, mission=kazakhstan).exists()
    without = person_data(username="editor", **{"memberships-0-role": "contributor"})
    page = browser.post(url, without).content.decode()
    assert "A contributor belongs to a mission: choose which." in page
    regional = person_data(
        username="editor",
        **{"memberships-0-role": "clearer", "memberships-0-mission": kazakhstan.pk},
    )
    assert "This role is regional" in browser.post(url, regional).content.decode()


def test_a_new_person_may_log_in_but_has_no_role(client_for, administrator):
    response = client_for(administrator).post(
        "/admin/auth/user/add/",
        {
            "username": "newcomer",
            "usable_password": "true",
            "password1": "a long enough secret",
            "password2": "a long enough secret",
        },
    )
    assert response.status_code == 302
    newcomer = get_user_model().objects.get(username="newcomer")
    page = client_for(newcomer).get("/admin/").content.decode()
    assert "You have no role yet." in page


def test_somebody_whose_work_is_on_record_is_not_deleted(
    client_for, administrator, contributor, tajikistan
):
    make_figure(make_indicator(), "5", mission=tajikistan, recorded_by=contributor)
    url = reverse("admin:auth_user_delete", args=[contributor.pk])
    response = client_for(administrator).post(url, {"post": "yes"})
    assert response.status_code == 200
    assert "Cannot delete user" in response.content.decode()


EVERYBODYS_LISTS = {
    *("Articles", "Assistance figures", "Imports of figures", "Hotlines", "Contacts", "Missions"),
}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("contributor", EVERYBODYS_LISTS),
        ("editor", EVERYBODYS_LISTS | {"Issues", "People"}),
    ],
)
def test_the_bar_shows_what_one_may_open(client_for, request, who, names):
    context = client_for(request.getfixturevalue(who)).get("/admin/").context
    assert {str(entry["name"]) for entry in context["navigation"]} == names
