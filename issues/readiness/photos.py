"""What a photo lacks, first of all the consent of the people in it."""

import datetime as dt

from django.utils.translation import gettext as _

from issues.models import Photo

from .finding import Finding

ENDS_SOON = dt.timedelta(days=30)


def photo_findings(photo, place, url):
    """Yield what stops or worries about ``photo``; a slot emptied by a withdrawal asks nothing."""
    if photo.consent == Photo.Consent.WITHDRAWN:
        return
    if not photo.alt.strip():
        yield Finding(place, _("A photo has no alternative text."), url)
    if not photo.credit.strip():
        yield Finding(place, _("A photo has no credit."), url)
    if photo.consent == Photo.Consent.MISSING:
        yield Finding(
            place,
            _("The people on the photo “%(alt)s” have not agreed: get consent or take it out.")
            % {"alt": photo.alt},
            url,
        )
    if photo.consent == Photo.Consent.GIVEN:
        yield from consent_findings(photo, place, url)
    if photo.kind in {Photo.Kind.MAP, Photo.Kind.CHART} and not photo.text_equivalent.strip():
        yield Finding(place, _("A map or chart lacks its text: write what it says in words."), url)


def consent_findings(photo, place, url):
    """Yield where consent that was given does not reach, or is poorly on record."""
    issue = (photo.article or photo.section).issue
    words = {
        "alt": photo.alt,
        "day": f"{photo.consent_until:%Y-%m-%d}" if photo.consent_until else "",
    }
    if not photo.consent_by.strip() or photo.consent_on is None:
        yield Finding(
            place,
            _("It is not on record who agreed to the photo “%(alt)s”, and when: add it.") % words,
            url,
            blocks=False,
        )
    elif not photo.consent_form:
        yield Finding(
            place,
            _("The signed form for the photo “%(alt)s” is not filed: add it.") % words,
            url,
            blocks=False,
        )
    if photo.consent_until and photo.consent_until < issue.publication_date:
        yield Finding(
            place,
            _(
                "Consent to the photo “%(alt)s” ends on %(day)s, before the publication: ask the "
                "people again or take it out."
            )
            % words,
            url,
        )
    elif photo.consent_until and photo.consent_until <= issue.publication_date + ENDS_SOON:
        yield Finding(
            place,
            _("Consent to the photo “%(alt)s” ends soon after the publication, on %(day)s.")
            % words,
            url,
            blocks=False,
        )
    if photo.consent_purpose == Photo.Purpose.ISSUE and is_used_again(photo, issue):
        yield Finding(
            place,
            _(
                "Consent to the photo “%(alt)s” was given for another issue only: ask the people "
                "again or take it out."
            )
            % words,
            url,
        )


def is_used_again(photo, issue):
    """Say whether the picture stood in another issue before it was put here."""
    earlier = Photo.objects.filter(sha256=photo.sha256, pk__lt=photo.pk)
    in_articles = earlier.exclude(article=None).exclude(article__issue=issue)
    in_sections = earlier.exclude(section=None).exclude(section__issue=issue)
    return in_articles.exists() or in_sections.exists()
