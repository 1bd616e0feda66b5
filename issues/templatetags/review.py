"""Where an article stands, and what the person who looks may do about it."""

from django import template
from django.utils.html import format_html

from issues.models import Article
from issues.review.articles import MOST_CHARACTERS, allowed_acts

register = template.Library()

State = Article.State
LOOKS = {State.DRAFT: "", State.SUBMITTED: "wait", State.RETURNED: "warn", State.APPROVED: "good"}


@register.filter
def state_chip(article):
    """Return the state of ``article`` as a chip, in one look everywhere."""
    return format_html(
        '<span class="chip {}">{}</span>', LOOKS[article.state], article.get_state_display()
    )


@register.inclusion_tag("admin/issues/article/acts.html", takes_context=True)
def article_acts(context, article, next_url=""):
    """Show a button for each act allowed on ``article``; each leads on to ``next_url``."""
    return {
        "article": article,
        "acts": allowed_acts(article, context["request"].user),
        "most_characters": MOST_CHARACTERS,
        "next_url": next_url,
        "csrf_token": context.get("csrf_token"),
    }
