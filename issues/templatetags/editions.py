"""What the public pages say of editions beside their frozen documents."""

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from issues.delivery.alternates import alternates
from issues.delivery.reading import in_reader_language, listed
from issues.models.edition import Edition, EditionSubject, Rendition
from issues.photo_files import logo_name
from reportcms.sitemaps import pages_in_languages
from reportcms.storage import PublicFiles

ISSUES_ABOUT_A_MISSION = 10
LOWERCASE_LANGUAGE_NAMES = {"ru"}

register = template.Library()


@register.simple_tag(takes_context=True)
def site_series(context):
    """The series this page is about, else the one with the newest issue, else None."""
    if series := context.get("series"):
        return series
    newest = (
        Edition.objects.standing()
        .order_by("-publication_date")
        .values("series_slug", "series_title")
    )
    row = newest.first()
    return row and {"slug": row["series_slug"], "title": row["series_title"]}


@register.simple_tag(takes_context=True)
def edition_url(context, name, edition=None, *, version=None, slug=None, language=None, form=None):
    """The address of a page or file of ``edition`` (of the page's own when left out).

    Without ``version`` it is that of the latest edition. A language the reader chose is kept.
    """
    edition = edition or context["edition"]
    parts = {"series": edition.series_slug, "year": edition.year, "number": edition.number}
    optional = {"version": version, "slug": slug, "form": form}
    parts |= {key: value for key, value in optional.items() if value is not None}
    reading = context.get("reading")
    language = language or (reading.language if reading and edition == reading.edition else None)
    return reverse(f"issues:{name}", kwargs=parts) + (f"?language={language}" if language else "")


@register.simple_tag(takes_context=True)
def alternate_pages(context):
    """(language, full address) of this page in each language there is, itself among them."""
    if reading := context.get("reading"):
        slug = context["page"].slug if context.get("page") else None
        languages = [rendition.language for rendition in reading.renditions]
        return alternates(reading.edition, languages, slug=slug or None)
    return pages_in_languages(context.get("request"))


@register.inclusion_tag("public/told_about.html")
def told_about(mission):
    """The newest issues that speak of ``mission``, with its articles in each."""
    subject = EditionSubject.objects.filter(kind="mission", slug=mission.slug)
    editions = in_reader_language(
        list(
            listed(Edition.objects.latest_versions().filter(pk__in=subject.values("edition")))[
                :ISSUES_ABOUT_A_MISSION
            ]
        )
    )
    contents = dict(
        Rendition.objects.filter(pk__in=[e.shown.pk for e in editions]).values_list("pk", "content")
    )
    for edition in editions:
        edition.articles = articles_about(contents[edition.shown.pk], mission.slug)
    return {"editions": editions}


@register.filter
def is_told_about(mission):
    """Whether an issue speaks of ``mission``, so that a feed of it has something to say."""
    subjects = EditionSubject.objects.filter(kind="mission", slug=mission.slug)
    return subjects.filter(edition__in=Edition.objects.latest_versions()).exists()


def articles_about(content, slug):
    """Return the articles of a content tree that name the mission ``slug``."""
    return [
        article
        for section in content["sections"]
        for article in section["articles"]
        if slug in {mission["slug"] for mission in article["missions"]}
    ]


@register.filter
def published_address(file):
    """The address of a further file of a rendition by the name that says its content."""
    return PublicFiles().url(file.name)


@register.filter
def logo_address(logo):
    """The address of the logo that was published with an edition."""
    return PublicFiles().url(logo_name(logo))


@register.filter
def file_size(size):
    """A number of bytes as a reader wants to know it: 590 KB, 1.2 MB."""
    if size < 1_000_000:
        return _("%(size)s KB") % {"size": max(1, round(size / 1000))}
    return _("%(size)s MB") % {"size": formats.number_format(size / 1_000_000, 1)}


@register.filter
def language_in_words(code):
    """The name of a language as it stands within a sentence of the site's language."""
    try:
        name = get_language_info(code)["name_translated"]
    except KeyError:
        return code
    return name.lower() if get_language() in LOWERCASE_LANGUAGE_NAMES else name


@register.filter
def same_language(language):
    """Whether ``language`` is the one the site speaks to this reader."""
    return language == get_language()
