"""The round of Issue 9 that tests open, and what became of it."""

import datetime as dt
import re

from django.urls import reverse

from issues import rounds
from issues.models import EditorialAct

PLAN = {
    "year": 2020,
    "number": 9,
    "period_start": dt.date(2020, 12, 1),
    "period_end": dt.date(2020, 12, 23),
    "data_as_of": dt.date(2020, 12, 21),
    "publication_date": dt.date(2020, 12, 24),
    "due_on": dt.date(2020, 12, 18),
}
NOW = dt.datetime(2020, 12, 2, 8, tzinfo=dt.UTC)
DUE = dt.datetime(2020, 12, 18, 12, tzinfo=dt.UTC)  # 17:00 in Dushanbe


def opened(series, by, **plan):
    return rounds.open_issue(series, by=by, **PLAN | plan)


def verbs(issue, mission=None):
    acts = EditorialAct.objects.filter(issue=issue, mission=mission).order_by("pk")
    return [act.verb for act in acts]


def told(verb):
    """Who was told of the last act of that kind."""
    act = EditorialAct.objects.filter(verb=verb).latest("pk")
    return {notice.person.username for notice in act.notices.all()}


def round_url(issue):
    return reverse("admin:issues_issue_round", args=[issue.pk])


def words(response):
    """What is read on a page."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())
