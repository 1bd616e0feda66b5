"""How a page takes its scripts."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def deferred(media):
    """Render a form's ``media`` so that no script holds the page up.

    Modules come first, as the editor is one of them, then all others in their order: the browser
    runs them one after the other when the page is there. The editor looks for jQuery when it
    starts, to hear of rows that are added to a form; a text in such rows must start it itself.
    """
    tags = str(media).splitlines()
    modules = [t for t in tags if 'type="module"' in t]
    classic = [t for t in tags if t.startswith("<script") and 'type="' not in t]
    rest = [t for t in tags if t not in modules and t not in classic]
    deferred_tags = [t.replace("<script ", "<script defer ", 1) for t in classic]
    return mark_safe("\n".join([*rest, *modules, *deferred_tags]))  # noqa: S308 -- tags of its own
