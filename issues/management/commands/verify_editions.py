import hashlib

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.models import (
    ConsentWithdrawal,
    Edition,
    EditionSubject,
    EditionWithdrawal,
    Page,
    Redaction,
    Rendition,
    RenditionFile,
)
from issues.replacing import superfluous_files
from reportcms.canonical import digest
from reportcms.frozen import unfrozen
from reportcms.storage import PublicFiles


class Command(BaseCommand):
    help = (
        "Recompute every checksum of what was published: content, PDFs, pages and pictures of "
        "each rendition. Also look for the triggers that keep it frozen."
    )

    def handle(self, **options):
        faults = list(table_faults())
        count = 0
        withdrawn = set(Edition.objects.withdrawn().values_list("pk", flat=True))
        standing = set(Rendition.objects.standing().values_list("pk", flat=True))
        renditions = (
            Rendition.objects.with_state()
            .select_related("edition")
            .prefetch_related("pages", "files")
        )
        for rendition in renditions.order_by("edition", "language").iterator(chunk_size=20):
            count += 1
            found = list(row_faults(rendition))
            if rendition.pk in standing:
                found += file_faults(rendition)
            faults += [f"{rendition}: {fault}" for fault in found]
            state = _("sound") if rendition.pk in standing else _("replaced")
            state = _("withdrawn") if rendition.edition_id in withdrawn else state
            state = _("FAULT") if found else state
            self.stdout.write(f"{state}  {rendition}")
        faults += withdrawn_faults()
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(
            ngettext(
                "%(count)s rendition is as it was published.",
                "%(count)s renditions are as they were published.",
                count,
            )
            % {"count": count}
        )


def table_faults():
    tables = [
        model._meta.db_table
        for model in (
            *(Edition, EditionSubject, Rendition, RenditionFile, Page),
            *(ConsentWithdrawal, EditionWithdrawal, Redaction),
        )
    ]
    for table in unfrozen(tables):
        yield _("Table %s can be changed: its triggers are missing.") % table


def withdrawn_faults():
    """Yield the files that are still public although they, or all their editions, were withdrawn."""
    files = PublicFiles()
    for name in sorted(filter(files.exists, superfluous_files())):
        yield _("The withdrawn file %s is still public: run sweep_files.") % name
    for sha256 in ConsentWithdrawal.objects.values_list("photo_sha256", flat=True):
        if files.path(f"photos/{sha256}").exists():
            yield _("The withdrawn picture %s is still public: run sweep_files.") % sha256


def row_faults(rendition):
    """Yield what of the rows of ``rendition`` is not as it was, replaced or not."""
    if digest(rendition.content) != rendition.content_sha256:
        yield _("the content has changed since publication")
    for page in rendition.pages.all():
        if hashlib.sha256(page.html.encode()).hexdigest() != page.sha256:
            yield _("the page “%s” has changed since publication") % page.title


def file_faults(rendition):
    """Yield what of the files of a standing ``rendition`` is not as it was."""
    if rendition.is_unredacted:
        yield _("consent was withdrawn, and the worker has not replaced it yet")
        return
    files = PublicFiles()
    try:
        data = files.read(rendition.pdf_name)
    except FileNotFoundError:
        yield _("the PDF %s is missing") % rendition.pdf_name
    else:
        if hashlib.sha256(data).hexdigest() != rendition.pdf_sha256:
            yield _("the PDF %s has changed since publication") % rendition.pdf_name
    for file in rendition.files.all():
        if not files.exists(file.name):
            yield _("the %(kind)s %(name)s is missing") % {"kind": file, "name": file.name}
        elif hashlib.sha256(files.read(file.name)).hexdigest() != file.sha256:
            yield _("the %(kind)s %(name)s has changed since publication") % {
                "kind": file,
                "name": file.name,
            }
    for name, sha256 in sorted(rendition.pictures.items()):
        if not files.exists(name):
            yield _("the picture %s is missing") % name
        elif hashlib.sha256(files.read(name)).hexdigest() != sha256:
            yield _("the picture %s has changed since publication") % name
