"""What the admin's frame needs on pages that are not the admin site's own."""

from django.contrib import admin

FRAMED = ("account_", "mfa_", "usersessions_", "invitation_")


def admin_frame(request):
    """Return the title, user tools and navigation of the admin on pages about accounts."""
    match = getattr(request, "resolver_match", None)
    if match is None or not (match.url_name or "").startswith(FRAMED):
        return {}
    return admin.site.each_context(request)
