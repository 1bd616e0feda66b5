"""HTML as read: a tree of elements, with what their styles say about them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAX_DEPTH = 80
VOID = {"br", "hr"}

_STYLE = {
    "marker": re.compile(r"mso-list:\s*ignore", re.IGNORECASE),
    "hidden": re.compile(r"display:\s*none|mso-hide:\s*all|mso-element:\s*comment", re.IGNORECASE),
    "footnotes": re.compile(r"mso-element:\s*(?:footnote|endnote)-list", re.IGNORECASE),
    "bold": re.compile(r"(?<![-\w])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE),
    "not_bold": re.compile(r"(?<![-\w])font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE),
    "italic": re.compile(r"(?<![-\w])font-style:\s*italic", re.IGNORECASE),
    "raised": re.compile(r"(?<![-\w])vertical-align:\s*super", re.IGNORECASE),
}
_COMMENT_MARK = re.compile(r"\bMsoCommentReference\b|\bmsocomanchor\b", re.IGNORECASE)


@dataclass
class Element:
    """One element as read: its tag, its attributes, and text or elements inside."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def is_comment_mark(self) -> bool:
        """Whether it is what Word puts into a text where somebody left a comment."""
        return bool(_COMMENT_MARK.search(self.attributes.get("class", "")))

    def has(self, kind: str) -> bool:
        """Say whether the style attribute contains the declaration named ``kind``."""
        return bool(_STYLE[kind].search(self.attributes.get("style", "")))

    def text(self) -> str:
        """Return the text inside, without any element."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self.open = [self.root]
        self.too_deep = 0

    def handle_starttag(self, tag, attrs):
        if tag not in VOID and len(self.open) > MAX_DEPTH:
            self.too_deep += 1
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(well_formed_html: str) -> Element:
    """Return the tree of an HTML fragment in which every element is closed."""
    reader = _Reader()
    reader.feed(well_formed_html)
    reader.close()
    return reader.root
