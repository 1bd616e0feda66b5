"""Addresses of the page at hand."""

from django import template
from django.conf import settings
from django.urls import get_script_prefix
from django.utils.translation import get_language

from reportcms.text_mode import PREFIX, normal

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context, language):
    """The address of this page in another language of the site; its first page for others."""
    request = context.get("request")
    prefix = f"{get_script_prefix()}{get_language()}/"
    if request is None or not request.path.startswith(prefix):
        return f"/{language}/"
    return f"{get_script_prefix()}{language}/" + request.get_full_path()[len(prefix) :]


@register.simple_tag(takes_context=True)
def in_other_mode(context):
    """The address of this public page without pictures; of one in text mode, with them."""
    request = context.get("request")
    if request is None or not request.path_info.startswith(f"/{get_language()}/"):
        return f"{PREFIX}/{get_language()}/"
    address = request.get_full_path()
    return address.removeprefix(PREFIX) if request.is_text_only else f"{PREFIX}{address}"


@register.filter
def with_pictures(path):
    """The path of the same page or file outside of text mode."""
    return normal(path)


@register.simple_tag
def absolute(path):
    """The full address of ``path``, for links that leave the site."""
    return f"{settings.SITE_URL}{normal(path)}"
