"""Putting an earlier version of an article in the place of the present one."""

from django.db import transaction
from django.utils.translation import gettext as _
from reversion.models import Version

from issues.models import Article, EditorialAct, Photo
from issues.review import Refused
from issues.review.log import log
from missions.models.mission import writes_everywhere
from reportcms import versions

from .bin import is_usable

TEXTS = ("title", "body", "sources", "language")
MANY = ("with_missions", "themes")
OF_WRITERS = ("themes",)  # with whom a text is shared is the regional editor's matter
# What an earlier version may say of a photo that still stands there. The consent is a matter of
# today, whatever the text was then.
OF_PHOTO = (
    *("image", "sha256", "width", "height", "focal_x", "focal_y", "kind", "alt", "caption"),
    *("credit", "place", "date_taken", "text_equivalent", "language", "order"),
)


@transaction.atomic
def restore(article, version, *, by, stamp):
    """Give ``article`` text and photos of ``version``; return it and how many photos stay away.

    It stays in its issue, section and state. ``stamp`` is when the article was last changed as
    ``by`` saw it (ISO). Raises ``Refused`` if somebody changed it since, or if it is not in
    ``by``'s hands. Photos whose people took back consent, or whose file is lost, stay away.
    """
    row = Article.objects.select_for_update(of=["self"]).get(pk=article.pk)
    if not by.has_perm("issues.change_article") or not (
        Article.objects.editable_by(by).filter(pk=row.pk).exists()
    ):
        raise Refused(
            _("This article is with the editor, or its issue is published. Nothing was changed.")
        )
    if stamp != row.changed_at.isoformat():
        raise Refused(
            _("Somebody else saved this article meanwhile. Compare again before you restore.")
        )
    versions.keep_stored(row)
    then, many = versions.row_in(version)
    for name in TEXTS:
        setattr(row, name, getattr(then, name))
    row.save()
    for name in MANY if writes_everywhere(by) else OF_WRITERS:
        relation = getattr(row, name)
        relation.set(relation.model._base_manager.filter(pk__in=many.get(name, [])))
    missing = restore_photos(row, version)
    if versions.keep(row, by=by, comment="restored"):
        log(
            EditorialAct.Verb.RESTORED,
            issue=row.issue,
            article=row,
            mission=row.mission,
            by=by,
            reason=version.revision.date_created.strftime("%Y-%m-%d %H:%M UTC"),
        )
    return row, missing


def restore_photos(article, version):
    """Make the photos of ``article`` those of ``version``; return how many could not return."""
    kept = Version.objects.get_for_model(Photo).filter(revision=version.revision_id)
    then = {photo.pk: photo for photo in (versions.row_in(row)[0] for row in kept)}
    now = {photo.pk: photo for photo in article.photos.all()}
    missing = 0
    for key, photo in now.items():
        if key not in then and photo.consent != Photo.Consent.WITHDRAWN:
            photo.delete()
    for key, photo in then.items():
        present = now.get(key)
        if present and present.consent == Photo.Consent.WITHDRAWN:
            continue  # an emptied slot stays empty
        if not is_usable(photo):
            missing += present is None
            continue
        if present is None:
            elsewhere = Photo.objects.filter(pk=key).exists()
            photo.pk, photo.article = (None if elsewhere else key), article
            photo.save(force_insert=True)
            continue
        for name in OF_PHOTO:
            setattr(present, name, getattr(photo, name))
        present.save()
    return missing
