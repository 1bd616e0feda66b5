"""Figures in words and digits, the same in boxes, tables, charts and sentences.

Everything is computed from a figure's node alone and written in the active language.
"""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from issues.templatetags.report import (
    date,
    digits,
    language_of,
    listed,
    mission_names,
    number,
    period,
)
from reportcms.numbers import format_number

CALLOUTS_IN_A_ROW = 3
LONGEST_NUMBER = 10  # letters, at the usual size of a card
# A number written in millions keeps so many decimals.
SCALED = Decimal("0.01")
PERCENT = 100

register = template.Library()


# --- Values -----------------------------------------------------------------------------------


def amount(value, indicator, *, signed=False):
    """A decimal as an indicator is written: 330,528; 12%; USD 1.2 million; 0.7 per 1,000."""
    value = Decimal(value)
    scale = indicator.get("scale", 0)
    if scale:
        value = (value / 10**scale).quantize(SCALED, ROUND_HALF_UP)
    text = format_number(value, get_language(), signed=signed)
    if scale:
        text = {
            3: pgettext("scale of a number", "%(number)s thousand"),
            6: pgettext("scale of a number", "%(number)s million"),
            9: pgettext("scale of a number", "%(number)s billion"),
        }[scale] % {"number": text}
    if indicator["unit"] == "%":
        return _("%(number)s%%") % {"number": text}
    measure = indicator.get("measure", "count")
    if measure == "money":
        return pgettext("an amount of money", "%(currency)s %(number)s") % {
            "currency": indicator["unit"],
            "number": text,
        }
    if measure == "rate":
        return _("%(number)s per %(many)s") % {
            "number": text,
            "many": number(str(indicator["per"])),
        }
    return text


@register.filter
def quantity(figure):
    """The value of a figure, or the words that stand for it: not reported, fewer than 5, …."""
    if figure["value"] is not None:
        return amount(figure["value"], figure["indicator"])
    if figure.get("disclosure") == "banded" and figure.get("below"):
        return _("fewer than %(number)s") % {"number": number(figure["below"])}
    if figure.get("disclosure"):
        return _("withheld")
    return {
        "nothing_to_report": _("nothing to report"),
        "no_update": _("no update received"),
    }.get(figure["status"], _("not reported"))


@register.filter
def part_quantity(part, figure):
    """The value of one part of ``figure``."""
    return quantity(
        figure
        | {
            "value": part["value"],
            "status": "not_reported",
            "disclosure": part.get("disclosure", ""),
            # Parts share the threshold of the whole; without one they are simply withheld.
            "below": figure.get("below"),
        }
    )


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
def qualified(figure):
    """The value with its qualifier, as a table or a list says it: about 330,000."""
    return " ".join(filter(None, [qualifier(figure), quantity(figure)]))


def in_sentence(figure):
    """The value as it stands inside a text, marked up with the value machines read."""
    return format_html('<data value="{}">{}</data>', figure["value"] or "", qualified(figure))


@register.filter
def language_of_label(figure):
    """The language of what a figure is called: of its label, else of its indicator's name."""
    if figure["label"]:
        return language_of(figure, "label")
    return language_of(figure["indicator"], "name") or figure["language"]


@register.filter
def language_of_unit(figure):
    """The language of the word after the number."""
    return language_of(figure["indicator"], "unit") or figure["language"]


@register.filter
def unit(figure):
    """The unit to print after the number, unless it is people, a sign or in the label."""
    name = figure["indicator"]["unit"]
    label = figure["label"] or figure["indicator"]["name"]
    said = name in {"", "%", "people"} or name.casefold() in label.casefold().split()
    in_number = figure["indicator"].get("measure") == "money"
    return "" if figure["value"] is None or said or in_number else name


@register.filter
def base(figure):
    """What a share or rate is a part of: of 1,200 new cases; or nothing."""
    name, size = figure["indicator"].get("base", ""), figure.get("base_value")
    if figure["value"] is None or not (name or size):
        return ""
    return _("of %(base)s") % {"base": " ".join(filter(None, [size and number(size), name]))}


@register.filter
def target(figure):
    """What was to be reached, and how much of it is: Target 10,000 (78% reached)."""
    goal = figure.get("target")
    if not goal:
        return ""
    said = {"target": amount(goal, figure["indicator"])}
    if figure["value"] is None or not Decimal(goal):
        return _("Target %(target)s") % said
    share = Decimal(figure["value"]) * PERCENT / Decimal(goal)
    # Never rounded up to a target that was missed.
    said["share"] = number(str(int(share)))
    return _("Target %(target)s (%(share)s%% reached)") % said


# --- What must be known of a value ------------------------------------------------------------


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
def secrecy(figure):
    """Why a small count is not told, or nothing."""
    return _("Withheld to protect the people counted") if figure.get("disclosure") else ""


@register.filter
def last_reported(figure):
    """When a figure was reported that describes a time before this issue, or nothing."""
    found = figure.get("last_reported")
    return _("Last reported %(date)s") % {"date": date(found["date"])} if found else ""


@register.filter
def change(figure):
    """The change since the previous observation: +4,615 since 10 July 2020."""
    if figure["change"] is None or not figure["previous"]:
        return ""
    value = Decimal(figure["change"])
    when = {"date": date(figure["previous"]["as_of"])}
    if value == 0:
        return _("Unchanged since %(date)s") % when
    if figure["indicator"]["unit"] == "%":
        signed = format_number(value, get_language(), signed=True)
        return _("%(change)s percentage points since %(date)s") % (when | {"change": signed})
    signed = amount(value, figure["indicator"], signed=True)
    return _("%(change)s since %(date)s") % (when | {"change": signed})


@register.filter
def changed_from(figure):
    """The change with the number it starts from: +4,615 since 10 July 2020 (3,186)."""
    said = change(figure)
    if not said or not Decimal(figure["change"]):
        return said
    return f"{said} ({amount(figure['previous']['value'], figure['indicator'])})"


@register.filter
def revision(figure):
    """What the earlier number was before it was corrected, or nothing."""
    previous = figure["previous"] or {}
    if previous.get("revised_from") is None or previous["value"] is None:
        return ""
    return _("the earlier number was corrected from %(old)s to %(new)s") % {
        "old": amount(previous["revised_from"], figure["indicator"]),
        "new": amount(previous["value"], figure["indicator"]),
    }


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
def break_cause(figure):
    """Why a number does not simply continue the one before it, in a few words, or nothing."""
    return {
        "revision": _("earlier data revised"),
        "reclassification": _("cases classified anew"),
        "late_data": _("late data came in"),
        "scope": _("definition or coverage changed"),
        "error": _("the earlier number was wrong"),
    }.get(figure.get("break_cause"), "")


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


# --- Several figures --------------------------------------------------------------------------


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


@register.filter
def correction(changed):
    """One corrected figure of a correction note: (old, new) as readers read them."""
    return {
        "old": qualified(changed["old"] | {"indicator": changed["indicator"]}),
        "new": qualified(changed["new"] | {"indicator": changed["indicator"]}),
    }
