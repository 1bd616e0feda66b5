"""Content trees for the tests of rendering: every part with plain defaults, and whole issues.

``issue_8()`` is like the printed issue of three pages; its texts are invented but as long.
"""

import hashlib
import uuid
from io import BytesIO

from PIL import Image

COUNTRIES = {
    "kazakhstan": ("KZ", "Kazakhstan"),
    "kyrgyzstan": ("KG", "Kyrgyzstan"),
    "tajikistan": ("TJ", "Tajikistan"),
    "turkmenistan": ("TM", "Turkmenistan"),
    "uzbekistan": ("UZ", "Uzbekistan"),
}
SENTENCE = "The missions and the authorities agreed on a timetable and on who reports what."


def mission(slug):
    code, name = COUNTRIES[slug]
    return {"slug": slug, "name": f"IOM {name}", "country": code, "country_name": name}


def missions(*slugs):
    return [mission(slug) for slug in slugs or COUNTRIES]


def photo(name, **fields):
    return {
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "width": 2000,
        "height": 1333,
        "focal_x": 0.5,
        "focal_y": 0.5,
        "kind": "photo",
        "alt": f"Picture of {name}",
        "caption": "",
        "credit": "IOM partners",
        "place": "",
        "date_taken": None,
        "text_equivalent": "",
        "language": "en",
    } | fields


def article(slug, **fields):
    return {
        "slug": slug,
        "title": slug.replace("-", " ").capitalize(),
        "language": "en",
        "missions": missions("tajikistan"),
        "themes": [{"slug": "health", "name": "Health"}],
        "body": f"<p>{SENTENCE}</p>",
        "sources": "",
        "notes": [],
        "photos": [],
    } | fields


def figure(code, value, **fields):
    indicator = {
        "code": code,
        "name": code.replace("-", " ").capitalize(),
        "unit": "people",
        "kind": "cumulative",
        "measure": "count",
        "per": None,
        "base": "",
        "scale": 0,
        "definition": "",
        "definition_version": 1,
        "language": fields.get("language", "en"),
    } | fields.pop("indicator", {})
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, code)),
        "observation": str(uuid.uuid5(uuid.NAMESPACE_URL, code)),
        "indicator": indicator,
        "style": "callout",
        "statement": "",
        "label": "",
        "value": value,
        "qualifier": "exact",
        "status": "verified",
        "disclosure": "",
        "below": None,
        "target": None,
        "base_value": None,
        "period_start": None,
        "as_of": "2020-11-28",
        "source": "",
        "footnote": "",
        "coverage": {"missions": missions(), "of": 5},
        "breakdown": [],
        "parts_note": "",
        "previous": None,
        "change": None,
        "change_reason": "",
        "break_cause": "",
        "last_reported": None,
        "history": [],
        "language": "en",
    } | fields


def previous(value, **fields):
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"before {value}")),
        "value": value,
        "as_of": "2020-07-10",
        "definition_changed": False,
        "coverage_changed": False,
        "revised_from": None,
    } | fields


def point(value, as_of, **fields):
    """One number of the history of a figure."""
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{as_of} {value}")),
        "value": value,
        "qualifier": "exact",
        "status": "not_reported" if value is None else "verified",
        "disclosure": "",
        "below": None,
        "as_of": as_of,
        "definition_version": 1,
        "comparable": True,
        "coverage": list(COUNTRIES),
    } | fields


def hotline(slug, number, **fields):
    return {
        "id": f"{slug}-{number.lstrip('+')}",
        "name": "National hotline",
        "number": number,
        "dial": number,
        "international": "",
        "works_from": "",
        "hours": "",
        "languages": [],
        "cost": "",
        "last_tested_on": "2020-12-01",
        "mission": mission(slug),
        "language": "en",
    } | fields


def edition(version=1, note="", corrections=()):
    return {
        "version": version,
        "note": note,
        "language": "en",
        "corrections": [{"figure_changes": []} | correction for correction in corrections],
        "figure_changes": [],
        "url": f"https://reports.example.org/en/central-asia/2020/8/v{version}/",
    }


def part(dimension, label, value, **fields):
    return {"dimension": dimension, "label": label, "value": value, "disclosure": ""} | fields


def by_country(**values):
    """The parts of a figure by country: ``by_country(kazakhstan="5", tajikistan=None)``."""
    return [part("country", COUNTRIES[slug][1], value) for slug, value in values.items()]


def logo(width=600, height=160):
    return {
        "sha256": hashlib.sha256(b"logo").hexdigest(),
        "width": width,
        "height": height,
        "alt": "International Organization for Migration",
    }


def contact(slug, *emails):
    people = [{"name": "", "title": "", "email": email, "phone": ""} for email in emails]
    return {"mission": mission(slug), "people": people, "language": "en"}


def section(slug, kind="articles", **fields):
    return {
        "id": slug,
        "kind": kind,
        "title": slug.replace("-", " "),
        "language": "en",
        "accent": "",
        "starts_page": False,
        "fit_page": False,
        "intro": "",
        "notes": [],
        "photos": [],
        "figures": [],
        "articles": [],
        "hotlines": [],
        "contacts": [],
        "facts": [],
    } | fields


def content(*sections, language="en", **issue):
    return {
        "schema_version": 5,
        "language": language,
        "translation": {"from": "en", "texts": 0, "translated": 0},
        "series": {
            "slug": "central-asia-regional-response-report",
            "title": "Central Asia Regional Response Report",
            "organisation": "International Organization for Migration",
            "organisation_short": "IOM",
            "region": "Central Asia",
            "running_title": "IOM Central Asia Regional Response Report",
            "brand_color": "#0033a0",
            "accent_color": "#d45b07",
            "licence": "CC BY-NC-ND 3.0 IGO",
            "licence_url": "https://creativecommons.org/licenses/by-nc-nd/3.0/igo/",
            "disclaimer": "The names on maps imply no opinion on the status of any territory.",
            "logo": None,
            "language": "en",
        },
        "issue": {
            "year": 2020,
            "number": 8,
            "title": "",
            "summary": "",
            "language": "en",
            "period_start": "2020-11-01",
            "period_end": "2020-11-30",
            "data_as_of": "2020-11-28",
            "publication_date": "2020-12-01",
            "next_issue_date": None,
            "missions": missions(),
            "themes": [],
            "notes": [],
        }
        | issue,
        "edition": edition(),
        "sections": list(sections),
        "text_figures": [],
        "contributions": [],
    }


def issue_8():
    """Return an issue of three sheets: figures; four articles; a feature, hotlines, contacts."""
    return content(
        direct_assistance(),
        partnership_in_action(),
        orange_the_world(),
        section(
            "hotlines",
            "hotlines",
            title="Hotlines",
            fit_page=True,
            intro="<p>The national lines and the emergency mobile number keep answering.</p>",
            hotlines=[
                hotline("kazakhstan", "11616", works_from="Within the whole country"),
                hotline("kyrgyzstan", "1899", works_from="From every local network"),
                hotline(
                    "tajikistan",
                    "+992900800800",
                    name="Emergency mobile number",
                    works_from="At home and abroad",
                    hours="Day and night",
                    languages=["Tajik", "Russian"],
                ),
            ],
        ),
        section(
            "contacts",
            "contacts",
            title="Contact the missions",
            fit_page=True,
            contacts=[
                contact("kazakhstan", "iomastana@iom.int", "iomalmaty@iom.int"),
                contact("kyrgyzstan", "iomkyrgyzstan@iom.int"),
                contact("tajikistan", "dushanbe@iom.int"),
                contact("turkmenistan", "iomashgabat@iom.int"),
                contact("uzbekistan", "iomuz@iom.int"),
            ],
        ),
    )


def direct_assistance():
    four = {"missions": missions("kazakhstan", "kyrgyzstan", "tajikistan", "uzbekistan"), "of": 5}
    return section(
        "direct-assistance",
        "figures",
        starts_page=True,
        fit_page=True,
        photos=[
            photo("land-route", caption="Coaches on the road at first light."),
            photo(
                "airport-return",
                caption="In November 2020, 18 people returned from Kazakhstan to Moldova.",
                credit="IOM Kazakhstan",
                place="Almaty",
                date_taken="2020-11-12",
            ),
        ],
        figures=[
            figure(
                "returned-by-land",
                "3120",
                style="statement",
                statement="Three missions helped {figure} stranded people home by land, with "
                "governments, associations and the diaspora on both sides of the border.",
                coverage={
                    "missions": missions("kazakhstan", "tajikistan", "uzbekistan"),
                    "of": 5,
                },
                source="Mission registers",
                footnote="The printed source is damaged in this place.",
                indicator={"definition": "Citizens helped to return voluntarily by land."},
            ),
            figure(
                "covid-19-cases-registered",
                "330528",
                coverage=four,
                source="National authorities",
                previous=previous("76698"),
                change="253830",
                indicator={"unit": "cases", "definition": "Cases the authorities registered."},
            ),
            figure(
                "covid-19-deaths-registered",
                "4378",
                coverage=four,
                source="Ministries of health",
                previous=previous("470"),
                change="3908",
                indicator={"unit": "deaths", "definition": "Deaths ascribed to COVID-19."},
            ),
            figure(
                "people-assisted",
                "7801",
                label="Victims of trafficking and vulnerable migrants assisted",
                source="Case management",
                previous=previous("3186", definition_changed=True),
                change="4615",
                change_reason="The count now includes victims of trafficking.",
                indicator={"definition": "Persons with a case file."},
            ),
        ],
    )


def partnership_in_action():
    everyone = missions()
    return section(
        "partnership-in-action",
        title="PARTNERSHIP IN ACTION",
        starts_page=True,
        fit_page=True,
        articles=[
            article(
                "global-compact",
                title="KAZAKHSTAN AND THE GLOBAL COMPACT FOR MIGRATION",
                missions=missions("kazakhstan"),
                themes=[{"slug": "governance", "name": "Migration governance"}],
                body=paragraphs("Two ministries took stock on 12 November 2020.", 4, 3),
                photos=[photo("global-compact")],
            ),
            article(
                "training-manual",
                title="TRAINING MANUAL ON RETURN MIGRATION",
                missions=everyone,
                body=paragraphs("Civil servants of six countries met online for four days.", 4, 3),
                photos=[photo("online-training")],
            ),
            article(
                "hiv-services",
                title="MIGRANTS’ ACCESS TO HIV SERVICES",
                body=paragraphs("A dialogue sought ways to keep care going abroad.", 3, 3),
                photos=[photo("hiv-services", caption="An outreach in 2011, nine years before.")],
            ),
            article(
                "remittances",
                title="RESEARCH ON REMITTANCES IN CENTRAL ASIA AND THE RUSSIAN FEDERATION",
                missions=everyone,
                body=paragraphs("National banks opened a study of money sent home.", 5, 3, 2),
                photos=[photo("remittances")],
                sources="Minutes of the kick-off meeting",
            ),
        ],
    )


def orange_the_world():
    return section(
        "orange-the-world",
        "feature",
        title="ORANGE THE WORLD!",
        accent="#d45b07",
        starts_page=True,
        fit_page=True,
        intro=paragraphs("Sixteen days of activism opened in Bishkek on 25 November.", 3),
        photos=[photo("orange-the-world", caption="Lights before the theatre.")],
        articles=[
            article(
                "three-areas",
                title="This year the campaign has three areas",
                missions=missions("kyrgyzstan"),
                body="<ul><li>No silence about violence, at home or at work.</li>"
                "<li>Crisis centres and hotlines that everybody can find.</li>"
                "<li>A voice for women in every decision that concerns them.</li></ul>",
            )
        ],
    )


def paragraphs(opening, *lengths):
    """Return rich text whose first sentence is ``opening``; every sentence in it is its own."""
    blocks = []
    for number, length in enumerate(lengths):
        sentences = [
            f"In step {number + 1}.{place + 1}, {opening[:12].lower().strip()}: {SENTENCE}"
            for place in range(length)
        ]
        blocks.append(" ".join([opening, *sentences] if not number else sentences))
    return "".join(f"<p>{block}</p>" for block in blocks)


class PlainPictures:
    """A picture source: a plain JPEG of the size wanted, a different grey for every photo."""

    def __init__(self):
        self.asked = []

    def print_bytes(self, photo, width, height, *, quality):
        self.asked.append((photo["sha256"], width, height, quality))
        shade = int(photo["sha256"][:2], 16)
        file = BytesIO()
        size = (width, height or round(width * photo["height"] / photo["width"]))
        Image.new("RGB", size, (shade, shade, 200)).save(file, "JPEG", quality=quality)
        return file.getvalue()

    def logo_bytes(self, logo):
        file = BytesIO()
        Image.new("RGB", (logo["width"], logo["height"]), "#0033a0").save(file, "PNG")
        return file.getvalue()


def photo_url(photo, variant):
    return f"/media/{photo['sha256']}/{variant}"
