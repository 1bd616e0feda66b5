"""A header that Django has no setting for."""

OWN_PAGES_ONLY = {"text/html", "text/css", "text/javascript", "application/javascript"}


class ResourcePolicyMiddleware:
    """Say which answers pages of other sites may load as parts of theirs.

    Pages, style sheets and scripts are for this site alone, and so is everything of the admin.
    Published pictures and files are for whoever shows or quotes a report.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        closed = kind in OWN_PAGES_ONLY or request.path_info.startswith("/admin/")
        policy = "same-origin" if closed else "cross-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", policy)
        return response
