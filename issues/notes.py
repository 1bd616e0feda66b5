"""Notes that colleagues leave on an article: writing one, naming people in it, settling it."""

import re

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from issues.models import EditorialAct, Note
from issues.review import Refused
from issues.review.log import log
from missions.models import Membership
from missions.models.profile import Topic

Verb = EditorialAct.Verb
MOST_CHARACTERS = Note._meta.get_field("text").max_length
# A name behind an @ that begins a word, so that no e-mail address is taken for one.
MENTION = re.compile(r"(?<![\w.@])@([\w.+-]*\w(?:@[\w.-]*\w)?)")


def readers_of(article):
    """Return the people who may see ``article``, as the lists and forms of the admin show it."""
    missions = [article.mission_id, *article.with_missions.values_list("pk", flat=True)]
    held = Membership.objects.filter(Q(mission=None) | Q(mission__in=filter(None, missions)))
    return get_user_model().objects.filter(
        Q(is_superuser=True) | Q(pk__in=held.values("user")), is_active=True, is_staff=True
    )


def mentioned_in(text, article):
    """Return the people that ``text`` names; raise `Refused` if one may not see ``article``."""
    names = {name.casefold(): name for name in MENTION.findall(text)}
    people = [person for person in readers_of(article) if person.get_username().casefold() in names]
    unknown = names.keys() - {person.get_username().casefold() for person in people}
    if unknown:
        raise Refused(
            _("Nobody called @%(name)s sees this article: choose a name from the list.")
            % {"name": names[min(unknown)]}
        )
    return people


@transaction.atomic
def leave_note(article, *, by, text):
    """Put a note on ``article`` and tell those it names; return the Note.

    Raises ``Refused`` for an empty or overlong note and for names of people who cannot see it.
    """
    text = text.strip()
    if not text:
        raise Refused(_("Write the note first."))
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            _("The text is too long: at most %(most)s characters, it has %(count)s.")
            % {"most": MOST_CHARACTERS, "count": len(text)}
        )
    people = mentioned_in(text, article)
    note = Note.objects.create(article=article, author=by, text=text)
    note.mentions.set(people)
    tell(Verb.NOTED, article, by=by, reason=text, to=people)
    return note


@transaction.atomic
def settle_note(note, *, by):
    """Mark ``note`` as done and tell who wrote it; one that is done already stays as it is."""
    note = Note.objects.select_for_update(of=["self"]).get(pk=note.pk)
    if note.done_at is None:
        note.done_at, note.done_by = timezone.now(), by
        note.save(update_fields=["done_at", "done_by"])
        tell(Verb.NOTE_DONE, note.article, by=by, reason=note.text, to=[note.author])
    return note


def reopen_note(note):
    """Let a note that is done stand open again."""
    Note.objects.filter(pk=note.pk).update(done_at=None, done_by=None)


def tell(verb, article, *, by, reason, to):
    log(
        verb,
        issue=article.issue,
        article=article,
        mission=article.mission,
        by=by,
        reason=reason,
        to=to,
        topic=Topic.MENTION,
    )
