"""Whole issues for the tests of print: one in each language, and the extremes of length and kind.

The words of a language stand in ``texts/<language>.toml``; all of them are invented.
"""

import tomllib
from functools import cache
from pathlib import Path

from tests.issues import content as tree

TEXTS = Path(__file__).parent / "texts"
TRANSLATED = ("ru", "kk", "ky", "tg", "tk", "uz", "uz-cyrl", "fa", "ar")
RIGHT_TO_LEFT = ("fa", "ar")


@cache
def words_of(language):
    return tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))


def issue_in(language):
    """Return an issue of three sheets written in ``language``, one of ``TRANSLATED``."""
    words = words_of(language)
    content = tree.content(
        assistance(words),
        articles(words),
        facts(words),
        feature(words),
        hotlines(words),
        contacts(words),
        language=language,
        summary=f"<p>{words['summary']}</p>",
        next_issue_date="2021-01-01",
    )
    content["series"] |= {
        "title": words["title"],
        "organisation": words["organisation"],
        "organisation_short": words["short"],
        "region": words["region"],
        "running_title": words["running"],
        "disclaimer": words["disclaimer"],
    }
    speak(content, language)
    return content


def speak(node, language):
    """Put every text and every mission of a tree into ``language``."""
    words = words_of(language)
    if isinstance(node, list):
        for part in node:
            speak(part, language)
    elif isinstance(node, dict):
        if "language" in node:
            node["language"] = language
        if "country_name" in node:
            country = words["countries"][node["slug"]]
            node.update(country_name=country, name=words["mission"].format(country=country))
        for key in node.keys() - {"languages"}:
            speak(node[key], language)


def assistance(words):
    part = words["assistance"]
    three = {"missions": tree.missions("kazakhstan", "tajikistan", "uzbekistan"), "of": 5}
    people = {"unit": words["unit"]}
    return tree.section(
        "direct-assistance",
        "figures",
        title=part["title"],
        starts_page=True,
        fit_page=True,
        photos=[
            tree.photo(
                "waiting", alt=part["waiting"], caption=part["waiting"], credit=part["credit"]
            ),
            tree.photo(
                "airport",
                alt=part["airport"],
                caption=part["airport"],
                credit=part["credit"],
                place=part["place"],
                date_taken="2020-11-12",
            ),
        ],
        figures=[
            tree.figure(
                "returned-by-land",
                "3120",
                style="statement",
                statement=part["statement"],
                coverage=three,
                source=part["registers"],
                footnote=part["footnote"],
                indicator=people | {"name": part["title"], "definition": part["definition"]},
            ),
            tree.figure(
                "covid-19-cases",
                "330528",
                label=part["cases"],
                source=part["authorities"],
                coverage=three,
                previous=tree.previous("76698"),
                change="253830",
                indicator={"unit": "", "name": part["cases"]},
            ),
            tree.figure(
                "covid-19-deaths",
                "4378",
                label=part["deaths"],
                source=part["authorities"],
                previous=tree.previous("470"),
                change="3908",
                status="preliminary",
                indicator={"unit": "", "name": part["deaths"]},
            ),
            tree.figure(
                "people-assisted",
                "7801.5",
                label=part["assisted"],
                source=part["registers"],
                qualifier="over",
                previous=tree.previous("3186", definition_changed=True),
                change="4615.5",
                change_reason=part["reason"],
                indicator=people | {"name": part["assisted"]},
            ),
        ],
    )


def articles(words):
    def body(text):
        quote = f"<blockquote><p>{text['quote']}</p></blockquote>" if "quote" in text else ""
        return "".join(f"<p>{words}</p>" for words in text["body"]) + quote

    return tree.section(
        "partnership",
        title=words["articles"][0]["theme"],
        starts_page=True,
        fit_page=True,
        articles=[
            tree.article(
                f"article-{number}",
                title=text["title"],
                missions=tree.missions() if number == 1 else tree.missions("tajikistan"),
                themes=[{"slug": f"theme-{number}", "name": text["theme"]}],
                body=body(text),
                photos=[
                    tree.photo(
                        f"article-{number}",
                        alt=text["title"],
                        credit=words["assistance"]["credit"],
                    )
                ],
            )
            for number, text in enumerate(words["articles"], start=1)
        ],
    )


def feature(words):
    part = words["feature"]
    points = "".join(f"<li>{point}</li>" for point in part["points"])
    return tree.section(
        "feature",
        "feature",
        title=part["title"],
        accent="#d45b07",
        starts_page=True,
        fit_page=True,
        intro=f"<p>{part['intro']}</p>",
        photos=[
            tree.photo(
                "feature",
                alt=part["photo"],
                caption=part["photo"],
                credit=words["assistance"]["credit"],
            )
        ],
        articles=[
            tree.article(
                "aims",
                title=part["lead"],
                missions=tree.missions("kyrgyzstan"),
                themes=[],
                body=f"<ul>{points}</ul>",
            )
        ],
    )


def facts(words):
    rows = [{"label": label, "value": value} for label, value in words["facts"]["rows"]]
    return tree.section("facts", "facts", title=words["facts"]["title"], facts=rows)


def hotlines(words):
    part = words["help"]
    return tree.section(
        "hotlines",
        "hotlines",
        title=part["title"],
        fit_page=True,
        intro=f"<p>{part['intro']}</p>",
        hotlines=[
            tree.hotline("kazakhstan", "11616", name=part["name"], works_from=part["works_from"]),
            tree.hotline("kyrgyzstan", "1899", name=part["name"], cost="free"),
            tree.hotline(
                "tajikistan",
                "+992900800800",
                name=part["mobile"],
                hours=part["hours"],
                languages=part["languages"],
            ),
        ],
    )


def contacts(words):
    return tree.section(
        "contacts",
        "contacts",
        title=words["contacts"]["title"],
        fit_page=True,
        contacts=[
            tree.contact("kazakhstan", "iomastana@iom.int", "iomalmaty@iom.int"),
            tree.contact("kyrgyzstan", "iomkyrgyzstan@iom.int"),
            tree.contact("tajikistan", "dushanbe@iom.int"),
        ],
    )


def without_photos():
    """Return issue 8 with no photo anywhere."""
    content = tree.issue_8()
    for section in content["sections"]:
        section["photos"] = []
        for article in section["articles"]:
            article["photos"] = []
    return content


SECTIONS_OF_SIXTY_PAGES = 20
ARTICLES_OF_A_SECTION = 6


def sixty_pages():
    """Return an issue of about sixty pages: twenty sections of articles, half of them with photos."""
    return tree.content(
        *(
            tree.section(
                f"part-{number}",
                title=f"Report of working group {number}",
                starts_page=True,
                articles=[
                    tree.article(
                        f"part-{number}-{place}",
                        title=f"Finding {place} of working group {number}",
                        body=tree.paragraphs(f"Group {number} met on day {place}.", 5, 4, 3),
                        photos=[tree.photo(f"part-{number}-{place}")] if place % 2 else [],
                    )
                    for place in range(1, ARTICLES_OF_A_SECTION + 1)
                ],
            )
            for number in range(1, SECTIONS_OF_SIXTY_PAGES + 1)
        )
    )


def every_kind():
    """Return a third edition with a logo, corrections, and every kind of section, figure, block."""
    content = tree.content(
        tree.direct_assistance(),
        ledger(),
        tree.section(
            "prose",
            title="Everything a text may hold",
            starts_page=True,
            intro="<p>An introduction with a <strong>strong</strong> and an <em>even</em> word.</p>",
            photos=[
                tree.photo(
                    "map",
                    kind="map",
                    alt="Map of the crossing points",
                    caption="Crossing points open in November.",
                    text_equivalent="Seven crossing points are open: four by road, two by rail "
                    "and one at an airport.",
                ),
                *(tree.photo(f"gallery-{n}", caption=f"Workshop, day {n}.") for n in range(1, 4)),
            ],
            articles=[
                tree.article("everything", body=EVERY_BLOCK, sources="Minutes of the meeting"),
                tree.article(
                    "in-russian",
                    title="Обучение государственных служащих",
                    language="ru",
                    body="<p>Государственные служащие пяти стран встретились в сети.</p>",
                    photos=[tree.photo("training"), tree.photo("room"), tree.photo("screen")],
                ),
                tree.article(
                    "in-arabic",
                    title="خط المساعدة",
                    language="ar",
                    body="<p>يُردّ على المكالمات كل يوم على الرقم 11616.</p>",
                ),
            ],
        ),
        tree.section(
            "fact-sheet",
            "facts",
            title="The region in brief",
            facts=[
                {"label": "Missions", "value": "5"},
                {"label": "Working languages", "value": "English, Russian"},
                {"label": "Founded", "value": "1992"},
            ],
        ),
        *tree.issue_8()["sections"][2:],
        summary="<p>A summary in two sentences. It tells what is new in this issue.</p>",
        title="Winter begins: what the missions did in November",
        next_issue_date="2021-01-01",
    )
    content["series"]["logo"] = {
        "sha256": tree.photo("logo")["sha256"],
        "width": 600,
        "height": 200,
        "alt": "Logo of the organisation",
    }
    content["edition"] = tree.edition(
        3,
        "The number of people assisted has been corrected.",
        [{"version": 2, "date": "2020-12-04", "note": "A hotline number has been corrected."}],
    )
    return content


def further_values():
    """Return figures of every measure, small counts, a line over time, and a mention."""
    money = {"measure": "money", "unit": "USD", "scale": 6}
    history = [
        tree.point("600", "2020-06-20", qualifier="about"),
        tree.point("1800", "2020-08-17"),
        tree.point(None, "2020-09-30"),
        tree.point("2650", "2020-11-03", coverage=["kazakhstan"]),
        tree.point("3120", "2020-11-28", coverage=["kazakhstan"]),
    ]
    return [
        tree.figure("spent", "1230000", indicator=money, qualifier="about", target="2000000"),
        tree.figure(
            "incidence",
            "0.7",
            indicator={"measure": "rate", "per": 1000, "base": "inhabitants"},
            base_value="75000",
            break_cause="revision",
            change_reason="The population was counted anew.",
        ),
        tree.figure("small", None, disclosure="banded", below="5"),
        tree.figure("hidden", None, disclosure="suppressed"),
        tree.figure("silent", None, status="no_update"),
        tree.figure("returned", "3120", style="trend", history=history),
        tree.figure("recovered", "30759", style="mention", last_reported={"date": "2020-07-10"}),
    ]


def ledger():
    """Return figures of every style, qualifier, status and breakdown."""
    kinds = {"people-trained": "about", "parcels": "over", "visits": "at_least", "places": "up_to"}
    by_mission = [
        tree.part("country", name, value)
        for (_code, name), value in zip(
            tree.COUNTRIES.values(), ["1200", "800", "950", None, "36"], strict=True
        )
    ]
    by_sex = [
        tree.part("sex", "Women", "1700"),
        tree.part("sex", "Men", "1286"),
    ]
    return tree.section(
        "ledger",
        "figures",
        title="The figures of the month",
        starts_page=True,
        figures=[
            *(
                tree.figure(code, "1250.5", qualifier=qualifier, status=status)
                for (code, qualifier), status in zip(
                    kinds.items(),
                    ["preliminary", "revised", "projected", "under_reported"],
                    strict=True,
                )
            ),
            tree.figure("share-of-women", "57", indicator={"unit": "%", "kind": "point"}),
            tree.figure("not-known", None, status="not_reported"),
            *further_values(),
            tree.figure(
                "returned-by-mission",
                "2986",
                style="table",
                breakdown=by_mission,
                indicator={"kind": "period"},
                period_start="2020-11-01",
                as_of="2020-11-30",
                previous=tree.previous("3100", coverage_changed=True),
                change="-114",
                change_reason="One mission reports every second month.",
            ),
            tree.figure("served-by-mission", "2986", style="table", breakdown=by_mission + by_sex),
            tree.figure(
                "returned-chart",
                "2986",
                style="chart",
                breakdown=by_mission,
                period_start="2020-01-01",
                source="Mission registers",
                footnote="Turkmenistan did not report.",
            ),
        ],
    )


EVERY_BLOCK = (
    "<p>A paragraph with a <a href='https://example.org/manual'>link</a>, a footnote sign<sup>1</sup>"
    " and a line<br>that breaks.</p>"
    "<h3>A heading inside</h3><p>What it leads to.</p>"
    "<h4>A smaller heading</h4><ul><li>First point</li><li>Second point<ul><li>Inner point</li>"
    "</ul></li></ul><ol><li>One step</li><li>Another step</li></ol>"
    "<blockquote><p>“I had the number in my pocket for a week, and then I called.”</p></blockquote>"
    "<table><thead><tr><th scope='col'>Mission</th><th scope='col'>People</th></tr></thead><tbody>"
    "<tr><th scope='row'>Kazakhstan</th><td>1,200</td></tr>"
    "<tr><th scope='row'>Tajikistan</th><td>950</td></tr></tbody></table><hr>"
    "<p>A last paragraph.</p>"
)
