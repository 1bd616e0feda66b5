"""Laying out and writing the PDF with WeasyPrint. Importing it needs Pango."""

import datetime as dt
import functools
import logging
from contextlib import contextmanager
from pathlib import Path

import pydyf
from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from issues.pdf import Complaint, Form, Printed
from issues.pdf.conformance import VARIANT, corrected_tags, mark_as_pdf_ua
from issues.pdf.files import STATIC, STYLE_SHEETS, EditionFiles
from issues.pdf.fitting import Measure, fit
from issues.pdf.inspection import complaints_of, inspect, lowest, missing_letters
from issues.pdf.layout import BASE_URL, PRINTINGS, Pictures, paper_html, sheets_of
from issues.pdf.page_images import page_images
from issues.pdf.proofreading import differences, proofread
from issues.pdf.resolution import coarse_photos
from issues.rendering import figures_csv

MM_PER_PIXEL = 25.4 / 96

REHEARSED = """<html lang="en"><title>x</title><body class="edition">
<p>Ab 12 Аб ● <em>c</em> <strong>d</strong> <b><i>e</i></b></p></body></html>"""


@functools.cache
def fonts():
    """Return the fonts of this process; they must not be shared by threads."""
    return FontConfiguration()


@functools.cache
def style_sheet(name):
    """Return a parsed style sheet and what there is to complain of in it.

    Reading it also reads the fonts it names.
    """
    files = EditionFiles(Pictures(PRINTINGS[Form.STANDARD]))
    with collected_warnings() as warnings:
        sheet = CSS(url=STATIC + name, url_fetcher=files, font_config=fonts())
    return sheet, tuple(warnings)


def rehearse():
    """Load fonts, style sheets, templates and translations, and write a PDF that nobody sees."""
    folder = Path(settings.BASE_DIR) / "templates"
    for path in sorted((folder / "edition").rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Issue")
    styles = [style_sheet(name)[0] for name in STYLE_SHEETS]
    for name in PRINTINGS[Form.PRINT].style_sheets:
        style_sheet(name)
    document = HTML(string=REHEARSED, base_url=BASE_URL)
    document.render(font_config=fonts(), stylesheets=styles).write_pdf(pdf_variant=VARIANT)


class Press:
    """WeasyPrint set up for one content tree."""

    def __init__(self, content):
        self.content = content

    def lay_out(self, sheets, pictures, source=None):
        """Return the laid out document of ``sheets`` and register its photos in ``pictures``.

        Without ``source`` photos are blank.
        """
        html = paper_html(self.content, sheets, pictures)
        files = EditionFiles(pictures, source)
        document = HTML(string=html, base_url=BASE_URL, url_fetcher=files)
        styles = []
        for name in (*STYLE_SHEETS, *pictures.printing.style_sheets):
            sheet, warnings = style_sheet(name)
            styles.append(sheet)
            for warning in warnings:
                logging.getLogger("weasyprint").warning("%s: %s", name, warning)
        return document.render(font_config=fonts(), stylesheets=styles)

    def measure(self, sheet):
        """Lay ``sheet`` out alone and return its Measure."""
        pages = self.lay_out([sheet], Pictures(PRINTINGS[Form.STANDARD])).pages
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


def press(content, *, pictures, forms, image_width, image_count, report):
    """Return the Printed of a content tree; see ``issues.pdf.print_edition``."""
    with collected_warnings() as warnings:
        files, pages, complaints = print_forms(content, pictures, forms, warnings, report)
    images = ()
    if image_width:
        images = page_images(files[forms[0]], width=image_width, count=image_count)
    return Printed(files, pages, tuple(complaints), images)


def print_forms(content, source, forms, warnings, report):
    machine = Press(content)
    waiting = sheets_of(content)
    total = len(waiting) + len(forms)
    sheets, complaints = [], []
    for done, sheet in enumerate(waiting):
        report(done, total)
        fitted, remark = fit(sheet, machine.measure)
        sheets.append(fitted)
        if remark:
            complaints.append(Complaint(remark, blocks=False))
    files, laid_out = {}, None
    for done, form in enumerate(forms, start=len(sheets)):
        report(done, total)
        warnings.clear()
        pictures = Pictures(PRINTINGS[form])
        document = machine.lay_out(sheets, pictures, source)
        data = write(document, content)
        if laid_out is None:
            laid_out = document.pages
            complaints += [*inspect(document.pages), *missing_letters(document)]
            complaints += proofread(document, data, content)
            complaints += coarse_photos(content, pictures.placed.values())
        else:
            complaints += differences(form, document.pages, laid_out)
        files[form] = data
        complaints += complaints_of(warnings)
    report(total, total)
    return (
        files,
        len(laid_out),
        dict.fromkeys(complaints),
    )  # what several forms have in common is said once


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
    with translation.override(content["language"]):
        description = _("Figures of this issue")
    return [
        Attachment(
            string=figures_csv(content),
            name=name,
            description=description,
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
        pdf.catalog["PageMode"] = "/UseOutlines"

    return finish
