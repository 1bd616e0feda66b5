"""Addresses of the page at hand."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context, language):
    """The address of this page in another language of the site; its first page for others."""
    request = context.get("request")
    prefix = f"/{get_language()}/"
    if request is None or not request.path.startswith(prefix):
        return f"/{language}/"
    return f"/{language}/" + request.get_full_path()[len(prefix) :]


@register.simple_tag
def absolute(path):
    """The full address of ``path``, for links that leave the site."""
    return f"{settings.SITE_URL}{path}"
