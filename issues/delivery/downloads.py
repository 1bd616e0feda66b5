"""Files for readers and machines: PDF, content, figures, pictures. Published once, replaced only where consent
was withdrawn."""

import functools
import hashlib
from pathlib import PurePosixPath

from csp.decorators import csp_exempt
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from issues.delivery.reading import content_of, content_sha256, read
from issues.rendering import figures_csv, figures_json, figures_xlsx
from issues.text import as_plain_text
from reportcms.caching import A_DAY, PAGE
from reportcms.canonical import canonical_bytes
from reportcms.ranges import asked_part
from reportcms.storage import PublicFiles

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(view):
    """Make a view of a reading answer for one issue.

    Also what stands at an edition's own address is asked for again: consent to show a picture may
    be withdrawn, and then the file is another one.
    """

    @require_safe
    @functools.wraps(view)
    def answer(request, series, year, number, version=None):
        reading = read(series, year, number, version, language=request.GET.get("language"))
        response = view(request, reading)
        response.headers.setdefault("Cache-Control", PAGE)
        return response

    return answer


# Browsers show a PDF in a page of their own making, which our policy would leave blank.
@csp_exempt()
@download
def pdf(request, reading):
    """The PDF that was laid out at publication."""
    rendition = reading.rendition
    if rendition.is_unredacted:
        return being_replaced()
    return stored_file(
        request,
        rendition.pdf_name,
        etag=f'"{rendition.pdf_sha256}"',
        filename=file_name(reading, "pdf"),
    )


@csp_exempt()
@download
def pdf_light(request, reading):
    """The PDF with small pictures, for slow lines and mail attachments."""
    return further_file(request, reading, reading.rendition.light, "light.pdf")


@csp_exempt()
@download
def pdf_print(request, reading):
    """The PDF with bleed and crop marks, for a printing house."""
    return further_file(request, reading, reading.rendition.for_printing, "print.pdf")


@download
def cover(request, reading):
    """The picture of the first page."""
    return further_file(request, reading, reading.rendition.cover, "cover.webp")


def further_file(request, reading, file, ending):
    """Answer with a file made beside the PDF; ``Http404`` if the edition has none of this kind."""
    if file is None:
        raise Http404("This edition has no such file.")
    if reading.rendition.is_unredacted:
        return being_replaced()
    return stored_file(
        request,
        file.name,
        etag=f'"{file.sha256}"',
        filename=file_name(reading, ending, separator="-"),
    )


def being_replaced():
    """Say that a file is being made anew, without saying what was taken out of it."""
    return HttpResponse(
        _("This file is being made anew. Please try again in a few minutes.") + "\n",
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": "120", "Cache-Control": "no-store"},
    )


@download
def text(request, reading):
    """The edition as plain text, for messages and for lines that carry little.

    It is written anew when it is asked for, so its words may change with the software.
    """
    body = as_plain_text(content_of(reading.rendition)).encode()
    response = generated(
        request,
        body,
        content_type="text/plain; charset=utf-8",
        etag=f'"{hashlib.sha256(body).hexdigest()}"',
        filename=file_name(reading, "txt"),
    )
    response.headers["Cache-Control"] = PAGE
    return response


@download
def content_json(request, reading):
    """The content tree in its canonical form, from which every page of the edition was made."""
    return generated(
        request,
        canonical_bytes(content_of(reading.rendition)),
        content_type="application/json",
        etag=f'"{content_sha256(reading.rendition)}"',
        filename=file_name(reading, "json"),
    )


@download
def figures(request, reading):
    """The figures of the edition as a table."""
    return generated(
        request,
        figures_csv(content_of(reading.rendition)),
        content_type="text/csv; charset=utf-8",
        etag=f'"{content_sha256(reading.rendition)}-csv"',
        filename=file_name(reading, "figures.csv", separator="-"),
        disposition="attachment",
    )


@download
def figures_workbook(request, reading):
    """The figures of the edition as a workbook with a description of its columns."""
    return generated(
        request,
        figures_xlsx(content_of(reading.rendition)),
        content_type=XLSX,
        etag=f'W/"{content_sha256(reading.rendition)}-xlsx"',  # the file says when it was made
        filename=file_name(reading, "figures.xlsx", separator="-"),
        disposition="attachment",
    )


@download
def figures_document(request, reading):
    """The figures of the edition as JSON."""
    return generated(
        request,
        figures_json(content_of(reading.rendition)),
        content_type="application/json",
        etag=f'"{content_sha256(reading.rendition)}-figures"',
        filename=file_name(reading, "figures.json", separator="-"),
    )


@download
def palette(request, reading):
    """The colours of the series, checked for contrast when the edition was made."""
    return generated(
        request,
        reading.rendition.palette_css.encode(),
        content_type="text/css; charset=utf-8",
        etag=f'"{content_sha256(reading.rendition)}-css"',
    )


@require_safe
def published_file(request, name):
    """A published picture or PDF by the name that says its content."""
    try:
        response = stored_file(request, name, etag=f'"{name}"')
    except (FileNotFoundError, SuspiciousFileOperation):
        raise Http404("No such file.") from None
    response.headers["Cache-Control"] = A_DAY
    return response


def file_name(reading, ending, *, separator="."):
    """Return a file name that says what it is: ``<series>-2020-08-en.pdf``."""
    edition = reading.edition
    return (
        f"{edition.series_slug}-{edition.year}-{edition.number:02}-{reading.rendition.language}"
        f"{separator}{ending}"
    )


def disposition_header(filename, disposition):
    return {"Content-Disposition": f'{disposition}; filename="{filename}"'} if filename else {}


def generated(request, body, *, content_type, etag, filename="", disposition="inline"):
    """Answer with ``body``, or with 304 if the reader has it already."""
    response = HttpResponse(
        body,
        headers={
            "Content-Type": content_type,
            "Content-Length": len(body),
            "ETag": etag,
            **disposition_header(filename, disposition),
        },
    )
    return get_conditional_response(request, etag=etag, response=response)


def stored_file(request, name, *, etag, filename=""):
    """Answer with a public file, a part of it if one is asked for, or 304.

    Raises what opening the file raises, and ``SuspiciousFileOperation`` for a strange name.
    """
    path = PublicFiles().path(name)
    if not path.is_file():
        raise FileNotFoundError(name)
    size = path.stat().st_size
    headers = {
        "Content-Type": CONTENT_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream"),
        "ETag": etag,
        "Accept-Ranges": "bytes",
        **disposition_header(filename or path.name, "inline"),
    }
    whole = get_conditional_response(request, etag=etag, response=HttpResponse(headers=headers))
    if whole.status_code != 200:
        return whole
    wanted = request.headers.get("Range", "") if request.method == "GET" else ""
    part = asked_part(wanted, request.headers.get("If-Range"), etag=etag, size=size)
    if part == ():
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part:
        first, last = part
        with path.open("rb") as file:
            file.seek(first)
            body = file.read(last - first + 1)
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        return HttpResponse(body, status=206, headers=headers | {"Content-Length": len(body)})
    if request.method == "HEAD":
        return HttpResponse(headers=headers | {"Content-Length": size})
    return FileResponse(path.open("rb"), headers=headers, filename=filename)
