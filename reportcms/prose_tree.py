"""Put rich text in order: from any HTML to the few blocks a report is made of.

The result is canonical. A text is a sequence of paragraphs, headings, lists, quotations, tables
and rules; text inside them carries marks (`strong`, `em`, `sup`, a link) in one fixed nesting.
Word's paragraphs that only look like list items become lists. Nothing here is a safety measure:
`reportcms.prose` sanitises before and after.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import urlsplit

MARKS = ("strong", "em", "sup")
MAX_DEPTH = 80
MAX_SPAN = 50

_VOID = {"br", "hr"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_INLINE = {"a", "strong", "b", "em", "i", "cite", "dfn", "var", "sup", "span", "br"}
_BREAK = "\n"

# Control characters, byte order marks, and the private-use signs of Word's Symbol bullets.
_JUNK = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\uf000-\uf0ff\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_STYLE = {
    "list": re.compile(r"mso-list:\s*l(\d+)\s+level(\d+)", re.IGNORECASE),
    "marker": re.compile(r"mso-list:\s*ignore", re.IGNORECASE),
    "hidden": re.compile(r"display:\s*none|mso-hide:\s*all|mso-element:\s*comment", re.IGNORECASE),
    "footnotes": re.compile(r"mso-element:\s*(?:footnote|endnote)-list", re.IGNORECASE),
    "bold": re.compile(r"(?<![-\w])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE),
    "not_bold": re.compile(r"(?<![-\w])font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE),
    "italic": re.compile(r"(?<![-\w])font-style:\s*italic", re.IGNORECASE),
    "raised": re.compile(r"(?<![-\w])vertical-align:\s*super", re.IGNORECASE),
}
_LIST_CLASS = re.compile(r"\bMsoList(?:Paragraph|Bullet|Number)", re.IGNORECASE)
_REFERENCE_CLASS = re.compile(r"\bMso(?:Footnote|Endnote)Reference\b", re.IGNORECASE)
_MARKER = re.compile(
    r"\s*(?:(?P<bullet>[·•▪●○◦‣§➢✓Øüo*\-\u2013\u2014\uf0a7\uf0b7\uf0d8\uf0fc])"
    r"|\(?(?:\d{1,3}|[a-zA-Zа-яА-Я]|[ivxIVX]{1,6})[.)])(?:[\s\u00a0]+|$)"
)
_MAILTO = re.compile(r"mailto:[^\s@?<>\"]+@[^\s@?<>\"]+\.[^\s@?<>\"]+", re.IGNORECASE)
_TEL = re.compile(r"tel:\+?[0-9*().\-]{2,24}(?:%23)?", re.IGNORECASE)


@dataclass
class Element:
    """One element as read: its tag, its attributes, and text or elements inside."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

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
        if tag not in _VOID and len(self.open) > MAX_DEPTH:
            self.too_deep += 1
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in _VOID:
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


@dataclass(frozen=True)
class Link:
    """One link of the text; two links side by side to one address stay two."""

    href: str
    place: int


@dataclass(frozen=True)
class Run:
    """A stretch of text (or a line break) with its marks."""

    text: str
    marks: frozenset[str] = frozenset()
    link: Link | None = None


@dataclass
class Block:
    """A block of the normal form. ``kind`` is its tag; lists and tables use ``rows``.

    - ``p``, ``h3``, ``h4``: ``runs``
    - ``blockquote``: ``blocks``
    - ``ul``, ``ol``: ``items``, each a list of blocks
    - ``table``: ``rows``, each a list of `Cell`; the first ``head_rows`` are headings
    """

    kind: str
    runs: list[Run] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)
    items: list[list["Block"]] = field(default_factory=list)
    rows: list[list["Cell"]] = field(default_factory=list)
    head_rows: int = 0


@dataclass
class Cell:
    """A table cell: ``th`` or ``td``, what it spans, and its blocks."""

    tag: str
    spans: dict[str, int]
    blocks: list[Block]


class _Blocks:
    """Collects blocks; text outside any block element becomes a paragraph."""

    def __init__(self):
        self.blocks: list[Block] = []
        self.runs: list[Run] = []

    def end_paragraph(self, kind="p"):
        runs = _tidy(self.runs)
        self.runs = []
        if runs:
            self.blocks.append(Block(kind, runs=runs))

    def add(self, block):
        self.end_paragraph()
        self.blocks.append(block)


def normalise(root: Element) -> list[Block]:
    """Return the blocks of a text in normal form."""
    return _read_blocks(root.children)


def _read_blocks(nodes: Iterable[Element | str], marks=frozenset(), link=None) -> list[Block]:
    target = _Blocks()
    _collect(_with_word_lists(list(nodes)), target, marks, link)
    target.end_paragraph()
    return target.blocks


def _collect(nodes, target: _Blocks, marks, link) -> None:
    for node in nodes:
        if isinstance(node, str):
            target.runs.append(Run(_JUNK.sub("", node), marks, link))
        elif isinstance(node, _WordList):
            target.add(node.block(marks))
        elif node.has("hidden") or node.has("marker"):
            continue
        elif node.tag == "br":
            target.runs.append(Run(_BREAK, marks, link))
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
        for block in _paragraphs(inner.blocks):
            runs += [Run(" "), *block.runs] if runs else block.runs
        target.runs = [Run(" " if r.text == _BREAK else r.text, r.marks, r.link) for r in runs]
        target.end_paragraph(_HEADINGS[node.tag])
    elif node.tag in {"ul", "ol", "menu", "dir"}:
        items = _items(node, marks)
        if items:
            target.add(Block("ol" if node.tag == "ol" else "ul", items=items))
    elif node.tag == "blockquote":
        blocks = _simple(_read_blocks(node.children, marks, link))
        if blocks:
            target.add(Block("blockquote", blocks=blocks))
    elif node.tag == "table":
        _collect_table(node, target, marks)
    elif node.tag == "hr":
        target.add(Block("hr"))
    else:
        children = node.children
        if node.has("footnotes"):
            children = [c for c in children if isinstance(c, str) or c.tag not in _VOID]
        _collect(_with_word_lists(children), target, marks, link)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every paragraph in ``blocks``, in reading order."""
    for block in blocks:
        if block.runs:
            yield block
        yield from _paragraphs(block.blocks)
        for item in block.items:
            yield from _paragraphs(item)
        for row in block.rows:
            for cell in row:
                yield from _paragraphs(cell.blocks)


def _simple(blocks: list[Block]) -> list[Block]:
    """Keep paragraphs and lists; what else was nested becomes its paragraphs."""
    result = []
    for block in blocks:
        if block.kind in {"p", "ul", "ol"}:
            result.append(block)
        else:
            result += [Block("p", runs=p.runs) for p in _paragraphs([block])]
    return result


# --- Lists ------------------------------------------------------------------------------------


def _items(node, marks) -> list[list[Block]]:
    items = []
    for is_item, group in groupby(
        node.children, lambda c: isinstance(c, Element) and c.tag == "li"
    ):
        for child in group if is_item else [Element("li", children=list(group))]:
            blocks = _simple(_read_blocks(child.children, _marks_of(child, marks)))
            _append_item(items, blocks, joined=not is_item)
    return items


def _append_item(items, blocks, *, joined):
    """Add one item; a list without a text of its own belongs to the item before it."""
    while blocks and blocks[0].kind != "p":
        nested = blocks.pop(0)
        if items:
            items[-1].append(nested)
        else:
            items += nested.items
    if blocks and joined and items and not any(b.kind == "p" for b in blocks):
        items[-1] += blocks
    elif blocks:
        items.append(blocks)


@dataclass
class _WordItem:
    level: int
    list_id: str
    ordered: bool
    nodes: list


@dataclass
class _WordList:
    """Consecutive paragraphs that Word shows as one list, of several levels."""

    items: list[_WordItem]

    def block(self, marks) -> Block:
        """Return the list they make."""
        top = Block("ol" if self.items[0].ordered else "ul")
        open_lists = [(self.items[0].level, top)]
        for item in self.items:
            blocks = _simple(_read_blocks(item.nodes, marks)) or [Block("p", runs=[Run("–")])]
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


def _with_word_lists(nodes: list) -> list:
    """Return ``nodes`` with each row of Word's list paragraphs replaced by a `_WordList`."""
    result, rest = [], list(nodes)
    for node in rest:
        item = _word_item(node) if isinstance(node, Element) else None
        last = result[-1] if result else None
        if item is None:
            blank = isinstance(node, str) and not node.strip()
            if not (blank and isinstance(last, _WordList)):
                result.append(node)
        elif isinstance(last, _WordList) and _continues(last, item):
            last.items.append(item)
        else:
            result.append(_WordList([item]))
    return result


def _continues(word_list, item):
    first = word_list.items[0]
    if item.level > first.level:
        return True
    return (item.list_id, item.ordered) == (first.list_id, first.ordered)


def _word_item(node) -> _WordItem | None:
    if node.tag not in {"p", "div"}:
        return None
    style = _STYLE["list"].search(node.attributes.get("style", ""))
    if not style and not _LIST_CLASS.search(node.attributes.get("class", "")):
        return None
    marker = _take_marker(node)
    if marker is None:
        typed = _MARKER.match(node.text())
        if typed:
            marker = typed[0]
            _drop_leading(node, len(marker))
        elif style:
            marker = "·"
        else:
            return None
    match = _MARKER.match(marker)
    ordered = bool(match and not match["bullet"])
    list_id, level = (style[1], int(style[2])) if style else ("", 1)
    return _WordItem(min(level, 9), list_id, ordered, node.children)


def _take_marker(node) -> str | None:
    """Remove the bullet or number that Word wrote as text, and return it."""
    for place, child in enumerate(node.children):
        if isinstance(child, Element):
            if child.has("marker"):
                del node.children[place]
                return child.text()
            if (found := _take_marker(child)) is not None:
                return found
    return None


def _drop_leading(node, count: int) -> int:
    """Remove the first ``count`` characters of the text inside ``node``."""
    for place, child in enumerate(node.children):
        if not count:
            break
        if isinstance(child, str):
            node.children[place] = child[count:]
            count -= min(count, len(child))
        else:
            count = _drop_leading(child, count)
    return count


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
    return Cell(node.tag, spans, _simple(_read_blocks(node.children, _marks_of(node, marks))))


# --- Text -------------------------------------------------------------------------------------


def _tidy(runs: list[Run]) -> list[Run]:
    """Collapse space, drop space at line ends, hoist marks of a whole link, join equal runs."""
    tidied: list[Run] = []
    space_due: Run | None = None
    at_start = True
    for run in runs:
        if run.text == _BREAK:
            space_due = None
            if not at_start or tidied:
                tidied.append(run)
            at_start = True
            continue
        for part in re.findall(r"[ \t\r\n\f]+|[^ \t\r\n\f]+", run.text):
            if part.isspace() and part.strip("\u00a0") and not part.strip(" \t\r\n\f"):
                space_due = space_due or Run(" ", run.marks, run.link)
                continue
            if at_start:
                part = part.lstrip("\u00a0")
                if not part:
                    continue
            elif space_due:
                tidied.append(space_due)
            space_due = None
            at_start = False
            tidied.append(Run(part, run.marks, run.link))
    while tidied and (tidied[-1].text == _BREAK or not tidied[-1].text.strip(" \u00a0")):
        tidied.pop()
    if tidied:
        last = tidied[-1]
        tidied[-1] = Run(last.text.rstrip("\u00a0"), last.marks, last.link)
    return _join(_even_links(tidied))


def _even_links(runs):
    result = []
    for link, group in groupby(runs, lambda run: run.link):
        group = list(group)
        if link is not None:
            marks = frozenset.intersection(*(run.marks for run in group))
            group = [Run(" " if r.text == _BREAK else r.text, marks, link) for r in group]
        result += group
    return result


def _join(runs):
    result = []
    for run in runs:
        last = result[-1] if result else None
        if (
            last
            and _BREAK not in (last.text, run.text)
            and (last.marks, last.link) == (run.marks, run.link)
        ):
            result[-1] = Run(last.text + run.text, run.marks, run.link)
        else:
            result.append(run)
    return result


# --- Writing ----------------------------------------------------------------------------------


def serialise(blocks: list[Block]) -> str:
    """Return the HTML of ``blocks``."""
    return "".join(_write(block) for block in blocks)


def _write(block: Block) -> str:
    if block.kind == "hr":
        return "<hr>"
    if block.kind == "blockquote":
        return f"<blockquote>{serialise(block.blocks)}</blockquote>"
    if block.kind in {"ul", "ol"}:
        items = "".join(f"<li>{_write_compact(item)}</li>" for item in block.items)
        return f"<{block.kind}>{items}</{block.kind}>"
    if block.kind == "table":
        head = "".join(map(_write_row, block.rows[: block.head_rows]))
        body = "".join(map(_write_row, block.rows[block.head_rows :]))
        head = f"<thead>{head}</thead>" if head else ""
        return f"<table>{head}<tbody>{body}</tbody></table>"
    return f"<{block.kind}>{_write_runs(block.runs, MARKS)}</{block.kind}>"


def _write_compact(blocks: list[Block]) -> str:
    """Write an item or cell: its only paragraph needs no ``<p>``."""
    if sum(block.kind == "p" for block in blocks) == 1 and blocks[0].kind == "p":
        return _write_runs(blocks[0].runs, MARKS) + serialise(blocks[1:])
    return serialise(blocks)


def _write_row(row: list[Cell]) -> str:
    cells = []
    for cell in row:
        spans = "".join(f' {name}="{value}"' for name, value in cell.spans.items())
        cells.append(f"<{cell.tag}{spans}>{_write_compact(cell.blocks)}</{cell.tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _write_runs(runs: list[Run], marks) -> str:
    if marks:
        parts = []
        for marked, group in groupby(runs, lambda run: marks[0] in run.marks):
            inner = _write_runs(list(group), marks[1:])
            parts.append(f"<{marks[0]}>{inner}</{marks[0]}>" if marked else inner)
        return "".join(parts)
    parts = []
    for link, group in groupby(runs, lambda run: run.link):
        inner = "".join(
            "<br>" if run.text == _BREAK else html.escape(run.text, quote=False) for run in group
        )
        parts.append(f'<a href="{html.escape(link.href)}">{inner}</a>' if link else inner)
    return "".join(parts)
