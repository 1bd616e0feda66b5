"""The archive of a series: all its issues, narrowed by what they are about and by words."""

from django.http import Http404
from django.shortcuts import render

from issues.delivery.narrowing import NarrowingForm, capped, whole_number
from issues.delivery.reading import in_reader_language, listed
from issues.models.edition import Edition
from issues.search import finding
from issues.search.questions import Question
from reportcms.caching import public_page

ISSUES_A_PAGE = 20
GREATEST_KEY = 2**63 - 1


@public_page
def archive(request, series):
    """All issues of a series, newest first.

    A page goes on from the issue where the one before it ended, so the last page costs no more
    than the first.
    """
    series_key = finding.series_at(series)
    first_page = finding.issues(Question().to_issues(series_key), size=ISSUES_A_PAGE)[0]
    newest = in_order(first_page, whole=False)
    if not newest:
        raise Http404("No such series.")
    form = NarrowingForm(request.GET, finding.choices(series_key))
    context = {
        "series": {"slug": series, "title": newest[0].series_title},
        "form": form,
        "chosen": form.chosen(),
        "nav": "issues",
    }
    if "q" not in form.errors:
        context |= page_of_issues(
            form.question().to_issues(series_key),
            after=whole_number(request.GET.get("after", ""), most=GREATEST_KEY),
            before=whole_number(request.GET.get("before", ""), most=GREATEST_KEY),
        )
    return render(request, "public/archive.html", context)


def page_of_issues(question, *, after, before):
    """Return the issues of one page, how many there are, and where the next pages begin."""
    editions, keys, more = finding.issues(
        question, after=after, before=before if after is None else None, size=ISSUES_A_PAGE
    )
    backwards = before is not None and after is None
    number = finding.count(question)
    return {
        "issues": in_order(editions),
        "count": number,
        "count_words": capped(number),
        "newer": keys[0] if keys and (more if backwards else after is not None) else None,
        "older": keys[-1] if keys and (backwards or more) else None,
    }


def in_order(keys, *, whole=True):
    """Return the public editions among ``keys`` in their order, ``whole`` with what lists show."""
    there = Edition.objects.latest_versions().filter(pk__in=keys)
    editions = in_reader_language(list(listed(there))) if whole else there
    by_key = {edition.pk: edition for edition in editions}
    return [by_key[key] for key in keys if key in by_key]
