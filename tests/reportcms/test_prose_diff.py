"""Comparing two rich texts: readable, safe, and nothing lost of either."""

import re
import uuid
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcms.prose import clean_prose
from reportcms.prose_diff import plain_diff, prose_diff

FIGURE = uuid.UUID("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")
OTHER = uuid.UUID("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0002")
NAMES = {FIGURE: "People assisted: 337,528", OTHER: "Returnees: 40"}


def words(html):
    """The words of HTML, whatever its blocks."""
    spaced = re.sub(
        r"</?(?:p|h3|h4|li|ul|ol|blockquote|table|thead|tbody|tr|t[hd]|br|hr)[^>]*>", " ", html
    )
    return re.findall(r"\w+|[^\w\s]", unescape(re.sub(r"<[^>]*>", "", spaced)))


def without(tag, html):
    return re.sub(rf"<{tag}>.*?</{tag}>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<p>We met today.</p>", "<p>We met today.</p>", "<p>We met today.</p>"),
        (
            "<p>We met on Monday in Dushanbe.</p>",
            "<p>We met on Friday in Dushanbe.</p>",
            "<p>We met on <del>Monday</del> <ins>Friday</ins> in Dushanbe.</p>",
        ),
        (
            "<p>Banks met.</p>",
            "<p>Banks met.</p><h3>After</h3>",
            "<p>Banks met.</p><h3><ins>After</ins></h3>",
        ),
        (
            "<p>Banks met.</p>",
            "<h3>Banks met.</h3>",
            "<p><del>Banks met.</del></p><h3><ins>Banks met.</ins></h3>",
        ),
        (
            "<ul><li>soap</li><li>rice, twice</li></ul>",
            "<ul><li>soap</li><li>tents</li><li>rice, thrice</li></ul>",
            (
                "<ul><li>soap</li><li><ins>tents</ins></li>"
                "<li>rice, <del>twice</del> <ins>thrice</ins></li></ul>"
            ),
        ),
        (
            "<blockquote><p>I came home.</p><p>— Aina, nurse</p></blockquote>",
            "<blockquote><p>I came back home.</p><p>— Aina, nurse</p></blockquote>",
            "<blockquote><p>I came <ins>back</ins> home.</p><p>— Aina, nurse</p></blockquote>",
        ),
        (
            "<p>See <a href='https://a.example/'>the report</a>.</p>",
            "<p>See <a href='https://b.example/'>the report</a>.</p>",
            (
                '<p>See <del><a href="https://a.example/" rel="noopener noreferrer">the report'
                '</a></del> <ins><a href="https://b.example/" rel="noopener noreferrer">'
                "the report</a></ins>.</p>"
            ),
        ),
        (
            "<p>They <strong>all came</strong> back.</p>",
            "<p>They <strong>all</strong> came back.</p>",
            "<p>They <strong>all</strong> <del><strong>came</strong></del> <ins>came</ins> back.</p>",
        ),
        ("", "<p>New text</p>", "<p><ins>New text</ins></p>"),
        ("<p>a</p><hr><p>b</p>", "<p>a</p><p>b</p>", "<p>a</p><del><hr></del><p>b</p>"),
    ],
)
def test_reads_as_one_text(old, new, expected):
    assert prose_diff(old, new).html == expected


def test_a_table_stays_a_table_when_a_cell_and_a_row_change():
    head = "<table><tbody><tr><td>Country</td><td>People</td></tr>"
    diff = prose_diff(
        head + "<tr><td>Kazakhstan</td><td>10</td></tr></tbody></table>",
        head
        + "<tr><td>Kazakhstan</td><td>12</td></tr><tr><td>Uzbekistan</td><td>3</td></tr>"
        + "</tbody></table>",
    )
    cells = re.findall(r"<td[^>]*>(.*?)</td>", diff.html)
    assert [re.sub(r"</?p>", "", cell) for cell in cells] == [
        *("Country", "People", "Kazakhstan", "<del>10</del> <ins>12</ins>"),
        *("<ins>Uzbekistan</ins>", "<ins>3</ins>"),
    ]
    assert diff.html.count("<table>") == diff.html.count("</table>") == 1
    assert (diff.added, diff.removed) == (3, 1)


def test_a_paragraph_that_moved_away_from_its_place_leaves_the_others_alone():
    diff = prose_diff(
        "<p>One one.</p><p>Two two.</p><p>Three three.</p>", "<p>One one.</p><p>Three three.</p>"
    )
    assert diff.html == "<p>One one.</p><p><del>Two two.</del></p><p>Three three.</p>"


def test_a_figure_is_shown_by_name_and_value_and_compared_by_what_it_refers_to():
    old = f'<p>In all <data value="{FIGURE}"></data> people.</p>'
    new = f'<p>In all <data value="{OTHER}"></data> people.</p>'
    diff = prose_diff(old, new, shown=NAMES.get)
    assert '<del><span class="figure-named">People assisted: 337,528</span></del>' in diff.html
    assert '<ins><span class="figure-named">Returnees: 40</span></ins>' in diff.html
    assert "<data" not in diff.html
    # The same name for another figure is another figure all the same.
    assert prose_diff(old, new, shown=lambda _id: "12").is_changed


def test_numbers_are_whole_words():
    assert plain_diff("337,528 people", "337,529 people").html == (
        "<del>337,528</del> <ins>337,529</ins> people"
    )


@pytest.mark.parametrize(
    "evil",
    [
        "<p onclick='x()'>a</p>",
        "<p style='color:red'>a</p>",
        "<script>alert(1)</script>",
        "<p><a href='javascript:x()'>a</a></p>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<img src=x onerror=x()>",
        "<p>a</p></table><ins onmouseover=x()>b</ins>",
    ],
)
def test_nothing_unsafe_comes_through(evil):
    for html in (prose_diff(evil, "<p>b</p>").html, prose_diff("<p>b</p>", evil).html):
        kept = re.findall(r"<[^>]*>", html)
        assert all(re.fullmatch(r"</?(?:p|ins|del|a)>", tag) for tag in kept), html


def test_plain_texts_are_escaped():
    html = plain_diff("<b>A</b> & B", "<b>A</b> & <i>C").html
    assert re.fullmatch(r"[^<>]*(?:</?(?:ins|del)>[^<>]*)*", html)
    assert "&amp;" in html


def test_long_texts_that_have_nothing_in_common_are_compared_all_the_same():
    old = "".join(f"<p>alpha{n} beta{n}</p>" for n in range(400))
    new = "".join(f"<p>gamma{n} delta{n}</p>" for n in range(400))
    diff = prose_diff(old, new)
    assert (diff.added, diff.removed) == (800, 800)


word = st.sampled_from(["home", "came", "bank", "12,5", "met", "não", "люди", "&", "<", "a.b"])
phrase = st.lists(word, min_size=1, max_size=6).map(lambda found: " ".join(found))
escaped = phrase.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
inline = st.lists(
    st.one_of(
        escaped,
        escaped.map(lambda t: f"<strong>{t}</strong>"),
        escaped.map(lambda t: f"<em>{t}</em>, "),
        escaped.map(lambda t: f' <a href="https://x.example/">{t}</a> '),
        st.just("<br>"),
    ),
    min_size=1,
    max_size=4,
).map("".join)
leaf = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(["p", "h3", "h4"]), inline
)
listed = st.lists(inline, min_size=1, max_size=3).map(
    lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
)
table = st.lists(st.lists(escaped, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda rows: (
        "<table><tbody>"
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        + "</tbody></table>"
    )
)
quote = st.lists(leaf, min_size=1, max_size=2).map(
    lambda b: f"<blockquote>{''.join(b)}</blockquote>"
)
prose = st.lists(st.one_of(leaf, listed, table, quote, st.just("<hr>")), max_size=5).map("".join)


@given(prose, prose)
def test_both_texts_can_be_read_from_it(old, new):
    diff = prose_diff(old, new)
    assert words(without("ins", diff.html)) == words(clean_prose(old))
    assert words(without("del", diff.html)) == words(clean_prose(new))
    # Every element is closed where it was opened.
    open_tags = []
    for closing, tag in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", diff.html):
        if closing:
            assert open_tags.pop() == tag
        elif tag not in {"br", "hr"}:
            open_tags.append(tag)
    assert open_tags == []


@given(prose)
def test_a_text_compared_with_itself_has_no_change(text):
    diff = prose_diff(text, text)
    assert not diff.is_changed
    assert (diff.added, diff.removed) == (0, 0)
    assert "<ins>" not in diff.html
    assert "<del>" not in diff.html


@given(phrase, phrase)
def test_plain_texts_can_be_read_from_it_too(old, new):
    html = plain_diff(old, new).html
    assert words(without("ins", html)) == words(old.replace("&", "&amp;").replace("<", "&lt;"))
    assert words(without("del", html)) == words(new.replace("&", "&amp;").replace("<", "&lt;"))
