"""Whether everything that was written is on paper, once, in its order, and can be found there.

What must be printed is read from the content tree alone; the templates are not asked. It is looked
for twice: in the laid out pages, in the order in which they are read in any script; and in the
text layer of the finished file, as a reader's search and a screen reader find it.

Spaces, hyphens and the difference between capital and small letters are left out of the
comparison: lines are broken, words divided and headings set in capitals in printing.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice, zip_longest

import pypdfium2
from django.utils.translation import gettext as _

from issues.pdf import Complaint
from issues.pdf.leaves import Reader, excerpt
from issues.pdf.manuscript import PART, PICTURE, manuscript

MOST_COMPLAINTS = 20
BREAK = "\n"
# Shorter texts (a name, a place) may well be printed twice for good reason.
SENTENCE = 40
START = 10

SPACES_AND_HYPHENS = re.compile(r"[\s\u2010\u2011\u00ad\ufffe-]+")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
ADDRESS = re.compile(rf"{EMAIL.pattern}|\+\d{{7,}}")
PRINTED_ADDRESS = re.compile(rf"{EMAIL.pattern}|\+\d(?:[\s\u2010\u2011-]?\d){{6,}}")
SEARCHED_FOR = re.compile(rf"{ADDRESS.pattern}|\w+(?:-\w+)+")
RIGHT_TO_LEFT = {"R", "AL"}
MARK = "\u0301"
SEVERAL_MARKS = re.compile(f"{MARK}{{2,}}")


def proofread(document, pdf, content):
    """Yield Complaints on texts that are missing, printed twice, or out of their order.

    ``document`` is the laid out document of ``content``, ``pdf`` the bytes written of it. No more
    are told than an editor would read.
    """
    written = to_be_found(manuscript(content))
    names = {part.name for part in written if part.name}
    pages = Reader(regions=names).read(document.pages)
    parts = printed_parts(pages)
    yield from islice(in_layout(written, parts), MOST_COMPLAINTS)
    yield from islice(printed_twice(written, parts), MOST_COMPLAINTS)
    yield from islice(in_text_layer(pages, pdf), MOST_COMPLAINTS)


def bare(text):
    """Return ``text`` without all that printing may change."""
    text = SPACES_AND_HYPHENS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def with_same_mark(text):
    """Return ``text`` with each mark over or under a letter replaced by ``MARK``."""
    return "".join(
        MARK if unicodedata.category(letter) == "Mn" else letter
        for letter in unicodedata.normalize("NFKD", text)
    )


def differs_only_by_marks(wanted, layer):
    """Return whether ``layer`` has ``wanted`` but for marks over and under letters.

    Where one letter has several, the file may have lost them, or have another sign there.
    """
    layer = with_same_mark(layer).replace(MARK, "")
    pieces = SEVERAL_MARKS.split(with_same_mark(wanted))
    return all(piece.replace(MARK, "") in layer for piece in pieces)


def to_be_found(written):
    """Return the Parts ``written`` without texts that have nothing to look for: a lone dash."""
    for part in written:
        part.texts = [[text for text in group if sign_of(text)] for group in part.texts]
        part.anywhere = [text for text in part.anywhere if sign_of(text)]
        part.somewhere = [text for text in part.somewhere if sign_of(text)]
    return written


# --- The laid out pages -----------------------------------------------------------------------


@dataclass
class PrintedPart:
    """What a section, an article, or the space around them has on paper, bare.

    Blocks are parted by ``BREAK``. ``run`` is what one element has said without a break, on one
    line or more. ``taken`` are the places in which a text was recognised.
    """

    pages: list[int] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    block: object = None
    element: object = None
    run: str = ""
    text: str = ""
    addresses: set[str] = field(default_factory=set)
    taken: list[tuple[int, int]] = field(default_factory=list)
    searched: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, text, page, *, block=None):
        if block is None or block is not self.block:
            self.pieces.append(BREAK)
        self.pieces.append(text)
        self.block = block
        self.pages.append(page)

    def add_leaf(self, leaf):
        block, element = leaf.around.block, leaf.box.element
        goes_on = block is self.block and element is self.element
        self.run = self.run + leaf.text if goes_on else leaf.text
        self.element = element
        self.addresses |= {bare(one) for one in PRINTED_ADDRESS.findall(leaf.text)}
        self.addresses |= {bare(one) for one in PRINTED_ADDRESS.findall(self.run)}
        self.add(bare(leaf.text), leaf.page, block=block)

    def close(self):
        self.text = "".join([*self.pieces, BREAK])

    def find(self, wanted, start=0):
        """Return where ``wanted`` stands from ``start`` on, or -1.

        A number is never found inside another, nor an e-mail address.
        """
        place = self.text.find(wanted, start)
        while place >= 0 and not self.stands_free(place, wanted):
            place = self.text.find(wanted, place + 1)
        return place

    def stands_free(self, place, wanted):
        before, after = self.text[place - 1], self.text[place + len(wanted)]
        if wanted in self.addresses:
            return True
        if EMAIL.fullmatch(wanted):
            return not (before.isalnum() or after.isalnum())
        return not (
            (before.isdigit() and wanted[0].isdigit()) or (wanted[-1].isdigit() and after.isdigit())
        )

    def take_whole(self, wanted):
        """Recognise ``wanted``, best as a block of its own, and never twice in one place."""
        start = self.searched[wanted]
        block = self.text.find(BREAK + wanted + BREAK, max(start - 1, 0))
        place = block + 1 if block >= 0 else self.find(wanted, start)
        return self.take(place, wanted)

    def take(self, place, wanted):
        if place < 0:
            return self.find(wanted) >= 0
        self.taken.append((place, place + len(wanted)))
        self.searched[wanted] = place + len(wanted)
        return True

    def untaken(self):
        """Yield the stretches in which nothing was recognised."""
        place = 0
        for start, end in sorted(self.taken):
            if start > place:
                yield self.text[place:start]
            place = max(place, end)
        yield self.text[place:]


def printed_parts(pages):
    """Return the PrintedPart of each part by its id; ``""`` is what stands in none."""
    parts = {"": PrintedPart()}
    for page in pages:
        for leaf in page.leaves:
            *outer, name = ("", *leaf.around.regions)
            if name not in parts:
                parts[name] = PrintedPart()
                parts.setdefault(outer[-1], PrintedPart()).add(PART + name + PART, page.number)
            if leaf.is_picture:
                parts[name].add(PICTURE + bare(leaf.words) + PICTURE, page.number)
            elif not leaf.is_generated:
                parts[name].add_leaf(leaf)
    for part in parts.values():
        part.close()
    return parts


def in_layout(written, parts):
    """Yield a Complaint for each text that the laid out pages lack or have out of its order."""
    for part in written:
        printed = parts.get(part.name)
        if printed is None:
            yield complaint(_("“%(text)s” is not on paper."), part, None, part.title)
            continue
        yield from in_order(part, printed)
        for text in part.anywhere:
            if not printed.take_whole(sign_of(text)):
                yield missing(part, printed, text)
        for text in part.somewhere:
            wanted = bare(text)
            if not any(one.find(wanted) >= 0 for one in (printed, *parts.values())):
                yield missing(part, printed, text)


def in_order(part, printed):
    """Yield a Complaint for each text of ``part`` that does not follow the ones before it."""
    place = 0
    for group in part.texts:
        end = place
        for text in group:
            wanted = sign_of(text)
            start = printed.find(wanted, max(place, printed.searched[wanted]))
            if start >= 0:
                printed.take(start, wanted)
                end = max(end, start + len(wanted))
            elif printed.find(wanted) < 0:
                yield missing(part, printed, text)
            elif printed.find(wanted, place) < 0:
                yield complaint(_("“%(text)s” is not in its place on paper."), part, printed, text)
        place = end


def sign_of(text):
    """Return how a text, a picture or another part stands in a PrintedPart."""
    if text.startswith(PICTURE):
        return PICTURE + bare(text.strip(PICTURE)) + PICTURE
    return text if text.startswith(PART) else bare(text)


def missing(part, printed, text):
    return complaint(_("“%(text)s” is not on paper."), part, printed, text)


def complaint(message, part, printed, text):
    sentence = message % {"text": excerpt(text.strip(PICTURE + PART))}
    if not printed or not printed.pages:
        return Complaint(f"{part.title}: {sentence}")
    page = printed.pages[0]
    return Complaint(
        _("From page %(page)s, “%(title)s”: %(sentence)s")
        % {"page": page, "title": excerpt(part.title), "sentence": sentence},
        page=page,
    )


def printed_twice(written, parts):
    """Yield a Complaint for each sentence or address that is on paper more often than written."""
    by_start = defaultdict(dict)
    names = {bare(name) for part in written for name in part.names}
    for part in written:
        for text in [*(text for group in part.texts for text in group), *part.anywhere]:
            wanted = sign_of(text)
            if wanted in names or len(wanted) < START:
                continue
            if len(wanted) >= SENTENCE or ADDRESS.fullmatch(text):
                by_start[wanted[:START]].setdefault(wanted, (part, text))
    suspects = {}
    for printed in parts.values():
        for stretch in printed.untaken():
            for place in range(len(stretch) - START + 1):
                for wanted, found in by_start.get(stretch[place : place + START], {}).items():
                    if stretch.startswith(wanted, place):
                        suspects[wanted] = found
    if not suspects:
        return
    expected = BREAK.join(text for part in written for text in all_texts(part))
    on_paper = BREAK.join(printed.text for printed in parts.values())
    for wanted, (part, text) in suspects.items():
        if on_paper.count(wanted) > expected.count(wanted):
            printed = parts.get(part.name)
            yield complaint(_("“%(text)s” is printed twice."), part, printed, text)


def all_texts(part):
    texts = [*(text for group in part.texts for text in group), *part.anywhere, *part.somewhere]
    return [sign_of(text) for text in texts]


# --- The finished file ------------------------------------------------------------------------


def in_text_layer(pages, pdf):
    """Yield a Complaint for each line that is not found, in its order, in the text of the file."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        for page, sheet in zip(pages, file, strict=True):
            text_page = sheet.get_textpage()
            layer = unicodedata.normalize("NFKC", text_page.get_text_range())
            text_page.close()
            sheet.close()
            yield from lines_in_layer(page, layer)
    finally:
        file.close()


def lines_in_layer(page, layer):
    """Check every line of a page.

    In blocks that are read from right to left the text layer has the signs in their order on
    paper, and what readers make of that differs: there only telephone numbers and e-mail addresses
    are looked for; the editor is told, but nothing is stopped.
    """
    bare_layer, place = bare(layer), 0
    for leaf in page.leaves:
        if leaf.is_picture:
            continue
        if leaf.around.is_right_to_left:
            if not all_found(ADDRESS, leaf.text, layer):
                yield not_found(page, leaf.text, blocks=False)
            continue
        if leaf.is_generated or is_right_to_left(leaf.text):
            continue
        wanted = bare(leaf.text)
        start = bare_layer.find(wanted, place)
        if start >= 0:
            place = start + len(wanted)
            if not all_found(SEARCHED_FOR, leaf.text, layer):
                yield not_found(page, leaf.text)
        elif wanted in bare_layer:
            yield Complaint(
                _("Page %(page)s: “%(text)s” is read out of its order in the file.")
                % {"page": page.number, "text": excerpt(leaf.text)},
                page=page.number,
            )
        else:
            only_marks = differs_only_by_marks(wanted, bare_layer)
            yield not_found(page, leaf.text, blocks=not only_marks)


def all_found(pattern, text, layer):
    return all(key in layer for key in pattern.findall(unicodedata.normalize("NFKC", text)))


def not_found(page, text, *, blocks=True):
    return Complaint(
        _("Page %(page)s: a search in the file would not find “%(text)s”.")
        % {"page": page.number, "text": excerpt(text)},
        page=page.number,
        blocks=blocks,
    )


def is_right_to_left(text):
    return not text.isascii() and any(
        unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text
    )


# --- The other forms ---------------------------------------------------------------------------


def differences(form, pages, proofread):
    """Yield a Complaint if ``pages`` of a ``form`` are not those that were ``proofread``."""
    for number, (one, other) in enumerate(zip_longest(lines_of(pages), lines_of(proofread)), 1):
        if one != other:
            yield Complaint(
                _("Page %(page)s of the PDF “%(form)s” is not laid out as it was proofread.")
                % {"page": number, "form": form},
                page=number,
            )
            return


def lines_of(pages):
    """Yield what stands on each page, line by line."""
    for page in Reader().read(pages):
        yield [leaf.words for leaf in page.leaves]
