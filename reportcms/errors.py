"""Pages for when something goes wrong: what happened, and where to go on."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

LAST_RESORT = (
    '<!doctype html><html lang="en"><title>Something went wrong</title>'
    "<h1>Something went wrong on our side</h1><p>Try again in a few minutes.</p>"
)


class Gone(Http404):
    """What stood at this address was taken away; ``template`` and ``context`` tell readers why.

    ``str()`` is the reason in short, for programs.
    """

    def __init__(self, reason, *, template, context):
        super().__init__(reason)
        self.template, self.context = template, context


def page_not_found(request, exception):
    if isinstance(exception, Gone):
        return render(request, exception.template, exception.context, status=410)
    return render(request, "404.html", status=404)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def too_many_requests(request):
    """Staff are told of passwords and guessers, readers where to go on."""
    is_staffs = request.path.startswith("/admin/")
    template = "account/too_many_attempts.html" if is_staffs else "429.html"
    return render(request, template, status=429)


def bad_request(request, exception):
    """The request cannot be trusted, so the page is made without it."""
    return HttpResponse(get_template("400.html").render(), status=400)


def server_error(request):
    """Something is broken, maybe the database: the page is made of nothing but itself."""
    try:
        page = get_template("500.html").render()
    except Exception:  # the templates or the static files may be what is broken
        page = LAST_RESORT
    return HttpResponse(page, status=500)
