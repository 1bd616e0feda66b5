"""A content tree → what people read on the web, its words, and its figures as a table.

Only the tree is read here, never the database: what one edition says is the same wherever and
whenever it is rendered. Paper is rendered from the same templates by ``issues.pdf``.
"""

import csv
import re
from io import StringIO

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from issues.palette import palette_css
from issues.templatetags.figure_tables import about_figures
from reportcms.prose import plain_text as words_of

__all__ = ["article_html", "document_html", "figures_csv", "palette_css", "plain_text"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")

FIGURE_TEXTS = ("parts_note", "change_reason", "source", "footnote")
CSV_COLUMNS = (
    "series", "year", "issue", "edition", "section", "figure", "indicator", "indicator_name",
    "label", "kind", "dimension", "category", "value", "unit", "qualifier", "status",
    "period_start", "as_of", "coverage", "coverage_count", "coverage_of", "previous_value",
    "previous_as_of", "change", "definition_changed", "coverage_changed", "change_reason",
    "definition_version", "definition", "source", "footnote",
)  # fmt: skip


def document_html(content, *, photo_url):
    """Return the body of an issue's page: ``<article class="edition">`` with every section.

    ``photo_url(photo, variant)`` gives the address of a photo in a size such as ``w640.avif``.
    The page around it has the ``h1``; sections are ``h2``, articles ``h3``.
    """
    return render("edition/document.html", content, photo_url=photo_url)


def article_html(content, slug, *, photo_url):
    """Return the body of the page of one article; its title is the ``h1`` of the page around.

    Raises ``KeyError`` if the tree has no such article.
    """
    for section in content["sections"]:
        for article in section["articles"]:
            if article["slug"] == slug:
                return render(
                    "edition/article_page.html",
                    content,
                    photo_url=photo_url,
                    section=section,
                    article=article,
                )
    raise KeyError(slug)


def render(template, content, **context):
    """Render a template of ``templates/edition`` in the language of the tree."""
    with translation.override(content["language"]):
        return mark_safe(  # noqa: S308 -- a template's own output
            render_to_string(template, {"content": content, "medium": "web"} | context)
        )


def plain_text(content):
    """Return all words of a content tree in reading order, one text a line."""
    return "\n".join(text for text in texts(content) if text)


def texts(content):
    """Yield every text of a content tree in the order in which it is read.

    Rich text comes as its words. Values of figures come as they are kept, not as a language
    writes them.
    """
    issue, series = content["issue"], content["series"]
    yield issue["title"] or series["title"]
    yield content["edition"]["note"]
    for correction in reversed(content["edition"]["corrections"]):
        yield correction["note"]
    yield words_of(issue["summary"])
    for section in content["sections"]:
        yield from section_texts(section)
    for entry in about_figures(content):
        yield from (entry["name"], entry["definition"], *entry["sources"])
    yield series["disclaimer"]


def section_texts(section):
    statements = [f for f in section["figures"] if f["style"] == "statement"]
    others = [
        figure
        for style in ("callout", "chart", "trend", "table", "mention")
        for figure in section["figures"]
        if figure["style"] == style
    ]
    yield section["title"]
    for photo in section["photos"][:1]:
        yield from photo_texts(photo)
    yield words_of(section["intro"])
    for figure in (*statements, *others):
        yield from figure_texts(figure)
    for photo in section["photos"][1:]:
        yield from photo_texts(photo)
    for article in section["articles"]:
        yield from article_texts(article)
    for fact in section["facts"]:
        yield from (fact["label"], fact["value"])
    for hotline in section["hotlines"]:
        yield from hotline_texts(hotline)
    for contact in section["contacts"]:
        yield contact["mission"]["name"]
        for person in contact["people"]:
            yield from (person[key] for key in ("name", "title", "email", "phone"))


def photo_texts(photo):
    return (photo[key] for key in ("caption", "credit", "place", "text_equivalent"))


def figure_texts(figure):
    if figure["style"] == "statement":
        yield figure["statement"].replace("{figure}", figure["value"] or "")
    else:
        yield figure["value"] or ""
        yield figure["label"] or figure["indicator"]["name"]
        for part in figure["breakdown"]:
            yield from (part["label"], part["value"] or "")
    yield from (figure.get(key, "") for key in FIGURE_TEXTS)


def article_texts(article):
    yield article["title"]
    for photo in article["photos"]:
        yield from photo_texts(photo)
    yield words_of(article["body"])
    yield article["sources"]


def hotline_texts(hotline):
    yield from (hotline[key] for key in ("name", "number", "international", "works_from", "hours"))
    yield ", ".join(hotline["languages"])


def figures_csv(content):
    """Return the figures of a content tree as CSV (RFC 4180, UTF-8): one observation a row.

    A breakdown gives one row for each of its parts, under the row of its total. A cell that a
    spreadsheet would run as a formula is written with an apostrophe before it.
    """
    file = StringIO(newline="")
    table = csv.DictWriter(file, CSV_COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for section in content["sections"]:
        for figure in section["figures"]:
            for row in figure_rows(content, section, figure):
                table.writerow({name: cell(value) for name, value in row.items()})
    return file.getvalue().encode()


def figure_rows(content, section, figure):
    previous = figure["previous"] or {}
    row = {
        "series": content["series"]["slug"],
        "year": content["issue"]["year"],
        "issue": content["issue"]["number"],
        "edition": content["edition"]["version"],
        "section": section["id"],
        "figure": figure["id"],
        "indicator": figure["indicator"]["code"],
        "indicator_name": figure["indicator"]["name"],
        "label": figure["label"],
        "kind": figure["indicator"]["kind"],
        "unit": figure["indicator"]["unit"],
        "qualifier": figure["qualifier"],
        "status": figure["status"],
        "period_start": figure["period_start"],
        "as_of": figure["as_of"],
        "coverage": "; ".join(m["name"] for m in figure["coverage"]["missions"]),
        "coverage_count": len(figure["coverage"]["missions"]),
        "coverage_of": figure["coverage"]["of"],
        "definition_version": figure["indicator"]["definition_version"],
        "definition": figure["indicator"]["definition"],
        "source": figure["source"],
        "footnote": figure["footnote"],
    }
    yield row | {
        "value": figure["value"],
        "previous_value": previous.get("value"),
        "previous_as_of": previous.get("as_of"),
        "change": figure["change"],
        "definition_changed": previous.get("definition_changed"),
        "coverage_changed": previous.get("coverage_changed"),
        "change_reason": figure["change_reason"],
    }
    for part in figure["breakdown"]:
        yield row | {
            "dimension": part["dimension"],
            "category": part["label"],
            "value": part["value"],
        }


def cell(value):
    """Return ``value`` as a CSV cell: empty for None, true or false, no formulas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
