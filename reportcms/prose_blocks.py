"""Rich text in normal form: blocks, the marked text inside them, and how they are written."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

MARKS = ("strong", "em", "sup")
BREAK = "\n"
# The text of a run that refers to a figure: it takes the place of one letter.
FIGURE = "\ufffc"


@dataclass(frozen=True)
class Link:
    """One link of the text; two links side by side to one address stay two."""

    href: str
    place: int


@dataclass(frozen=True)
class Run:
    """A stretch of text (or a line break, or a figure named by its id) with its marks."""

    text: str
    marks: frozenset[str] = frozenset()
    link: Link | None = None
    figure: str = ""


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


def paragraphs(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every paragraph in ``blocks``, in reading order."""
    for block in blocks:
        if block.runs:
            yield block
        yield from paragraphs(block.blocks)
        for item in block.items:
            yield from paragraphs(item)
        for row in block.rows:
            for cell in row:
                yield from paragraphs(cell.blocks)


def simple(blocks: list[Block]) -> list[Block]:
    """Keep paragraphs and lists; what else was nested becomes its paragraphs."""
    result = []
    for block in blocks:
        if block.kind in {"p", "ul", "ol"}:
            result.append(block)
        else:
            result += [Block("p", runs=p.runs) for p in paragraphs([block])]
    return result


def tidy(runs: list[Run]) -> list[Run]:
    """Collapse space, drop space at line ends, hoist marks of a whole link, join equal runs."""
    tidied: list[Run] = []
    space_due: Run | None = None
    at_start = True
    for run in runs:
        if run.text == BREAK:
            space_due = None
            if tidied:
                tidied.append(run)
            at_start = True
            continue
        for part in re.findall(r"[ \t\r\n\f]+|[^ \t\r\n\f]+", run.text):
            if not part.strip(" \t\r\n\f"):
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
            tidied.append(replace(run, text=part))
    while tidied and (tidied[-1].text == BREAK or not tidied[-1].text.strip(" \u00a0")):
        tidied.pop()
    if tidied:
        last = tidied[-1]
        tidied[-1] = replace(last, text=last.text.rstrip("\u00a0"))
    return _join(_even_links(tidied))


def _even_links(runs):
    """Give a link one set of marks, and one space where it had breaks."""
    result = []
    for link, group in groupby(runs, lambda run: run.link):
        group = list(group)
        if link is not None:
            marks = frozenset.intersection(*(run.marks for run in group))
            group = [
                replace(r, text=" " if r.text == BREAK else r.text, marks=marks)
                for before, r in zip([None, *group], group, strict=False)
                if not (r.text == BREAK and before and before.text == BREAK)
            ]
        result += group
    return result


def _join(runs):
    result = []
    for run in runs:
        last = result[-1] if result else None
        if (
            last
            and BREAK not in (last.text, run.text)
            and not (last.figure or run.figure)
            and (last.marks, last.link) == (run.marks, run.link)
        ):
            result[-1] = Run(last.text + run.text, run.marks, run.link)
        else:
            result.append(run)
    return result


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
        inner = "".join(map(_write_run, group))
        parts.append(f'<a href="{html.escape(link.href)}">{inner}</a>' if link else inner)
    return "".join(parts)


def _write_run(run: Run) -> str:
    if run.figure:
        return f'<data value="{run.figure}"></data>'
    return "<br>" if run.text == BREAK else html.escape(run.text, quote=False)
