"""What the Write screen answers to an unsaved form: preview, checks and length."""

import re

import pytest
from django.urls import reverse

from issues.models import Article, Photo
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_photo,
    make_section,
    place,
)
from tests.issues.publish import published
from tests.issues.test_admin_articles import article_data, change_url, photo_data

pytestmark = pytest.mark.django_db


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
