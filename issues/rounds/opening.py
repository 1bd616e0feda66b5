"""Opening the next issue: its structure from the one before, and what is asked of each mission."""

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from issues.models import Article, Contribution, EditorialAct, Fact, FigurePlacement, Issue, Section
from issues.review import Refused
from issues.review.log import log
from issues.review.people import contributors_of
from issues.translations import carry_translations
from missions.models import AssistanceFigure, Mission
from missions.models.profile import Topic
from reportcms.prose import without_figures

from .deadlines import end_of_work, refuse_after_publication, working_days_before

Verb = EditorialAct.Verb
DAYS_TO_EDIT = 5  # working days between the missions' deadline and publication
WRITTEN = (Section.Kind.FIGURES, Section.Kind.ARTICLES, Section.Kind.FEATURE)


def written(sections):
    """Return those of ``sections`` that missions write for; the others fill themselves."""
    return sections.filter(kind__in=WRITTEN)


@dataclass(frozen=True)
class Plan:
    """What the next issue of a series is to be: number and dates."""

    year: int
    number: int
    period_start: dt.date
    period_end: dt.date
    publication_date: dt.date
    due_on: dt.date
    data_as_of: dt.date | None = None
    next_issue_date: dt.date | None = None


@dataclass(frozen=True)
class Request:
    """What one mission is to be asked: sections of the issue before, and words."""

    mission: Mission
    sections: tuple[Section, ...] = ()
    text: str = ""


def last_issue(series):
    """Return the issue that the next one of ``series`` is made from, None for the first."""
    return series.issues.order_by("-publication_date", "-year", "-number").first()


def next_number(series, year):
    """Return the number after the last one of ``series`` in ``year``; numbers restart each year."""
    return (series.issues.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def proposed(series):
    """Return a `Plan` of the next issue of ``series``: as long, and as long after, as the last."""
    last = last_issue(series)
    if last is None:
        return first_plan(series)
    return after(last, number_of=lambda year: next_number(series, year))


def after(last, *, number_of):
    """Return the `Plan` of the issue after ``last``; ``number_of(year)`` gives its number."""
    start, end = next_period(last.period_start, last.period_end)
    lag = max(last.publication_date - last.period_end, dt.timedelta())
    day = max(start, last.next_issue_date or end + lag)
    # A day that was announced may come before the period would be over.
    end = max(start, min(end, day - lag))
    data = last.data_as_of and max(start, day - (last.publication_date - last.data_as_of))
    return Plan(
        year=day.year,
        number=number_of(day.year),
        period_start=start,
        period_end=end,
        data_as_of=data and min(data, day),
        publication_date=day,
        due_on=working_days_before(day, DAYS_TO_EDIT),
    )


def first_plan(series):
    today = timezone.localdate()
    start, end = today.replace(day=1), month_end(today)
    return Plan(
        year=end.year,
        number=next_number(series, end.year),
        period_start=start,
        period_end=end,
        publication_date=end,
        due_on=working_days_before(end, DAYS_TO_EDIT),
    )


def next_period(start, end):
    """Return the period after that from ``start`` to ``end``: as many months, else as many days."""
    following = end + dt.timedelta(days=1)
    if start.day == 1 and end == month_end(end):
        last = following
        for _month in range((end.year - start.year) * 12 + end.month - start.month):
            last = month_end(last) + dt.timedelta(days=1)
        return following, month_end(last)
    return following, following + (end - start)


def month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def usual_requests(series):
    """Return a `Request` for each mission of ``series``: what it was asked, or gave, last time.

    Without either it is asked for all sections that missions write for.
    """
    last = last_issue(series)
    missions = list(series.missions.all())
    if last is None:
        return [Request(mission) for mission in missions]
    sections = list(written(last.sections.all()))
    asked = {c.mission_id: c for c in last.contributions.prefetch_related("sections")}
    given = defaultdict(set)
    articles = Article.objects.filter(issue=last, section__in=sections)
    placed = FigurePlacement.objects.filter(section__in=sections)
    for mission, section in [
        *articles.values_list("mission", "section"),
        *placed.values_list("figure__mission", "section"),
    ]:
        given[mission].add(section)
    requests = []
    for mission in missions:
        before = asked.get(mission.pk)
        wanted = {s.pk for s in before.sections.all()} if before else given[mission.pk]
        chosen = tuple(s for s in sections if s.pk in wanted) or tuple(sections)
        requests.append(Request(mission, chosen, before.request if before else ""))
    return requests


@transaction.atomic
def open_issue(series, *, by, requests=None, **plan):
    """Open the next issue of ``series`` and ask its missions; return the Issue.

    ``plan`` are the fields of `Plan`, ``requests`` a list of `Request` (None: the usual ones).
    Sections, fact sheets and placed figures come from the issue before; its figures wait to be
    confirmed. Raises ``ValidationError`` for dates or numbers that do not fit, and `Refused` for
    a mission of another series.
    """
    plan = Plan(**plan)
    # Two editors who open at once wait in line here; the second then meets the taken number.
    type(series).objects.select_for_update().get(pk=series.pk)
    if plan.due_on > plan.publication_date:
        raise ValidationError({"due_on": _("The contributions are due after the publication.")})
    last = last_issue(series)
    requests = usual_requests(series) if requests is None else requests
    refuse_others(series, last, requests)
    values = vars(plan).copy()
    issue = Issue(
        series=series,
        language=last.language if last else series.language,
        contributions_due_on=values.pop("due_on"),
        **values,
    )
    issue.full_clean()
    issue.save(force_insert=True)
    copies = copied_sections(last, issue) if last else {}
    log(Verb.OPENED, issue=issue, by=by)
    for request in requests:
        wanted = tuple(copies[section.pk] for section in request.sections)
        ask(issue, replace(request, sections=wanted), by=by)
    return issue


def refuse_others(series, last, requests):
    missions = set(series.missions.values_list("pk", flat=True))
    sections = set(last.sections.values_list("pk", flat=True)) if last else set()
    for request in requests:
        if request.mission.pk not in missions:
            raise Refused(_("%s does not write for this series.") % request.mission)
        if not {section.pk for section in request.sections} <= sections:
            raise Refused(_("A section was deleted meanwhile: look at what is asked once more."))


@transaction.atomic
def ask(issue, request, *, by, due_on=None):
    """Ask one mission for its part in ``issue`` (`Request` with sections of it); return it.

    It is due at the end of its own working day ``due_on``, else of the issue's
    ``contributions_due_on``.
    """
    if issue.contributions.filter(mission=request.mission).exists():
        raise Refused(_("%s has been asked already.") % request.mission)
    mission, day = request.mission, due_on or issue.contributions_due_on
    if day:
        refuse_after_publication(issue, day)
    contribution = Contribution(
        issue=issue,
        mission=mission,
        request=request.text,
        due_at=end_of_work(day, mission) if day else None,
    )
    contribution.full_clean()
    contribution.save(force_insert=True)
    contribution.sections.set(request.sections)
    log(
        Verb.ASKED,
        issue=issue,
        mission=mission,
        by=by,
        reason=request.text,
        to=contributors_of(mission),
        topic=Topic.ASKED,
    )
    return contribution


def copied_sections(last, issue):
    """Give ``issue`` the sections of ``last``; map the id of each to its copy."""
    copies = {}
    sections = last.sections.prefetch_related("facts", "placements__figure")
    for section in sections:
        kept = ["kind", "title", "slug", "accent", "starts_page", "fit_page", "order"]
        copy = Section.objects.create(
            issue=issue,
            intro=without_figures(section.intro),
            **{name: getattr(section, name) for name in kept},
        )
        copies[section.pk] = copy
        facts = Fact.objects.bulk_create(
            Fact(section=copy, label=fact.label, value=fact.value, order=fact.order)
            for fact in section.facts.all()
        )
        placements = FigurePlacement.objects.bulk_create(carried(section, copy))
        carry_translations(
            [
                (section, copy),
                *zip(section.facts.all(), facts, strict=True),
                *zip(section.placements.all(), placements, strict=True),
            ]
        )
    return copies


def carried(section, copy):
    """Yield the figures of ``section`` for its copy: as they stand in the ledger, not confirmed."""
    placements = list(section.placements.all())
    newest = {
        figure.observation: figure
        for figure in AssistanceFigure.objects.current().filter(
            observation__in=[placement.figure.observation for placement in placements]
        )
    }
    for placement in placements:
        yield FigurePlacement(
            section=copy,
            figure=newest[placement.figure.observation],
            style=placement.style,
            label=placement.label,
            statement=placement.statement,
            order=placement.order,
            is_confirmed=False,
        )
