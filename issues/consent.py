"""The people shown in a picture take back their consent: one act takes it out everywhere."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from issues import proofing
from issues.history.files import forget_picture
from issues.models import (
    ConsentWithdrawal,
    EditorialAct,
    Issue,
    Photo,
    Proof,
    Redaction,
    Rendition,
)
from issues.replacing import remove_withdrawn_files
from issues.review import Refused
from issues.review.log import log
from issues.review.people import regional_editors
from issues.search.index import index_issue
from issues.tasks import start_waiting_replacements
from missions.models.profile import Topic


def standing_with(photo_sha256):
    """Return the renditions readers get now that show the picture, oldest edition first."""
    return (
        Rendition.objects.standing()
        .annotate(named=Cast("pictures", TextField()))
        .filter(named__contains=f"photos/{photo_sha256}/")
        .select_related("edition")
        .order_by("edition", "language")
    )


def issues_with(photo_sha256):
    """Return the issues whose working texts or editions show the picture."""
    editions = standing_with(photo_sha256).order_by().values("edition")
    photos = Photo.objects.filter(sha256=photo_sha256)
    return Issue.objects.filter(
        Q(pk__in=photos.values("article__issue"))
        | Q(pk__in=photos.values("section__issue"))
        | Q(editions__in=editions)
    ).distinct()


def withdraw_consent(photo_sha256, *, by, reason):
    """Take the picture out of every issue, edition and file; return the ConsentWithdrawal.

    When this returns nobody can get the picture any more. Pages show the emptied slot at once;
    PDFs and covers are made anew by the worker. To ask again for a picture that was withdrawn
    already finishes what was left undone. Raises ``Refused`` without a reason, or for a picture
    that stands nowhere.
    """
    reason = reason.strip()
    with transaction.atomic():
        concerned = issues_with(photo_sha256)
        keys = sorted(concerned.values_list("pk", flat=True))
        # A publication of one of them waits here, or we for it: it has the picture or has not.
        issues = list(Issue.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        withdrawal = ConsentWithdrawal.objects.filter(photo_sha256=photo_sha256).first()
        if withdrawal is None:
            if not reason:
                raise Refused(_("Say how you learned that consent was withdrawn."))
            if not issues:
                raise Refused(_("This picture stands nowhere."))
            withdrawal = ConsentWithdrawal.objects.create(
                photo_sha256=photo_sha256, reason=reason, recorded_by=by
            )
            for issue in issues:
                log(
                    EditorialAct.Verb.CONSENT_WITHDRAWN,
                    issue=issue,
                    by=by,
                    reason=reason,
                    to=regional_editors(),
                    topic=Topic.PUBLICATION,
                )
        ask_for_redactions(withdrawal)
        for issue in issues:
            index_issue(issue.pk)  # what was said of the picture is not found any more
        private = [
            *empty_slots(photo_sha256),
            *forget_picture(photo_sha256),
            *drop_proofs(issues),
        ]
        # Before anybody can read that it was withdrawn, the picture is gone.
        remove_withdrawn_files()
        transaction.on_commit(start_waiting_replacements)
    remove_private(photo_sha256, private)
    return withdrawal


def ask_for_redactions(withdrawal):
    """Write down which editions must be replaced, in which languages."""
    for rendition in standing_with(withdrawal.photo_sha256):
        own = {"edition": rendition.edition, "language": rendition.language}
        if not withdrawal.redactions.filter(**own).exists():
            before = Redaction.objects.filter(**own).aggregate(n=Count("pk"))["n"]
            Redaction.objects.create(withdrawal=withdrawal, number=before + 1, **own)


def empty_slots(photo_sha256):
    """Empty the slots of the picture in all working texts; return the files they named."""
    photos = Photo.objects.filter(sha256=photo_sha256)
    names = [name for pair in photos.values_list("image", "consent_form") for name in pair if name]
    photos.update(
        consent=Photo.Consent.WITHDRAWN,
        kind=Photo.Kind.PHOTO,
        image="",
        consent_form="",
        consent_by="",
        consent_on=None,
        consent_until=None,
        alt="",
        caption="",
        credit="",
        place="",
        date_taken=None,
        text_equivalent="",
    )
    return names


def drop_proofs(issues):
    """Forget the proofs of ``issues``; return their files."""
    proofs = Proof.objects.filter(issue__in=issues)
    names = [name for proof in proofs for name in proofing.files_of(proof)]
    proofs.delete()
    return names


def remove_private(photo_sha256, names):
    """Delete private files, also those of texts in the bin, which no row names any more."""
    kept_elsewhere = set(
        Photo.objects.filter(consent_form__in=names).values_list("consent_form", flat=True)
    )
    for name in set(names) - kept_elsewhere:
        default_storage.delete(name)
    if default_storage.exists("photos"):
        _folders, files = default_storage.listdir("photos")
        for name in files:
            if name.startswith(photo_sha256):
                default_storage.delete(f"photos/{name}")
