"""Atom feeds (RFC 4287) of the newest editions, whole, by series, mission, theme and language.

An issue is one entry for ever: a correction changes its content and ``updated``, and opens with
its note. Older issues are in archive documents (RFC 5005, section 4), one for each month: new ones
do not change them, and nothing must be counted to find them.
"""

import datetime as dt
import re
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Prefetch
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from issues.delivery.carried import carried_html, load_pages
from issues.delivery.reading import content_of, preferred, summaries
from issues.models.edition import Edition, EditionSubject, Redaction, Rendition
from reportcms.caching import public_page

ENTRIES_A_DOCUMENT = 10
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
KINDS = tuple(EditionSubject.Kind.values)
# What XML cannot hold (https://www.w3.org/TR/xml/#charsets).
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MONTH = re.compile("[1-9][0-9]{3}-(?:0[1-9]|1[0-2])")
NAME = re.compile("[-_a-zA-Z0-9]{1,80}")  # a slug or a language; PostgreSQL refuses some others
# Colours and the like would be wasted: feed readers have their own.
CLASSES = re.compile(r' class="[^"]*"')


@public_page
def feed(request, series=None):
    """The newest editions; ``?archive=2020-12`` those of a month that is past.

    ``?mission=`` and ``?theme=`` narrow it to what speaks of them, ``?language=`` to one language.
    """
    asked = {key: request.GET[key] for key in (*KINDS, "language") if request.GET.get(key)}
    if not all(NAME.fullmatch(value) for value in asked.values()):
        raise Http404("No issue of this kind has been published.")
    editions = wanted(series, asked)
    days = list(editions.values_list("publication_date", flat=True)[: ENTRIES_A_DOCUMENT + 1])
    if not days and (series or asked):
        raise Http404("No issue of this kind has been published.")
    newest_archive = month(days[-1]) if len(days) > ENTRIES_A_DOCUMENT else ""
    archive = request.GET.get("archive")
    found = document(editions, archive, newest_archive)
    older, newer = newest_archive, ""
    if archive:
        older, newer = months_around(editions, found)
    entries = entries_of(found, asked.get("language"))
    updated = max((entry["updated"] for entry in entries), default=NEVER)
    address = settings.SITE_URL + (
        reverse("issues:series_feed", args=[series]) if series else reverse("issues:feed")
    )
    xml = render_to_string(
        "public/feed.xml",
        {
            "title": title_of(found, series, asked),
            "language": asked.get("language") or get_language(),
            "updated": updated,
            "entries": entries,
            "page": settings.SITE_URL
            + (reverse("issues:archive", args=[series]) if series else reverse("issues:home")),
            "current": with_query(address, asked),
            "itself": with_query(address, asked | ({"archive": archive} if archive else {})),
            "is_archive": bool(archive),
            "older": older and with_query(address, asked | {"archive": older}),
            "newer": newer
            and newer <= newest_archive
            and with_query(address, asked | {"archive": newer}),
        },
    )
    return HttpResponse(
        NOT_XML.sub("", xml),
        content_type="application/atom+xml; charset=utf-8",
        headers={"Last-Modified": http_date(updated.timestamp())},
    )


def wanted(series, asked):
    """Return the public editions that ``asked`` narrows to, newest issue first."""
    editions = Edition.objects.latest_versions()
    if series:
        editions = editions.filter(series_slug=series)
    for kind in KINDS:
        if slug := asked.get(kind):
            subjects = EditionSubject.objects.filter(edition=OuterRef("pk"), kind=kind, slug=slug)
            editions = editions.filter(Exists(subjects))
    if language := asked.get("language"):
        renditions = Rendition.objects.standing().filter(edition=OuterRef("pk"), language=language)
        editions = editions.filter(Exists(renditions))
    return editions.order_by("-publication_date", "-number", "-pk")


def month(day):
    return f"{day:%Y-%m}"


def document(editions, archive, newest_archive):
    """Return the editions of one document, newest first; 404 for an ``archive`` that is none."""
    if archive is None:
        editions = editions[:ENTRIES_A_DOCUMENT]
    else:
        if not MONTH.fullmatch(archive) or archive > newest_archive:
            raise Http404("No such part of the feed.")
        year, number = archive.split("-")
        editions = editions.filter(publication_date__year=year, publication_date__month=number)
    found = list(editions.prefetch_related("subjects", Prefetch("renditions", summaries())))
    if archive and not found:
        raise Http404("No such part of the feed.")
    return found


def months_around(editions, found):
    """Return the nearest months before and after those ``found`` in which something was published."""
    days = editions.values_list("publication_date", flat=True)
    older = days.filter(publication_date__lt=found[-1].publication_date).first()
    newer = days.filter(publication_date__gt=found[0].publication_date).reverse().first()
    return [day and month(day) for day in (older, newer)]


def with_query(address, query):
    return f"{address}?{urlencode(query)}" if query else address


def title_of(editions, series, asked):
    """Return what the feed is about: the series, then what it is narrowed to."""
    newest = editions[0] if editions else None
    title = newest.series_title if series and newest else _("Regional reports")
    names = newest.subjects.all() if newest else ()
    about = [s.name for s in names if asked.get(s.kind) == s.slug]
    return ": ".join([title, ", ".join(about)]) if about else title


def entries_of(editions, language):
    """Return what an entry says of each of ``editions``, in a number of queries that is fixed."""
    for edition in editions:
        edition.shown = preferred(edition.renditions.all(), language or get_language())
    load_pages([edition.shown for edition in editions])
    issues = [edition.issue_id for edition in editions]
    first = dict(
        Edition.objects.filter(issue__in=issues, version=1).values_list("issue", "published_at")
    )
    redacted = {
        (row["edition"], row["language"]): row["at"]
        for row in Redaction.objects.filter(edition__in=editions)
        .order_by()
        .values("edition", "language")
        .annotate(at=Max("withdrawal__recorded_at"))
    }
    return [
        entry(
            edition,
            published=first[edition.issue_id],
            redacted=redacted.get((edition.pk, edition.shown.language), edition.published_at),
        )
        for edition in editions
    ]


def entry(edition, *, published, redacted):
    rendition = edition.shown
    content = content_of(rendition)
    address = edition_address(edition, "issue", rendition.language)
    html = carried_html(rendition, url=address, pictures=True)
    return {
        "id": entry_id(edition, rendition.language),
        "edition": edition,
        "rendition": rendition,
        "content": content,
        "title": rendition.page_title,
        "published": published,
        "updated": max(edition.published_at, redacted),
        "address": address,
        "html": CLASSES.sub("", html),
        "files": files(edition, rendition),
    }


def entry_id(edition, language):
    """Return what the issue is called in feeds for ever (RFC 4151), whatever its address."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{edition.year}:issue/{edition.issue_id}/{language}"


def files(edition, rendition):
    """Yield (address, size in bytes, name) of the PDFs; none while they are being made anew."""
    if rendition.is_unredacted:
        return
    yield (
        edition_address(edition, "pdf", rendition.language, version=edition.version),
        rendition.pdf_size,
        "PDF",
    )
    if rendition.light:
        yield (
            edition_address(edition, "pdf_light", rendition.language, version=edition.version),
            rendition.light.size,
            _("Light PDF"),
        )


def edition_address(edition, name, language, **where):
    """Return the full address of a page or file of ``edition`` in a language it is published in."""
    where |= {"series": edition.series_slug, "year": edition.year, "number": edition.number}
    path = reverse(f"issues:{name}", kwargs=where)
    return f"{settings.SITE_URL}{path}" + (
        "" if language == get_language() else f"?language={language}"
    )
