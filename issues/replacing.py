"""Replacing what was published: the same edition in the same language, without the pictures.

Nothing of the edition changes but the slots that a withdrawal of consent empties. Every step can
be repeated: a worker that dies leaves files that nothing names, and the redaction still waiting.
"""

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from issues.delivery import baking
from issues.models import ConsentWithdrawal, Redaction, Rendition
from issues.photo_files import PhotoFiles
from issues.publishing import insert_rendition, render_tree
from issues.redaction import redacted
from issues.search.index import index_issue
from reportcms.storage import PublicFiles


def waiting():
    """Return (edition, language, number) of the newest redaction of each that waits for one."""
    newest = Redaction.objects.filter(edition=OuterRef("edition"), language=OuterRef("language"))
    renditions = Rendition.objects.standing().unredacted().order_by("edition", "language")
    renditions = renditions.annotate(
        asked=Subquery(newest.order_by("-number").values("number")[:1])
    )
    return list(renditions.values_list("edition", "language", "asked"))


def replace(edition, language, *, report=None):
    """Insert the redacted rendition of ``edition`` (a key) in ``language``, if one is waited for.

    The pages may have faults that would stop a publication: to take a picture out comes before
    the looks of a page. Raises ``NotPublished`` if they cannot be printed at all.
    """
    rendition = (
        Rendition.objects.standing()
        .unredacted()
        .filter(edition=edition, language=language)
        .select_related("edition")
        .first()
    )
    if rendition is None:
        return
    number = Redaction.objects.filter(edition=edition, language=language).count()
    content = redacted(rendition.content, rendition.withdrawn_pictures())
    photos = PhotoFiles.of_content(content, published=rendition.pictures)
    rendered = render_tree(content, photos, report=report, despite_faults=True)
    rendered.redaction = number
    rendered.put_files_in_place(lambda done, total: None)
    try:
        with transaction.atomic():
            insert_rendition(rendition.edition, rendered)
            index_issue(rendition.edition.issue_id)
    except IntegrityError:  # another worker was faster
        pass
    remove_withdrawn_files()


def remove_withdrawn_files():
    """Take away the published pages and files that only withdrawn or replaced renditions name."""
    baking.drop_withdrawn()
    transaction.on_commit(baking.drop_withdrawn)  # what was baked in between
    public = PublicFiles()
    for name in superfluous_files():
        public.remove(name)
    for sha256 in ConsentWithdrawal.objects.values_list("photo_sha256", flat=True):
        public.remove(f"photos/{sha256}")


def superfluous_files():
    """Return the names of files that only renditions name which nobody may read any more.

    Pictures stay while a rendition waits to be replaced: its page goes on showing the others.
    """
    withheld, standing = hidden(), Rendition.objects.standing()
    shown = set(file_names(standing.exclude(pk__in=withheld)))
    files = set(file_names(Rendition.objects.filter(pk__in=withheld))) - shown
    withdrawn = Rendition.objects.filter(edition__withdrawal__isnull=False)
    return files | set(picture_names(withdrawn)) - set(picture_names(standing))


def hidden():
    """Keys of renditions that nobody may read any more: replaced, waiting for it, or withdrawn."""
    standing = Rendition.objects.standing()
    replaced = Rendition.objects.exclude(pk__in=standing.values("pk"))
    return [
        *replaced.values_list("pk", flat=True),
        *standing.unredacted().values_list("pk", flat=True),
    ]


def file_names(renditions):
    """Yield the names of the PDFs and covers of ``renditions``."""
    yield from renditions.values_list("pdf_name", flat=True)
    yield from filter(None, renditions.values_list("files__name", flat=True))


def picture_names(renditions):
    for pictures in renditions.values_list("pictures", flat=True):
        yield from pictures
