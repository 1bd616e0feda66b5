"""Photos of earlier issues, taken over with credit and consent."""

import datetime as dt

import pytest

from issues.models import Article, Photo
from issues.models.consent import ConsentWithdrawal
from tests.factories import (
    make_article,
    make_issue,
    make_photo,
)
from tests.issues.test_admin_articles import ADD, article_data

from .addresses import url_of

pytestmark = pytest.mark.django_db


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
