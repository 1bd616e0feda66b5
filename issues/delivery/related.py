"""Articles of other issues that speak of the same missions and themes: found when they are read."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from issues.delivery.reading import articles_of, content_of, in_reader_language, listed
from issues.models.edition import Edition, EditionSubject, Rendition

ISSUES_LOOKED_THROUGH = 6
ARTICLES_SHOWN = 4
THEME_WEIGHT = 2  # a theme in common says more than a mission in common


@dataclass(frozen=True)
class Related:
    """One article of another issue."""

    edition: Edition
    article: dict
    weight: int


def subjects_of(article):
    return {
        "mission": {mission["slug"] for mission in article["missions"]},
        "theme": {theme["slug"] for theme in article["themes"]},
    }


def related(reading, article):
    """Return the `Related` articles of ``article`` (a node), the nearest first.

    Only the newest issues about one of its missions or themes are looked through, in five queries.
    """
    own = subjects_of(article)
    about = Q()
    for kind, slugs in own.items():
        about |= Q(kind=kind, slug__in=slugs)
    # Asked of each edition in turn, from the newest on: six are soon found, however many there are.
    subjects = EditionSubject.objects.filter(about, edition=OuterRef("pk"))
    editions = (
        listed(Edition.objects.latest_versions())
        .filter(Exists(subjects))
        .exclude(issue=reading.edition.issue_id)
    )
    editions = in_reader_language(list(editions[:ISSUES_LOOKED_THROUGH]))
    renditions = Rendition.objects.with_state().defer("text", "palette_css", "pictures")
    shown = renditions.in_bulk([edition.shown.pk for edition in editions])
    found = []
    for edition in editions:
        for other in articles_of(content_of(shown[edition.shown.pk])):
            theirs = subjects_of(other)
            themes, missions = own["theme"] & theirs["theme"], own["mission"] & theirs["mission"]
            if weight := THEME_WEIGHT * len(themes) + len(missions):
                found.append(Related(edition, other, weight))
    # The sort is stable: of those equally near, the newest comes first.
    return sorted(found, key=lambda one: -one.weight)[:ARTICLES_SHOWN]
