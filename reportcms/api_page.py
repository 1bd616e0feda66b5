"""The page that tells people what the API is."""

from django.conf import settings
from django.shortcuts import render

from reportcms.api import MOST_ROWS, about_data, address
from reportcms.caching import public_page


@public_page
def about_api(request):
    context = about_data() | {"site": settings.SITE_URL, "start": address("/api/v1/")}
    return render(request, "public/api.html", context | {"most_rows": MOST_ROWS})
