"""An edition as the small set of HTML that ReliefWeb's submission API takes.

It knows h2 to h6, p, br, strong, em, a, lists and quotes; a table becomes a list of its rows.
Spaces of every kind are plain ones there, and nothing invisible may stand in a text.
"""

import re
import unicodedata
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import override

from issues import text
from issues.templatetags import report
from reportcms.prose_tree import read

MOST_CHARACTERS = 100_000
KEPT = {"p", "strong", "em", "ul", "ol", "li", "blockquote", "br"}
LOWER = {"h3": "h4", "h4": "h5"}  # below the titles of sections and articles
SCHEMES = ("http://", "https://", "mailto:", "tel:")
SPACES = re.compile(" {2,}")
AROUND_BLOCK = re.compile(r" *(</?(?:p|h\d|ul|ol|li|blockquote)>|<br>) *")


def plain(words):
    """Return ``words`` on one line, with plain single spaces and nothing invisible."""
    seen = "".join(
        character if unicodedata.category(character)[0] not in "CZ" else gap(character)
        for character in unicodedata.normalize("NFC", words)
    )
    return SPACES.sub(" ", seen).strip()


def gap(character):
    """A space for what parts words; nothing for what is only a hint (soft hyphens and the like)."""
    return "" if unicodedata.category(character) == "Cf" else " "


def body_html(content, *, address):
    """Return the body: whole, or cut at the end of a block with the way to the whole at ``address``."""
    with override(content["language"]):
        link = f'<a href="{escape(address)}">{escape(address)}</a>'
        end = f"<p>{escape(_('The whole issue, with later corrections:'))} {link}</p>"
        found, room = [], MOST_CHARACTERS - len(end) - 1
        for block in filter(None, map(tidy, blocks(content))):
            room -= len(block) + 1
            if room < 0:
                break
            found.append(block)
    return "\n".join([*found, end])


def tidy(html):
    """Take away what the API refuses: doubled spaces, and spaces at the edges of blocks."""
    html = AROUND_BLOCK.sub(r"\1", SPACES.sub(" ", html))
    return html if plain(re.sub("<[^>]*>", " ", html)) else ""


def blocks(content):
    """Yield the blocks of an edition in reading order."""
    edition = content["edition"]
    if edition["note"]:
        corrected = _("Corrected edition %(version)s") % {"version": edition["version"]}
        yield f"<p><strong>{escape(corrected)}:</strong> {escape(plain(edition['note']))}</p>"
    yield from prose(content["issue"]["summary"])
    for section in content["sections"]:
        if section["title"]:
            yield f"<h2>{escape(plain(section['title']))}</h2>"
        yield from section_blocks(section)
    for line in report.unreported(content):
        yield paragraph(line)


def section_blocks(section):
    yield from prose(section["intro"])
    yield items(text.figure_lines(f) for f in section["figures"] if f["style"] != "mention")
    for article in section["articles"]:
        yield f"<h3>{escape(plain(article['title']))}</h3>"
        yield paragraph(", ".join(report.mission_names(article["missions"])))
        yield from prose(article["body"])
        if article["sources"]:
            yield paragraph(f"{_('Source')}: {article['sources']}")
    yield items(f"{fact['label']}: {fact['value']}" for fact in section["facts"])
    yield items(map(text.hotline_lines, section["hotlines"]))
    yield items(map(text.contact_lines, section["contacts"]))


def paragraph(words):
    return f"<p>{escape(plain(words))}</p>"


def items(entries):
    """Return a list of ``entries``, each of one or more lines; nothing if there are none."""
    found = [
        "<br>".join(escape(line) for line in map(plain, entry.splitlines()) if line)
        for entry in entries
    ]
    return f"<ul>{''.join(f'<li>{entry}</li>' for entry in found)}</ul>" if found else ""


def prose(html):
    """Yield the blocks of rich text in ReliefWeb's tags."""
    if not html:
        return
    for child in read(html).children:
        yield paragraph(child) if isinstance(child, str) else element(child)


def element(node):
    """Return one element in ReliefWeb's tags; of what it does not know, the words stay."""
    if node.tag == "table":
        return items(text.row(row) for row in text.rows(node))
    if node.tag == "hr":
        return ""
    inner = "".join(
        escape(spaced(child)) if isinstance(child, str) else element(child)
        for child in node.children
    )
    tag = LOWER.get(node.tag, node.tag)
    if tag == "a":
        address = node.attributes.get("href", "")
        return f'<a href="{escape(address)}">{inner}</a>' if address.startswith(SCHEMES) else inner
    if tag == "br":
        return "<br>"
    return f"<{tag}>{inner}</{tag}>" if tag in KEPT or tag in LOWER.values() else inner


def spaced(words):
    """As `plain`, but a space at either end stays: words go on beside it."""
    inner = plain(words)
    if not inner:
        return " " if words else ""
    before = " " if words[:1].isspace() else ""
    return before + inner + (" " if words[-1:].isspace() else "")
