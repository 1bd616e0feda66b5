"""What readers should know of the site itself: who makes it, for whom it works, what it remembers."""

import datetime as dt

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from reportcms.api import about_data
from reportcms.caching import public_page

SECURITY_FILE_IS_GOOD_FOR = dt.timedelta(days=180)
"""RFC 9116 asks for less than a year"""


def trust_page(name):
    """Return the view of one of the pages in ``templates/public/trust/``."""

    @public_page
    def view(request):
        context = about_data() | {
            "contact": settings.CONTACT_EMAIL,
            "site": settings.SITE_URL,
            "host": settings.SITE_URL.partition("://")[2],
            "trust": name,
        }
        return render(request, f"public/trust/{name}.html", context)

    return view


def plain(lines):
    return HttpResponse(
        "".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8"
    )


@require_safe
@cache_control(public=True, max_age=86400)
def security_txt(request):
    """To whom weaknesses of the site are told (RFC 9116)."""
    expires = timezone.now().astimezone(dt.UTC) + SECURITY_FILE_IS_GOOD_FOR
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    return plain(
        [
            *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
            f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
            f"Preferred-Languages: {languages}",
            f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        ]
    )


@require_safe
@cache_control(public=True, max_age=86400)
def robots_txt(request):
    """What robots need not read: forms, searches, and the same pages without pictures."""
    prefixes = [f"/{code}/" for code, _name in settings.LANGUAGES]
    return plain(
        [
            "User-agent: *",
            "Disallow: /admin/",
            "Disallow: /text/",
            *(f"Disallow: {prefix}search/" for prefix in prefixes),
            *(f"Disallow: {prefix}follow/" for prefix in prefixes),
            "",
            f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        ]
    )
