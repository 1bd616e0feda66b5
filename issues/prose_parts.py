"""Sanitised rich text put in its place in a document: its headings moved, its blocks parted."""

import re

from reportcms.prose import plain_text

# Lengths in characters: a text that stands beside its photo as a whole; of a longer one, what
# stands there at least, and what must be left to run on below.
BRIEF = 950
BESIDE_PHOTO = 520
WORTH_PARTING = 220

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
HEADING_TAG = re.compile(r"<(/?)h([34])\b")
HEADING = re.compile(r"<h[34]\b")
VOID = {"br", "hr"}
SPEAKER = re.compile(r"<p>(\s*[—–][^<]*(?:<(?!/p>)[^<]*)*)</p>\s*</blockquote>")
QUOTE_START = "<blockquote>"


def with_headings(html, level):
    """Return ``html`` with its headings (h3, h4) moved to ``level`` and the one below.

    An h4 that follows no h3 moves to ``level`` too: no level is ever skipped.
    """
    has_upper = False

    def moved(match):
        nonlocal has_upper
        closing, own = match[1], int(match[2])
        if own == 3 and not closing:
            has_upper = True
        return f"<{closing}h{level + (own == 4 and has_upper)}"

    return HEADING_TAG.sub(moved, html)


def with_speakers(html):
    """Return ``html`` with quotations that end in a line “— name, role” marked as such.

    Their ``blockquote`` gets the class ``quote``, the line the class ``speaker``.
    """
    parts, end = [], 0
    for match in SPEAKER.finditer(html):
        start = html.rfind(QUOTE_START, end, match.start())
        if start < 0:
            continue
        text = html[start + len(QUOTE_START) : match.start()]
        parts += [html[end:start], '<blockquote class="quote">', text]
        parts.append(f'<p class="speaker">{match[1]}</p></blockquote>')
        end = match.end()
    return "".join(parts) + html[end:]


def part_beside_photo(html):
    """Return the text that stands beside a photo and what runs on below both (or nothing).

    It is parted between two blocks, never after a heading, and not for a few lines. A table
    needs the whole width: it never stands beside a photo.
    """
    blocks = top_blocks(html)
    lengths = [len(plain_text(block)) for block in blocks]
    total = sum(lengths)
    opening, length = [], 0
    for block, size in zip(blocks, lengths, strict=True):
        enough = length >= BESIDE_PHOTO and total - length >= WORTH_PARTING
        if block.startswith("<table") or (total > BRIEF and enough):
            break
        opening.append(block)
        length += size
    rest = blocks[len(opening) :]
    while rest and len(opening) > 1 and HEADING.match(opening[-1]):
        rest.insert(0, opening.pop())
    return "".join(opening), "".join(rest)


def top_blocks(html):
    """Return the outermost elements of sanitised rich text."""
    blocks, depth, start = [], 0, 0
    for tag in TAG.finditer(html):
        closing, name = tag[1], tag[2]
        if name not in VOID:
            depth += -1 if closing else 1
        if depth == 0:
            blocks.append(html[start : tag.end()])
            start = tag.end()
    return blocks if start == len(html) else [*blocks, html[start:]]
