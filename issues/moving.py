"""A series gets another address: everything below the old one leads to the new one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from issues.models import EditorialAct, Series
from issues.review import Refused
from issues.review.log import log
from issues.review.people import communications, regional_editors
from missions.models import SeriesAddress
from missions.models.profile import Topic


@transaction.atomic
def move_series(series, slug, *, by):
    """Give ``series`` the address ``slug``; what was published stays reachable by the old one.

    ``by`` is an administrator, or None for an operator's command. Raises ``Refused`` for anybody
    else, and for an address that cannot be had.
    """
    if by is not None and not by.is_superuser:
        raise Refused(_("Only an administrator changes the address of a series."))
    moved = Series.objects.select_for_update().get(pk=series.pk)
    former, moved.slug = moved.slug, slug
    if former == slug:
        return
    try:
        moved.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    SeriesAddress.objects.filter(slug=slug).delete()  # it may return to where it was
    SeriesAddress.objects.filter(moved_to=former).update(moved_to=slug)
    SeriesAddress.objects.create(slug=former, moved_to=slug)
    moved.save(update_fields=["slug"])
    series.slug = slug
    log(
        EditorialAct.Verb.MOVED,
        subject=moved,
        by=by,
        reason=f"{former} → {slug}",
        to=[*regional_editors(), *communications()],
        topic=Topic.PUBLICATION,
    )
