"""The search of the public site: issues and articles of all series, by words and choices."""

from django import forms
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from issues.delivery.archive import in_order
from issues.delivery.narrowing import NarrowingForm, capped, whole_number
from issues.models.edition import Edition
from issues.search import finding
from issues.search.excerpts import excerpt, marked
from issues.search.spelling import corrections
from reportcms.caching import public_page

HITS_A_PAGE = 20
MOST_PAGES = finding.MOST_HITS // HITS_A_PAGE
ISSUES_AS_A_WHOLE = 5


class SearchForm(NarrowingForm):
    series = forms.ChoiceField(label=gettext_lazy("Series"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("Newest first")),
            ("title", gettext_lazy("Words in the title first")),
        ],
    )
    every = NarrowingForm.every | {"series": gettext_lazy("All series")}
    field_order = ["q", "series", "mission", "theme", "indicator", "language", "year", "order"]

    def __init__(self, data, choices, series):
        self.keys = {slug: key for key, slug, _title in series}
        titles = {slug: title for _key, slug, title in series}
        super().__init__(data, choices | {"series": titles})

    def question(self):
        return super().question().in_series(self.keys.get(self.cleaned_data.get("series")))


@public_page
def search(request):
    """What answers the words and choices in the address, newest first."""
    form = SearchForm(request.GET, finding.choices(), finding.series())
    question = form.question()
    context = {"form": form, "chosen": form.chosen(), "query": form.cleaned_data.get("q", "")}
    if "q" not in form.errors and not question.is_open:
        number = whole_number(request.GET.get("page", ""), most=MOST_PAGES) or 1
        context |= answer(question, form.cleaned_data.get("order") == "title", number)
    return render(request, "public/search.html", context)


def answer(question, best_first, number):
    """Return what is found: a page of hits, under which spelling, and issues that have the words."""
    language = get_language()
    found, correction = finding.find(question, language=language, best_first=best_first), None
    if not found.hits:
        for attempt in corrections(question):
            found = finding.find(attempt.question, language=language, best_first=best_first)
            if found.hits:
                question, correction = attempt.question, attempt.text
                break
    context = {"asked": True, "correction": correction}
    if not found.hits:
        as_a_whole = finding.as_a_whole(question, size=ISSUES_AS_A_WHOLE)
        return context | {"hits": [], "as_a_whole": in_order(as_a_whole)}
    pages = -(-found.count // HITS_A_PAGE)
    number = min(number, pages)
    hits = found.hits[(number - 1) * HITS_A_PAGE : number * HITS_A_PAGE]
    return context | {
        "hits": shown(hits, question),
        "count": found.count,
        "count_words": capped(finding.MOST_HITS + 1 if found.is_capped else found.count),
        "number": number,
        "pages": pages,
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if number < pages else None,
    }


def shown(hits, question):
    """Return what a line of each hit needs: its edition, and its words with those found marked."""
    editions = Edition.objects.in_bulk({hit.edition for hit in hits})
    texts = finding.texts_of(hits)
    return [
        {
            "edition": editions[hit.edition],
            "slug": hit.slug,
            "language": hit.language,
            "address_language": hit.language if hit.language != get_language() else None,
            "title": marked(hit.title, question),
            "excerpt": excerpt(texts[hit.id], question),
            "also_in": hit.also_in,
            "kind": _("Article") if hit.slug else _("Issue"),
        }
        for hit in hits
    ]
