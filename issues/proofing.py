"""Proofs: the pages as they would be printed now, kept in the private storage for the editor.

A proof is good for one content only, known by its checksum. Its files lie in a folder named by
that checksum, so a proof is outdated as soon as the issue says something else.
"""

import contextlib
import posixpath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from issues.models import Proof
from issues.models.edition import next_version
from issues.pdf import Form, PdfError, print_edition
from issues.photo_files import PhotoFiles
from issues.review.clearance import last_clearance
from issues.snapshot import snapshot

PAGE_WIDTH = 900  # pixels
PAGE_HEIGHT = 1273  # of an A4 page that wide


class NoProof(Exception):
    """The pages cannot be made; ``str()`` says why in the words of whoever asked."""


def content_now(issue, language):
    """Return the content tree that would be published in ``language`` now.

    From the second edition on a note stands on the first page. As long as nobody has typed it,
    ``stand_in_note`` keeps its room.
    """
    version = next_version(issue)
    note = "" if version == 1 else typed_note(issue) or stand_in_note(issue)
    return snapshot(issue, language, version=version, note=note)


def typed_note(issue):
    """Return the note of the next edition as far as it is known, else "".

    That is the one cleared, or the one somebody last asked to publish with.
    """
    if (clearance := last_clearance(issue)) and clearance.note:
        return clearance.note
    asked = issue.publications.filter(edition=None)
    if last := issue.editions.order_by("-version").first():
        asked = asked.filter(requested_at__gt=last.published_at)
    publication = asked.first()
    return publication.note.strip() if publication else ""


def stand_in_note(issue):
    """Return the sentence that keeps the room of a note, in the language of the issue's texts."""
    with translation.override(issue.language):
        return _("[Here stands what this edition corrects.]")


def has_stand_in_note(issue):
    """Say whether the proofs show ``stand_in_note``."""
    return next_version(issue) > 1 and not typed_note(issue)


def lay_out(content, *, report):
    """Print ``content`` with a picture of every page; ``report(percent, step)`` hears how far.

    Raises ``NoProof`` when it cannot be printed.
    """

    def told(done, total):
        report(5 + 90 * done // max(total, 1), _("Laying out the pages"))

    try:
        return print_edition(
            content,
            pictures=PhotoFiles.of_content(content),
            image_width=PAGE_WIDTH,
            report=told,
        )
    except (PdfError, FileNotFoundError) as error:
        raise NoProof(_("The PDF cannot be made: %s") % error) from error


def keep(wanted, printed):
    """Store the files of ``printed`` as the proof that ``wanted`` (a query set of one row) names.

    The files of the proof before are removed. If nobody wants this content any more, nothing is
    kept. Files are written before the row names them and removed after it stopped doing so.
    """
    proof = wanted.first()
    if proof is None:
        return
    folder = f"proofs/{proof.issue_id}/{proof.language}/{proof.content_sha256}"
    pdf = store(f"{folder}/issue.pdf", printed.files[Form.STANDARD])
    pages = [store(f"{folder}/{n}.webp", data) for n, data in enumerate(printed.images, start=1)]
    with transaction.atomic():
        now = wanted.select_for_update().first()
        superseded = [pdf, *pages]
        if now is not None:
            superseded = files_of(now)
            wanted.update(
                state=Proof.State.DONE,
                percent=100,
                problem="",
                heartbeat_at=timezone.now(),
                pdf=pdf,
                pages=pages,
                complaints=[
                    {"message": c.message, "page": c.page, "blocks": c.blocks}
                    for c in printed.complaints
                ],
            )
    remove(superseded)


def store(name, data):
    return default_storage.save(name, ContentFile(data))


def files_of(proof):
    return [name for name in (proof.pdf, *proof.pages) if name]


def remove(names):
    """Delete files of the private storage, and the folders they leave empty."""
    for name in names:
        default_storage.delete(name)
    for folder in {posixpath.dirname(name) for name in names}:
        with contextlib.suppress(OSError):  # something else lies there
            default_storage.delete(folder)
