"""An issue and a language → one plain dict, from which everything public is rendered.

The shape is described by ``docs/content.schema.json``. Only JSON types: dates are ISO 8601
strings, decimals are strings, so the tree survives ``json.dumps`` unchanged and its canonical
bytes can be compared (``reportcms.canonical``).
"""

from collections import defaultdict

from django.db.models import Prefetch
from django.utils import translation

from issues.contradictions import answered
from issues.edition_nodes import changes_since, edition_node
from issues.figure_nodes import FigureNodes, iso, mission_node
from issues.models import (
    Article,
    Contribution,
    FigurePlacement,
    Issue,
    Photo,
)
from issues.redaction import withdrawn_node
from issues.references import passages, section_key
from issues.translations import Translations, article_texts, texts_of
from missions.models import Contact, Hotline
from reportcms.prose import figure_references, with_figures

SCHEMA_VERSION = 5
# What readers are told of each mission asked; one that still owes an answer gave none.
ANSWERS = {
    Contribution.State.ASKED: "no_update",
    Contribution.State.RETURNED: "no_update",
    Contribution.State.NO_UPDATE: "no_update",
    Contribution.State.NOTHING: "nothing_to_report",
    Contribution.State.SUBMITTED: "reported",
    Contribution.State.APPROVED: "reported",
}


def snapshot(issue, language, *, version=1, note=""):
    """Return the content tree of ``issue`` in ``language`` as it stands now.

    ``version`` and ``note`` are those of the edition it is made for. Texts that have no finished
    translation of what they say now stay in their original and carry its language.
    """
    issue = (
        Issue.objects.select_related("series")
        .prefetch_related("series__missions", *section_prefetches())
        .get(pk=issue.pk)
    )
    with translation.override(language):
        missions = {m.pk: mission_node(m) for m in issue.series.missions.all()}
        figures, observations = figures_of(issue, missions)
        texts = texts_of(issue, issue.sections.all(), figures.newest.values())
        translations = Translations(language, {text.row for text in texts})
        figures.translations = translations
        notes = notes_of(issue, language)
        sections = [
            section_node(section, issue, missions, figures, notes, translations)
            for section in issue.sections.all()
        ]
        tree = {
            "schema_version": SCHEMA_VERSION,
            "language": language,
            "translation": translation_node(issue, texts, translations),
            "series": series_node(issue.series, translations),
            "issue": issue_node(issue, missions, sections, figures, translations)
            | {"notes": notes["summary"]},
            "edition": edition_node(issue, language, version, note),
            "sections": sections,
            "text_figures": figures.of_texts(observations),
            "contributions": contribution_nodes(issue, missions),
        }
        tree["edition"]["figure_changes"] = changes_since(issue, language, version, tree)
        return tree


def figures_of(issue, missions):
    """Return the `FigureNodes` of ``issue`` and the observations that its texts refer to."""
    sections = issue.sections.all()
    observations = [found for passage in passages(issue, sections) for found in passage.references]
    placements = [p for section in sections for p in section.placements.all()]
    return FigureNodes(issue, placements, missions, observations=observations), observations


def notes_of(issue, language):
    """Map the key of each text to why typed numbers in it stay that the ledger contradicts.

    With the notes on a text stand those on its translation into ``language``.
    """
    notes = defaultdict(list)
    for found, reason in answered(issue):
        key, _at, translated = found.passage.key.partition("@")
        if translated in ("", language):
            notes[key].append(f"{found.number.written}: {reason}")
    return notes


def article_preview(article, language):
    """Return a content tree of ``article`` alone, in a section of its own, for its author."""
    tree = snapshot_shell(article.issue, language)
    with translation.override(language):
        missions = {m.pk: mission_node(m) for m in article.issue.series.missions.all()}
        observations = figure_references(article.body)
        figures = FigureNodes(article.issue, [], missions, observations=observations)
        texts = article_texts(article)
        translations = Translations(language, {text.row for text in texts})
        node = article_node(article, missions, figures, [], translations)
        tree["text_figures"] = figures.of_texts(observations)
    section = article.section
    tree["sections"] = [
        {
            **empty_section(),
            "id": "preview",
            "title": section.title if section else article.title,
            "accent": section.accent if section else "",
            "kind": "articles",
            "language": article.issue.language if section else article.language,
            "articles": [node],
        }
    ]
    tree["issue"].update(missions=node["missions"], themes=node["themes"])
    return tree


def snapshot_shell(issue, language):
    """Return the tree of ``issue`` without any section."""
    translations = Translations(language, [issue, issue.series])
    with translation.override(language):
        return {
            "schema_version": SCHEMA_VERSION,
            "language": language,
            "translation": translation_node(issue, [], translations),
            "series": series_node(issue.series, translations),
            "issue": issue_node(issue, {}, [], None, translations),
            "edition": edition_node(issue, language, 1, "") | {"figure_changes": []},
            "sections": [],
            "text_figures": [],
            "contributions": [],
        }


def section_prefetches():
    articles = (
        Article.objects.select_related("mission")
        .prefetch_related("with_missions", "themes", "photos")
        .order_by("order", "pk")
    )
    placements = FigurePlacement.objects.select_related("figure", "compared_with")
    return [
        "sections",
        Prefetch("sections__photos", Photo.objects.order_by("order", "pk")),
        Prefetch("sections__articles", articles),
        Prefetch("sections__placements", placements),
        "sections__facts",
    ]


def translation_node(issue, texts, translations):
    """How much of the issue stands in this language, of what was written in another one."""
    foreign = [text for text in texts if text.language != translations.language]
    return {
        "from": issue.series.language,
        "texts": len(foreign),
        "translated": sum(translations.of(t.row, t.field) is not None for t in foreign),
    }


def series_node(series, translations):
    texts = translations.texts(series, series.language)
    return texts | {
        "slug": series.slug,
        "brand_color": series.brand_color,
        "accent_color": series.accent_color,
        "licence": series.licence,
        "licence_url": series.licence_url,
        "logo": logo_node(series, texts["organisation"]),
    }


def logo_node(series, alt):
    if not series.logo_sha256:
        return None
    return {
        "sha256": series.logo_sha256,
        "width": series.logo_width,
        "height": series.logo_height,
        "alt": alt,
    }


def issue_node(issue, missions, sections, figures, translations):
    """``missions`` of an issue are those of its series; ``themes`` those of its articles.

    Without ``figures`` the summary stays empty: it is the editor's matter until published.
    """
    themes = {
        theme["slug"]: theme
        for section in sections
        for article in section["articles"]
        for theme in article["themes"]
    }
    texts = translations.texts(issue, issue.language, left=["notes"])
    return texts | {
        "year": issue.year,
        "number": issue.number,
        "summary": with_figures(texts["summary"], figures.in_words) if figures else "",
        "period_start": iso(issue.period_start),
        "period_end": iso(issue.period_end),
        "data_as_of": iso(issue.data_as_of),
        "publication_date": iso(issue.publication_date),
        "next_issue_date": iso(issue.next_issue_date),
        "missions": list(missions.values()),
        "themes": [themes[slug] for slug in sorted(themes)],
        "notes": [],
    }


def empty_section():
    return {
        "id": "",
        "kind": "articles",
        "title": "",
        "language": "en",
        "accent": "",
        "starts_page": True,
        "fit_page": False,
        "intro": "",
        "notes": [],
        "photos": [],
        "figures": [],
        "articles": [],
        "hotlines": [],
        "contacts": [],
        "facts": [],
    }


def section_node(section, issue, missions, figures, notes, translations):
    texts = translations.texts(section, issue.language, left=["notes"])
    node = empty_section() | {
        **texts,
        "id": section.slug,
        "kind": section.kind,
        "accent": section.accent,
        "starts_page": section.starts_page,
        "fit_page": section.fit_page,
        "intro": with_figures(texts["intro"], figures.in_words),
        "notes": notes[section_key(section)],
        "photos": [photo_node(photo, translations) for photo in section.photos.all()],
        "figures": figures.of_section(section),
        "articles": [
            article_node(article, missions, figures, notes[article.slug], translations)
            for article in section.articles.all()
        ],
        "facts": [translations.texts(fact, issue.language) for fact in section.facts.all()],
    }
    if section.kind == "hotlines":
        node["hotlines"] = hotline_nodes(issue, missions)
    if section.kind == "contacts":
        node["contacts"] = contact_nodes(issue, missions)
    return node


def photo_node(photo, translations):
    node = translations.texts(photo, photo.language, left=["credit"]) | {
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "focal_x": photo.focal_x,
        "focal_y": photo.focal_y,
        "kind": photo.kind,
        "credit": photo.credit,
        "date_taken": iso(photo.date_taken),
    }
    return withdrawn_node(node) if photo.consent == Photo.Consent.WITHDRAWN else node


def article_node(article, missions, figures, notes, translations):
    own = [article.mission] if article.mission else []
    texts = translations.texts(article, article.language, left=["notes"])
    return texts | {
        "slug": article.slug,
        "missions": [
            missions.get(m.pk) or mission_node(m) for m in [*own, *article.with_missions.all()]
        ],
        "themes": [
            {"slug": theme.slug, "name": translations.of(theme, "name") or theme.name}
            for theme in article.themes.all()
        ],
        "body": with_figures(texts["body"], figures.in_words),
        "notes": notes,
        "photos": [photo_node(photo, translations) for photo in article.photos.all()],
    }


def hotline_nodes(issue, missions):
    """Hotlines of the series' missions that are valid on the day of publication."""
    hotlines = Hotline.objects.public(issue.publication_date).filter(mission__in=missions)
    return [
        {
            "id": f"{missions[h.mission_id]['slug']}-{h.dial.lstrip('+')}",
            "name": h.name,
            "number": h.number,
            "dial": h.dial,
            "international": h.international_number,
            "works_from": h.works_from,
            "hours": h.hours,
            "languages": [word.strip() for word in h.languages.split(",") if word.strip()],
            "cost": h.cost,
            "last_tested_on": iso(h.last_tested_on),
            "mission": missions[h.mission_id],
            "language": issue.language,
        }
        for h in hotlines
    ]


def contact_nodes(issue, missions):
    nodes = {
        pk: {"mission": mission, "people": [], "language": issue.language}
        for pk, mission in missions.items()
    }
    for c in Contact.objects.public().filter(mission__in=missions):
        nodes[c.mission_id]["people"].append(
            {"name": c.name, "title": c.title, "email": c.email, "phone": c.phone}
        )
    return [node for node in nodes.values() if node["people"]]


def contribution_nodes(issue, missions):
    """What each mission answered that was asked for ``issue``; nothing where no round was held."""
    return [
        {
            "mission": missions.get(given.mission_id) or mission_node(given.mission),
            "answer": ANSWERS[given.state],
        }
        for given in issue.contributions.select_related("mission")
    ]
