"""The Desk on the admin's first page."""

from django import template

from issues.admin.desk import desk_of

register = template.Library()


@register.inclusion_tag("admin/desk.html", takes_context=True)
def desk(context):
    """Show what the person who has just logged in has to do."""
    request = context["request"]
    return desk_of(request.user) | {
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
