"""The way from the list of figures to the grids of the open issues."""

from django import template

from issues.admin.desk import open_issues

register = template.Library()


@register.inclusion_tag("admin/issues/figure_grid_links.html", takes_context=True)
def figure_grid_links(context):
    """Buttons of the list of figures, for people who enter figures."""
    user = context["request"].user
    may_enter = user.has_perm("missions.add_assistancefigure")
    return {"issues": open_issues(user) if may_enter else []}
