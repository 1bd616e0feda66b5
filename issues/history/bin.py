"""Deleting so that it can be brought back for thirty days, and bringing back."""

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from reversion.models import Version

from issues.models import Article, Binned, EditorialAct, Issue, Photo, Section, Translation
from issues.models.consent import withdrawn_among
from issues.models.translation import MODELS
from issues.review import Refused
from issues.review.log import log
from missions.models import Contact, Hotline
from missions.models.mission import writes_everywhere
from reportcms import versions

KEPT_MODELS = (Article, Photo, Section, Hotline, Contact)
Verb = EditorialAct.Verb


def is_binned(model):
    """Say whether what is deleted of ``model`` goes to the bin."""
    return model in KEPT_MODELS


def mission_of(row):
    """Return the mission whose people may bring ``row`` back; None for the regional office."""
    if isinstance(row, Photo):
        return row.article.mission if row.article else None
    return getattr(row, "mission", None)


def issue_of(row):
    if isinstance(row, Photo):
        return (row.article or row.section).issue
    return getattr(row, "issue", None)


@transaction.atomic
def put_in_bin(row, *, by):
    """Delete ``row`` with what belongs to it; return its entry in the bin."""
    row = type(row)._base_manager.select_for_update(of=["self"]).get(pk=row.pk)
    entry = remember(row, by=by)
    row.delete()
    return entry


def remember(row, *, by):
    """Write ``row``, which is about to be deleted, into the bin and the log."""
    placed = [a.pk for a in row.articles.all()] if isinstance(row, Section) else []
    entry = Binned.objects.create(
        version=versions.keep(row, by=by, comment="deleted", anyway=True),
        title=str(row)[:300],
        mission=mission_of(row),
        placed=placed,
        deleted_by=by,
    )
    note(Verb.DELETED, row, by=by)
    return entry


def note(verb, row, *, by):
    article = row if isinstance(row, Article) else getattr(row, "article", None)
    kind = str(type(row)._meta.verbose_name)
    # The log is never changed: it must not say what a picture shows, which may have to go.
    named = (row.article or row.section) if isinstance(row, Photo) else row
    log(
        verb,
        issue=issue_of(row),
        article=article,
        mission=mission_of(row),
        by=by,
        subject=str(row) if isinstance(row, Article) else f"{kind}: {named}",
    )


def may_bring_back(entry, user):
    """Say whether ``user`` may bring ``entry`` back, as far as that is known beforehand."""
    opts = entry.version.content_type.model_class()._meta
    return user.has_perm(f"{opts.app_label}.add_{opts.model_name}") and (
        Binned.objects.editable_by(user).filter(pk=entry.pk).exists()
    )


@transaction.atomic
def bring_back(entry, *, by):
    """Put what ``entry`` holds back where it was; return the row.

    An article returns to its issue with its photos, without a section if that is gone, under
    its own address or, if another one has that by now, a new one. Raises ``Refused``.
    """
    entry = (
        Binned.objects.select_for_update(of=["self"])
        .select_related("version__content_type")
        .filter(pk=entry.pk)
        .first()
    )
    if entry is None:
        raise Refused(_("It is not in the bin any more."))
    if not may_bring_back(entry, by):
        raise Refused(_("You may not bring this back."))
    row, many = versions.row_in(entry.version)
    check_place(row, by)
    if type(row)._base_manager.filter(pk=row.pk).exists():
        raise Refused(_("It is there already."))
    store(row, many)
    for related in kept_with(entry.version):
        if exists_again(related):
            related.save(force_insert=True)
    if isinstance(row, Section):
        row.issue.articles.filter(pk__in=entry.placed, section=None).update(section=row)
    note(Verb.BROUGHT_BACK, row, by=by)
    entry.delete()
    versions.keep(row, by=by, comment="brought back", anyway=True)
    return row


def check_place(row, by):
    """Raise ``Refused`` if there is no place for ``row`` any more, or no right to fill it."""
    if isinstance(row, Photo):
        if not owner_exists(row):
            raise Refused(_("What it stood in is deleted. Bring that back first."))
        if not is_usable(row):
            raise Refused(_("The people shown took back their consent, or its file is lost."))
        if row.article and not Article.objects.editable_by(by).filter(pk=row.article_id).exists():
            raise Refused(_("The article is with the editor now, or published."))
    elif isinstance(row, (Article, Section)):
        issue = Issue.objects.filter(pk=row.issue_id).first()
        if issue is None:
            raise Refused(_("Its issue was deleted: there is no place to return to."))
        if issue.is_published and not writes_everywhere(by):
            raise Refused(_("Its issue is published: ask the regional editor."))


def owner_exists(photo):
    if photo.article_id:
        return Article.objects.filter(pk=photo.article_id).exists()
    return Section.objects.filter(pk=photo.section_id).exists()


def store(row, many):
    """Save ``row`` under its old key, without what has gone meanwhile."""
    if isinstance(row, Article) and row.section_id:
        has_section = Section.objects.filter(pk=row.section_id, issue=row.issue_id).exists()
        row.section_id = row.section_id if has_section else None
    if isinstance(row, Section) and row.issue.sections.filter(slug=row.slug).exists():
        row.slug = ""  # `save` makes a free one
    try:
        if isinstance(row, (Hotline, Contact)):
            row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.save(force_insert=True)
    for name, keys in many.items():
        relation = getattr(row, name)
        relation.set(relation.model._base_manager.filter(pk__in=keys))


def kept_with(version):
    """Return the rows kept with ``version``, as unsaved objects."""
    rest = version.revision.version_set.exclude(pk=version.pk).select_related("content_type")
    return [versions.row_in(row)[0] for row in rest]


def exists_again(related):
    """Say whether a row that belonged to what comes back may come back with it."""
    if type(related)._base_manager.filter(pk=related.pk).exists():
        return False
    return not isinstance(related, Photo) or is_usable(related)


def is_usable(photo):
    """Say whether the picture of ``photo`` may be shown and is still there."""
    return (
        bool(photo.image)
        and not withdrawn_among([photo.sha256])
        and default_storage.exists(photo.image.name)
    )


def purge_bin(now):
    """Delete for good what has lain in the bin for thirty days; return how many.

    The versions go with it, and so, at the next sweep, do files that nothing else names. A photo
    deleted from an article that stands still belongs to that article's earlier versions.
    """
    count = 0
    for entry in Binned.objects.due(now).select_related("version__content_type"):
        model = entry.version.content_type.model_class()
        with transaction.atomic():
            if model is Photo:
                entry.delete()
            else:
                versions.forget(model, entry.version.object_id)
        count += 1
    drop_lost_translations()
    return count


def drop_lost_translations():
    """Delete translations of what is gone for good: neither there nor kept in a version."""
    for kind, model in MODELS.items():
        rows = Translation.objects.filter(kind=kind)
        lost = rows.exclude(object_id__in=model._base_manager.values("pk"))
        kept = Version.objects.get_for_model(model) if versions.is_kept(model) else None
        for key in set(lost.values_list("object_id", flat=True)):
            if kept is None or not kept.filter(object_id=str(key)).exists():
                rows.filter(object_id=key).delete()
