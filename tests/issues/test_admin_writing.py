"""The Write screen: what it answers to an unsaved form, and that no text and no note gets lost."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from issues.models import Article, Note, Notice, Photo, Presence
from issues.models.consent import ConsentWithdrawal
from issues.notes import leave_note, readers_of
from issues.presence import note_presence, others_at
from issues.review import Refused
from missions.models import Membership, Profile
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_photo,
    make_section,
    make_user,
    place,
)
from tests.issues.publish import published
from tests.issues.test_admin_articles import ADD, article_data, change_url, photo_data

pytestmark = pytest.mark.django_db
PANEL = {"panel": "1"}


def url_of(name, article, *more):
    return reverse(f"admin:issues_article_{name}", args=[article.pk, *more])


@pytest.fixture
def article(issue, sections, tajikistan):
    """An article that Tajikistan still writes on."""
    return make_article(
        issue, mission=tajikistan, section=sections["partnership"], state=Article.State.DRAFT
    )


@pytest.fixture
def shown(client_for, contributor, article):
    """``shown(body=…)`` is what the screen answers to an unsaved text of the contributor."""
    browser = client_for(contributor)

    def ask(*, look="", **changes):
        data = article_data(article.issue, look=look, **changes)
        response = browser.post(url_of("look", article), data)
        assert response.status_code == 200
        return response.json()

    return ask


# --- Preview ----------------------------------------------------------------------------------------


def test_the_preview_shows_the_unsaved_text_and_stores_nothing(shown, article):
    before = list(Article.objects.values())
    page = shown(look="web", title="Typed just now", body="<p>Not saved<script>x()</script></p>")
    assert "Typed just now" in page["page"]
    assert "Not saved" in page["page"]
    assert "x()" not in page["page"]
    assert list(Article.objects.values()) == before


def test_a_new_article_is_previewed_before_it_exists(client_for, contributor, issue, tajikistan):
    data = article_data(issue, look="web", photos=[{**photo_data(), "image": ""}])
    answer = client_for(contributor).post(reverse("admin:issues_article_add_look"), data).json()
    assert "National banks met." in answer["page"]
    assert "Tajikistan" in answer["page"]
    assert "img/no-picture-yet" in answer["page"]
    assert not Article.objects.exists()
    assert not Photo.objects.exists()


def test_without_an_issue_the_preview_says_what_is_missing(client_for, contributor, issue):
    data = article_data(issue, look="web") | {"issue": ""}
    answer = client_for(contributor).post(reverse("admin:issues_article_add_look"), data).json()
    assert answer == {"problem": "Choose the issue first: it sets the look."}


@pytest.mark.pdf
def test_the_paper_look_is_the_printed_page(shown, article):
    make_photo(article=article)
    new = {**photo_data(), "image": ""}
    answer = shown(look="paper", body="<p>On paper.</p>", photos=[new])
    assert "data:image/webp;base64," in answer["page"]


def test_a_photo_of_another_article_cannot_be_shown(shown, article, kazakhstan):
    theirs = make_photo(article=make_article(article.issue, title="T", mission=kazakhstan))
    row = {**photo_data(), "image": "", "id": theirs.pk}
    answer = shown(look="web", photos=[row], initial=1)
    assert theirs.sha256 not in answer["page"]


# --- Checks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "The article has no text."),
        ("<h4>Small</h4><p>x</p><h3>Large</h3><p>y</p>", "“Small” stands before any larger one"),
        ("<h3>First</h3><h3>Second</h3><p>x</p>", "Nothing stands below the heading “First”"),
        ("<p>x</p><h4>Last</h4>", "Nothing stands below the heading “Last”"),
        ("<p>Lorem ipsum dolor</p>", "“Lorem ipsum” looks like a place kept"),
        ("<p>The figure is TBC by Monday</p>", "“TBC” looks like"),
        ("<p>See […] there</p>", "“[…]” looks like"),
        ("<p>By ??? people</p>", "“???” looks like"),
        ("<p>[insert number] people</p>", "“[insert number]” looks like"),
        ('<p><a href="mailto:">write</a></p>', "it must be one e-mail address"),
        ('<p><a href="mailto:office">write</a></p>', "it must be one e-mail address"),
        ('<p><a href="tel:">call</a></p>', "it has no telephone number"),
        ('<p><a href="http://iom int/">in</a></p>', "it is not a web address"),
        ('<p><a href="https://report">in</a></p>', "it is not a web address"),
        ('<p><a href="/en/missions/">in</a></p>', "write the whole address"),
        ('<p><a href="report.docx">in</a></p>', "write the whole address"),
        ('<p><a href="http://testserver/en/no-such/">in</a></p>', "this site has no such page"),
        ('<p><a href="http://testserver/en/missions/x/">in</a></p>', "this site has no such page"),
        ('<p><a href="http://testserver/admin/">in</a></p>', "readers cannot open pages"),
    ],
)
def test_each_fault_of_a_text_is_told_with_its_place(shown, body, said):
    checks = shown(body=body)["checks"]
    assert said in checks.replace("&#x27;", "'")
    assert 'href="#id_body"' in checks


@pytest.mark.parametrize(
    "body",
    [
        "<h3>Large</h3><p>x</p><h4>Small</h4><p>y</p><h3>Next</h3><ul><li>z</li></ul>",
        "<p>Todos los santos; the hotline is 1899.</p>",
        '<p><a href="https://www.iom.int/reports?x=1#a">in</a></p>',
        '<p><a href="mailto:office@iom.int">in</a> <a href="tel:11616">call</a></p>',
        '<p><a href="www.iom.int">in</a> <a href="http://testserver/ru/missions/">in</a></p>',
        '<p><a href="http://testserver/en/missions/tajikistan/">in</a></p>',
    ],
)
def test_a_good_text_has_nothing_to_mend(shown, body):
    assert "Nothing to mend." in shown(body=body)["checks"]


def test_a_link_to_an_issue_is_checked_against_what_is_published(shown, series):
    address = "http://testserver/en/central-asia-regional-response-report/2020/7/"
    link = f'<p><a href="{address}">Issue 7</a></p>'
    assert "no such page" in shown(body=link)["checks"]
    issue = make_issue(series, number=7)
    assert "no such page" in shown(body=link)["checks"]
    make_article(issue, section=make_section(issue))
    published(issue)
    assert "Nothing to mend." in shown(body=link)["checks"]


def test_photos_are_checked_by_what_is_typed(shown, article):
    photo = make_photo(article=article)
    row = {**photo_data(consent="missing", alt=" "), "image": "", "id": photo.pk}
    checks = shown(photos=[row], initial=1)["checks"]
    assert "A photo has no alternative text." in checks
    assert "have not agreed" in checks
    assert 'href="#photos-0"' in checks
    assert "no alternative" not in shown(photos=[{**row, "DELETE": "on"}], initial=1)["checks"]


def test_a_typed_number_is_held_to_the_ledger_before_it_is_saved(shown, sections, tajikistan):
    figure = make_figure(make_indicator(), 7801, mission=tajikistan, covers=[tajikistan])
    place(figure, sections["assistance"])
    checks = shown(body="<p>The missions helped 7,810 people assisted in November.</p>")["checks"]
    assert "is not what the ledger says" in checks
    assert 'href="#id_body"' in checks


def test_what_is_stored_is_checked_when_the_form_opens(client_for, contributor, article):
    article.body = "<p>TODO</p>"
    article.save()
    page = client_for(contributor).get(change_url(article)).content.decode()
    assert "“TODO” looks like a place kept" in page
    assert "1 word, about 1 line on paper" in page


# --- Length -----------------------------------------------------------------------------------------


def test_length_is_compared_with_what_is_usual(shown, series):
    known = make_issue(series, number=5)
    section = make_section(known)
    for n in range(3):
        make_article(known, title=f"T{n}", section=section, body=f"<p>{'word ' * 50}</p>")
    published(known)
    assert "62 words" in (said := shown(body=f"<p>{'word ' * 62}</p>")["length"])
    assert "12 words over the usual 50." in said
    assert "Usual are 50 words." in shown(body="<p>Short.</p>")["length"]


def test_a_section_that_must_fit_its_page_says_what_is_left(shown, article):
    article.section.fit_page = True
    article.section.save()
    assert "there is room for about" in shown(section=article.section_id)["length"]
    text = f"<p>{'Many words about it. ' * 700}</p>"
    assert "shorten it by about" in shown(section=article.section_id, body=text)["length"]
    # Another article takes room, and so does its picture.
    before = room_left(shown(section=article.section_id)["length"])
    make_photo(article=make_article(article.issue, title="T", section=article.section))
    assert room_left(shown(section=article.section_id)["length"]) < before


def room_left(said):
    return int(re.search(r"there is room for about ([\d,]+)", said)[1].replace(",", ""))


# --- Saving and sending -----------------------------------------------------------------------------


def test_saving_stays_on_the_form_and_says_when(client_for, contributor, article):
    browser = client_for(contributor)
    response = browser.post(change_url(article), article_data(article.issue))
    assert response["Location"] == f"{change_url(article)}?saved=1"
    assert ">Saved " in browser.get(response["Location"]).content.decode()


def test_sending_saves_the_text_first(client_for, contributor, editor, article):
    data = article_data(
        article.issue, title="As it should be", _act="submit", _act_text_submit="Please read."
    )
    assert client_for(contributor).post(change_url(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.state) == ("As it should be", "submitted")
    assert article.acts.get().reason == "Please read."


def test_a_form_with_a_fault_is_not_sent_and_keeps_the_note(client_for, contributor, article):
    data = article_data(article.issue, title="", _act="submit", _act_text_submit="Please read.")
    page = client_for(contributor).post(change_url(article), data).content.decode()
    assert "Please read." in page
    article.refresh_from_db()
    assert article.state == "draft"


def test_an_act_that_is_refused_loses_neither_text_nor_note(client_for, editor, article):
    data = article_data(
        article.issue,
        title="Better",
        mission=article.mission_id,
        _act="return",
        _act_text_return="Please read.",
    )
    response = client_for(editor).post(change_url(article), data, follow=True)
    article.refresh_from_db()
    assert (article.title, article.state) == ("Better", "draft")
    [told] = [str(m) for m in response.context["messages"]]
    assert "Your text is saved." in told
    assert "Please read." in told


def test_nobody_approves_their_own_mission_by_typing_a_name(client_for, contributor, article):
    data = article_data(article.issue, _act="approve")
    client_for(contributor).post(change_url(article), data)
    article.refresh_from_db()
    assert article.state == "draft"


def test_a_returned_article_says_why_at_the_top(client_for, contributor, article):
    article.state, article.return_reason = Article.State.RETURNED, "Name the district."
    article.save()
    page = client_for(contributor).get(change_url(article)).content.decode()
    assert page.index("Name the district.") < page.index('id="id_title"')


# --- Two people at once -----------------------------------------------------------------------------


def test_a_stale_save_shows_both_texts_and_both_photos(
    client_for, contributor, editor, kazakhstan, article
):
    kept, taken_out = make_photo(article=article), make_photo(article=article, alt="Taken out")
    opened = article.changed_at.isoformat()
    rows = [
        {**photo_data(alt=f"Mine {n}"), "image": "", "id": photo.pk, "article": article.pk}
        for n, photo in enumerate([kept, taken_out])
    ]
    # The editor changes the text, takes a photo out, and adds one.
    Article.objects.get(pk=article.pk).save()
    Article.objects.filter(pk=article.pk).update(body="<p>The editor’s words.</p>")
    taken_out.delete()
    make_photo(article=article, alt="The editor’s picture")
    mine = article_data(
        article.issue, body="<p>The author’s words.</p>", stamp=opened, photos=rows, initial=2
    )
    browser = client_for(contributor)
    response = browser.post(change_url(article), mine)
    page = response.content.decode()
    assert "<p>The editor’s words.</p>" in page
    assert "<p>The author’s words.</p>" in page
    assert "<del>editor" in page
    for alt in ("Mine 0", "Mine 1", "The editor’s picture"):
        assert alt in page
    mine["stamp"] = response.context["adminform"].form.data["stamp"]
    assert browser.post(change_url(article), mine).status_code == 302
    article.refresh_from_db()
    assert article.body == "<p>The author’s words.</p>"
    assert set(article.photos.values_list("alt", flat=True)) == {"Mine 0", "The editor’s picture"}


def test_the_second_is_told_who_is_there(client_for, contributor, editor, article):
    first, second = client_for(contributor), client_for(editor)
    contributor.first_name, contributor.last_name = "Aziza", "Rahimova"
    contributor.save()
    stamp = article.changed_at.isoformat()
    url = url_of("presence", article)
    assert first.post(url, {"stamp": stamp}).json()["said"] == []
    [said] = second.post(url, {"stamp": stamp}).json()["said"]
    assert said.startswith("Aziza Rahimova is editing this since ")
    first.post(url, {"left": "1"})
    assert second.post(url, {"stamp": stamp}).json()["said"] == []


def test_one_leaves_also_what_one_may_not_write_any_more(client_for, contributor, article):
    note_presence(article, contributor)
    published(article.issue)
    browser = client_for(contributor)
    assert browser.post(url_of("presence", article), {"left": "1"}).status_code == 200
    assert Presence.objects.count() == 0


def test_whoever_is_silent_for_a_minute_is_gone(article, contributor, editor):
    start = timezone.now()
    note_presence(article, contributor, at=start)
    note_presence(article, contributor, at=start + dt.timedelta(seconds=50))
    seen = others_at(article, editor, at=start + dt.timedelta(seconds=100))
    assert [p.since for p in seen] == [start]
    assert not others_at(article, editor, at=start + dt.timedelta(seconds=111))
    again = note_presence(article, contributor, at=start + dt.timedelta(seconds=200))
    assert again.since == start + dt.timedelta(seconds=200)
    assert Presence.objects.count() == 1


def test_an_open_form_learns_of_a_newer_text(client_for, contributor, article):
    answer = client_for(contributor).post(url_of("presence", article), {"stamp": "older"}).json()
    assert "was saved meanwhile" in answer["said"][0]


# --- Notes ------------------------------------------------------------------------------------------


def test_a_note_tells_those_it_names(client_for, contributor, editor, article):
    browser = client_for(editor)
    response = browser.post(url_of("notes", article), {"text": "@Dushanbe, how many women?"})
    assert response.status_code == 302
    note = Note.objects.get()
    assert list(note.mentions.all()) == [contributor]
    notice = Notice.objects.get()
    assert (notice.person, notice.topic, notice.act.verb) == (contributor, "mention", "noted")
    panel = client_for(contributor).post(url_of("note", article, note.pk), PANEL)
    assert "1 note done" in panel.content.decode()
    note.refresh_from_db()
    assert note.done_by == contributor
    assert Notice.objects.filter(person=editor, act__verb="note_done").exists()
    client_for(editor).post(url_of("note", article, note.pk), {"again": "1"})
    note.refresh_from_db()
    assert note.done_at is None


def test_who_wants_no_mail_of_notes_gets_none(editor, contributor, article):
    Profile.objects.create(user=contributor, muted_topics=["mention"])
    leave_note(article, by=editor, text="@dushanbe look")
    assert not Notice.objects.exists()


def test_only_those_who_see_the_article_can_be_named(
    client_for, contributor, other_contributor, editor, clearer, inactive, article
):
    assert set(readers_of(article)) == {contributor, editor, clearer}
    with pytest.raises(Refused, match="Nobody called @astana"):
        leave_note(article, by=editor, text="Ask @astana")
    browser = client_for(contributor)
    people = browser.get(url_of("people", article)).json()["people"]
    assert {person["username"] for person in people} == {"editor", "clearer"}
    assert not browser.get(url_of("people", article), {"q": "asta"}).json()["people"]
    article.with_missions.add(other_contributor.memberships.get().mission)
    assert other_contributor in readers_of(article)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "Ask @nobody-here"])
def test_a_note_that_is_refused_keeps_what_was_typed(client_for, editor, article, text):
    response = client_for(editor).post(url_of("notes", article), {"text": text} | PANEL)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert text.strip() in response.content.decode()
    assert not Note.objects.exists()


def test_an_address_of_mail_is_no_mention(editor, article):
    assert not leave_note(article, by=editor, text="See office@astana.org").mentions.exists()


# --- Photos of earlier issues -----------------------------------------------------------------------


@pytest.fixture
def earlier(series, tajikistan, kazakhstan):
    """A photo of each mission in an earlier issue."""
    issue = make_issue(series, number=6)
    return {
        mission.slug: make_photo(
            article=make_article(issue, title=f"In {mission}", mission=mission),
            alt=f"Bus in {mission.slug}",
            consent="given",
            consent_by="The driver",
            consent_on=dt.date(2020, 8, 1),
        )
        for mission in (tajikistan, kazakhstan)
    }


def test_a_photo_is_found_and_copied_with_credit_and_consent(
    client_for, contributor, article, earlier
):
    browser, url = client_for(contributor), url_of("earlier_photos", article)
    page = browser.get(url, {"q": "bus"}).content.decode()
    assert "Bus in tajikistan" in page
    assert "Bus in kazakhstan" not in page
    assert "Bus in" not in browser.get(url, {"q": "train"}).content.decode()
    photo = earlier["tajikistan"]
    assert browser.post(url, {"photo": photo.pk}).status_code == 302
    copy = article.photos.get()
    for name in ("image", "sha256", "alt", "credit", "consent", "consent_by", "consent_on"):
        assert getattr(copy, name) == getattr(photo, name), name
    assert Photo.objects.filter(pk=photo.pk, article=photo.article_id).exists()


def test_a_photo_one_may_not_see_cannot_be_copied(client_for, contributor, article, earlier):
    url = url_of("earlier_photos", article)
    response = client_for(contributor).post(url, {"photo": earlier["kazakhstan"].pk})
    assert response.status_code == 404
    assert not article.photos.exists()


def test_consent_that_has_ended_is_told_and_a_withdrawn_picture_refused(
    client_for, contributor, article, earlier
):
    photo = earlier["tajikistan"]
    photo.consent_until = dt.date(2020, 10, 1)
    photo.save()
    browser, url = client_for(contributor), url_of("earlier_photos", article)
    assert "Consent ended on 2020-10-01" in browser.get(url).content.decode()
    ConsentWithdrawal.objects.create(photo_sha256=photo.sha256, reason="By telephone.")
    response = browser.post(url, {"photo": photo.pk}, follow=True)
    assert "took back their consent" in response.content.decode()
    assert not article.photos.exists()


def test_saving_leads_to_the_photos_when_asked(client_for, contributor, issue):
    response = client_for(contributor).post(ADD, article_data(issue, _photos="1"))
    article = Article.objects.get()
    assert response["Location"] == url_of("earlier_photos", article)


# --- Who may ------------------------------------------------------------------------------------------


@pytest.fixture
def strangers(other_contributor, inactive, moldova):
    return {
        "other mission": other_contributor,
        "inactive": inactive,
        "apart": make_user("chisinau", role=Membership.Role.CONTRIBUTOR, mission=moldova),
        "no role": make_user("nobody"),
        "anonymous": None,
    }


@pytest.mark.parametrize("who", ["other mission", "inactive", "apart", "no role", "anonymous"])
def test_nobody_else_reaches_an_article_by_writing(client_for, strangers, editor, article, who):
    photo = make_photo(article=article)
    note = leave_note(article, by=editor, text="Secret note")
    browser, data = (
        client_for(strangers[who]),
        article_data(article.issue, text="x", photo=photo.pk),
    )
    for name, more in [
        *(("look", []), ("presence", []), ("notes", []), ("note", [note.pk])),
        ("earlier_photos", []),
    ]:
        response = browser.post(url_of(name, article, *more), data)
        expected = 302 if who in {"inactive", "anonymous"} else 404
        assert response.status_code == expected, name
    assert browser.get(url_of("people", article)).status_code in {302, 404}
    note.refresh_from_db()
    assert (Note.objects.count(), note.done_at, Presence.objects.count()) == (1, None, 0)
    assert article.photos.count() == 1


def test_who_only_reads_leaves_notes_but_does_not_write(client_for, communications, article):
    browser = client_for(communications)
    for name in ("look", "presence", "earlier_photos"):
        assert browser.post(url_of(name, article), article_data(article.issue)).status_code == 404
    assert browser.post(url_of("notes", article), {"text": "For the press?"}).status_code == 302
    page = browser.get(change_url(article)).content.decode()
    assert "For the press?" in page
    assert "write-bar" not in page


def test_after_publication_the_mission_reads_only(client_for, contributor, article):
    published(article.issue)
    browser = client_for(contributor)
    assert browser.post(url_of("look", article), article_data(article.issue)).status_code == 404
    assert browser.post(url_of("presence", article)).status_code == 404


def test_a_note_belongs_to_its_article(client_for, contributor, editor, article, issue, kazakhstan):
    theirs = make_article(issue, title="Theirs", mission=kazakhstan)
    note = leave_note(theirs, by=editor, text="Not yours")
    response = client_for(contributor).post(url_of("note", article, note.pk))
    assert response.status_code == 404
    note.refresh_from_db()
    assert note.done_at is None
