"""An issue and a language → one plain dict, from which everything public is rendered.

The shape is described by ``docs/content.schema.json``. Only JSON types: dates are ISO 8601
strings, decimals are strings, so the tree survives ``json.dumps`` unchanged and its canonical
bytes can be compared (``reportcms.canonical``).
"""

from collections import defaultdict

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone, translation

from issues.contradictions import answered
from issues.figure_nodes import FigureNodes, all_nodes, figure_changes, iso, mission_node
from issues.models import Article, Contribution, FigurePlacement, Issue, Photo, Rendition
from issues.redaction import withdrawn_node
from issues.references import passages, section_key
from missions.models import Contact, Hotline
from reportcms.prose import figure_references, with_figures

SCHEMA_VERSION = 4
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

    ``version`` and ``note`` are those of the edition it is made for. Texts that have no
    translation stay in their original and carry its language.
    """
    issue = (
        Issue.objects.select_related("series")
        .prefetch_related("series__missions", *section_prefetches())
        .get(pk=issue.pk)
    )
    with translation.override(language):
        missions = {m.pk: mission_node(m) for m in issue.series.missions.all()}
        figures, observations = figures_of(issue, missions)
        notes = notes_of(issue)
        sections = [
            section_node(section, issue, missions, figures, notes)
            for section in issue.sections.all()
        ]
        tree = {
            "schema_version": SCHEMA_VERSION,
            "language": language,
            "series": series_node(issue.series),
            "issue": issue_node(issue, missions, sections, figures) | {"notes": notes["summary"]},
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


def notes_of(issue):
    """Map the key of each text to why typed numbers in it stay that the ledger contradicts."""
    notes = defaultdict(list)
    for found, reason in answered(issue):
        notes[found.passage.key].append(f"{found.number.written}: {reason}")
    return notes


def article_preview(article, language):
    """Return a content tree of ``article`` alone, in a section of its own, for its author."""
    tree = snapshot_shell(article.issue, language)
    with translation.override(language):
        missions = {m.pk: mission_node(m) for m in article.issue.series.missions.all()}
        observations = figure_references(article.body)
        figures = FigureNodes(article.issue, [], missions, observations=observations)
        node = article_node(article, missions, figures, notes=[])
        tree["text_figures"] = figures.of_texts(observations)
    section = article.section
    tree["sections"] = [
        {
            **empty_section(),
            "id": "preview",
            "title": section.title if section else article.title,
            "accent": section.accent if section else "",
            "kind": "articles",
            "language": article.language,
            "articles": [node],
        }
    ]
    tree["issue"].update(missions=node["missions"], themes=node["themes"])
    return tree


def snapshot_shell(issue, language):
    """Return the tree of ``issue`` without any section."""
    with translation.override(language):
        return {
            "schema_version": SCHEMA_VERSION,
            "language": language,
            "series": series_node(issue.series),
            "issue": issue_node(issue, {}, [], None),
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


def series_node(series):
    return {
        "slug": series.slug,
        "title": series.title,
        "organisation": series.organisation,
        "organisation_short": series.organisation_short,
        "region": series.region,
        "running_title": series.running_title,
        "brand_color": series.brand_color,
        "accent_color": series.accent_color,
        "licence": series.licence,
        "licence_url": series.licence_url,
        "disclaimer": series.disclaimer,
        "logo": logo_node(series),
        "language": series.language,
    }


def logo_node(series):
    if not series.logo_sha256:
        return None
    return {
        "sha256": series.logo_sha256,
        "width": series.logo_width,
        "height": series.logo_height,
        "alt": series.organisation,
    }


def edition_node(issue, language, version, note):
    """The edition being made: its address for ever, and what the editions before corrected."""
    earlier = issue.editions.standing().filter(version__range=(2, version - 1)).order_by("version")
    changes = dict(
        Rendition.objects.standing()
        .filter(edition__in=earlier, language=language)
        .values_list("edition", "content__edition__figure_changes")
    )
    return {
        "version": version,
        "note": note,
        "corrections": [
            {
                "version": edition.version,
                "date": iso(office_day(edition.published_at)),
                "note": edition.note,
                "figure_changes": changes.get(edition.pk) or [],
            }
            for edition in earlier
        ],
        "url": permanent_address(issue, language, version),
    }


def office_day(moment):
    """Return the day of ``moment`` on the office's clock, whoever looks."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def changes_since(issue, language, version, tree):
    """Return the figures that ``tree`` shows otherwise than the edition before ``version``."""
    before = (
        Rendition.objects.standing()
        .filter(edition__issue=issue, edition__version__lt=version, language=language)
        .order_by("-edition__version")
        .first()
    )
    return figure_changes(all_nodes(tree), before.content) if before else []


def permanent_address(issue, language, version):
    """Return the whole address of edition ``version`` in ``language``."""
    site_language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(site_language):
        path = reverse("issues:issue", args=[issue.series.slug, issue.year, issue.number, version])
    query = "" if language == site_language else f"?language={language}"
    return f"{settings.SITE_URL}{path}{query}"


def issue_node(issue, missions, sections, figures):
    """``missions`` of an issue are those of its series; ``themes`` those of its articles.

    Without ``figures`` the summary stays empty: it is the editor's matter until published.
    """
    themes = {
        theme["slug"]: theme
        for section in sections
        for article in section["articles"]
        for theme in article["themes"]
    }
    return {
        "year": issue.year,
        "number": issue.number,
        "title": issue.title,
        "summary": with_figures(issue.summary, figures.in_words) if figures else "",
        "language": issue.language,
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


def section_node(section, issue, missions, figures, notes):
    node = empty_section() | {
        "id": section.slug,
        "kind": section.kind,
        "title": section.title,
        "language": issue.language,
        "accent": section.accent,
        "starts_page": section.starts_page,
        "fit_page": section.fit_page,
        "intro": with_figures(section.intro, figures.in_words),
        "notes": notes[section_key(section)],
        "photos": [photo_node(photo) for photo in section.photos.all()],
        "figures": figures.of_section(section),
        "articles": [
            article_node(article, missions, figures, notes[article.slug])
            for article in section.articles.all()
        ],
        "facts": [{"label": f.label, "value": f.value} for f in section.facts.all()],
    }
    if section.kind == "hotlines":
        node["hotlines"] = hotline_nodes(issue, missions)
    if section.kind == "contacts":
        node["contacts"] = contact_nodes(missions)
    return node


def photo_node(photo):
    node = {
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "focal_x": photo.focal_x,
        "focal_y": photo.focal_y,
        "kind": photo.kind,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "place": photo.place,
        "date_taken": iso(photo.date_taken),
        "text_equivalent": photo.text_equivalent,
        "language": photo.language,
    }
    return withdrawn_node(node) if photo.consent == Photo.Consent.WITHDRAWN else node


def article_node(article, missions, figures, notes):
    own = [article.mission] if article.mission else []
    return {
        "slug": article.slug,
        "title": article.title,
        "language": article.language,
        "missions": [
            missions.get(m.pk) or mission_node(m) for m in [*own, *article.with_missions.all()]
        ],
        "themes": [{"slug": t.slug, "name": t.name} for t in article.themes.all()],
        "body": with_figures(article.body, figures.in_words),
        "sources": article.sources,
        "notes": notes,
        "photos": [photo_node(photo) for photo in article.photos.all()],
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


def contact_nodes(missions):
    nodes = {pk: {"mission": mission, "people": []} for pk, mission in missions.items()}
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
