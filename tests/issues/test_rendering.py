import csv
import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings

from issues import palette, rendering
from tests.issues import content as tree
from tests.issues.content import photo_url

SCHEMA = json.loads(Path(settings.BASE_DIR, "docs/content.schema.json").read_text())
HOSTILE = "<script>alert('x')</script>\"'&"
VOID = {"br", "hr", "img", "source"}
INLINE = {"a", "em", "span", "strong", "sup"}


class Page(HTMLParser):
    """Words, headings, attributes of a fragment; fails on a tag that is not closed in order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.words.append("" if tag in INLINE else " ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.words.append("" if tag in INLINE else " ")

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).replace("\u00a0", " ").split())

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def headings(self):
        return [int(name[1]) for name, _attrs in self.tags if re.fullmatch("h[1-6]", name)]


def document(content):
    return Page(rendering.document_html(content, photo_url=photo_url))


def validate(content):
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(
        content
    )


def test_the_schema_accepts_whole_issues_and_refuses_what_it_does_not_name():
    content = tree.issue_8()
    validate(content)
    content["sections"][0]["photos"][0]["gps"] = "43.2,76.9"
    with pytest.raises(jsonschema.ValidationError, match="gps"):
        validate(content)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("issue", "publication_date"), "2020-02-31"),
        (("sections", 0, "figures", 1, "value"), 330528),
        (("sections", 0, "figures", 1, "value"), "330,528"),
        (("sections", 2, "accent"), "orange"),
        (("sections", 0, "photos", 0, "alt"), ""),
        (("edition", "version"), 2),
    ],
)
def test_the_schema_refuses_wrong_values(path, value):
    content = tree.issue_8()
    target = content
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        validate(content)


def sentences(content):
    """Every text of the sections that a reader must find once, without markup."""
    found = []
    for section in content["sections"]:
        found += [section["title"], rendering.words_of(section["intro"])]
        for article in section["articles"]:
            found += [article["title"], *rendering.words_of(article["body"]).split("\n")]
            found += [article["sources"], *(p["caption"] for p in article["photos"])]
        for photo in section["photos"]:
            found.append(photo["caption"])
        for figure in section["figures"]:
            found += [figure["footnote"], figure["label"], figure["change_reason"]]
        for hotline in section["hotlines"]:
            found += [hotline["number"], hotline["works_from"], hotline["hours"]]
        for contact in section["contacts"]:
            found += [person["email"] for person in contact["people"]]
    for section in content["sections"]:
        found += [figure["indicator"]["definition"] for figure in section["figures"]]
    return [text for text in found if text]


def test_every_text_is_on_the_page_once():
    content = tree.issue_8()
    text = document(content).text
    counts = {s: len(re.findall(rf"(?<!\w){re.escape(s)}(?!\w)", text)) for s in sentences(content)}
    assert {s: n for s, n in counts.items() if n != 1} == {}


def test_texts_stand_in_reading_order():
    content = tree.issue_8()
    text = document(content).text
    order = [
        "direct assistance",
        "Coaches on the road",
        "Three missions helped 3,120 stranded",
        "330,528",
        "4,378",
        "7,801",
        "18 people returned",
        "PARTNERSHIP IN ACTION",
        "KAZAKHSTAN AND THE GLOBAL COMPACT",
        "ORANGE THE WORLD!",
        "Lights before the theatre.",
        "Sixteen days of activism",
        "This year the campaign",
        "11616",
        "iomuz@iom.int",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_plain_text_has_every_text_in_the_same_order():
    content = tree.issue_8()
    text = rendering.plain_text(content)
    places = [text.index(words) for words in sentences(content) if words in text]
    assert len(places) == len(sentences(content))
    assert text.index("Coaches on the road") < text.index("Three missions helped 3120")
    assert text.index("330528") < text.index("18 people returned")


def test_headings_skip_no_level():
    body = "<h4>Deep first</h4><p>a</p><h3>Upper</h3><p>b</p><h4>Lower</h4><p>c</p>"
    content = tree.content(
        tree.section("one", intro=body, articles=[tree.article("news", body=body)]),
        summary="<p>Short.</p>",
    )
    assert document(content).headings() == [2, 3, 3, 4, 3, 4, 4, 5]
    page = rendering.article_html(content, "news", photo_url=photo_url)
    assert Page(page).headings() == [2, 2, 3]


def test_an_unknown_article_is_a_key_error():
    with pytest.raises(KeyError):
        rendering.article_html(tree.issue_8(), "nothing", photo_url=photo_url)


def test_the_page_of_an_article_has_its_text_and_photo_but_no_title():
    html = rendering.article_html(tree.issue_8(), "remittances", photo_url=photo_url)
    page = Page(html)
    assert "National banks opened a study of money sent home." in page.text
    assert "RESEARCH ON REMITTANCES" not in page.text
    assert "Minutes of the kick-off meeting" in page.text
    assert [img["alt"] for img in page.all("img")] == ["Picture of remittances"]
    assert "loading" not in page.all("img")[0]


def test_strings_are_escaped_everywhere():
    content = tree.issue_8()
    for section in content["sections"]:
        section["title"] = HOSTILE
        for photo in section["photos"]:
            photo.update(alt=HOSTILE, caption=HOSTILE, credit=HOSTILE, place=HOSTILE)
        for figure in section["figures"]:
            figure.update(label=HOSTILE, source=HOSTILE, footnote=HOSTILE, change_reason=HOSTILE)
            figure["statement"] = figure["statement"] and f"{HOSTILE} {{figure}} {HOSTILE}"
            figure["breakdown"] = [{"dimension": HOSTILE, "label": HOSTILE, "value": "1"}]
            figure["indicator"].update(name=HOSTILE, unit=HOSTILE, definition=HOSTILE)
        for article in section["articles"]:
            article.update(title=HOSTILE, sources=HOSTILE)
        for hotline in section["hotlines"]:
            hotline.update(name=HOSTILE, works_from=HOSTILE, hours=HOSTILE, cost=HOSTILE)
    page = document(content)
    assert page.all("script") == []
    assert HOSTILE in page.text


def test_nothing_the_content_security_policy_forbids():
    for name, attributes in document(tree.issue_8()).tags:
        assert name not in {"script", "style"}
        assert "style" not in attributes
        assert not [key for key in attributes if key.startswith("on")]


def test_pictures_come_in_sizes_with_their_measures():
    content = tree.content(
        tree.section("one", photos=[tree.photo("a"), tree.photo("b", width=700, height=1000)])
    )
    page = document(content)
    first, second = page.all("img")
    assert (first["width"], first["height"]) == ("1280", "720")
    assert first["src"].endswith("/c1280x720.jpg")
    assert "loading" not in first
    assert (second["width"], second["height"]) == ("700", "467")
    assert second["loading"] == "lazy"
    assert [s["type"] for s in page.all("source")] == ["image/avif", "image/webp"] * 2
    assert "c640x360.avif 640w" in page.all("source")[0]["srcset"]


def test_a_map_is_never_cropped_and_carries_its_text():
    chart = tree.photo("a", kind="map", width=1000, height=1500, text_equivalent="Five routes.")
    page = document(tree.content(tree.section("one", photos=[chart])))
    [img] = page.all("img")
    assert (img["src"].rpartition("/")[2], img["width"], img["height"]) == (
        "w1280.jpg",
        "1000",
        "1500",
    )
    assert "Five routes." in page.text


def figures_page(*figures, language="en"):
    section = tree.section("numbers", "figures", figures=list(figures))
    return document(tree.content(section, language=language)).text


def test_a_figure_says_number_label_change_date_coverage_and_source():
    text = figures_page(tree.direct_assistance()["figures"][3])
    assert text.index("7,801") < text.index("Victims of trafficking")
    assert "+4,615 since 10 July 2020 (3,186) · definition has changed since." in text
    assert "The count now includes victims of trafficking." in text
    assert "As of 28 November 2020 · All 5 missions" in text
    assert "Source: Case management" in text


def test_partial_coverage_is_named():
    text = figures_page(
        tree.figure("helped", "12", coverage={"missions": tree.missions("uzbekistan"), "of": 5})
    )
    assert "1 of 5 missions: Uzbekistan" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": None, "status": "not_reported"}, "not reported"),
        ({"qualifier": "at_least"}, "at least 12"),
        ({"status": "preliminary"}, "Preliminary · As of"),
        ({"indicator": {"unit": "%"}}, "12%"),
        ({"indicator": {"unit": "m³"}}, "12 m³"),
        ({"previous": tree.previous("12"), "change": "0"}, "Unchanged since 10 July 2020"),
        ({"previous": tree.previous("14"), "change": "-2"}, "−2 since 10 July 2020 (14)"),
        ({"period_start": "2020-01-01"}, "1 January 2020 to 28 November 2020"),
        (
            {
                "period_start": "2020-11-01",
                "as_of": "2020-11-30",
                "indicator": {"kind": "period"},
            },
            "November 2020",
        ),
        (
            {"breakdown": [{"dimension": "sex", "label": "Women", "value": "7"}]},
            "By sex Women 7",
        ),
    ],
)
def test_what_a_figure_says(fields, words):
    value = fields.pop("value", "12")
    text = figures_page(tree.figure("helped", value, **fields))
    assert words in text


def test_a_zero_is_not_an_absent_number():
    assert "not reported" not in figures_page(tree.figure("helped", "0"))


def test_numbers_and_dates_are_in_the_form_of_the_language():
    text = figures_page(tree.figure("helped", "330528"), language="ru")
    assert "330 528" in text
    assert "28 ноября 2020" in text


def test_texts_of_another_language_say_so():
    content = tree.issue_8()
    content["language"] = "ru"
    page = document(content)
    assert page.all("article")[0]["lang"] == "ru"
    *sections, about = page.all("h2")
    assert {heading["lang"] for heading in sections} == {"en"}
    assert "lang" not in about
    assert all("lang" not in attrs for attrs in document(tree.issue_8()).all("h2"))


def test_a_document_in_arabic_runs_from_right_to_left():
    content = tree.content(tree.section("one", language="ar", title="مساعدة"), language="ar")
    assert document(content).all("article")[0]["dir"] == "rtl"


def test_hotlines_and_addresses_are_links_with_nothing_but_text_inside():
    html = rendering.document_html(tree.issue_8(), photo_url=photo_url)
    links = [attrs["href"] for attrs in Page(html).all("a")]
    assert {"tel:11616", "tel:1899", "tel:+992900800800", "mailto:iomuz@iom.int"} <= set(links)
    assert re.findall(r"<a [^>]*>[^<]*<(?!/a>)", html) == []


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_callouts_fill_their_rows_evenly(count):
    figures = [tree.figure(f"number-{n}", str(n)) for n in range(count)]
    html = rendering.document_html(
        tree.content(tree.section("one", "figures", figures=figures)), photo_url=photo_url
    )
    rows = [part.count('class="callout"') for part in html.split('class="callout-row"')[1:]]
    assert sum(rows) == count
    assert max(rows) <= 3
    assert max(rows) - min(rows) <= 1


# --- Figures as a table -----------------------------------------------------------------------


def table(content):
    return list(csv.DictReader(StringIO(rendering.figures_csv(content).decode(), newline="")))


def test_the_table_has_a_row_for_each_figure_and_each_of_its_parts():
    parts = [
        {"dimension": "country", "label": "Kazakhstan", "value": "5"},
        {"dimension": "country", "label": "Tajikistan", "value": None},
    ]
    content = tree.content(
        tree.section("one", figures=[tree.figure("helped", "12", breakdown=parts)])
    )
    rows = table(content)
    assert [(r["dimension"], r["category"], r["value"]) for r in rows] == [
        ("", "", "12"),
        ("country", "Kazakhstan", "5"),
        ("country", "Tajikistan", ""),
    ]
    assert rows[0]["coverage_count"] == "5"


def test_the_table_keeps_the_change_and_its_reason():
    row = table(tree.issue_8())[3]
    assert (row["value"], row["previous_value"], row["change"]) == ("7801", "3186", "4615")
    assert (row["definition_changed"], row["coverage_changed"]) == ("true", "false")


def test_the_table_follows_rfc_4180():
    data = rendering.figures_csv(
        tree.content(
            tree.section("one", figures=[tree.figure("a", "1", source='Line\n"two", кириллица')])
        )
    )
    assert data.endswith(b"\r\n")
    assert '"Line\n""two"", кириллица"'.encode() in data


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-cmd", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_table_runs_as_a_formula(text):
    [row] = table(tree.content(tree.section("one", figures=[tree.figure("a", "1", source=text)])))
    assert row["source"] == f"'{text}"


def test_a_fall_stays_a_number_in_the_table():
    figure = tree.figure("a", "1", previous=tree.previous("3"), change="-2")
    assert table(tree.content(tree.section("one", figures=[figure])))[0]["change"] == "-2"


# --- Colours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "color", ["#0033a0", "#d45b07", "#ffb81c", "#ffffff", "#000000", "#7fff00"]
)
@pytest.mark.parametrize(
    ("tones", "page"), [(palette.light_tones, "#ffffff"), (palette.dark_tones, "#11161f")]
)
def test_any_colour_gives_readable_text(color, tones, page):
    made = tones(color)

    def ratio(one, other):
        return palette.contrast(palette.parse(one), palette.parse(other))

    assert ratio(made.text, page) >= 4.5
    assert ratio(made.text, made.tint) >= 4.5
    assert ratio(made.on_fill, made.fill) >= 3


def test_the_style_sheet_starts_from_the_standard_palette():
    css = Path(settings.BASE_DIR, "static/css/document.css").read_text()
    schemes = zip(
        css.split("@media screen {", 1), (palette.light_tones, palette.dark_tones), strict=True
    )
    for sheet, tones in schemes:
        for name, color in (("brand", "#0033a0"), ("accent", "#d45b07")):
            for declaration in palette.declarations(name, tones(color)).split(";"):
                assert declaration.replace(":", ": ") in sheet


def test_contrast_is_that_of_wcag():
    assert palette.contrast((255, 255, 255), (0, 0, 0)) == 21
    assert round(palette.contrast((255, 255, 255), (0x76, 0x76, 0x76)), 2) == 4.54


def test_the_palette_names_each_accent_once():
    content = tree.content(
        tree.section("a", accent="#d45b07"),
        tree.section("b", accent="#D45B07"),
        tree.section("c"),
    )
    css = rendering.palette_css(content)
    assert css.count(".accent-d45b07{") == 2  # light and dark
    classes = [attrs["class"].split() for attrs in document(content).all("section")]
    assert [("accent-d45b07" in names) for names in classes] == [True, True, False]
