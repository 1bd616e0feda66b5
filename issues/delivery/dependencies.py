"""What the pages of an issue depend on, as a digest: other facts, another digest.

A page must not show anything that is not counted here; a test holds the queries of the pages
against it.
"""

from collections import defaultdict

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from issues.delivery.related import ISSUES_LOOKED_THROUGH
from issues.models.edition import EditionSubject, Redaction, Rendition
from reportcms.canonical import digest
from reportcms.edge.software import software


class Dependencies:
    """Of everything that is public at this moment. ``latest`` are the latest editions, newest first."""

    def __init__(self, latest):
        self.latest = latest
        self.issues = facts_of_issues()
        self.neighbours = neighbours(latest)
        self.related = related_issues(latest)
        self.frames = {code: frame(code) for code, _name in settings.LANGUAGES}

    def of_front_pages(self, language):
        """The key of pages that may show a part of any issue."""
        everything = [[edition.pk, self.issues[edition.issue_id]] for edition in self.latest]
        return digest([software(), self.frames[language], everything])

    def of_issue(self, edition, language, *more):
        """The key of all pages of the issue of ``edition`` (its latest) in a language of the site."""
        others = sorted({*self.neighbours[edition.pk], *self.related[edition.pk]})
        return digest(
            [
                software(),
                self.frames[language],
                self.issues[edition.issue_id],
                self.neighbours[edition.pk],
                [[pk, self.issues[issue]] for pk, issue in others],
                *more,
            ]
        )


def facts_of_issues():
    """Return issue → what readers get of it: its renditions, and what they still wait for."""
    facts = defaultdict(list)
    for kind, model in [
        ("rendition", Rendition.objects.standing()),
        ("redaction", Redaction.objects),
    ]:
        rows = model.order_by("pk").values_list("edition__issue", "edition", "pk")
        for issue, *row in rows:
            facts[issue].append([kind, *row])
    return facts


def neighbours(latest):
    """Return edition → (edition, issue) of the ones before and after it in its series."""
    by_series = defaultdict(list)
    for edition in latest:
        by_series[edition.series_slug].append((edition.pk, edition.issue_id))
    around = {}
    for row in by_series.values():
        for place, (key, _issue) in enumerate(row):
            around[key] = [*row[max(0, place - 1) : place], *row[place + 1 : place + 2]]
    return around


def related_issues(latest):
    """Return edition → (edition, issue) of those among which its related articles are looked for."""
    rank = {edition.pk: place for place, edition in enumerate(latest)}
    issue_of = {edition.pk: edition.issue_id for edition in latest}
    latest_about, subjects_of = defaultdict(list), defaultdict(set)
    rows = EditionSubject.objects.values_list("edition", "edition__issue", "kind", "slug")
    for key, issue, *subject in rows:
        subjects_of[issue].add(tuple(subject))
        if key in rank:
            latest_about[tuple(subject)].append(key)
    for keys in latest_about.values():
        keys.sort(key=rank.__getitem__)
        del keys[ISSUES_LOOKED_THROUGH + 1 :]  # the issue itself may be one of them
    return {
        edition.pk: {
            (key, issue_of[key])
            for subject in subjects_of[edition.issue_id]
            for key in latest_about[subject]
        }
        for edition in latest
    }


def frame(language):
    """Return a digest of what pages show of today: what stands around them, and every hotline."""
    with translation.override(language):
        return digest(render_to_string("public/of_today.html", {}))
