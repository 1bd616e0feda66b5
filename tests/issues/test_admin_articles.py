"""Writing articles with photos in the admin."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from issues.models import Article, Photo
from missions.models import Membership
from tests.factories import jpeg, make_article, make_issue, make_photo, make_section, make_series
from tests.issues.publish import published

ADD = "/admin/issues/article/add/"


def change_url(article):
    return reverse("admin:issues_article_change", args=[article.pk])


def article_data(issue, *, photos=(), initial=0, **changes):
    rows = {
        f"photos-{n}-{field}": value
        for n, photo in enumerate(photos)
        for field, value in photo.items()
    }
    return {
        "title": "Research on remittances",
        "body": "<p>National banks met.</p>",
        "sources": "",
        "issue": issue.pk,
        "language": "en",
        "photos-TOTAL_FORMS": len(photos),
        "photos-INITIAL_FORMS": initial,
        **rows,
        **changes,
    }


@pytest.fixture
def article(issue, sections, tajikistan):
    """An article that Tajikistan still writes on, placed already."""
    return make_article(
        issue, mission=tajikistan, section=sections["partnership"], state=Article.State.DRAFT
    )


def photo_data(data=None, *, name="photo.jpg", **changes):
    return {
        "image": SimpleUploadedFile(name, jpeg() if data is None else data),
        "focal_x": "0.3",
        "focal_y": "0.7",
        "alt": "A bus on a mountain road",
        "credit": "IOM Tajikistan",
        "caption": "",
        "consent": "given",
        "consent_by": "The woman shown",
        "consent_on": "2020-11-20",
        "consent_purpose": "series",
        "kind": "photo",
        "text_equivalent": "",
        "place": "",
        "date_taken": "",
        "language": "en",
        "order": "0",
        **changes,
    }


def errors(response):
    form = response.context["adminform"].form
    inlines = response.context["inline_admin_formsets"]
    return " ".join([str(form.errors), *(str(inline.formset.errors) for inline in inlines)])


def test_a_contributor_writes_for_the_own_mission(client_for, contributor, issue, tajikistan):
    response = client_for(contributor).post(ADD, article_data(issue, photos=[photo_data()]))
    assert response.status_code == 302
    article = Article.objects.get()
    assert (article.mission, article.section, article.state) == (tajikistan, None, "draft")
    photo = article.photos.get()
    with photo.image.open("rb") as file:
        stored = file.read()
    assert photo.sha256 == hashlib.sha256(stored).hexdigest()
    assert (photo.width, photo.height) == (600, 400)
    assert (photo.focal_x, photo.focal_y) == (0.3, 0.7)


def test_the_form_asks_a_contributor_only_what_is_theirs_to_say(
    client_for, contributor, series, issue, sections
):
    published(make_issue(series, number=7))
    elsewhere = make_series("Another report", slug="another", running_title="Another")
    make_issue(elsewhere, number=1)
    form = client_for(contributor).get(ADD).context["adminform"].form
    assert list(form.fields["issue"].queryset) == [issue]
    assert form.initial["issue"] == issue.pk
    assert {"mission", "with_missions", "section", "order"}.isdisjoint(form.fields)


def test_what_a_contributor_may_not_set_is_not_taken(
    client_for, contributor, issue, sections, kazakhstan, tajikistan
):
    data = article_data(
        issue,
        mission=kazakhstan.pk,
        with_missions=[kazakhstan.pk],
        section=sections["partnership"].pk,
        order=99,
    )
    assert client_for(contributor).post(ADD, data).status_code == 302
    article = Article.objects.get()
    assert (article.mission, article.section, article.order) == (tajikistan, None, 0)
    assert not article.with_missions.exists()


def test_the_text_is_cleaned_when_it_is_saved(client_for, contributor, issue):
    body = '<p onclick="x()">Met<script>alert(1)</script></p><p><a href="javascript:x()">in</a></p>'
    client_for(contributor).post(ADD, article_data(issue, body=body))
    assert Article.objects.get().body == "<p>Met</p><p>in</p>"


def test_an_article_of_a_published_issue_is_closed_to_its_mission(
    client_for, contributor, editor, article
):
    published(article.issue)
    response = client_for(contributor).post(change_url(article), article_data(article.issue))
    assert response.status_code == 403
    page = client_for(contributor).get(change_url(article)).content.decode()
    assert 'name="_save"' not in page
    assert article.body in page  # as text, not as tags
    assert 'name="_save"' in client_for(editor).get(change_url(article)).content.decode()


def truncated():
    return jpeg()[:2000]


def giant():
    file = BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"Just words.", "photo.jpg", "“photo.jpg” is not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "map.svg", "“map.svg” is an SVG drawing"),
        (truncated(), "photo.jpg", "is damaged or not complete"),
        (giant(), "wall.png", "more than 40 million pixels"),
        (b"", "photo.jpg", "empty"),
    ],
    ids=["text", "svg", "truncated", "giant", "empty"],
)
def test_a_bad_picture_is_refused_and_nothing_is_stored(
    client_for, contributor, issue, data, name, message
):
    response = client_for(contributor).post(
        ADD, article_data(issue, title="My text stays", photos=[photo_data(data, name=name)])
    )
    assert response.status_code == 200
    assert message in errors(response)
    page = response.content.decode()
    assert "My text stays" in page
    assert "A bus on a mountain road" in page
    assert not Article.objects.exists()
    assert not Photo.objects.exists()


def test_every_fault_is_listed_with_a_link_to_its_place(client_for, contributor, issue):
    page = (
        client_for(contributor)
        .post(ADD, article_data(issue, title="", photos=[photo_data(alt="", focal_x="7")]))
        .content.decode()
    )
    for place in ("id_title", "id_photos-0-alt", "id_photos-0-focal_x"):
        assert f'<a href="#{place}">' in page


@pytest.mark.parametrize("field", ["alt", "credit"])
def test_alternative_text_and_credit_are_needed(client_for, contributor, issue, field, settings):
    response = client_for(contributor).post(
        ADD, article_data(issue, photos=[photo_data(**{field: " "})])
    )
    assert "This field is required" in errors(response)
    assert "choose the pictures again" in response.content.decode()
    assert not Photo.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.jpg"))


def test_a_map_needs_its_words(client_for, contributor, issue):
    response = client_for(contributor).post(
        ADD, article_data(issue, photos=[photo_data(kind="map")])
    )
    assert "write what it says in words" in errors(response)


@pytest.mark.parametrize("value", ["1.2", "-0.1", "left", ""])
def test_a_focal_point_lies_inside_the_picture(client_for, contributor, issue, value):
    response = client_for(contributor).post(
        ADD, article_data(issue, photos=[photo_data(focal_x=value)])
    )
    assert response.status_code == 200
    assert "focal_x" in errors(response)
    assert not Photo.objects.exists()


def test_a_new_picture_replaces_checksum_and_size(client_for, contributor, article):
    photo = make_photo(article=article)
    before = photo.sha256
    data = photo_data(jpeg(800, 300, (200, 90, 10)), id=photo.pk, article=article.pk)
    response = client_for(contributor).post(
        change_url(article), article_data(article.issue, photos=[data], initial=1)
    )
    assert response.status_code == 302
    photo.refresh_from_db()
    assert photo.sha256 != before
    assert (photo.width, photo.height) == (800, 300)


def test_saving_without_a_new_picture_keeps_the_old_one(client_for, contributor, article):
    photo = make_photo(article=article)
    data = photo_data(id=photo.pk, article=article.pk, alt="Another text")
    del data["image"]
    client_for(contributor).post(
        change_url(article), article_data(article.issue, photos=[data], initial=1)
    )
    kept = Photo.objects.get()
    assert (kept.alt, kept.sha256, kept.image.name) == (
        "Another text",
        photo.sha256,
        photo.image.name,
    )


def test_an_article_cannot_take_over_the_photo_of_another(
    client_for, contributor, other_contributor, article, kazakhstan
):
    theirs = make_article(article.issue, title="Theirs", mission=kazakhstan)
    photo = make_photo(article=theirs, alt="Their picture")
    data = photo_data(id=photo.pk, article=article.pk, alt="Taken")
    response = client_for(contributor).post(
        change_url(article), article_data(article.issue, photos=[data], initial=1)
    )
    assert response.status_code in {200, 302}
    photo.refresh_from_db()
    assert (photo.article, photo.alt) == (theirs, "Their picture")


def test_a_section_of_another_issue_is_refused(client_for, editor, series, article):
    other = make_section(make_issue(series, number=9), "Elsewhere")
    data = article_data(article.issue, section=other.pk, mission=article.mission_id)
    response = client_for(editor).post(change_url(article), data)
    assert "section" in response.context["adminform"].form.errors
    article.refresh_from_db()
    assert article.section != other


def test_a_mission_that_does_not_write_for_the_series_is_refused(
    client_for, editor, issue, moldova
):
    response = client_for(editor).post(ADD, article_data(issue, mission=moldova.pk))
    assert "IOM Moldova does not write for" in errors(response)
    assert not Article.objects.exists()


def test_the_editor_places_an_article_after_the_others(client_for, editor, article):
    issue = article.issue
    make_article(issue, title="Second", section=article.section, order=7)
    data = article_data(issue, title="Third", section=article.section_id)
    assert client_for(editor).post(ADD, data).status_code == 302
    assert Article.objects.get(title="Third").order == 8
    before = issue.order_stamp
    issue.refresh_from_db()
    assert issue.order_stamp == before + 1


@pytest.mark.parametrize("title", ["", "  ", "x" * 20000])
def test_impossible_titles(client_for, contributor, issue, title):
    response = client_for(contributor).post(ADD, article_data(issue, title=title))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["title"]
    assert not Article.objects.exists()


def test_private_pictures_open_for_those_who_may_see_them(
    client_for, contributor, other_contributor, editor, communications, inactive, article
):
    photo = make_photo(article=article)
    url = reverse("admin:issues_photo_variant", args=[photo.sha256, "50-50", "w320.jpg"])
    for user in (contributor, editor, communications):
        response = client_for(user).get(url)
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert "private" in response["Cache-Control"]
        assert Image.open(BytesIO(response.content)).width == 320
    assert client_for(other_contributor).get(url).status_code == 404
    for user in (inactive, None):
        assert client_for(user).get(url).status_code == 302
    for variant in ("w321.jpg", "w320.exe", "original.jpg"):
        wrong = reverse("admin:issues_photo_variant", args=[photo.sha256, "50-50", variant])
        assert client_for(editor).get(wrong).status_code == 404


def test_the_author_previews_the_article(client_for, contributor, other_contributor, article):
    url = reverse("admin:issues_article_preview", args=[article.pk])
    response = client_for(contributor).get(url)
    assert "Preview, not published." in response.content.decode()
    assert "National banks met in Dushanbe." in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert client_for(other_contributor).get(url).status_code == 404


def test_saving_leads_to_the_preview_when_asked(client_for, contributor, article):
    response = client_for(contributor).post(
        change_url(article), article_data(article.issue, _preview="1")
    )
    assert response["Location"] == reverse("admin:issues_article_preview", args=[article.pk])


def test_a_stale_save_loses_neither_text(client_for, editor, contributor, article):
    opened = article.changed_at.isoformat()
    first = article_data(article.issue, title="The editor's title", stamp=opened)
    first |= {"mission": article.mission_id, "section": article.section_id}
    assert client_for(editor).post(change_url(article), first).status_code == 302
    late = article_data(article.issue, title="The author's title", stamp=opened)
    response = client_for(contributor).post(change_url(article), late)
    page = response.content.decode()
    assert "This article was saved meanwhile" in page
    assert "The author&#x27;s title" in page
    article.refresh_from_db()
    assert article.title == "The editor's title"
    late["stamp"] = response.context["adminform"].form.data["stamp"]
    assert client_for(contributor).post(change_url(article), late).status_code == 302
    article.refresh_from_db()
    assert article.title == "The author's title"


def test_an_article_moved_to_another_issue_leaves_its_section(
    client_for, contributor, series, article
):
    other = make_issue(series, number=9)
    make_article(other, title=article.title)  # has the same address there
    data = article_data(other, title=article.title)
    assert client_for(contributor).post(change_url(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.issue, article.section) == (other, None)
    assert article.slug == "research-on-remittances-2"


def test_reading_everything_is_not_writing_everything(
    client_for, contributor, article, kazakhstan, issue
):
    Membership.objects.create(user=contributor, role=Membership.Role.COMMUNICATIONS)
    theirs = make_article(issue, title="Theirs", mission=kazakhstan)
    browser = client_for(contributor)
    page = browser.get(change_url(theirs))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    data = article_data(issue, title="Taken over")
    assert browser.post(change_url(theirs), data).status_code == 403
    assert browser.post(ADD, article_data(issue, mission=kazakhstan.pk)).status_code == 302
    assert set(kazakhstan.articles.all()) == {theirs}


def test_the_preview_of_an_article_keeps_the_issues_own_text(client_for, contributor, article):
    article.issue.summary = "<p>Embargoed until Friday.</p>"
    article.issue.save()
    url = reverse("admin:issues_article_preview", args=[article.pk])
    page = client_for(contributor).get(url).content.decode()
    assert "National banks met in Dushanbe." in page
    assert "Embargoed" not in page
