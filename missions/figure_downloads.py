"""Public figures as files: one indicator, a series of reports, or everything."""

import hashlib
import json

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from missions.models import AssistanceFigure, FigureRelease
from missions.models.address import every_slug
from missions.observations import loaded, observation_row, table_rows
from reportcms.caching import PAGE
from reportcms.figure_columns import LEDGER
from reportcms.tables import LONGEST_WORKBOOK, as_csv, as_xlsx, csvw, dictionary_csv

ROWS_AT_ONCE = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": XLSX}


@require_safe
def everything(request, form):
    """All public observations."""
    return download(request, AssistanceFigure.objects.public(), form, name="figures")


@require_safe
def of_indicator(request, code, form):
    """The public observations of one indicator."""
    figures = AssistanceFigure.objects.public().filter(indicator__code=code)
    return download(request, figures, form, name=f"figures-{code}")


@require_safe
def of_series(request, slug, form):
    """The observations that issues of one series have printed."""
    printed = FigureRelease.objects.standing().filter(series_slug__in=every_slug(slug))
    figures = AssistanceFigure.objects.public().filter(pk__in=printed.values("figure"))
    return download(request, figures, form, name=f"figures-{slug}")


def download(request, figures, form, *, name):
    """Answer with ``figures`` in ``form`` (csv, json, xlsx), or with 304 if the reader has them.

    The tag is made of what was released, so that nothing need be written to know it. Rows come
    from the database in portions: a million of them never stand in memory at once.
    """
    state = FigureRelease.objects.aggregate(
        count=Count("pk"), newest=Max("pk"), withdrawn=Count("withdrawal")
    )
    if not figures.exists():
        raise Http404("Nothing is public here.")
    told = f"{name}.{form} {state['count']} {state['newest']} {state['withdrawn']}"
    etag = f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": PAGE,
        "Content-Type": TYPES[form],
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
    }
    kept = get_conditional_response(request, etag=etag, response=HttpResponse(headers=headers))
    if kept.status_code != 200 or request.method == "HEAD":
        return kept
    found = loaded(figures.order_by("indicator__code", "as_of", "pk"))
    if form == "xlsx":
        return workbook(request, found, headers, name)
    body = csv_lines(found) if form == "csv" else json_lines(request, found)
    return StreamingHttpResponse(body, headers=headers)


def rows(figures):
    for figure in figures.iterator(chunk_size=ROWS_AT_ONCE):
        yield from table_rows(figure)


def csv_lines(figures):
    """Yield the table in portions of many lines: a line each would cost more than its making."""
    portion = []
    for line in as_csv(LEDGER, rows(figures)):
        portion.append(line)
        if len(portion) == ROWS_AT_ONCE:
            yield b"".join(portion)
            portion = []
    yield b"".join(portion)


def json_lines(request, figures):
    """Yield one JSON document, an observation a line."""
    about = {
        "url": f"{settings.SITE_URL}{request.path}",
        "dictionary": f"{settings.SITE_URL}{reverse('missions:figures_dictionary')}",
    }
    head = json.dumps(about, ensure_ascii=False)
    yield f'{head[:-1]}, "observations": [\n'.encode()
    first = True
    for figure in figures.iterator(chunk_size=ROWS_AT_ONCE):
        line = json.dumps(observation_row(figure), ensure_ascii=False)
        yield (line if first else f",\n{line}").encode()
        first = False
    yield b"\n]}\n"


def workbook(request, figures, headers, name):
    if figures.count() > LONGEST_WORKBOOK:
        text = _("These are too many rows for a workbook. Take the CSV file: %s") % (
            request.path.removesuffix("xlsx") + "csv"
        )
        return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
    address = f"{settings.SITE_URL}{request.path}"
    body = as_xlsx(LEDGER, rows(figures), title="Figures", about=[name, address])
    return HttpResponse(body, headers=headers)


@require_safe
def dictionary(request):
    """The data dictionary as a CSV file."""
    headers = {
        "Cache-Control": PAGE,
        "Content-Disposition": 'attachment; filename="figures-dictionary.csv"',
    }
    return HttpResponse(dictionary_csv(LEDGER), content_type=TYPES["csv"], headers=headers)


@require_safe
def metadata(request):
    """The data dictionary for machines (W3C tabular metadata), beside the CSV of everything."""
    url = reverse("missions:figures_file", args=["csv"])
    title = _("Public figures")
    return JsonResponse(
        csvw(LEDGER, url=f"{settings.SITE_URL}{url}", title=title),
        content_type="application/csvm+json",
        headers={"Cache-Control": PAGE},
    )
