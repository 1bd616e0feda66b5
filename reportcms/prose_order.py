"""Put rich text in order: from any HTML to the few blocks a report is made of.

The result is canonical. A text is a sequence of paragraphs, headings, lists, quotations, tables
and rules; text inside them carries marks (`strong`, `em`, `sup`, a link) in one fixed nesting.
Word's paragraphs that only look like list items become lists. Nothing here is a safety measure:
`reportcms.prose` sanitises before and after.
"""

import re
import uuid
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from reportcms.prose_blocks import BREAK, FIGURE, Block, Cell, Link, Run, paragraphs, simple, tidy
from reportcms.prose_tree import VOID, Element
from reportcms.prose_word import WordList, with_word_lists

MAX_SPAN = 50

_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_INLINE = {"a", "strong", "b", "em", "i", "cite", "dfn", "var", "sup", "span", "br", "data"}

# Control characters, byte order marks, and the private-use signs of Word's Symbol bullets.
_JUNK = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\uf000-\uf0ff\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_REFERENCE_CLASS = re.compile(r"\bMso(?:Footnote|Endnote)Reference\b", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^\s@?<>\"]+@[^\s@?<>\"]+\.[^\s@?<>\"]+", re.IGNORECASE)
_TEL = re.compile(r"tel:\+?[0-9*().\-]{2,24}(?:%23)?", re.IGNORECASE)


class _Blocks:
    """Collects blocks; text outside any block element becomes a paragraph."""

    def __init__(self):
        self.blocks: list[Block] = []
        self.runs: list[Run] = []

    def end_paragraph(self, kind="p"):
        runs = tidy(self.runs)
        self.runs = []
        if runs:
            self.blocks.append(Block(kind, runs=runs))

    def add(self, block):
        self.end_paragraph()
        self.blocks.append(block)


def normalise(root: Element) -> list[Block]:
    """Return the blocks of a text in normal form."""
    return _read_blocks(root.children)


def _read_blocks(nodes: list[Element | str], marks=frozenset(), link=None) -> list[Block]:
    target = _Blocks()
    _collect(with_word_lists(nodes), target, marks, link)
    target.end_paragraph()
    return target.blocks


def _collect(nodes, target: _Blocks, marks, link) -> None:
    for node in nodes:
        if isinstance(node, str):
            target.runs.append(Run(_JUNK.sub("", node), marks, link))
        elif isinstance(node, WordList):
            if (block := _word_list(node, marks)).items:
                target.add(block)
        elif node.has("hidden") or node.has("marker") or node.is_comment_mark:
            continue
        elif node.tag == "br":
            target.runs.append(Run(BREAK, marks, link))
        elif node.tag == "data" and (figure := _figure_id(node)):
            target.runs.append(Run(FIGURE, marks, link, figure))
        elif node.tag in _INLINE:
            _collect_inline(node, target, marks, link)
        else:
            target.end_paragraph()
            _collect_block(node, target, marks, link)
            target.end_paragraph()


def _collect_inline(node, target, marks, link):
    marks = _marks_of(node, marks)
    if node.tag == "a" and link is None and (href := _safe_href(node.attributes.get("href", ""))):
        link = Link(href, id(node))
    _collect(node.children, target, marks, link)


def _marks_of(node, marks):
    style = node.has
    added = set()
    if (node.tag in {"strong", "b"} and not style("not_bold")) or style("bold"):
        added.add("strong")
    if node.tag in {"em", "i", "cite", "dfn", "var"} or style("italic"):
        added.add("em")
    reference = _REFERENCE_CLASS.search(node.attributes.get("class", ""))
    if node.tag == "sup" or style("raised") or reference:
        added.add("sup")
    return marks | added


def _figure_id(node) -> str:
    """Return the id of the figure a ``data`` element refers to, nothing if it names none."""
    try:
        return str(uuid.UUID(node.attributes.get("value", "")))
    except ValueError:
        return ""


def _safe_href(href: str) -> str:
    """Return the address a link may have, or nothing: web pages, e-mail and telephone only."""
    href = _SPACE.sub("%20", _JUNK.sub("", href).strip())
    if href.lower().startswith("www."):
        href = f"https://{href}"
    if _MAILTO.fullmatch(href) or _TEL.fullmatch(href):
        return href
    try:
        address = urlsplit(href)
        usable = address.scheme in {"http", "https"} and bool(address.hostname)
    except ValueError:
        usable = False
    return href if usable else ""


def _collect_block(node, target, marks, link):
    if node.tag in _HEADINGS:
        inner = _Blocks()
        _collect(node.children, inner, marks, link)
        inner.end_paragraph()
        runs = []
        for block in paragraphs(inner.blocks):
            runs += [Run(" "), *block.runs] if runs else block.runs
        target.runs = [replace(r, text=" ") if r.text == BREAK else r for r in runs]
        target.end_paragraph(_HEADINGS[node.tag])
    elif node.tag in {"ul", "ol", "menu", "dir"}:
        items = _items(node, marks)
        if items:
            target.add(Block("ol" if node.tag == "ol" else "ul", items=items))
    elif node.tag == "blockquote":
        blocks = simple(_read_blocks(node.children, marks, link))
        if blocks:
            target.add(Block("blockquote", blocks=blocks))
    elif node.tag == "table":
        _collect_table(node, target, marks)
    elif node.tag == "hr":
        target.add(Block("hr"))
    else:
        children = node.children
        if node.has("footnotes"):
            children = [c for c in children if isinstance(c, str) or c.tag not in VOID]
        _collect(with_word_lists(children), target, marks, link)


# --- Lists ------------------------------------------------------------------------------------


def _items(node, marks) -> list[list[Block]]:
    items = []
    for is_item, group in groupby(
        node.children, lambda c: isinstance(c, Element) and c.tag == "li"
    ):
        for child in group if is_item else [Element("li", children=list(group))]:
            blocks = simple(_read_blocks(child.children, _marks_of(child, marks)))
            _append_item(items, blocks)
    return items


def _append_item(items, blocks):
    """Add one item; a list without a text of its own belongs to the item before it."""
    while blocks and blocks[0].kind != "p":
        nested = blocks.pop(0)
        if items:
            items[-1].append(nested)
        else:
            items += nested.items
    if blocks:
        items.append(blocks)


def _word_list(word_list: WordList, marks) -> Block:
    """Return the list that Word's paragraphs make."""
    top = Block("ol" if word_list.items[0].ordered else "ul")
    open_lists = [(word_list.items[0].level, top)]
    for item in word_list.items:
        blocks = simple(_read_blocks(item.nodes, marks))
        if not blocks:
            continue
        while len(open_lists) > 1 and item.level < open_lists[-1][0]:
            open_lists.pop()
        level, current = open_lists[-1]
        kind = "ol" if item.ordered else "ul"
        if item.level > level and current.items:
            nested = Block(kind)
            current.items[-1].append(nested)
            open_lists.append((item.level, nested))
        elif current.kind != kind and len(open_lists) > 1:
            open_lists.pop()
            sibling = Block(kind)
            open_lists[-1][1].items[-1].append(sibling)
            open_lists.append((level, sibling))
        open_lists[-1][1].items.append(blocks)
    return top


# --- Tables -----------------------------------------------------------------------------------


def _collect_table(node, target, marks):
    rows, marked_as_head = [], 0
    for child in node.children:
        if isinstance(child, str):
            continue
        if child.tag == "caption":
            _collect([Element("p", children=child.children)], target, marks, None)
        found = [child] if child.tag == "tr" else _rows_of(child)
        for row in found:
            cells = [_cell(c, marks) for c in row.children if _is_cell(c)]
            if cells:
                rows.append(cells)
                marked_as_head += child.tag == "thead" and marked_as_head == len(rows) - 1
    if not any(cell.blocks for row in rows for cell in row):
        return
    if len(rows) == 1 and len(rows[0]) == 1:  # a frame, not a table
        for block in rows[0][0].blocks:
            target.add(block)
        return
    for cell in (c for row in rows[:marked_as_head] for c in row):
        cell.tag = "th"
    head_rows = 0
    while head_rows < len(rows) and all(c.tag == "th" for c in rows[head_rows]):
        head_rows += 1
    if head_rows == len(rows):
        head_rows = min(1, len(rows) - 1)
    target.add(Block("table", rows=rows, head_rows=head_rows))


def _rows_of(node):
    return [c for c in node.children if isinstance(c, Element) and c.tag == "tr"]


def _is_cell(node):
    return isinstance(node, Element) and node.tag in {"td", "th"}


def _cell(node, marks) -> Cell:
    spans = {}
    for name in ("colspan", "rowspan"):
        value = node.attributes.get(name, "")
        if value.isascii() and value.isdigit() and 1 < int(value[:4]) <= MAX_SPAN:
            spans[name] = int(value)
    return Cell(node.tag, spans, simple(_read_blocks(node.children, _marks_of(node, marks))))
