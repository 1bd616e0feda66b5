"""What a photo lacks."""

from django.utils.translation import gettext as _

from issues.models import Photo

from .finding import Finding


def photo_findings(photo, place, url):
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
    if photo.kind in {Photo.Kind.MAP, Photo.Kind.CHART} and not photo.text_equivalent.strip():
        yield Finding(place, _("A map or chart lacks its text: write what it says in words."), url)
