"""An edition is taken from the public: readers find why, and no file of it stays behind."""

from django.db import transaction
from django.utils.translation import gettext as _

from issues.models import Edition, EditionWithdrawal, EditorialAct, Series
from issues.replacing import remove_withdrawn_files
from issues.review import Refused
from issues.review.log import log
from issues.review.people import clearers, communications, regional_editors
from issues.search.index import index_issue
from missions.ledger import withdraw_releases
from missions.models.profile import Topic

WITHDRAW = "issues.add_editionwithdrawal"


def going_with(edition, *, restore=False):
    """Return the standing editions that are withdrawn with ``edition``, itself first.

    Without the newest one its issue is gone: the editions before it were corrected, so readers
    get them again only if somebody says so (``restore``).
    """
    standing = Edition.objects.standing().filter(issue=edition.issue_id).order_by("-version")
    standing = list(standing)
    newest = bool(standing) and standing[0].pk == edition.pk
    return standing if newest and not restore else [e for e in standing if e.pk == edition.pk]


def edition_before(edition):
    """Return the edition that readers would get again without ``edition``, None if there is none."""
    standing = Edition.objects.standing().filter(issue=edition.issue_id)
    if standing.filter(version__gt=edition.version).exists():
        return None
    return standing.filter(version__lt=edition.version).order_by("-version").first()


@transaction.atomic
def withdraw_edition(edition, *, by, reason, restore=False):
    """Take ``edition`` from the public for ``reason``, which readers see; return the withdrawals.

    The newest edition takes the earlier ones of its issue along, unless ``restore`` gives readers
    the one before it again. Their addresses say why from now on, their files are gone, and figures
    that only they printed are no longer public. A corrected edition may be published later.
    Raises ``Refused`` without a right or a reason, or if it is withdrawn already.
    """
    if by is not None and not by.has_perm(WITHDRAW):
        raise Refused(_("Only a clearer or a regional editor withdraws an edition."))
    # No publication inserts an edition while files are taken away that it may share.
    list(Series.objects.select_for_update().order_by("pk"))
    editions = going_with(edition, restore=restore)
    if not editions:
        raise Refused(_("This edition is withdrawn already."))
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the edition is withdrawn: readers will see it."))
    if restore and not edition_before(edition):
        raise Refused(_("There is no edition before this one that readers could get again."))
    withdrawals = [
        EditionWithdrawal(edition=one, reason=reason, withdrawn_by=by) for one in editions
    ]
    for withdrawal in withdrawals:
        withdrawal.full_clean(exclude=["withdrawn_by"])
        withdrawal.save(force_insert=True)
        take_figures_back(withdrawal.edition)
        log(
            EditorialAct.Verb.WITHDRAWN,
            issue=withdrawal.edition.issue,
            subject=withdrawal.edition,
            by=by,
            reason=reason,
            to=[*regional_editors(), *clearers(), *communications()],
            topic=Topic.PUBLICATION,
        )
    # Before anybody can read that they were withdrawn, the files are gone.
    remove_withdrawn_files()
    index_issue(edition.issue_id)
    return withdrawals


def take_figures_back(edition):
    """Let figures that this edition released be public only as far as others printed them."""
    withdraw_releases(
        series_slug=edition.published_slug,
        year=edition.year,
        number=edition.number,
        version=edition.version,
    )
