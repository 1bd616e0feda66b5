"""Two versions of a rich text as one, readable: what went is ``<del>``, what came is ``<ins>``.

Blocks are aligned first and words inside them afterwards, so headings, lists, quotations and
tables stay what they are. Pure functions: no models, no database.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.safestring import SafeString

from reportcms.prose import clean_prose
from reportcms.prose_tree import Element, read

from .word_diff import TextDiff, Word, as_html, counted, plain_diff, stretches, words_of

__all__ = ["TextDiff", "plain_diff", "prose_diff"]

BLOCKS = {
    *("p", "h3", "h4", "blockquote", "ul", "ol", "li", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
# From how much of their words in common two blocks are one block changed, not two.
ALIKE = 0.4
# Up to how many pairs of blocks are weighed; beyond, only equal ones are found.
MOST_PAIRS = 40_000


@dataclass
class Block:
    """One block: other blocks inside it, or words. A tag of ``""`` is text between blocks."""

    tag: str
    spans: dict[str, str] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def all_words(self):
        return [*self.words, *(w for block in self.blocks for w in block.all_words())]

    @property
    def identity(self):
        inner = tuple(block.identity for block in self.blocks)
        return (self.tag, *sorted(self.spans.items()), inner, *(w.identity for w in self.words))


def prose_diff(
    old: str, new: str, *, shown: Callable[[UUID], str] = lambda _observation: "…"
) -> TextDiff:
    """Compare two rich texts; ``shown(observation)`` names a figure and its value in plain text.

    The result is valid HTML without classes of its own (but ``figure-named``) and without
    styles. Without its ``<ins>`` it has the words of ``old``, without its ``<del>`` of ``new``.
    """
    before, after = (blocks_of(read(clean_prose(text)), shown) for text in (old, new))
    writer = Writer()
    html = writer.sequence(before, after)
    return TextDiff(SafeString(html), writer.added, writer.removed, writer.is_changed)


def blocks_of(element: Element, shown) -> list[Block]:
    """Return the blocks inside ``element``; words that stand between blocks become a block."""
    found, loose = [], []

    def settle():
        words = inline_words(loose, shown)
        if words:
            found.append(Block("", words=words))
        loose.clear()

    for child in element.children:
        if isinstance(child, Element) and child.tag in BLOCKS:
            settle()
            found.append(block_of(child, shown))
        else:
            loose.append(child)
    settle()
    return found


def block_of(element, shown):
    spans = {n: v for n, v in element.attributes.items() if n in ("colspan", "rowspan")}
    inner = blocks_of(element, shown)
    if [block.tag for block in inner] in ([""], []):
        return Block(element.tag, spans, words=inner[0].words if inner else [])
    return Block(element.tag, spans, inner)


def inline_words(children, shown, marks=(), *, spaced=True):
    """Return the words of inline content with the marks they carry.

    ``spaced`` says whether a space, or the beginning of the block, stands before it.
    """
    words = []
    for child in children:
        if isinstance(child, str):
            words += words_of(child, marks, spaced=spaced)
            spaced = child[-1].isspace()
        elif child.tag == "br":
            words.append(Word("\n", "\n", marks, spaced))
            spaced = True
        elif child.tag == "data":
            observation = child.attributes["value"]
            name = shown(UUID(observation))
            words.append(Word(name, f"figure {observation}", marks, spaced, is_figure=True))
            spaced = False
        else:
            mark = (child.tag, child.attributes.get("href", ""))
            words += inline_words(child.children, shown, (*marks, mark), spaced=spaced)
            text = child.text()
            spaced = text[-1].isspace() if text else child.children == [] and spaced
    return words


class Writer:
    """Writes two sequences of blocks as one, and counts the words that differ."""

    def __init__(self):
        self.added = self.removed = 0
        self.is_changed = False

    def sequence(self, old, new):
        return "".join(self.pair(*pair) for pair in aligned(old, new))

    def pair(self, old, new):
        """Write two aligned blocks as one; None stands for a block that is missing."""
        if old is None or new is None:
            return self.lone(old or new, "-" if new is None else "+")
        if old.tag == "hr":
            return "<hr>"
        if old.blocks or new.blocks:
            inner = self.sequence(parts(old), parts(new))
        else:
            inner = self.words(stretches(old.words, new.words))
        self.is_changed |= old.spans != new.spans
        return wrapped(new, inner)

    def lone(self, block, operation):
        """Write a block that one of the texts does not have."""
        self.is_changed = True
        if block.tag == "hr":
            return "<del><hr></del>" if operation == "-" else "<ins><hr></ins>"
        if block.blocks:
            return wrapped(block, "".join(self.lone(inner, operation) for inner in block.blocks))
        return wrapped(block, self.words([(operation, block.words)] if block.words else []))

    def words(self, found):
        self.added += counted(found, "+")
        self.removed += counted(found, "-")
        self.is_changed |= any(operation != "=" for operation, _words in found)
        return as_html(found).strip()


def parts(block):
    """Return what is inside a block as blocks, for two that have come to differ in this."""
    return block.blocks or [Block("", words=block.words)]


def wrapped(block, inner):
    if not block.tag:
        return inner
    spans = "".join(f' {n}="{int(v)}"' for n, v in block.spans.items() if v.isdecimal())
    return f"<{block.tag}{spans}>{inner}</{block.tag}>"


def aligned(old, new):
    """Yield pairs of blocks in reading order; None is the partner of one that stands alone."""
    start = 0
    most = min(len(old), len(new))
    old_keys, new_keys = [b.identity for b in old], [b.identity for b in new]
    while start < most and old_keys[start] == new_keys[start]:
        start += 1
    end = 0
    while end < most - start and old_keys[-1 - end] == new_keys[-1 - end]:
        end += 1
    yield from zip(old[:start], new[:start], strict=True)
    yield from weighed(old[start : len(old) - end], new[start : len(new) - end])
    yield from zip(old[len(old) - end :], new[len(new) - end :], strict=True)


def weighed(old, new):
    """Pair the blocks that are most alike, without crossing."""
    if len(old) == len(new) == 1 and old[0].tag == new[0].tag and old[0].tag in ("td", "th", ""):
        return [(old[0], new[0])]
    if len(old) * len(new) > MOST_PAIRS:
        return [*((block, None) for block in old), *((None, block) for block in new)]
    bags = [Counter(w.key for w in b.all_words()) for b in old]
    others = [Counter(w.key for w in b.all_words()) for b in new]
    sizes, other_sizes = ([bag.total() for bag in group] for group in (bags, others))
    # best[i][j]: how much alike the blocks from i and from j on can be made.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[0.0] * len(new) for _ in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            if old[i].tag == new[j].tag:
                whole = sizes[i] + other_sizes[j]
                common = (bags[i] & others[j]).total()
                likeness[i][j] = 2 * common / whole if whole else ALIKE
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    return walked(old, new, likeness, best)


def walked(old, new, likeness, best):
    """Read the pairs from the table of `weighed`: what went before what came."""
    pairs, came, i, j = [], [], 0, 0
    while i < len(old) and j < len(new):
        alike = likeness[i][j]
        if alike >= ALIKE and best[i][j] == alike + best[i + 1][j + 1]:
            pairs += [*came, (old[i], new[j])]
            came, i, j = [], i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            came.append((None, new[j]))
            j += 1
    pairs += [(block, None) for block in old[i:]] + came
    return pairs + [(None, block) for block in new[j:]]
