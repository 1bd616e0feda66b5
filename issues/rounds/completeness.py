"""What of a mission's part is there, and what is still due, as the mission and the editor see it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.figure_days import days_of, standing_figures
from issues.models import Article, FigurePlacement, Section
from missions.models import Hotline, Indicator


def section_asked(article, *, wanted=""):
    """Return the section in which its mission was asked to write ``article``, None if unclear.

    ``wanted`` is the id of one of those sections, as text; it decides where there are several.
    """
    sections = Section.objects.filter(
        contributions__issue=article.issue_id, contributions__mission=article.mission_id
    ).exclude(kind=Section.Kind.FIGURES)
    found = list(sections.order_by("order", "pk"))
    chosen = [section for section in found if str(section.pk) == wanted]
    return (chosen or found)[0] if chosen or len(found) == 1 else None


@dataclass
class Part:
    """One mission's part in an issue: its articles, and the figures and hotlines still due."""

    articles: list[Article] = field(default_factory=list)
    figures_due: list[Indicator] = field(default_factory=list)
    figures_asked: int = 0
    hotlines_due: list[Hotline] = field(default_factory=list)

    @property
    def with_writer(self):
        """Articles that the mission still has in hand."""
        return [a for a in self.articles if a.state in Article.WITH_WRITER]

    @property
    def missing(self):
        """Say in sentences what is not there yet; empty when the part is complete."""
        said = []
        if not self.articles:
            said.append(_("There is no article yet."))
        if count := len(self.with_writer):
            said.append(
                ngettext(
                    "%(count)s article has not been sent for review.",
                    "%(count)s articles have not been sent for review.",
                    count,
                )
                % {"count": count}
            )
        if count := len(self.figures_due):
            said.append(
                ngettext(
                    "%(count)s figure has no answer yet.",
                    "%(count)s figures have no answer yet.",
                    count,
                )
                % {"count": count}
            )
        if count := len(self.hotlines_due):
            said.append(
                ngettext(
                    "%(count)s hotline was not tested in the last 90 days.",
                    "%(count)s hotlines were not tested in the last 90 days.",
                    count,
                )
                % {"count": count}
            )
        return said


def parts_of(issue, missions):
    """Map the id of each of ``missions`` to its `Part` of ``issue``, in a fixed number of queries."""
    ids = [mission.pk for mission in missions]
    parts = {pk: Part() for pk in ids}
    articles = Article.objects.filter(issue=issue, mission__in=ids).select_related("section")
    for article in articles.order_by("section__order", "order", "pk"):
        parts[article.mission_id].articles.append(article)
    for mission, due, asked in figures_due(issue, ids):
        parts[mission].figures_due, parts[mission].figures_asked = due, asked
    for hotline in Hotline.objects.public().filter(mission__in=ids):
        if hotline.is_stale:
            parts[hotline.mission_id].hotlines_due.append(hotline)
    return parts


def figures_due(issue, mission_ids):
    """Yield for each mission the indicators it still owes a figure of, and how many are asked."""
    asked = set(issue.series.indicators.values_list("pk", flat=True))
    wanted = {pk: set(asked) for pk in mission_ids}
    for mission, indicator in (
        FigurePlacement.objects.filter(
            section__issue=issue, is_confirmed=False, figure__mission__in=mission_ids
        )
        .values_list("figure__mission", "figure__indicator")
        .distinct()
    ):
        wanted[mission].add(indicator)
    answered = defaultdict(set)
    standing = standing_figures(issue, days_of(issue)).filter(mission__in=mission_ids)
    for mission, indicator in standing.values_list("mission", "indicator"):
        answered[mission].add(indicator)
    indicators = Indicator.objects.in_bulk({pk for some in wanted.values() for pk in some})
    for mission, some in wanted.items():
        due = [indicators[pk] for pk in some - answered[mission]]
        yield mission, sorted(due, key=lambda indicator: indicator.name), len(some)
