"""What the templates of an edition say of numbers, dates, missions, texts and photos.

Everything is computed from the content tree alone and written in the active language.
"""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from issues.palette import accent_class as accent_class_of
from issues.prose_parts import part_beside_photo, with_headings, with_speakers
from reportcms.numbers import format_number, with_own_digits
from reportcms.phones import dial_string, format_phone
from reportcms.prose import plain_text

CALLOUTS_IN_A_ROW = 3
LONGEST_NUMBER = 10
WHOLE_PICTURES = {"map", "chart"}
RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}

# Sizes a photo is offered in: a wide one across the page, others beside text. Maps and charts
# are never cropped.
WEB_WIDE = ("c640x360", "c1280x720")
WEB_OTHER = ("c480x320", "c960x640")
WEB_WHOLE = ("w640", "w1280")
# Telephones are told less than the truth: about 1.5 pixels of a picture for each of the page look
# well on them, and three would be fetched.
WIDE_ON_SCREEN = "(min-width: 64em) 54rem, (min-width: 40em) 100vw, 55vw"
OTHER_ON_SCREEN = "(min-width: 48em) 28rem, 44vw"

register = template.Library()
register.filter("accent_class", accent_class_of)
register.filter("phone", format_phone)
register.filter("dial", dial_string)


def as_date(iso):
    return dt.date.fromisoformat(iso)


def dated(day, pattern):
    """A date in a format or pattern of Django, with the digits of the active language."""
    return with_own_digits(formats.date_format(day, pattern), get_language())


@register.filter
def digits(number):
    """A number that is a name (an issue, an edition) in the digits of the language: 8; ۸."""
    return with_own_digits(str(number), get_language())


@register.filter
def listed(texts):
    """Texts one after another, with the comma of the language."""
    return pgettext("between the parts of a list", ", ").join(texts)


@register.filter
def date(iso):
    """An ISO date as people write it: 1 December 2020."""
    return dated(as_date(iso), "DATE_FORMAT").replace(" ", "\u00a0")


@register.filter
def short_date(iso):
    """An ISO date in figures: 01/12/2020."""
    if get_language().partition("-")[0] == "en":
        return f"{as_date(iso):%d/%m/%Y}"
    return dated(as_date(iso), "SHORT_DATE_FORMAT")


@register.filter
def number(value):
    """A decimal string as the language writes it: 330,528; 330 528."""
    return format_number(Decimal(value), get_language())


@register.simple_tag
def period(start, end):
    """Two ISO dates as people say them: November 2020; 1–15 November 2020."""
    first, last = as_date(start), as_date(end)
    if first == last:
        return date(end)
    if (first.year, first.month) == (last.year, last.month):
        if first.day == 1 and (last + dt.timedelta(days=1)).day == 1:
            return dated(last, "YEAR_MONTH_FORMAT")
        days = f"{first.day}–{last.day}"
        pattern = formats.get_format("DATE_FORMAT").replace("j", days)
        return dated(last, pattern).replace(" ", "\u00a0")
    return f"{date(start)} – {date(end)}"


def mission_names(missions):
    """The countries of missions; of two missions in one country, their own names."""
    countries = [m["country_name"] for m in missions]
    return [
        m["name"] if countries.count(m["country_name"]) > 1 else m["country_name"] for m in missions
    ]


# --- Texts ------------------------------------------------------------------------------------


@register.filter
def unreported(content):
    """Say which missions gave no answer, and which have nothing to report; trees of old schemas
    have no such answers."""
    missions = {"no_update": [], "nothing_to_report": [], "reported": []}
    for given in content.get("contributions", []):
        missions[given["answer"]].append(given["mission"]["name"])
    said = []
    if names := missions["no_update"]:
        said.append(_("No update received from %(missions)s.") % {"missions": listed(names)})
    if names := missions["nothing_to_report"]:
        said.append(_("Nothing to report: %(missions)s.") % {"missions": listed(names)})
    return said


@register.filter
def language_of(node, field):
    """The language of one text of a node; empty if an old tree does not say."""
    return node.get("text_languages", {}).get(field) or node.get("language", "")


@register.simple_tag(takes_context=True)
def lang(context, language):
    """`` lang="ru"`` where a text is not in the language of the document."""
    own = context["content"]["language"]
    if language == own:
        return ""
    direction = text_direction(language)
    if direction == text_direction(own):
        return format_html(' lang="{}"', language)
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.filter
def text_direction(language):
    """``rtl`` or ``ltr``."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.filter
def prose(html, level):
    """Sanitised rich text with its headings at ``level`` and below."""
    return mark_safe(with_headings(with_speakers(html), level))  # noqa: S308 -- sanitised in the tree


@register.filter
def parted(article):
    """The text of an article as what stands beside its photo and what runs on below both."""
    opening, rest = part_beside_photo(article["body"])
    return {"opening": opening, "rest": rest}


@register.filter
def pairs(photos):
    """Photos two by two; a last one stands alone."""
    return [photos[i : i + 2] for i in range(0, len(photos), 2)]


@register.filter
def is_pair(section):
    """Whether a section is an introduction and one article, best seen side by side."""
    others = section["figures"] or section["photos"][1:]
    return bool(
        section["intro"]
        and len(section["articles"]) == 1
        and not section["articles"][0]["photos"]
        and not others
    )


@register.filter
def cost(hotline):
    """What a call costs, if that is known."""
    words = {
        "free": _("free of charge"),
        "local": _("local call rate"),
        "paid": _("charged"),
        "unknown": "",
    }
    return words.get(hotline["cost"], hotline["cost"])


@register.simple_tag(takes_context=True)
def subjects(context, article):
    """The missions and themes of an article: Kazakhstan · Migration governance."""
    missions = article["missions"]
    everyone = {m["slug"] for m in context["content"]["issue"]["missions"]}
    if len(missions) > 1 and {m["slug"] for m in missions} >= everyone:
        places = _("Regional")
    else:
        places = listed(mission_names(missions))
    return " · ".join(filter(None, [places, *(t["name"] for t in article["themes"])]))


@register.filter
def photo_facts(photo):
    """Where and when a photo was taken."""
    when = date(photo["date_taken"]) if photo["date_taken"] else ""
    return listed(filter(None, [photo["place"], when]))


# --- Pictures ---------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def picture(context, photo, place, *, eager=False):
    """The picture itself: for the web in several sizes and formats, for paper in one.

    ``place`` is where it stands: wide (across the page), beside (an article), single or gallery
    (after others). The first picture of a page is ``eager``.
    """
    if context["medium"] == "paper":
        beside = context["parts"]["opening"] if place == "beside" else ""
        return context["pictures"].place(photo, place, context["sheet"], plain_text(beside))
    wide = place == "wide"
    names = WEB_WIDE if wide else WEB_OTHER
    if photo["kind"] in WHOLE_PICTURES:
        names = WEB_WHOLE
    sizes = [(name, *shown_size(photo, name)) for name in names]
    url = context["photo_url"]
    sources = [
        format_html(
            '<source type="image/{}" srcset="{}" sizes="{}">',
            kind,
            ", ".join(f"{url(photo, f'{name}.{kind}')} {width}w" for name, width, _h in sizes),
            WIDE_ON_SCREEN if wide else OTHER_ON_SCREEN,
        )
        for kind in ("avif", "webp")
    ]
    name, width, height = sizes[-1]
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}"{}{}></picture>',
        mark_safe("".join(sources)),  # noqa: S308 -- made above
        url(photo, f"{name}.jpg"),
        width,
        height,
        photo["alt"],
        lang(context, language_of(photo, "alt")),
        mark_safe(' fetchpriority="high"' if eager else ' loading="lazy" decoding="async"'),  # noqa: S308 -- one of two
    )


@register.simple_tag(takes_context=True)
def empty_slot(context, photo, place):
    """The note in the place of a picture whose people took back their consent."""
    note = removed_note()
    if context["medium"] == "paper":
        beside = context["parts"]["opening"] if place == "beside" else ""
        return context["pictures"].leave_empty(
            photo, place, context["sheet"], plain_text(beside), note
        )
    return format_html('<p class="photo-removed">{}</p>', note)


def removed_note():
    """Return what readers are told where a picture stood, in the language of the edition."""
    return _("This photo was removed at the wish of the people shown.")


@register.simple_tag(takes_context=True)
def logo(context, node):
    """The logo of a series on paper."""
    return context["pictures"].place_logo(node)


def shown_size(photo, variant):
    """Width and height in pixels of ``variant``, which never enlarges the photo."""
    full_width, full_height = photo["width"], photo["height"]
    width, _x, height = variant[1:].partition("x")
    width = int(width)
    height = int(height) if height else width * full_height / full_width
    scale = min(1, full_width / width, full_height / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
