"""Issues and articles for the site map: each once in every language it was published in.

A part is a year of a series. Which years there are the index of the search knows, so that the list
of parts costs one query however much was published; and a part does not change any more once its
year is over, except for what is corrected or withdrawn.
"""

import re
from itertools import groupby

from issues.delivery.alternates import alternates
from issues.models.edition import Edition, Page, Rendition
from issues.search import finding
from issues.search.questions import Question
from reportcms.sitemaps import Entry, in_all_languages

PART = re.compile("([1-9][0-9]{0,17})-([0-9]{4})")  # the key of a series, a year


def parts():
    yield "lists"
    for series, year in finding.years():
        yield f"{series}-{year}"


def entries(name):
    """Return the entries of the part called ``name``, None if there is none of this name."""
    if name == "lists":
        return list_entries()
    if not (found := PART.fullmatch(name)):
        return None
    of_that_year = Question().to_issues(int(found[1])).narrowed(year=found[2])
    proposed = finding.matching_editions(of_that_year)
    return issue_entries(Edition.objects.latest_versions().filter(pk__in=proposed)) or None


def issue_entries(editions):
    """Return the entries of all pages of ``editions``, in three queries."""
    editions = {edition.pk: edition for edition in editions}
    standing = Rendition.objects.standing().filter(edition__in=editions).order_by("language")
    languages, keys = {}, []
    for key, edition, language in standing.values_list("pk", "edition", "language"):
        languages.setdefault(edition, []).append(language)
        keys.append(key)
    pages = Page.objects.filter(rendition__in=keys).order_by("rendition__edition", "pk")
    rows = pages.values_list("rendition__edition", "rendition__language", "slug")
    found = []
    for pk, of_edition in groupby(rows, key=lambda row: row[0]):
        edition, addresses = editions[pk], {}
        for _pk, language, slug in of_edition:
            if slug not in addresses:
                addresses[slug] = alternates(edition, languages[pk], slug=slug or None)
            page = dict(addresses[slug])[language]
            found.append(Entry(page, edition.published_at, addresses[slug]))
    return found


def list_entries():
    """The first page and the list of issues of every series, in every language of the site."""
    pages = [("issues:archive", [slug]) for _key, slug, _title in finding.series()]
    return in_all_languages([("issues:home", []), *pages])
