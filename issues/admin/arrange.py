"""The Arrange screen: sections, and articles in them, put in order in one go.

An order is a list of *places* as the page lists them from top to bottom: ``section:3``,
``article:12`` … and ``unplaced``, after which come the articles that stand in no section. An
article belongs to the section named last before it.
"""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import Article, Issue, Section

from .access import issue_for, screen_context

UNPLACED = "unplaced"


class Stale(Exception):
    """Somebody else has changed the order since the page was loaded."""


def present_places(issue):
    """Return the order as it is stored."""
    articles = {}
    for pk, section in issue.articles.order_by("order", "pk").values_list("pk", "section"):
        articles.setdefault(section, []).append(f"article:{pk}")
    places = []
    for pk in issue.sections.order_by("order", "pk").values_list("pk", flat=True):
        places += [f"section:{pk}", *articles.get(pk, [])]
    return [*places, UNPLACED, *articles.get(None, [])]


def wanted_places(posted, present):
    """Return ``posted`` without what the issue does not have, with what it leaves out.

    Articles of other issues, repeated or deleted rows drop out; a section nobody mentioned
    comes last, an article nobody mentioned stands unplaced.
    """
    known, seen = set(present), set()
    placed, loose, target = [], [], None
    for place in posted:
        if place not in known or place in seen:
            continue
        seen.add(place)
        if place == UNPLACED:
            target = loose
        elif place.startswith("section:"):
            target = placed
            placed.append(place)
        else:
            (loose if target is None else target).append(place)
    missing = [place for place in present if place not in seen and place != UNPLACED]
    return [
        *placed,
        *(place for place in missing if place.startswith("section:")),
        UNPLACED,
        *loose,
        *(place for place in missing if place.startswith("article:")),
    ]


def moved(places, place, direction):
    """Return ``places`` with one row moved ``up`` or ``down`` by one step.

    An article walks on into the neighbouring section; a section takes its articles along.
    """
    if place not in places or direction not in {"up", "down"} or place == UNPLACED:
        return places
    if place.startswith("section:"):
        return section_moved(places, place, direction)
    here = places.index(place)
    there = here - 1 if direction == "up" else here + 1
    if not 1 <= there < len(places):  # the first place is the head of the first section
        return places
    swapped = list(places)
    swapped[here], swapped[there] = swapped[there], swapped[here]
    return swapped


def section_moved(places, section, direction):
    blocks = []
    for place in places:
        if place.startswith("article:"):
            blocks[-1].append(place)
        else:
            blocks.append([place])
    here = next(n for n, block in enumerate(blocks) if block[0] == section)
    there = here - 1 if direction == "up" else here + 1
    if 0 <= there < len(blocks) - 1:  # the last block is that of the unplaced articles
        blocks[here], blocks[there] = blocks[there], blocks[here]
    return [place for block in blocks for place in block]


@transaction.atomic
def save_places(issue, places, *, stamp):
    """Store an order made from the one that had ``stamp``; raise ``Stale`` if there is a newer."""
    fresh = Issue.objects.filter(pk=issue.pk, order_stamp=stamp)
    if not fresh.update(order_stamp=F("order_stamp") + 1):
        raise Stale
    sections, articles, section_id = [], [], None
    for n, place in enumerate(places):
        kind, _colon, pk = place.partition(":")
        if kind == "section":
            section_id = int(pk)
            sections.append(Section(pk=section_id, order=n))
        elif kind == "article":
            articles.append(Article(pk=int(pk), section_id=section_id, order=n))
        else:
            section_id = None
    Section.objects.bulk_update(sections, ["order"])
    Article.objects.bulk_update(articles, ["section", "order"])


@never_cache
def arrange_page(request, pk):
    """Show the order; on POST store another, in one go or by one step of one row."""
    issue = issue_for(request, pk, "issues.change_issue")
    present = present_places(issue)
    own = None
    if request.method == "POST":
        own = wanted_places(request.POST.getlist("place"), present)
        row, _space, direction = request.POST.get("move", "").partition(" ")
        own = moved(own, row, direction)
        stamp = request.POST.get("order_stamp", "")
        try:
            save_places(
                issue, own, stamp=int(stamp) if stamp.isdecimal() and len(stamp) < 10 else -1
            )
        except Stale:
            messages.warning(
                request,
                _(
                    "Somebody else changed the order meanwhile. Yours is kept below: compare, then choose."
                ),
            )
        else:
            issue_admin = admin.site.get_model_admin(Issue)
            issue_admin.log_change(request, issue, _("Put sections and articles in order."))
            anchor = f"#{row.replace(':', '-')}" if row else ""
            if not row:
                messages.success(request, _("The order is saved."))
            return HttpResponseRedirect(
                f"{reverse('admin:issues_issue_arrange', args=[issue.pk])}{anchor}"
            )
        issue.refresh_from_db(fields=["order_stamp"])
        present = present_places(issue)
    return render(
        request,
        "admin/issues/arrange.html",
        {
            **screen_context(request, admin.site, issue, _("Arrange")),
            "parts": parts(issue, present),
            "own_parts": parts(issue, own) if own else None,
            "own_places": own,
        },
        status=409 if own else 200,
    )


def parts(issue, places):
    """Return the rows that ``places`` name, nested: sections (the last one unplaced) of articles."""
    sections = {s.pk: s for s in issue.sections.prefetch_related("photos", "placements")}
    articles = {a.pk: a for a in issue.articles.select_related("mission")}
    found = []
    for place in places:
        kind, _colon, pk = place.partition(":")
        if kind == "article":
            found[-1]["articles"].append(articles[int(pk)])
        else:
            found.append({"section": sections[int(pk)] if pk else None, "articles": []})
    return found
