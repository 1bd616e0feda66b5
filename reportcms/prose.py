"""Rich text: the one list of what a text may contain, and the field that keeps to it.

Staff write in the editor, paste from Word and import bundles. Whatever the way, the stored text
is made of `TAGS` only and in one canonical form, so that the same text is the same string.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget, prose_editor_admin_media
from js_asset import ImportMap, Media, Script

from reportcms.prose_blocks import serialise
from reportcms.prose_order import normalise
from reportcms.prose_tree import read

MAX_LENGTH = 200_000  # characters of HTML that a form takes
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "noopener noreferrer"
TAGS = {
    *("p", "h3", "h4", "blockquote", "ul", "ol", "li", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("strong", "em", "sup", "a", "br", "data"),
}
# The editor's buttons, for the same set. `WordPaste` and `FigureReference` are in static/js.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Superscript": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "HardBreak": True,
    "Link": {"enableTarget": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "WordPaste": True,
    "FigureReference": True,
}

_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {"a": {"href"}, "td": _SPANS, "th": _SPANS, "data": {"value"}}
_DROPPED_WITH_CONTENT = {
    *("script", "style", "title", "template", "iframe", "noscript", "noframes", "object"),
    *("svg", "math", "audio", "video", "canvas", "select", "textarea", "del", "xml"),
}
# Reads wider than it keeps, to recognise Word's lists, emphasis and hidden text.
_reader = nh3.Cleaner(
    tags=TAGS
    | {
        *("b", "i", "cite", "dfn", "var", "span", "div", "pre", "address", "center", "caption"),
        *("h1", "h2", "h5", "h6", "dl", "dt", "dd", "tfoot", "menu", "dir", "section"),
        *("article", "aside", "header", "footer", "main", "figure", "figcaption", "details"),
        *("summary", "form", "fieldset", "legend"),
    },
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes={"*": {"style", "class"}} | _ATTRIBUTES,
    link_rel=None,
)
_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    url_schemes=LINK_SCHEMES,
    link_rel=LINK_REL,
)
_BLOCK_END = re.compile(r"</(?:p|h3|h4|li|blockquote|tr|th|td)>|<(?:br|hr|ul|ol|table)>")
_TAG = re.compile(r"<[^>]*>")
_FIGURE = re.compile(r'<data value="([0-9a-f-]{36})"></data>')


def clean_prose(html: str) -> str:
    """Return ``html`` as it may be stored and shown: sanitised and in canonical form.

    Unsafe and unknown parts go, their text stays; links lead to web pages, e-mail addresses and
    telephones only; Word's list paragraphs become lists; a table inside a table becomes
    paragraphs; empty paragraphs go. Cleaning a clean text changes nothing.
    """
    if not html or not html.strip():
        return ""
    return _cleaner.clean(serialise(normalise(read(_reader.clean(html)))))


def figure_references(html: str) -> list[uuid.UUID]:
    """Return the ids of the figures that a clean text refers to, in reading order."""
    return [uuid.UUID(found) for found in _FIGURE.findall(html)]


def with_figures(html: str, shown: Callable[[uuid.UUID], str]) -> str:
    """Return a clean text with HTML in the place of each reference to a figure.

    ``shown(id)`` gives that HTML, escaped.
    """
    return _FIGURE.sub(lambda match: shown(uuid.UUID(match[1])), html)


def without_figures(html: str) -> str:
    """Return a clean text without its paragraphs, list items and tables that refer to a figure."""
    if not figure_references(html):
        return html
    blocks = normalise(read(_reader.clean(html)))
    return _cleaner.clean(serialise([b for block in blocks for b in _free_of_figures(block)]))


def _free_of_figures(block):
    if block.kind in ("ul", "ol"):
        items = [[b for inner in item for b in _free_of_figures(inner)] for item in block.items]
        kept = [item for item in items if item]
        return [replace(block, items=kept)] if kept else []
    if block.kind == "blockquote":
        kept = [b for inner in block.blocks for b in _free_of_figures(inner)]
        return [replace(block, blocks=kept)] if kept else []
    return [] if figure_references(serialise([block])) else [block]


def plain_text(html: str, *, shown: Callable[[uuid.UUID], str] = lambda _id: "…") -> str:
    """Return the words of ``html``, one line for each block, cell and line break.

    ``shown(id)`` gives what stands in the place of a reference to a figure.
    """
    cleaned = with_figures(clean_prose(html), shown)
    text = unescape(_TAG.sub("", _BLOCK_END.sub("\n", cleaned)))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


class ProseWidget(AdminProseEditorWidget):
    """The editor, made by static/js/prose.js, which imports the other modules by these names."""

    modules = ("word-paste", "figure-reference", "prose")

    @property
    def media(self):
        scripts = {f"reportcms/{name}": f"js/{name}.js" for name in self.modules}
        tags = [Script(path, type="module") for path in scripts.values()]
        return prose_editor_admin_media + Media(js=tags, importmap=ImportMap(scripts))


class ProseFormField(ProseEditorFormField):
    """The form field of `ProseField`: what it cleans to decides whether it is empty."""

    def __init__(self, *args, **kwargs):
        # The admin would give its own box for long texts; the preset names the attribute by which
        # static/js/prose.js knows a box.
        super().__init__(*args, **kwargs | {"widget": ProseWidget, "preset": "reportcms"})

    def to_python(self, value):
        text = super().to_python(value)
        if len(text) > MAX_LENGTH:  # reading it would take long
            raise ValidationError(
                _("This text is too long. Split it into several, or paste it without formatting."),
                code="max_length",
            )
        return clean_prose(text)


class ProseField(ProseEditorField):
    """A rich text. It is cleaned on every way into the database, not only through forms."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", clean_prose)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_prose(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        # QuerySet.update() and bulk_update() come only through here.
        if isinstance(value, str):
            value = clean_prose(value)
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": ProseFormField} | kwargs)
