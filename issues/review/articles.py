"""The way of an article: a mission sends it for review, the editor returns or approves it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Article, EditorialAct
from missions.models.mission import mission_ids, writes_everywhere
from missions.models.profile import Topic

from . import Refused
from .log import log
from .people import contributors_of, regional_editors

Verb, State = EditorialAct.Verb, Article.State
MOST_CHARACTERS = Article._meta.get_field("return_reason").max_length


@dataclass(frozen=True)
class Act:
    """One act on an article as its button says it; ``name`` is also its address."""

    name: str
    label: str
    # Whether a text goes along: "" none, else “optional” or “required”.
    text: str = ""
    text_label: str = ""


SUBMIT = Act("submit", gettext_lazy("Send for review"), "optional", gettext_lazy("Note"))
TAKE_BACK = Act("take_back", gettext_lazy("Take back"))
APPROVE = Act("approve", gettext_lazy("Approve"))
RETURN = Act("return", gettext_lazy("Return"), "required", gettext_lazy("What should be changed?"))


def allowed_acts(article, user):
    """Return the acts that ``user`` may do on ``article`` as it stands, most usual first.

    Whoever writes for its mission sends it and takes it back until the issue is published; the
    regional editor does the rest, and all of it on the regional office's own articles.
    """
    if not user.has_perm("issues.change_article"):
        return []
    state, edits = article.state, writes_everywhere(user)
    if not edits and (article.mission_id not in mission_ids(user) or article.issue.is_published):
        return []
    writes = not edits or article.mission_id is None
    with_writer = state in Article.WITH_WRITER
    return [
        act
        for act, allowed in [
            (APPROVE, edits and (state == State.SUBMITTED or (with_writer and writes))),
            # The editor sends on behalf of a mission that has handed in by other ways.
            (SUBMIT, with_writer and not (edits and writes)),
            (RETURN, edits and not writes and state in {State.SUBMITTED, State.APPROVED}),
            (TAKE_BACK, writes and state == State.SUBMITTED),
            (TAKE_BACK, edits and writes and state == State.APPROVED),
        ]
        if allowed
    ]


def submit(article, *, by, note=""):
    """Send ``article`` for review, with a ``note`` to the editor; return it."""
    return move(
        article, SUBMIT, State.SUBMITTED, Verb.SUBMITTED, by=by, text=note, to=regional_editors()
    )


def take_back(article, *, by):
    """Take ``article`` back into the writer's hands; return it."""
    return move(article, TAKE_BACK, State.DRAFT, Verb.TAKEN_BACK, by=by, to=regional_editors())


def return_to_mission(article, *, by, reason):
    """Give ``article`` back with what should be changed; return it. ``reason`` is required."""
    return move(
        article, RETURN, State.RETURNED, Verb.RETURNED, by=by, text=reason, to=writers_of(article)
    )


def approve(article, *, by):
    """Let ``article`` pass into its issue; return it."""
    return move(article, APPROVE, State.APPROVED, Verb.APPROVED, by=by, to=writers_of(article))


def writers_of(article):
    return contributors_of(article.mission) if article.mission_id else []


@transaction.atomic
def move(article, act, state, verb, *, by, to, text=""):
    """Do ``act`` on the locked row and log it; raise `Refused` unless ``by`` may do it now."""
    row = (
        Article.objects.select_for_update(of=["self"])
        .select_related("issue__series", "mission")
        .get(pk=article.pk)
    )
    if act not in allowed_acts(row, by):
        raise Refused(
            _("“%(title)s” is “%(state)s” now: this cannot be done. Nothing was changed.")
            % {"title": row.title, "state": row.get_state_display()}
        )
    text = text.strip()
    if act.text == "required" and not text:
        raise Refused(_("Say what should be changed: whoever wrote it reads this."))
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            _("The text is too long: at most %(most)s characters, it has %(count)s.")
            % {"most": MOST_CHARACTERS, "count": len(text)}
        )
    row.state = state
    row.return_reason = text if state == State.RETURNED else ""
    row.save(update_fields=["state", "return_reason", "changed_at"])
    log(
        verb,
        issue=row.issue,
        article=row,
        mission=row.mission,
        by=by,
        reason=text,
        to=to,
        topic=Topic.REVIEW,
    )
    return row
