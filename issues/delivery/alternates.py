"""The same page in each language it was published in, for search engines."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from issues.delivery.addresses import whole


def alternates(edition, languages, *, version=None, slug=None):
    """Return (language, full address) of a page of ``edition`` in each of ``languages``.

    A language in which the site itself speaks has an address of its own; any other one is asked
    for at the address in the site's first language.
    """
    parts = {"series": edition.series_slug, "year": edition.year, "number": edition.number}
    parts |= {"version": version} if version else {}
    parts |= {"slug": slug} if slug else {}
    spoken = dict(settings.LANGUAGES)
    found = []
    for language in languages:
        with translation.override(language if language in spoken else settings.LANGUAGE_CODE):
            path = reverse("issues:article" if slug else "issues:issue", kwargs=parts)
        query = "" if language in spoken else f"?language={language}"
        found.append((language, whole(path) + query))
    return found
