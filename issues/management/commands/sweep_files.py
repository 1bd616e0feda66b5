"""Remove files that nothing names any more."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from issues.history.files import files_in_versions
from issues.models import Photo, Proof, Rendition, RenditionFile, Series
from issues.replacing import remove_withdrawn_files

# A publication or an upload under way has written files that no row names yet.
SPARED_SECONDS = 24 * 60 * 60


class Command(BaseCommand):
    help = (
        "Remove pictures and PDFs that no edition names, uploads that no photo names, and parts of "
        "interrupted writes. Files younger than a day are spared. Run it daily."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list what would go")

    def handle(self, *args, dry_run, **options):
        remove_withdrawn_files()
        published = set()
        for pdf_name, pictures in Rendition.objects.values_list("pdf_name", "pictures"):
            published |= {pdf_name, *pictures}
        published.update(RenditionFile.objects.values_list("name", flat=True))
        uploaded = set(Photo.objects.values_list("image", flat=True))
        uploaded.update(Photo.objects.values_list("consent_form", flat=True))
        uploaded |= files_in_versions()
        uploaded.update(Series.objects.values_list("logo", flat=True))
        for pdf, pages in Proof.objects.values_list("pdf", "pages"):
            uploaded |= {pdf, *pages}
        count = 0
        for root, named in [(settings.PUBLIC_ROOT, published), (settings.MEDIA_ROOT, uploaded)]:
            for path in orphans(Path(root), named):
                count += 1
                self.stdout.write(str(path))
                if not dry_run:
                    path.unlink(missing_ok=True)
        done = _("%s files would be removed.") if dry_run else _("%s files removed.")
        self.stdout.write(done % count)


def orphans(root, named):
    """Yield the files below ``root`` that are a day old and not in ``named``."""
    before = time.time() - SPARED_SECONDS
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.stat().st_mtime > before:
            continue
        if path.relative_to(root).as_posix() not in named:
            yield path
