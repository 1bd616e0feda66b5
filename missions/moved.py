"""Leading readers on from the former address of a series, wherever it stands in a path."""

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path

from missions.models import SeriesAddress
from reportcms.caching import PAGE

DEEPEST = 5  # "/en/figures/series/<address>/…", "/api/v1/issues/<address>/…"


class MovedSeriesMiddleware:
    """Turn a 404 below a former address into a redirect (301) to the same path below the new one.

    Only what is not found is looked up, so that nothing else costs a query, and a page that
    really stands at the address goes first.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        lost = response.status_code == 404 and request.method in ("GET", "HEAD")
        moved = moved_path(request.path) if lost else None
        if moved is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        address = escape_uri_path(moved)  # a path may hold a question mark of its own
        answer = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        # A series may return to where it was: browsers must not remember for ever that it left.
        answer.headers["Cache-Control"] = PAGE
        return answer


def moved_path(path):
    """Return where ``path`` leads now, None if it names no former address of a series."""
    parts = path.split("/")
    elsewhere = ("//", "/admin/", settings.STATIC_URL, settings.PUBLIC_URL)
    if path.startswith(elsewhere):
        return None
    named = [part for part in parts[1 : DEEPEST + 1] if part and "\0" not in part]
    moves = dict(SeriesAddress.objects.filter(slug__in=named).values_list("slug", "moved_to"))
    place = next((n for n, part in enumerate(parts) if part in moves), None)
    if place is None:
        return None
    parts[place] = moves[parts[place]]
    return "/".join(parts)
