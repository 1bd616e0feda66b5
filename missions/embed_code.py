"""How an indicator's number gets onto other sites: the code to copy, and where machines ask for it."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

WIDTH, HEIGHT = 480, 420  # pixels in which everything is seen


def snippet(indicator, *, width="100%", height=HEIGHT):
    """Return the HTML that shows ``indicator`` on another site, in the language at hand."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'style="border:0"></iframe>',
        f"{settings.SITE_URL}{reverse('missions:embed', args=[indicator.code])}",
        indicator.name,
        width,
        height,
    )


def oembed_address(indicator):
    """Return where programs learn what to embed for the page of ``indicator``."""
    page = f"{settings.SITE_URL}{reverse('missions:indicator', args=[indicator.code])}"
    return f"{settings.SITE_URL}{reverse('oembed')}?{urlencode({'url': page})}"
