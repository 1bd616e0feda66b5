"""Laying out and writing the PDF with WeasyPrint. Importing it needs Pango."""

import datetime as dt
import logging
import threading
from contextlib import contextmanager

import pydyf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from issues.pdf import Pdf, PdfError
from issues.pdf.conformance import VARIANT, corrected_tags, mark_as_pdf_ua
from issues.pdf.files import STATIC, STYLE_SHEETS, EditionFiles
from issues.pdf.fitting import Measure, fit
from issues.pdf.inspection import lowest
from issues.pdf.inspection import remarks as remarks_on
from issues.pdf.layout import BASE_URL, Pictures, paper_html, sheets_of
from issues.rendering import figures_csv

MM_PER_PIXEL = 25.4 / 96

# WeasyPrint's fonts must not be shared by threads, and conformance replaces one of its functions.
one_at_a_time = threading.Lock()


class Press:
    """WeasyPrint set up for one content tree: fonts and style sheets are read once."""

    def __init__(self, content):
        self.content = content
        self.fonts = FontConfiguration()
        files = EditionFiles(Pictures())
        self.styles = [
            CSS(url=STATIC + name, url_fetcher=files, font_config=self.fonts)
            for name in STYLE_SHEETS
        ]

    def lay_out(self, sheets, photo_bytes=None):
        """Return the laid out document of ``sheets``; without ``photo_bytes`` photos are blank."""
        pictures = Pictures()
        html = paper_html(self.content, sheets, pictures)
        files = EditionFiles(pictures, photo_bytes)
        source = HTML(string=html, base_url=BASE_URL, url_fetcher=files)
        return source.render(font_config=self.fonts, stylesheets=self.styles)

    def measure(self, sheet):
        """Lay ``sheet`` out alone and return its Measure."""
        pages = self.lay_out([sheet]).pages
        page = pages[-1]._page_box
        top, height = page.content_box_y(), page.height
        used = max(lowest(page) - top, 0)
        return Measure(len(pages), used * MM_PER_PIXEL, (height - used) * MM_PER_PIXEL)


@contextmanager
def collected_warnings():
    """Collect what WeasyPrint complains of, instead of printing it."""
    messages = []

    class Collector(logging.Handler):
        def emit(self, record):
            messages.append(record.getMessage())

    logger, collector = logging.getLogger("weasyprint"), Collector(logging.WARNING)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(collector)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield messages
    finally:
        logger.removeHandler(collector)
        logger.setLevel(level)
        logger.propagate = propagate


def print_edition(content, *, photo_bytes):
    """Return the Pdf of a content tree; see ``issues.pdf.render_pdf``."""
    with one_at_a_time, collected_warnings() as warnings:
        try:
            return print_sheets(content, photo_bytes, warnings)
        except FatalURLFetchingError as error:
            raise PdfError(str(error)) from error


def print_sheets(content, photo_bytes, warnings):
    press = Press(content)
    sheets, remarks = [], []
    for sheet in sheets_of(content):
        fitted, remark = fit(sheet, press.measure)
        sheets.append(fitted)
        if remark:
            remarks.append(remark)
    warnings.clear()
    document = press.lay_out(sheets, photo_bytes)
    remarks += remarks_on(document.pages)
    data = write(document, content)
    return Pdf(data, len(document.pages), tuple(dict.fromkeys(warnings)), tuple(remarks))


def write(document, content):
    """Return the bytes of a laid out document as PDF/A-3a and PDF/UA-1."""
    mark_as_pdf_ua(document)
    document.metadata.attachments = attachments(content)
    with corrected_tags(document, content["language"]):
        return document.write_pdf(pdf_variant=VARIANT, finisher=add_page_labels(content))


def attachments(content):
    if not any(section["figures"] for section in content["sections"]):
        return []
    issue = content["issue"]
    day = dt.datetime.fromisoformat(f"{issue['publication_date']}T00:00:00+00:00")
    name = f"{content['series']['slug']}-{issue['year']}-{issue['number']:02}-figures.csv"
    return [
        Attachment(
            string=figures_csv(content),
            name=name,
            description="Figures of this issue",
            created=day,
            modified=day,
            relationship="Data",
        )
    ]


def add_page_labels(content):
    """Return a finisher that labels pages by issue: 8-1, 8-2."""

    def finish(document, pdf):
        prefix = pydyf.String(f"{content['issue']['number']}-")
        numbering = pydyf.Array([0, pydyf.Dictionary({"S": "/D", "P": prefix})])
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbering})

    return finish
