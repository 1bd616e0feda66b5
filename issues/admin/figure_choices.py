"""The figures that a text can refer to, for the dialog and the chips of the editor."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.figure_nodes import indicator_node, value_node
from issues.templatetags.figures import qualified, unit
from issues.templatetags.report import date
from missions.models import AssistanceFigure
from missions.models.figure import WITHHELD

PAGE = 30
MOST_IDS = 200
LONGEST_QUERY = 100


@never_cache
def figure_choices(request):
    """Answer ``q`` (words of names) or ``ids`` (observations) with figures as they stand today.

    Who may not see a figure that a text of theirs refers to learns that it exists, no more.
    """
    if not request.user.has_perm("missions.view_assistancefigure"):
        raise PermissionDenied
    figures = (
        AssistanceFigure.objects.current()
        .select_related("indicator", "definition", "mission")
        .prefetch_related("covers")
    )
    if "ids" in request.GET:
        return JsonResponse({"figures": named(figures, request.GET["ids"], request.user)})
    found = matching(figures.visible_to(request.user), request.GET.get("q", ""))[: PAGE + 1]
    return JsonResponse(
        {"figures": [choice(figure) for figure in found[:PAGE]], "more": len(found) > PAGE}
    )


def matching(figures, query):
    """Return the figures that can stand in a sentence and have every word of ``query``."""
    figures = figures.filter(value__isnull=False).exclude(disclosure__in=WITHHELD)
    for word in query[:LONGEST_QUERY].split():
        figures = figures.filter(
            Q(indicator__name__icontains=word)
            | Q(mission__name__icontains=word)
            | Q(source__icontains=word)
        )
    return figures.order_by("-as_of", "indicator__order", "indicator__name", "pk")


def named(figures, ids, user):
    """Return what is known of the observations with these ids; nothing of those that are none."""
    wanted = set()
    for text in ids.split(",")[:MOST_IDS]:
        try:
            wanted.add(UUID(text))
        except ValueError:
            continue
    figures = figures.filter(observation__in=wanted)
    visible = {figure.pk for figure in figures.visible_to(user)}
    return [
        choice(figure)
        if figure.pk in visible
        else {"id": str(figure.observation), "value": "…", "name": _("A figure of another mission")}
        for figure in figures
    ]


def choice(figure):
    """One figure in the words and digits of the reader of the page."""
    node = {"indicator": indicator_node(figure), "label": "", **value_node(figure)}
    return {
        "id": str(figure.observation),
        "value": qualified(node),
        "unit": unit(node),
        "name": str(figure.indicator),
        "date": date(figure.as_of.isoformat()),
        "mission": str(figure.mission or _("regional office")),
        "source": figure.source,
        "usable": figure.public_value is not None,
    }
