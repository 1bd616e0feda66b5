"""A content tree → what people read on the web, its words, and its figures as a table.

Only the tree is read here, never the database: what one edition says is the same wherever and
whenever it is rendered. Paper is rendered from the same templates by ``issues.pdf``.
"""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from issues.palette import palette_css
from issues.templatetags.figure_tables import about_figures
from issues.templatetags.report import removed_note, unreported
from reportcms.figure_columns import EDITION
from reportcms.prose import plain_text as words_of
from reportcms.tables import as_csv, as_json, as_xlsx

__all__ = [
    "article_html",
    "document_html",
    "figures_csv",
    "figures_json",
    "figures_xlsx",
    "palette_css",
    "plain_text",
]

FIGURE_KEYS = (
    *("qualifier", "status", "base_value", "period_start", "as_of", "source", "footnote"),
    *("parts_note", "break_cause"),
)
FIGURE_TEXTS = ("parts_note", "change_reason", "source", "footnote")


def document_html(content, *, photo_url):
    """Return the body of an issue's page: ``<article class="edition">`` with every section.

    ``photo_url(photo, variant)`` gives the address of a photo in a size such as ``w640.avif``.
    The page around it has the ``h1``; sections are ``h2``, articles ``h3``.
    """
    return render("edition/document.html", content, photo_url=photo_url, is_anchored=True)


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
    with translation.override(content["language"]):
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
    yield from unreported(content)
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
    if photo.get("withdrawn"):
        return (removed_note(),)
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
    """Return the figures of a content tree as CSV: one observation a row.

    A breakdown gives one row for each of its parts, under the row of its total.
    """
    return b"".join(as_csv(EDITION, figure_rows(content)))


def figures_xlsx(content):
    """Return the figures of a content tree as a workbook that describes its columns."""
    series = content["series"]
    about = (series["title"], content["edition"].get("url", ""), series["licence"])
    return as_xlsx(EDITION, figure_rows(content), title="Figures", about=filter(None, about))


def figures_json(content):
    """Return the figures of a content tree as JSON, with where they come from."""
    series = content["series"]
    return as_json(
        figure_rows(content),
        title=series["title"],
        url=content["edition"].get("url", ""),
        attribution=series["organisation"],
        licence=series["licence"],
        licence_url=series["licence_url"],
    )


def figure_rows(content):
    """Yield the figures of a content tree, whatever its schema version, as rows of a table."""
    for section in content["sections"]:
        for figure in section["figures"]:
            yield from rows_of(content, section["id"], figure)
    for figure in content.get("text_figures", []):
        yield from rows_of(content, "", figure)


def rows_of(content, section, figure):
    indicator, previous = figure["indicator"], figure["previous"] or {}
    row = {
        "series": content["series"]["slug"],
        "year": content["issue"]["year"],
        "issue": content["issue"]["number"],
        "edition": content["edition"]["version"],
        "section": section,
        "label": figure["label"],
        "figure": figure["id"],
        "observation": figure.get("observation"),
        "indicator": indicator["code"],
        "indicator_name": indicator["name"],
        **{key: indicator.get(key) for key in ("kind", "unit", "base", "per")},
        **{key: indicator[key] for key in ("definition", "definition_version")},
        **{key: figure.get(key) for key in FIGURE_KEYS},
        "coverage": "; ".join(m["name"] for m in figure["coverage"]["missions"]),
        "coverage_count": len(figure["coverage"]["missions"]),
        "coverage_of": figure["coverage"]["of"],
    }
    yield row | {
        "value": figure["value"],
        "disclosure": figure.get("disclosure"),
        "below": figure.get("below"),
        "target": figure.get("target"),
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
            "disclosure": part.get("disclosure"),
        }
