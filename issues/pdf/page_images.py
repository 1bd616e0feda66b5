"""Pictures of the pages of a PDF, for the editor's proof and the cover on the site."""

from io import BytesIO

import pypdfium2

QUALITY = 70


def page_images(pdf, *, width, count=None):
    """Return a WebP of each of the first ``count`` pages of ``pdf`` (bytes), ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        shown = len(document) if count is None else min(count, len(document))
        return tuple(page_image(document[n], width) for n in range(shown))
    finally:
        document.close()


def page_image(page, width):
    bitmap = page.render(scale=width / page.get_width())
    file = BytesIO()
    bitmap.to_pil().convert("RGB").save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
