"""Asking for mail, confirming, changing, stopping: what is kept, and what strangers can learn."""

import datetime as dt
import hashlib
import re

import pytest
import time_machine
from django.core import mail, signing
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from issues.following import links, subscribing
from issues.following.addresses import canonical
from issues.models import Subscriber, Theme
from tests.delivery.editions import make_edition
from tests.issues.following import body_of, last_links, make_subscriber

FOLLOW = "/en/follow/"


class Away(EmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("away")


@pytest.fixture(autouse=True)
def fresh(db, settings):
    cache.clear()
    settings.SITE_URL = "https://reports.example.org"


@pytest.fixture
def labour(db):
    return Theme.objects.create(name="Labour migration", slug="labour-migration")


@pytest.fixture
def public(issue, labour, tajikistan):
    return make_edition(issue, languages=("en", "ru"))


def filled(client, series, /, **changes):
    token = re.search(r'name="token" value="([^"]+)"', client.get(FOLLOW).text)[1]
    return {
        "token": token,
        "series": [series.pk],
        "language": "en",
        "address": "reader@example.org",
    } | changes


def asked(client, series, /, **changes):
    return client.post(FOLLOW, filled(client, series, **changes))


def test_the_form_offers_what_is_public(client, public, series, tajikistan, moldova):
    moldova.is_active = False
    moldova.save()
    Theme.objects.create(name="Secret plans", slug="secret-plans")
    text = client.get(FOLLOW).text
    for name in (series.title, "IOM Tajikistan", "Labour migration", "Русский"):
        assert name in text
    assert "Secret plans" not in text
    assert "IOM Moldova" not in text
    assert "Қазақша" not in text


def test_pages_set_no_cookie_and_are_kept_by_nobody(client, public, series):
    for response in (client.get(FOLLOW), asked(client, series), client.get(f"{FOLLOW}stop/")):
        assert response.cookies == {}
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_from_the_form_to_the_first_choice(client, public, series, tajikistan):
    response = asked(client, series, mission=[tajikistan.pk], language="ru")
    assert response.status_code == 200
    assert "reader@example.org" in response.text
    assert not Subscriber.objects.exists()
    [message] = mail.outbox
    assert message.to == ["reader@example.org"]
    text = body_of(message)
    assert f"- {series.title}\n- IOM Tajikistan" in text
    page = last_links()["confirm"]
    assert "Yes, send it to me" in client.get(page).text
    assert not Subscriber.objects.exists()  # a machine that opens links confirms nothing
    done = client.post(page)
    assert done.status_code == 200
    subscriber = Subscriber.objects.get()
    assert (subscriber.address, subscriber.language) == ("reader@example.org", "ru")
    assert subscribing.followed(subscriber) == {
        "series": [series.pk],
        "mission": [tajikistan.pk],
        "theme": [],
    }
    assert (
        f"/en/follow/choices/?key={links.person_token(subscriber).replace(':', '%3A')}" in done.text
    )


def test_forgery_from_another_site_needs_no_cookie_to_be_harmless(public, series):
    strict = Client(enforce_csrf_checks=True)
    assert asked(strict, series).status_code == 200
    assert len(mail.outbox) == 1
    response = strict.post(FOLLOW, filled(strict, series, token=""))
    assert "had been open for long" in response.text
    assert len(mail.outbox) == 1


def test_an_old_form_keeps_what_was_typed_and_works_at_the_second_press(
    client, public, series, time_machine
):
    data = filled(client, series, address="typed@example.org")
    time_machine.move_to(timezone.now() + dt.timedelta(hours=5))
    response = client.post(FOLLOW, data)
    assert 'value="typed@example.org"' in response.text
    again = re.search(r'name="token" value="([^"]+)"', response.text)[1]
    client.post(FOLLOW, data | {"token": again})
    assert mail.outbox[0].to == ["typed@example.org"]


def test_the_answer_does_not_tell_whether_an_address_is_known(client, public, series):
    make_subscriber("known@example.org", series=series)
    suspended = make_subscriber("back@example.org", series=series)
    subscribing.suspend(suspended, "5.1.1")
    answers = {
        asked(client, series, address=address).text.replace(address, "…")
        for address in ("new@example.org", "known@example.org", "back@example.org")
    }
    assert len(answers) == 1
    assert len(mail.outbox) == 3
    assert "You get reports from us already" in body_of(mail.outbox[1])
    assert "You get reports from us already" not in body_of(mail.outbox[0])


def test_confirming_adds_to_what_is_followed_and_tries_a_lost_address_again(
    client, public, series, tajikistan
):
    subscriber = make_subscriber(mission=tajikistan)
    subscribing.suspend(subscriber, "5.1.1 no such user")
    asked(client, series)
    page = last_links()["confirm"]
    for _press in range(2):  # pressed twice, it is the same
        assert client.post(page).status_code == 200
    subscriber = Subscriber.objects.get()
    assert subscriber.suspended_at is None
    assert subscribing.followed(subscriber) == {
        "series": [series.pk],
        "mission": [tajikistan.pk],
        "theme": [],
    }


def test_a_link_to_confirm_is_good_for_two_days(client, public, series, time_machine):
    asked(client, series)
    page = last_links()["confirm"]
    time_machine.move_to(timezone.now() + dt.timedelta(hours=47))
    assert client.get(page).status_code == 200
    time_machine.shift(dt.timedelta(hours=2))
    assert client.get(page).status_code == 410
    assert client.post(page).status_code == 410
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "key",
    ["", "x", "a:b:c", "%00", "%FF%FE", "ж" * 3000, ":", "..", "W10:1tX:x", "eyJhIjoxfQ:1:2"],
)
@pytest.mark.parametrize("name", ["confirm", "choices", "stop"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_not_ours_opens_nothing(client, db, name, key, method):
    make_subscriber()
    response = getattr(client, method)(f"{FOLLOW}{name}/?key={key}")
    assert response.status_code in {404, 410}
    assert Subscriber.objects.count() == 1


def test_a_secret_for_one_thing_opens_no_other(client, public, series):
    subscriber = make_subscriber()
    foreign = signing.Signer(salt="other").sign(subscriber.key)
    wish = links.wish_token({"address": "a@example.org", "language": "en", "series": [series.pk]})
    for token in (foreign, wish, links.form_token(), subscriber.key):
        assert client.post(f"{FOLLOW}stop/", query_params={"key": token}).status_code == 404
    person = links.person_token(subscriber)
    assert client.post(f"{FOLLOW}confirm/", query_params={"key": person}).status_code == 410
    assert Subscriber.objects.count() == 1


def test_choices_are_changed_by_the_link_of_a_mail(client, public, series, labour):
    subscriber = make_subscriber("reader@example.org", series=series)
    page = f"{FOLLOW}choices/?key={links.person_token(subscriber)}"
    text = client.get(page).text
    assert "r…@example.org" in text
    assert "reader@example.org" not in text
    assert re.search(rf'value="{series.pk}"[^>]*checked', text)
    nothing = client.post(page, {"language": "ru"})
    assert "Tick at least one thing" in nothing.text
    assert subscribing.followed(subscriber)["series"] == [series.pk]
    saved = client.post(page, {"language": "ru", "theme": [labour.pk]})
    assert "Saved." in saved.text
    subscriber.refresh_from_db()
    assert subscriber.language == "ru"
    assert subscribing.followed(subscriber) == {"series": [], "mission": [], "theme": [labour.pk]}


def test_stopping_needs_a_button_and_deletes_everything(client, public, series):
    subscriber = make_subscriber(series=series)
    page = f"{FOLLOW}stop/?key={links.person_token(subscriber)}"
    assert "Stop all mail?" in client.get(page).text
    assert client.head(page).status_code == 200
    assert Subscriber.objects.exists()
    assert "No more mail will come" in client.post(page).text
    assert not Subscriber.objects.exists()
    for method in (client.get, client.post):  # the link is replayed
        assert "No more mail will come" in method(page).text
    assert client.get(page.replace("stop", "choices")).status_code == 410


def test_a_mail_program_stops_in_one_step(public, series):
    subscriber = make_subscriber(series=series)
    page = f"{FOLLOW}stop/?key={links.person_token(subscriber)}"
    program = Client(enforce_csrf_checks=True)
    response = program.post(page, {"List-Unsubscribe": "One-Click"})
    assert (response.status_code, response.text) == (200, "No more mail will come.\n")
    assert not Subscriber.objects.exists()
    assert program.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Reader@Example.ORG", "reader@example.org"),
        (" reader+news@example.org ", "reader+news@example.org"),
        ("reader@пример.рф", "reader@xn--e1afmkfd.xn--p1ai"),
        ("reader@xn--e1afmkfd.xn--p1ai", "reader@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_one_mailbox_has_one_form(typed, stored):
    assert canonical(typed) == stored


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "reader",
            "@example.org",
            "reader@",
            "reader@example",
            "a b@example.org",
            "reader@-.org",
        ),
        *(
            "reader@example.org\nBcc: x@example.org",
            "reader@example.org\r\nX: y",
            "a\0@example.org",
        ),
        *("читатель@example.org", "reader@" + "ж" * 70 + ".org", "reader@exa..mple.org"),
        *("a" * 300 + "@example.org", "<reader@example.org>", "a@example.org,b@example.org"),
        *('"x y"@[127.0.0.1', "reader@example.org\u2028x", "a" * 100_000),
    ],
)
def test_a_wrong_address_is_told_and_gets_no_mail(client, public, series, address):
    response = asked(client, series, address=address)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.text
    assert mail.outbox == []


@pytest.mark.parametrize(
    "changes",
    [
        {"series": []},
        {"series": ["x"]},
        {"series": ["99999"]},
        {"series": ["1" * 5000]},
        {"language": "xx"},
        {"language": ""},
        {"series": ["\0"]},
    ],
)
def test_a_wrong_choice_is_told_and_gets_no_mail(client, public, series, changes):
    response = asked(client, series, **changes)
    assert response.status_code == 200
    assert "Please look at this again" in response.text
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x" * 6_000_000, "application/x-www-form-urlencoded"),
        (b"a=" + b"&a=".join([b"1"] * 2000), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_broken_and_huge_requests_are_refused(client, public, body, kind):
    response = client.post(FOLLOW, body, content_type=kind)
    assert response.status_code in {200, 400, 413}
    assert mail.outbox == []


def test_one_address_is_not_flooded_and_nobody_learns_of_the_limit(client, public, series):
    texts = {asked(client, series).text for _time in range(6)}
    assert len(texts) == 1
    assert len(mail.outbox) == 3


def test_what_is_counted_shows_no_address_and_is_gone_after_a_day(client, public, series):
    def counted():
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM reportcms_cache")
            return [key for (key,) in cursor.fetchall() if "follow_" in key]

    asked(client, series, address="reader@example.org")
    plain = hashlib.sha256(b"reader@example.org").hexdigest()
    assert len(counted()) == 3  # by network in an hour, by address in an hour and in a day
    assert not any("reader" in key or plain in key for key in counted())
    call_command("purge_counts", verbosity=0)
    assert len(counted()) == 3
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        call_command("purge_counts", verbosity=0)
    assert counted() == []


def test_one_network_asks_so_often_and_is_told(client, public, series):
    answers = [asked(client, series, address=f"reader{n}@example.org") for n in range(32)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429] * 2
    assert answers[-1]["Retry-After"] == "3600"
    assert 'value="reader31@example.org"' in answers[-1].text
    assert len(mail.outbox) == 30


def test_when_no_mail_can_be_sent_it_is_said_and_nothing_typed_is_lost(
    client, public, series, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    response = asked(client, series)
    assert response.status_code == 503
    assert "cannot send mail just now" in response.text
    assert 'value="reader@example.org"' in response.text


def test_a_series_address_is_ticked_beforehand(client, public, series, tajikistan):
    text = client.get(f"{FOLLOW}?mission=tajikistan").text
    assert re.search(rf'name="mission" value="{tajikistan.pk}"[^>]*checked', text)
    assert not re.search(r'name="series"[^>]*checked', text)
    text = client.get(f"{FOLLOW}?series=%00&theme=nowhere").text
    assert re.search(r'name="series"[^>]*checked', text)  # there is one only


def test_what_is_gone_when_it_is_confirmed_is_not_followed(client, public, series, labour):
    asked(client, series, series=[], theme=[labour.pk])
    page = last_links()["confirm"]
    labour.delete()
    assert client.get(page).status_code == 410
    assert client.post(page).status_code == 410
    assert not Subscriber.objects.exists()


def test_pages_and_mail_speak_the_readers_language(client, public, series):
    token = re.search(r'name="token" value="([^"]+)"', client.get("/ru/follow/").text)[1]
    data = {"token": token, "series": series.pk, "language": "ru", "address": "a@example.org"}
    client.post("/ru/follow/", data)
    assert "/ru/follow/confirm/" in body_of(mail.outbox[0])
    with translation.override("ru"):
        assert mail.outbox[0].subject == translation.gettext("Please confirm: reports by e-mail")


def test_without_a_published_issue_there_is_nothing_to_follow(client, db):
    response = client.get(FOLLOW)
    assert response.status_code == 200
    assert "No issue has been published yet" in response.text
    assert "follow-form" not in response.text


def test_an_address_can_be_forgotten(public, series, capsys):
    make_subscriber("reader@example.org", series=series)
    call_command("forget_address", "Reader@Example.org")
    assert not Subscriber.objects.exists()
    call_command("forget_address", "reader@example.org")
    assert capsys.readouterr().out == "Forgotten.\nNothing was kept of this address.\n"


def test_links_in_texts_are_short_enough_for_mail(client, public, series):
    asked(client, series)
    assert max(map(len, body_of(mail.outbox[0]).splitlines())) < 500
