"""Telling people by e-mail what was done: each Notice becomes one mail in its reader's language.

A notice is taken by moving its next try into the future, so two workers never take the same one.
A worker that dies between sending and saying so lets the mail be sent once more: too often rather
than never.
"""

import datetime as dt
import logging
import smtplib
import zoneinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from issues.models import Article, Contribution, EditorialAct, Issue, Notice
from missions.models import Mission
from missions.people import time_zone_of

logger = logging.getLogger(__name__)

AT_ONCE = 50  # in one tick of the clock
# Until the next try, after each one that failed.
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 180, 360, 720)]
UNREACHABLE = gettext_noop("This person has no e-mail address, or may not see this any more.")


def send_waiting():
    """Send the notices whose turn it is; return how many mails went out."""
    due = Notice.objects.waiting().select_related("act__actor", "person__profile")
    connection, sent = get_connection(), 0
    for notice in due[:AT_ONCE]:
        # Each just before it goes: a slow server must not make those behind it look forgotten.
        if take(notice):
            sent += send(notice, connection)
    return sent


def take(notice):
    """Make this try ours; return False if another worker was first."""
    pause = PAUSES[min(notice.attempts, len(PAUSES) - 1)]
    row = Notice.objects.filter(pk=notice.pk, sent_at=None, attempts=notice.attempts)
    return bool(row.update(attempts=F("attempts") + 1, next_try_at=timezone.now() + pause))


def send(notice, connection):
    """Send one notice and record how that went; return whether a mail went out."""
    row = Notice.objects.filter(pk=notice.pk)
    if not may_be_told(notice):
        row.update(attempts=Notice.MOST_ATTEMPTS, problem=UNREACHABLE)
        return False
    try:
        message_for(notice, connection).send()
    except (OSError, smtplib.SMTPException) as problem:
        logger.warning("Notice %s was not sent: %s", notice.pk, problem)
        row.update(problem=str(problem)[:300])
        return False
    row.update(sent_at=timezone.now(), problem="")
    return True


def may_be_told(notice):
    """Say whether the person can be reached and may still see what the notice is about."""
    person, act = notice.person, notice.act
    if not (person.is_active and person.email):
        return False
    if act.article_id and Article.objects.visible_to(person).filter(pk=act.article_id).exists():
        return True
    return EditorialAct.objects.visible_to(person).filter(pk=act.pk).exists()


def message_for(notice, connection=None):
    """Return the mail of ``notice``, in the language and on the clock of its reader."""
    person, act = notice.person, notice.act
    profile = getattr(person, "profile", None)
    language = profile.language if profile else settings.LANGUAGE_CODE
    zone = zoneinfo.ZoneInfo(time_zone_of(person))
    with translation.override(language), timezone.override(zone):
        issue = Issue.objects.filter(pk=act.issue_id).select_related("series").first()
        text = render_to_string(
            "email/notice.txt",
            {
                "act": act,
                "issue": issue,
                "who": act.actor and (act.actor.get_full_name() or act.actor.username),
                "asked": asked(act),
                "zone": zone.key,
                "link": settings.SITE_URL + place(act, person),
                "preferences": settings.SITE_URL + reverse("account_home"),
                "site": settings.SITE_URL,
            },
        )
        return EmailMessage(
            subject(act, issue),
            text,
            to=[person.email],
            connection=connection,
            headers={
                "Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def subject(act, issue):
    """Return a subject that gives nothing away to whoever sees a telephone lie on a table."""
    verb = act.get_verb_display()
    if issue is None:
        return verb
    words = {"number": issue.number, "year": issue.year, "verb": verb}
    return _("Issue %(number)s of %(year)s: %(verb)s") % words


def asked(act):
    """Return what is asked of the mission with its deadline as text, None if nothing is."""
    verbs = EditorialAct.Verb
    if act.verb not in {verbs.ASKED, verbs.REMINDED, verbs.REOPENED, verbs.RETURNED}:
        return None
    part = Contribution.objects.filter(
        issue=act.issue_id, mission=act.mission_id, due_at__isnull=False
    ).first()
    if part is None or act.article_id:
        return None
    when = date_format(timezone.localtime(part.due_at), "l, j E Y, H:i")
    return {"request": part.request, "due": when}


def place(act, person):
    """Return the address where ``person`` sees, and can answer, what ``act`` did."""
    if Article.objects.visible_to(person).filter(pk=act.article_id).exists():
        return reverse("admin:issues_article_change", args=[act.article_id])
    if Contribution.objects.filter(issue=act.issue_id, mission=act.mission_id).exists():
        slug = Mission.objects.values_list("slug", flat=True).get(pk=act.mission_id)
        return reverse("admin:issues_issue_part", args=[act.issue_id, slug])
    if Issue.objects.filter(pk=act.issue_id).exists():
        if person.has_perm("issues.publish_issue"):
            return reverse("admin:issues_issue_publish", args=[act.issue_id])
        if person.has_perm("issues.view_issue"):
            return reverse("admin:issues_issue_log", args=[act.issue_id])
    return reverse("admin:index")
