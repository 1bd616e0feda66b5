"""The printed edition: from a content tree to the files that are published."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

__all__ = ["Complaint", "Form", "PdfError", "PictureSource", "Printed", "print_edition"]


class PdfError(Exception):
    """A PDF could not be made; ``str()`` says why."""


class Form(StrEnum):
    """What a PDF is made for; all forms are laid out alike."""

    STANDARD = "standard"
    LIGHT = "light"
    """small pictures, for slow lines and mail attachments"""
    PRINT = "print"
    """fine pictures, bleed and crop marks, for a printing house"""


class PictureSource(Protocol):
    """Where the bytes of the placed pictures come from."""

    def print_bytes(self, photo, width, height, *, quality):
        """Return a JPEG of the photo node, cropped around its focal point to pixels."""

    def logo_bytes(self, logo):
        """Return the PNG of the logo node of a series."""


@dataclass(frozen=True)
class Complaint:
    """Something wrong with the pages, in a sentence that names the place and the remedy.

    What ``blocks`` must not be published; the rest the editor should know.
    """

    message: str
    page: int | None = None
    blocks: bool = True


@dataclass(frozen=True)
class Printed:
    """The finished files of one rendition.

    ``files`` are the PDFs asked for; ``images`` a WebP of each page, if they were asked for.
    """

    files: dict[Form, bytes]
    pages: int
    complaints: tuple[Complaint, ...] = ()
    images: tuple[bytes, ...] = ()

    @property
    def faults(self):
        """The complaints that must stop a publication."""
        return tuple(c for c in self.complaints if c.blocks)


def print_edition(
    content, *, pictures, forms=(Form.STANDARD,), image_width=None, image_count=None, report=None
):
    """Lay out a content tree and return its Printed; the same tree gives the same bytes.

    ``pictures`` is a PictureSource; ``image_width`` (pixels) asks for pictures of the first
    ``image_count`` pages, or of all; ``report(done, total)`` is told how many steps are behind.
    Each PDF is PDF/A-3a and PDF/UA-1 at once and carries the figures as CSV.

    The work is done in a process of its own, under ``settings.PDF_LIMITS``; messages are in the
    active language. Raises ``PdfError`` if the text layout library is missing, something foreign
    was to be loaded, the bytes of a picture cannot be had, or a limit was reached.
    """
    from issues.pdf.bounded import print_bounded  # noqa: PLC0415 -- it imports this module

    return print_bounded(
        content,
        pictures=pictures,
        forms=tuple(forms),
        image_width=image_width,
        image_count=image_count,
        report=report or (lambda done, total: None),
    )
