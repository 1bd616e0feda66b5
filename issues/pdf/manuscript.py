"""What a content tree says must be printed, and in which order; the templates are not asked.

Labels, dates and units that templates add are left out: they change with the design. Values of
figures are written as the language of the edition writes numbers.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

from django.utils.translation import override

from issues.templatetags.figures import amount
from issues.templatetags.report import listed, removed_note

# A picture and a part inside another are told from text by a sign around them.
PICTURE = "\ue000"
PART = "\ue001"

BLOCKS = {"p", "h3", "h4", "li", "ul", "ol", "blockquote", "table", "tr", "th", "td", "hr", "div"}
COMPOSED = {"table", "chart"}


@dataclass
class Part:
    """A section, an article, or (without a name) what stands around them.

    ``texts`` follow one another, in groups whose own order is free. ``anywhere`` are texts that
    stand somewhere in this part, ``somewhere`` those that stand in any part, even twice. ``names``
    are texts that may be printed again wherever something is said of what they name.
    """

    name: str
    title: str
    texts: list[list[str]] = field(default_factory=list)
    anywhere: list[str] = field(default_factory=list)
    somewhere: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def follow(self, *texts):
        """Add texts that come in this order."""
        self.texts += [[text] for text in texts if text]

    def together(self, texts):
        """Add a group of texts."""
        self.texts.append([text for text in texts if text])


def manuscript(content):
    """Return the Parts of a content tree, the one around all others first."""
    issue, series, edition = content["issue"], content["series"], content["edition"]
    title = issue["title"] or series["title"]
    around = Part("", title)
    around.follow(title, *paragraphs(issue["summary"]))
    around.somewhere += [
        edition["note"],
        *(correction["note"] for correction in edition["corrections"]),
        series["disclaimer"],
        series["licence"],
        *unreported(content),
    ]
    parts = [around]
    with override(content["language"]):
        for section in content["sections"]:
            around.follow(PART + section["id"] + PART)
            parts += section_parts(section, content["language"])
    for part in parts:
        part.anywhere = [text for text in part.anywhere if text]
        part.somewhere = [text for text in part.somewhere if text]
    return parts


def unreported(content):
    """Yield the missions that reported nothing, listed as the issue lists those of each answer."""
    given = content.get("contributions", [])  # old schemas have none
    with override(content["language"]):
        for answer in ("no_update", "nothing_to_report"):
            yield listed([one["mission"]["name"] for one in given if one["answer"] == answer])


def section_parts(section, language):
    own = Part(section["id"], section["title"])
    own.follow(section["title"], *paragraphs(section["intro"]))
    for style in ("statement", "callout"):
        for figure in section["figures"]:
            if figure["style"] == style:
                add_figure(own, figure, language)
    for figure in section["figures"]:
        if figure["style"] in COMPOSED:
            own.anywhere += [figure_label(figure), *values(figure, language)]
            about_figure(own, figure)
    for photo in section["photos"]:
        own.anywhere += photo_texts(photo)
    articles = [article_part(article) for article in section["articles"]]
    own.follow(*(PART + article.name + PART for article in articles))
    for fact in section["facts"]:
        own.follow(fact["label"], *lines(fact["value"]))
    for hotline in section["hotlines"]:
        own.together(hotline_texts(hotline))
    for contact in section["contacts"]:
        own.together(contact_texts(contact))
    return [own, *articles]


def article_part(article):
    part = Part(f"article--{article['slug']}", article["title"])
    part.follow(article["title"], *paragraphs(article["body"]))
    part.anywhere.append(article["sources"])
    for photo in article["photos"]:
        part.anywhere += photo_texts(photo)
    return part


def photo_texts(photo):
    if photo.get("withdrawn"):
        yield removed_note()
        return
    yield PICTURE + photo["alt"] + PICTURE
    yield from (photo["caption"], photo["credit"], photo["place"])
    yield from lines(photo["text_equivalent"])


def add_figure(part, figure, language):
    if figure["style"] == "statement":
        before, _sign, after = figure["statement"].partition("{figure}")
        part.follow(before.strip(), *values(figure, language)[:1], after.strip())
        part.anywhere += values(figure, language)[1:]
    else:
        part.together([figure_label(figure), *values(figure, language)])
    part.anywhere += [row["label"] for row in figure["breakdown"]]
    about_figure(part, figure)
    part.somewhere += lines(figure["change_reason"])
    if figure["change"] and Decimal(figure["change"]) and figure["previous"]:
        part.anywhere += written([figure["change"].removeprefix("-")], figure, language)


def about_figure(part, figure):
    for text in (figure["footnote"], figure["source"], figure["indicator"]["definition"]):
        part.somewhere += lines(text)
    part.names += [figure_label(figure), figure["indicator"]["name"]]


def figure_label(figure):
    return figure["label"] or figure["indicator"]["name"]


def values(figure, language):
    """Return the value of a figure and of its parts as they are printed; none not reported."""
    kept = [figure["value"], *(row["value"] for row in figure["breakdown"])]
    return written([value for value in kept if value is not None], figure, language)


def written(values, figure, language):
    with override(language):
        return [amount(value, figure["indicator"]) for value in values]


def hotline_texts(hotline):
    yield from (hotline[key] for key in ("name", "number", "international", "works_from", "hours"))
    yield from hotline["languages"]


def contact_texts(contact):
    yield contact["mission"]["name"]
    for person in contact["people"]:
        yield from (person[key] for key in ("name", "title", "email", "phone"))


def lines(text):
    return [line for line in text.splitlines() if line.strip()]


def paragraphs(html):
    """Return the texts of the blocks of rich text in their order."""
    reader = Blocks()
    reader.feed(html)
    reader.close()
    return [text for text in reader.texts if text.strip()]


class Blocks(HTMLParser):
    """Reads the words of each block of rich text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts = [""]

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.texts.append("")
        elif tag == "br":
            self.texts[-1] += " "

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.texts.append("")

    def handle_data(self, data):
        self.texts[-1] += data
