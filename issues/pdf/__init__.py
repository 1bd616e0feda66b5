"""The PDF of an edition: from a content tree to the bytes that are published."""

from dataclasses import dataclass

__all__ = ["Pdf", "PdfError", "render_pdf"]


class PdfError(Exception):
    """A PDF could not be made; ``str()`` says why."""


@dataclass(frozen=True)
class Pdf:
    """A finished PDF.

    ``warnings`` are faults of the file (something ignored, missing or unmarked): it must not be
    published. ``remarks`` are for the editor: a section that does not fit its page and by how
    many lines, something over the edge, a page nearly empty.
    """

    data: bytes
    pages: int
    warnings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def render_pdf(content, *, photo_bytes):
    """Return the PDF of a content tree; the same tree gives the same bytes.

    ``photo_bytes(photo, width_px, height_px)`` gives a JPEG of a photo, cropped around its focal
    point. The file is PDF/A-3a and PDF/UA-1 at once and carries the figures as CSV. Raises
    ``PdfError`` if the text layout library is missing or something foreign was to be loaded.
    """
    try:
        from issues.pdf.press import print_edition  # noqa: PLC0415 -- the site starts without Pango
    except OSError as error:
        raise PdfError(str(error)) from error
    return print_edition(content, photo_bytes=photo_bytes)
