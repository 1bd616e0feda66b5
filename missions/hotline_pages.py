"""The public pages of hotlines: the directory, one number, cards to carry, and plain text.

Nobody may learn from them that somebody looked: no cookie, no referrer, a title that says little.
"""

import functools
from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from missions.models import Hotline, Mission
from missions.models.hotline import TESTED_WITHIN
from missions.vcard import vcard
from reportcms.caching import public_page
from reportcms.templatetags.site import absolute

NUMBERS_ON_A_CARD = 3
CARDS_ON_A_SHEET = 10
WORKER = settings.BASE_DIR / "static" / "js" / "hotlines-worker.js"
NO_WORKER = settings.BASE_DIR / "static" / "js" / "hotlines-worker-off.js"


def hotline_page(view):
    """A public page that tells no other site where its reader came from."""

    @functools.wraps(view)
    def discreet(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return public_page(discreet)


@dataclass
class Country:
    """The public numbers of one country, of all missions in it."""

    code: str
    name: str
    missions: list[Mission] = field(default_factory=list)
    hotlines: list[Hotline] = field(default_factory=list)

    def cards(self):
        """Return the numbers as they are shared out on cards: lists of at most three."""
        numbers = self.hotlines
        return [
            numbers[start : start + NUMBERS_ON_A_CARD]
            for start in range(0, len(numbers), NUMBERS_ON_A_CARD)
        ]


def by_country(hotlines):
    """Sort ``hotlines`` into a list of `Country`, in the order of the missions."""
    countries = {}
    for hotline in hotlines:
        mission = hotline.mission
        country = countries.setdefault(
            mission.country.code, Country(mission.country.code, mission.country.name)
        )
        country.hotlines.append(hotline)
        if mission not in country.missions:
            country.missions.append(mission)
    return list(countries.values())


def public_hotlines():
    return list(Hotline.objects.public().select_related("mission"))


class Choice(forms.Form):
    """Where somebody calls from, and what about. What is asked wrongly narrows nothing."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    need = forms.ChoiceField(label=gettext_lazy("Need"), required=False)

    def __init__(self, data, hotlines):
        super().__init__(data, auto_id="%s", label_suffix="")
        countries = {h.mission.country.code: h.mission.country.name for h in hotlines}
        known = {need for hotline in hotlines for need in hotline.needs}
        needs = [(need, label) for need, label in Hotline.Need.choices if need in known]
        self.fields["country"].choices = [("", _("All countries")), *countries.items()]
        self.fields["need"].choices = [("", _("Any need")), *needs]
        for name in self.fields:
            self.fields[name].error_messages["invalid_choice"] = _(
                "There is no number for this choice. You see all numbers: choose again."
            )
        self.hotlines = hotlines

    def chosen(self):
        """Return the hotlines that fit the choice."""
        self.is_valid()
        country, need = self.cleaned_data.get("country"), self.cleaned_data.get("need")
        return [
            hotline
            for hotline in self.hotlines
            if (not country or hotline.mission.country.code == country)
            and (not need or need in hotline.needs)
        ]


@hotline_page
def hotlines(request):
    """The directory: every public number, by country and need."""
    choice = Choice(request.GET, public_hotlines())
    found = choice.chosen()
    context = {
        "choice": choice,
        "countries": by_country(found),
        "known": len(choice.hotlines),
        "found": len(found),
        "stale": sum(hotline.is_stale for hotline in found),
        "tested_within": TESTED_WITHIN.days,
        "offline": settings.OFFLINE_COPY,
        "nav": "hotlines",
    }
    return render(request, "public/hotlines.html", context)


def known_hotline(pk):
    """Return a number that readers may see, in force or ended; raise ``Http404`` for others."""
    return get_object_or_404(Hotline.objects.ever_public().select_related("mission"), pk=pk)


@hotline_page
def hotline(request, pk):
    """One number at an address that stays, also when the number has ended."""
    hotline = known_hotline(pk)
    others = Hotline.objects.public().filter(mission__country=hotline.mission.country)
    context = {
        "hotline": hotline,
        "others": others.exclude(pk=pk).select_related("mission"),
        "tested_within": TESTED_WITHIN.days,
        "offline": settings.OFFLINE_COPY,
        "nav": "hotlines",
    }
    return render(request, "public/hotline_page.html", context)


@hotline_page
def hotline_vcard(request, pk):
    """One number for the address book of a phone; one that has ended is not given."""
    hotline = known_hotline(pk)
    if hotline.has_ended:
        raise Http404("This number has ended.")
    response = HttpResponse(
        vcard(hotline, address=absolute(hotline.get_absolute_url())),
        content_type="text/vcard; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="number-{hotline.pk}.vcf"'
    return response


@hotline_page
def cards(request, country=None):
    """Cards of the size of a bank card to print and cut: one a country, or a sheet of one."""
    countries = by_country(public_hotlines())
    chosen = [c for c in countries if c.code.lower() == country]
    if country and not chosen:
        raise Http404("No number of this country.")
    context = {
        "countries": countries,
        "country": chosen[0] if chosen else None,
        "cards": sheet(chosen[0]) if chosen else [card for c in countries for card in sheet_of(c)],
        "offline": settings.OFFLINE_COPY,
        "nav": "hotlines",
    }
    return render(request, "public/hotline_cards.html", context)


def sheet_of(country):
    return [{"country": country, "hotlines": numbers} for numbers in country.cards()]


def sheet(country):
    """Return the cards of one country again and again, whole sets, as many as fill a sheet."""
    cards = sheet_of(country)
    return cards * max(1, CARDS_ON_A_SHEET // len(cards))


@hotline_page
def hotlines_text(request):
    """The directory as plain text, one number a line, each short enough for one message."""
    lines = [_("Numbers for people who need help"), ""]
    for country in by_country(public_hotlines()):
        lines += [text_line(country, hotline) for hotline in country.hotlines]
    if len(lines) == 2:
        lines.append(_("No hotline is known at the moment."))
    lines += ["", absolute(request.path.removesuffix(".txt") + "/")]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def text_line(country, hotline):
    """Return the number as it fits into a message: the number first, then what there is room for."""
    tested = hotline.last_tested_on
    if tested is None:
        says = _("never tested")
    elif hotline.is_stale:
        says = _("NOT TESTED since %(date)s") % {"date": date_format(tested, "SHORT_DATE_FORMAT")}
    else:
        says = _("tested %(date)s") % {"date": date_format(tested, "SHORT_DATE_FORMAT")}
    line = f"{country.name}: {hotline.dial.replace('%23', '#')}"
    cost = hotline.get_cost_display() if hotline.cost == Hotline.Cost.FREE else ""
    for part in filter(None, [says, hotline.name, cost, hotline.hours, hotline.languages]):
        if is_one_message(longer := f"{line}, {part}"):
            line = longer
    return line


def is_one_message(text):
    """Say whether one text message holds ``text``: 160 plain Latin letters, 70 of all others."""
    return len(text) <= (160 if text.isascii() else 70)


@require_safe
@cache_control(no_cache=True)
def worker(request):
    """The service worker that keeps hotline pages for when there is no network.

    It answers at the root of the site, because a worker may look after no folder above its own.
    Where the operator wants no copies, it is one that removes itself and them.
    """
    source = WORKER if settings.OFFLINE_COPY else NO_WORKER
    return HttpResponse(source.read_bytes(), content_type="text/javascript; charset=utf-8")
