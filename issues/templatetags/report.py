"""What the templates of an edition say of figures, dates, photos and languages.

Everything is computed from the content tree alone and written in the active language.
"""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, ngettext, pgettext
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
WIDE_ON_SCREEN = "(min-width: 64em) 54rem, 100vw"
OTHER_ON_SCREEN = "(min-width: 48em) 28rem, 100vw"

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


# --- Figures ----------------------------------------------------------------------------------


@register.filter
def quantity(figure):
    """The value of a figure with a unit that is a sign: 330,528; 12%; or “not reported”."""
    if figure["value"] is None:
        return _("not reported")
    shown = number(figure["value"])
    if figure["indicator"]["unit"] == "%":
        return _("%(number)s%%") % {"number": shown}
    return shown


@register.filter
def is_long(figure):
    """Whether a number is too long for its card at the usual size."""
    return len(quantity(figure)) > LONGEST_NUMBER


@register.filter
def qualifier(figure):
    """The word before a number that is not exact, or nothing."""
    if figure["value"] is None:
        return ""
    return {
        "about": pgettext("before a number", "about"),
        "over": pgettext("before a number", "over"),
        "at_least": pgettext("before a number", "at least"),
        "up_to": pgettext("before a number", "up to"),
    }.get(figure["qualifier"], "")


@register.filter
def unit(figure):
    """The unit to print after the number, unless it is people, a sign or in the label."""
    name = figure["indicator"]["unit"]
    label = figure["label"] or figure["indicator"]["name"]
    said = name in {"", "%", "people"} or name.casefold() in label.casefold().split()
    return "" if figure["value"] is None or said else name


@register.filter
def status(figure):
    """The word for a figure that is not simply verified, or nothing."""
    return {
        "preliminary": _("Preliminary"),
        "revised": _("Revised"),
        "projected": _("Projected"),
        "under_reported": _("Under-reported"),
    }.get(figure["status"], "")


@register.filter
def change(figure):
    """The change since the previous observation: +4,615 since 10 July 2020."""
    if figure["change"] is None or not figure["previous"]:
        return ""
    value = Decimal(figure["change"])
    when = {"date": date(figure["previous"]["as_of"])}
    if value == 0:
        return _("Unchanged since %(date)s") % when
    since = when | {"change": format_number(value, get_language(), signed=True)}
    if figure["indicator"]["unit"] == "%":
        return _("%(change)s percentage points since %(date)s") % since
    return _("%(change)s since %(date)s") % since


@register.filter
def comparability(figure):
    """What must be known before the change is believed, or nothing."""
    previous = figure["previous"] or {}
    if previous.get("definition_changed") and previous.get("coverage_changed"):
        return _("definition and coverage have changed since")
    if previous.get("definition_changed"):
        return _("definition has changed since")
    if previous.get("coverage_changed"):
        return _("coverage has changed since")
    return ""


@register.filter
def coverage(figure):
    """Which missions a figure covers: All 5 missions; 4 of 5 missions: Kazakhstan, …."""
    missions, of = figure["coverage"]["missions"], figure["coverage"]["of"]
    if not missions:
        return ""
    if len(missions) == of and of > 1:
        return ngettext("All %(of)s mission", "All %(of)s missions", of) % {"of": digits(of)}
    names = listed(mission_names(missions))
    if of <= 1:
        return names
    return ngettext(
        "%(count)s of %(of)s mission: %(names)s", "%(count)s of %(of)s missions: %(names)s", of
    ) % {"count": digits(len(missions)), "of": digits(of), "names": names}


def mission_names(missions):
    """The countries of missions; of two missions in one country, their own names."""
    countries = [m["country_name"] for m in missions]
    return [
        m["name"] if countries.count(m["country_name"]) > 1 else m["country_name"] for m in missions
    ]


@register.filter
def time_of(figure):
    """The date or period a figure describes."""
    kind, start, end = figure["indicator"]["kind"], figure["period_start"], figure["as_of"]
    if kind == "period" and start:
        return period(start, end)
    if kind == "cumulative" and start:
        return _("%(start)s to %(end)s") % {"start": date(start), "end": date(end)}
    return _("As of %(date)s") % {"date": date(end)}


@register.filter
def statement_parts(figure):
    """The sentence around its number: (before, after)."""
    before, _number, after = figure["statement"].partition("{figure}")
    return {"before": before, "after": after}


@register.filter
def of_style(figures, style):
    return [figure for figure in figures if figure["style"] == style]


@register.filter
def rows(figures):
    """Figures in rows of near equal length, so that no card stands alone: 4 as 2 and 2."""
    count = -(-len(figures) // CALLOUTS_IN_A_ROW)
    size, longer = divmod(len(figures), count) if count else (0, 0)
    result, start = [], 0
    for index in range(count):
        end = start + size + (index < longer)
        result.append(figures[start:end])
        start = end
    return result


@register.filter
def breakdowns(figure):
    """The parts of a figure by dimension: [{"key", "name", "parts"}]."""
    found = {}
    for part in figure["breakdown"]:
        found.setdefault(part["dimension"], []).append(part)
    names = {
        "country": _("By country"),
        "sex": _("By sex"),
        "age": _("By age"),
        "status": _("By status"),
        "donor": _("By donor"),
    }
    return [
        {"key": key, "name": names.get(key, key), "parts": parts} for key, parts in found.items()
    ]


# --- Texts ------------------------------------------------------------------------------------


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
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}"{}></picture>',
        mark_safe("".join(sources)),  # noqa: S308 -- made above
        url(photo, f"{name}.jpg"),
        width,
        height,
        photo["alt"],
        "" if eager else mark_safe(' loading="lazy" decoding="async"'),
    )


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
