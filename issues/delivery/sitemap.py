"""Issues and articles for the site map: each once in every language it was published in.

A part is a range of keys of `Page` rows, of which each is one address. So every part is found by
its number, holds at most so many entries, and does not change any more once it is full, except
for what is corrected or withdrawn.
"""

from itertools import groupby

from django.db.models import Max

from issues.delivery.alternates import alternates
from issues.models.edition import Edition, Page, Rendition
from reportcms.sitemaps import MOST_ENTRIES, Entry, in_all_languages


def public_pages():
    """The pages of the latest editions, as readers get them now."""
    return Page.objects.filter(
        rendition__in=Rendition.objects.standing(),
        rendition__edition__in=Edition.objects.latest_versions(),
    )


def parts():
    yield "lists", None
    last = Page.objects.aggregate(last=Max("pk"))["last"] or 0
    for number in range(1, last // MOST_ENTRIES + 2):
        newest = in_part(number).order_by("-pk").values_list("rendition__edition__published_at")
        if found := newest.first():
            yield str(number), found[0]


def in_part(number):
    first = (number - 1) * MOST_ENTRIES
    return public_pages().filter(pk__gte=first, pk__lt=first + MOST_ENTRIES)


def entries(name):
    """Return the entries of the part called ``name``, None if there is none of this name."""
    if name == "lists":
        return list_entries()
    if not (name.isascii() and name.isdigit() and len(name) < 12 and int(name)):
        return None
    rows = in_part(int(name)).order_by("rendition__edition", "pk")
    rows = list(rows.values_list("rendition__edition", "rendition__language", "slug"))
    editions = Edition.objects.in_bulk({edition for edition, _language, _slug in rows})
    languages = {}
    standing = Rendition.objects.standing().filter(edition__in=editions).order_by("language")
    for edition, language in standing.values_list("edition", "language"):
        languages.setdefault(edition, []).append(language)
    found = []
    for pk, pages in groupby(rows, key=lambda row: row[0]):
        edition, addresses = editions[pk], {}
        for _pk, language, slug in pages:
            if slug not in addresses:
                addresses[slug] = alternates(edition, languages[pk], slug=slug or None)
            page = dict(addresses[slug])[language]
            found.append(Entry(page, edition.published_at, addresses[slug]))
    return found or None


def list_entries():
    """The first page and the list of issues of every series, in every language of the site."""
    editions = Edition.objects.standing().order_by("series_slug")
    slugs = editions.values_list("series_slug", flat=True).distinct()
    return in_all_languages([("issues:home", []), *(("issues:archive", [slug]) for slug in slugs)])
