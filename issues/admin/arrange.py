"""The Arrange screen: sections, articles, figures and photos, put in order in one go."""

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import Article, FigurePlacement, Issue, Photo, Section

from .access import issue_for, screen_context
from .places import UNPLACED, Arrangement, moved, wanted_places

# Hotlines and contacts fill themselves: nobody writes there, though an article may stand there.
NOT_WRITTEN = (Section.Kind.HOTLINES, Section.Kind.CONTACTS)


class Stale(Exception):
    """Somebody else has changed the order since the page was loaded."""


class Twice(Exception):
    """A section would show one figure twice in the same form."""


def present_places(issue):
    """Return the order as it is stored."""
    rows = {"photo": {}, "figure": {}, "article": {}}

    def collect(kind, queryset, parent):
        found = queryset.order_by("order", "pk").values_list("pk", parent)
        for pk, home in found:
            rows[kind].setdefault(home, []).append(f"{kind}:{pk}")

    collect("photo", Photo.objects.filter(section__issue=issue), "section")
    collect("figure", FigurePlacement.objects.filter(section__issue=issue), "section")
    collect("article", issue.articles, "section")
    pictures = {}
    of_articles = Photo.objects.filter(article__issue=issue).order_by("order", "pk")
    for pk, article in of_articles.values_list("pk", "article"):
        pictures.setdefault(f"article:{article}", []).append(f"photo:{pk}")
    sections = issue.sections.order_by("order", "pk").values_list("pk", flat=True)
    places = []
    for place, home in [*((f"section:{pk}", pk) for pk in sections), (UNPLACED, None)]:
        places += [place, *rows["photo"].get(home, []), *rows["figure"].get(home, [])]
        for article in rows["article"].get(home, []):
            places += [article, *pictures.get(article, [])]
    return places


def save_places(issue, places, *, stamp):
    """Store an order made from the one that had ``stamp``.

    Raises ``Stale`` if there is a newer one, ``Twice`` if two rows of a section would be the same.
    """
    try:
        with transaction.atomic():
            store(issue, places, stamp)
    except IntegrityError as error:
        raise Twice from error


def store(issue, places, stamp):
    fresh = Issue.objects.filter(pk=issue.pk, order_stamp=stamp)
    if not fresh.update(order_stamp=F("order_stamp") + 1):
        raise Stale
    rows = {"section": [], "article": [], "figure": [], "photo": [], "picture": []}
    section, article = None, None
    for n, place in enumerate(places):
        kind, _colon, pk = place.partition(":")
        if kind in ("section", UNPLACED):
            section, article = int(pk) if pk else None, None
        if kind == "section":
            rows[kind].append(Section(pk=section, order=n))
        elif kind == "article":
            article = int(pk)
            rows[kind].append(Article(pk=article, section_id=section, order=n))
        elif kind == "figure":
            rows[kind].append(FigurePlacement(pk=int(pk), section_id=section, order=n))
        elif kind == "photo" and article:
            rows["picture"].append(Photo(pk=int(pk), order=n))
        elif kind == "photo":
            rows[kind].append(Photo(pk=int(pk), section_id=section, order=n))
    Section.objects.bulk_update(rows["section"], ["order"])
    Article.objects.bulk_update(rows["article"], ["section", "order"])
    FigurePlacement.objects.bulk_update(rows["figure"], ["section", "order"])
    Photo.objects.bulk_update(rows["photo"], ["section", "order"])
    Photo.objects.bulk_update(rows["picture"], ["order"])


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
        except Twice:
            messages.error(
                request,
                _(
                    "Nothing was saved: a section would show the same figure twice in the same "
                    "form. Your order is kept below."
                ),
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
            issue_admin.log_change(request, issue, _("Put the issue in order."))
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
    """Return the rows that ``places`` name, nested: sections (the last one unplaced) with theirs."""
    rows = {
        "section": issue.sections.in_bulk(),
        "photo": Photo.objects.filter(section__issue=issue).in_bulk()
        | Photo.objects.filter(article__issue=issue).in_bulk(),
        "figure": FigurePlacement.objects.filter(section__issue=issue)
        .select_related("figure__indicator")
        .in_bulk(),
        "article": issue.articles.select_related("mission").in_bulk(),
    }

    def row(place):
        kind, _colon, pk = place.partition(":")
        return rows[kind][int(pk)] if pk else None

    order = Arrangement.of(places)
    return [
        {
            "section": row(part.place),
            "is_written": part.place != UNPLACED and row(part.place).kind not in NOT_WRITTEN,
            "photos": list(map(row, part.rows["photo"])),
            "figures": list(map(row, part.rows["figure"])),
            "articles": [
                (row(article), list(map(row, order.pictures[article])))
                for article in part.rows["article"]
            ],
        }
        for part in order.parts
    ]
