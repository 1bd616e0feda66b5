import pytest
from django.template import Context, Template

from issues import rendering
from issues.templatetags.figure_tables import about_figures, bars, tables_by_mission
from tests.issues import content as tree
from tests.issues.test_rendering import document

MISSIONS = tree.missions()


def one_mission(slug, value, **fields):
    coverage = {"missions": tree.missions(slug), "of": 5}
    return tree.figure("returned", value, style="table", coverage=coverage, **fields)


def rows(table):
    return {row["name"]: row["cells"] for row in table["rows"]}


def test_figures_of_one_mission_each_share_a_column_in_the_order_of_the_issue():
    [table] = tables_by_mission(
        [
            one_mission("uzbekistan", "7"),
            one_mission("kazakhstan", "0"),
            one_mission("tajikistan", None),
        ],
        MISSIONS,
    )
    assert list(rows(table).items()) == [
        ("Kazakhstan", ["0"]),
        ("Tajikistan", ["—"]),
        ("Uzbekistan", ["7"]),
    ]
    assert table["totals"] == []
    assert table["has_gaps"] is True


def test_a_breakdown_by_country_fills_a_column_and_its_value_is_the_total():
    figure = tree.figure(
        "cases",
        "1650",
        style="table",
        qualifier="over",
        breakdown=tree.by_country(
            kazakhstan="1200",
            kyrgyzstan="300",
            tajikistan="100",
            turkmenistan="40",
            uzbekistan="10",
        ),
    )
    [table] = tables_by_mission([figure], MISSIONS)
    assert rows(table)["Kazakhstan"] == ["1,200"]
    assert table["totals"] == ["over 1,650"]
    assert table["has_gaps"] is False


def test_a_country_that_is_no_mission_gets_a_row_of_its_own():
    parts = [{"dimension": "country", "label": "Russian Federation", "value": "3"}]
    figure = one_mission("kazakhstan", "5") | {"breakdown": parts}
    [table] = tables_by_mission([figure], MISSIONS)
    assert rows(table) == {"Kazakhstan": ["—"], "Russian Federation": ["3"]}


@pytest.mark.parametrize(("count", "columns"), [(1, [1]), (5, [5]), (6, [3, 3]), (11, [4, 4, 3])])
def test_many_figures_make_several_tables(count, columns):
    figures = [tree.figure(f"number-{n}", str(n), style="table") for n in range(count)]
    tables = tables_by_mission(figures, MISSIONS)
    assert [len(table["columns"]) for table in tables] == columns


def test_other_styles_make_no_table():
    assert tables_by_mission(tree.direct_assistance()["figures"], MISSIONS) == []


def test_the_table_on_the_page_has_scopes_sources_and_scrolls_within_itself():
    figure = tree.figure(
        "cases",
        "15",
        style="table",
        source="Ministries",
        footnote="Provisional.",
        breakdown=[
            *tree.by_country(kazakhstan="9", kyrgyzstan="6"),
            {"dimension": "sex", "label": "Women", "value": "8"},
        ],
    )
    page = document(tree.content(tree.section("one", "figures", figures=[figure])))
    assert [th["scope"] for th in page.all("th")] == ["col"] * 2 + ["row"] * 6
    [frame] = [attrs for attrs in page.all("div") if attrs.get("role") == "region"]
    assert frame["tabindex"] == "0"
    assert frame["aria-labelledby"] in {caption.get("id") for caption in page.all("caption")}
    assert "Total 15 — not reported As of 28 November 2020 · All 5 missions" in page.text
    assert "By sex: Women 8 · Source: Ministries · Provisional." in page.text


def test_the_longest_bar_is_full_and_what_was_not_reported_has_none():
    parts = tree.by_country(kazakhstan="200", kyrgyzstan="50", tajikistan=None, turkmenistan="0")
    [group] = bars(tree.figure("cases", "250", style="chart", breakdown=parts))
    assert group["name"] == "By country"
    assert [(part["value"], part["length"]) for part in group["parts"]] == [
        ("200", "100.0"),
        ("50", "25.0"),
        ("not reported", None),
        ("0", "0.0"),
    ]


def test_a_chart_is_a_table_whose_bars_are_drawn_beside_the_numbers():
    figure = tree.figure(
        "cases", "250", style="chart", breakdown=tree.by_country(kazakhstan="200", kyrgyzstan="50")
    )
    page = document(tree.content(tree.section("one", "figures", figures=[figure])))
    assert page.text.count("250") == page.text.count("200") == 1
    assert [rect["width"] for rect in page.all("rect")] == ["100.0%", "25.0%"]
    assert {svg["aria-hidden"] for svg in page.all("svg")} == {"true"}
    assert not [attrs for _tag, attrs in page.tags if "style" in attrs]


def test_each_definition_is_told_once_with_its_sources_and_dates():
    definition = {"definition": "People with a case file."}
    content = tree.content(
        tree.section(
            "one",
            figures=[
                tree.figure("helped", "5", source="Registers", indicator=definition),
                tree.figure("silent", "5"),
            ],
        ),
        tree.section(
            "two",
            figures=[
                tree.figure("helped", "9", source="Partners", indicator=definition),
                tree.figure("helped", "9", source="Registers", indicator=definition),
            ],
        ),
    )
    [entry] = about_figures(content)
    assert entry["definition"] == "People with a case file."
    assert entry["sources"] == ["Registers", "Partners"]
    page = document(content)
    assert page.text.count("People with a case file.") == 1
    assert page.text.endswith("Sources: Registers; Partners · As of 28 November 2020")
    assert page.all("section")[-1]["id"] == "about--figures"


def test_without_sources_and_definitions_nothing_is_told_of_figures():
    page = document(tree.content(tree.section("one", figures=[tree.figure("helped", "5")])))
    assert [section["id"] for section in page.all("section")] == ["one"]


def test_the_words_of_tables_and_charts_are_in_the_plain_text():
    figure = tree.figure("cases", "9", style="table", label="Cases", footnote="Provisional.")
    content = tree.content(tree.section("one", figures=[figure]))
    assert "9\nCases\nProvisional." in rendering.plain_text(content)


def test_the_code_of_an_address_is_dark_on_white_with_a_title():
    html = Template("{% load qr_codes %}{% qr_code url %}").render(
        Context({"url": "https://reports.example.org/en/central-asia/2020/8/v1/"})
    )
    assert "<title>QR code with the address of this edition</title>" in html
    assert html.count("<path") == 2
    assert 'fill="#ffffff"' in html.replace('#fff"', '#ffffff"')
