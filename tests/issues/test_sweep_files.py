import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from issues.models import Proof
from issues.publishing import publish
from tests.factories import jpeg, make_logo, make_photo


def files(root):
    return {path for path in Path(root).rglob("*") if path.is_file()}


def age(paths):
    for path in paths:
        os.utime(path, times=(time.time() - 90_000,) * 2)


@pytest.mark.pdf
def test_only_old_files_that_nothing_names_go(issue, sections, article, settings):
    sections["assistance"].delete()
    sections["contacts"].delete()
    make_photo(article=article)
    make_logo(issue.series)
    gone = make_photo(article=article, data=jpeg(color=(9, 9, 9)))
    publish(issue, by=None)
    kept_public = files(settings.PUBLIC_ROOT)
    assert {path.suffix for path in kept_public} >= {".pdf", ".webp", ".png"}
    proofs = Path(settings.MEDIA_ROOT) / "proofs"
    proofs.mkdir()
    for name in ("now.pdf", "now-1.webp", "before.pdf"):
        (proofs / name).write_bytes(b"proof")
    Proof.objects.create(
        issue=issue,
        language="en",
        content_sha256="0" * 64,
        pdf="proofs/now.pdf",
        pages=["proofs/now-1.webp"],
    )
    old_upload = Path(gone.image.path)
    gone.delete()
    orphan = Path(settings.PUBLIC_ROOT) / "photos" / "orphan.jpg"
    orphan.write_bytes(b"never published")
    age([*kept_public, *files(settings.MEDIA_ROOT), orphan])
    young = Path(settings.PUBLIC_ROOT) / "photos" / "young.jpg"
    young.write_bytes(b"being published")
    call_command("sweep_files", dry_run=True, stdout=StringIO())
    assert orphan.exists()
    call_command("sweep_files", stdout=StringIO())
    assert files(settings.PUBLIC_ROOT) == kept_public | {young}
    assert not old_upload.exists()
    assert {path.name for path in files(proofs)} == {"now.pdf", "now-1.webp"}
    assert len(files(settings.MEDIA_ROOT)) == 4  # with one photo and the logo
