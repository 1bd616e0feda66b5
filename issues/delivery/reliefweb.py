"""What ReliefWeb is sent of an edition: one report, built from its frozen content.

The report is known by a UUID made of the issue's address, so that a corrected edition replaces
the one before. The numbers of sources, countries, languages and formats are ReliefWeb's own; the
operator states them in the settings (docs/api.md).
"""

import re
import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from issues.delivery.addresses import whole
from issues.delivery.reading import content_of
from issues.delivery.reliefweb_body import body_html, plain
from issues.models.edition import Edition, Rendition
from issues.photo_files import photos_in, public_name
from reportcms.storage import PublicFiles

NAMESPACE = uuid.UUID("8e27a998-c362-5d1f-b152-d474e1d36af2")
LONGEST_TITLE, LONGEST_DESCRIPTION = 255, 512
SHORTEST_TITLE = 10
MOST_BYTES = 20_000_000
LEAST_IMAGE_WIDTH = 700  # pixels
JPEG = re.compile(r"photos/.*/[wc](\d+)[^/]*\.jpg")
# Languages of a file that the API has a code for; others are told in its description.
FILE_LANGUAGES = {"ar", "en", "es", "fr", "ru"}


class NotReportable(Exception):
    """The report cannot be built; ``str()`` says what is missing and where to state it."""


@dataclass
class Report:
    """The ``payload`` to send, and ``remarks`` on what it had to leave out."""

    payload: dict
    remarks: list[str] = field(default_factory=list)


def report_of(reading, *, content_format):
    """Return the `Report` of a reading; ``content_format`` is a name of `RELIEFWEB_FORMATS`.

    Raises `NotReportable` if a number is missing that ReliefWeb requires.
    """
    content, remarks = content_of(reading.rendition), []
    language = reading.rendition.language
    address = address_of(reading)
    with translation.override(language):
        title = plain(title_of(content))[:LONGEST_TITLE].strip()
    if len(title) < SHORTEST_TITLE:
        raise NotReportable(_("ReliefWeb wants a title of at least 10 letters: “%s”.") % title)
    payload = {
        "url": address,
        "uuid": str(uuid.uuid5(NAMESPACE, address)),
        "title": title,
        "source": sources(),
        "country": countries(content, remarks),
        "format": [number("RELIEFWEB_FORMATS", content_format)],
        "language": [number("RELIEFWEB_LANGUAGES", language)],
        "published": f"{content['issue']['publication_date']}T00:00:00+00:00",
        "body": body_html(content, address=address),
        "origin": address,
    }
    if file := file_of(reading, title, remarks):
        payload["file"] = [file]
    if image := image_of(reading, content):
        payload["image"] = image
    if settings.RELIEFWEB_NOTIFY:
        payload["notify"] = settings.RELIEFWEB_NOTIFY
    return Report(payload, remarks)


def address_of(reading):
    """Return the address that stands for the issue in this language, whatever its edition.

    It has the name the series had when the issue first came out: if the series moves, the address
    leads on, and ReliefWeb still knows the report.
    """
    edition, language = reading.edition, reading.rendition.language
    editions = Edition.objects.filter(issue=edition.issue_id).order_by("version")
    slug = editions.values_list("published_slug", flat=True).first()
    spoken = language in dict(settings.LANGUAGES)
    with translation.override(language if spoken else settings.LANGUAGE_CODE):
        path = reverse("issues:issue", args=[slug, edition.year, edition.number])
    return whole(path) + ("" if spoken else f"?language={language}")


def title_of(content):
    series, issue = content["series"], content["issue"]
    named = _("%(series)s, Issue %(number)s of %(year)s") % {
        "series": series["title"],
        "number": issue["number"],
        "year": issue["year"],
    }
    return f"{named}: {issue['title']}" if issue["title"] else named


def sources():
    if not settings.RELIEFWEB_SOURCE:
        raise NotReportable(
            _("Say who the source is: set RELIEFWEB_SOURCE to your organisation's number there.")
        )
    return settings.RELIEFWEB_SOURCE


def number(setting, key):
    """Return ReliefWeb's number for ``key``, as ``setting`` states it."""
    try:
        return getattr(settings, setting)[key]
    except KeyError:
        raise NotReportable(
            _("ReliefWeb's number for “%(key)s” is not known: add it to %(setting)s.")
            % {"key": key, "setting": setting}
        ) from None


def countries(content, remarks):
    """Return the numbers of the countries of the issue, the first one first."""
    codes = dict.fromkeys(mission["country"] for mission in content["issue"]["missions"])
    known = [settings.RELIEFWEB_COUNTRIES[c] for c in codes if c in settings.RELIEFWEB_COUNTRIES]
    missing = [code for code in codes if code not in settings.RELIEFWEB_COUNTRIES]
    if not known:
        raise NotReportable(
            _("No country is known to ReliefWeb: add %s to RELIEFWEB_COUNTRIES.")
            % ", ".join(missing or ["KZ=…"])
        )
    if missing:
        remarks.append(
            _("Left out, for want of a number in RELIEFWEB_COUNTRIES: %s.") % ", ".join(missing)
        )
    return known


def file_of(reading, title, remarks):
    """Return the PDF by the address that says its content: the light one if the other is too big."""
    rendition = reading.rendition
    pdfs = [(rendition.pdf_name, rendition.pdf_sha256, rendition.pdf_size)]
    if light := rendition.light:
        pdfs.append((light.name, light.sha256, light.size))
    if rendition.is_unredacted:
        remarks.append(_("The PDF is being made anew: it is left out."))
        return None
    fitting = next((pdf for pdf in pdfs if pdf[2] <= MOST_BYTES), None)
    if fitting is None:
        remarks.append(_("The PDF is larger than 20 MB: it is left out."))
        return None
    name, sha256, _size = fitting
    language = rendition.language
    file = {"url": whole(PublicFiles().url(name)), "checksum": sha256, "description": title}
    if language in FILE_LANGUAGES:
        return file | {"language": language}
    named = translation.get_language_info(language)["name"] if known(language) else language
    return file | {"description": plain(f"{title[:200]} – {named} version")}


def known(language):
    try:
        return bool(translation.get_language_info(language))
    except KeyError:
        return False


def widest(photo, published):
    """Return the name of the widest JPEG of ``photo`` among the ``published``, if wide enough."""
    own = {
        int(found[1]): name
        for name in published
        if (found := JPEG.fullmatch(name)) and name == public_name(photo, found[0].split("/")[-1])
    }
    width = min(max(own, default=0), photo["width"])  # pictures are never made larger
    return own[max(own)] if width >= LEAST_IMAGE_WIDTH else None


def image_of(reading, content):
    """Return the first picture that is wide enough and has the texts ReliefWeb requires, or None."""
    published = Rendition.objects.values_list("pictures", flat=True).get(pk=reading.rendition.pk)
    for photo in photos_in(content):
        texts = plain(photo["alt"]), plain(photo["credit"])
        name = widest(photo, published)
        if all(texts) and name:
            return {
                "url": whole(PublicFiles().url(name)),
                "checksum": published[name],
                "description": texts[0][:LONGEST_DESCRIPTION].strip(),
                "copyright": texts[1][:LONGEST_DESCRIPTION].strip(),
            }
    return None
