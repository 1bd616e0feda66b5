import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django import forms
from django.db import models
from django.test.utils import isolate_apps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportcms.prose import (
    EXTENSIONS,
    TAGS,
    ProseField,
    clean_prose,
    figure_references,
    plain_text,
    with_figures,
    without_figures,
)
from tests.reportcms.word_clips import CLIPS

REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize("clip", CLIPS.values(), ids=CLIPS)
def test_word_clips(clip):
    assert clean_prose(clip.pasted) == clip.kept
    assert clean_prose(clip.kept) == clip.kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>One</p><p>Two <strong>three <em>four</em></strong><sup>5</sup><br>six</p>",
        "<h3>A</h3><h4>B</h4><blockquote><p>C</p></blockquote><hr><p>D</p>",
        "<ul><li>A<ol><li>B</li></ol></li><li><p>C</p><p>D</p></li></ul>",
        f'<p><a href="tel:11616" {REL}>11616</a> <a href="mailto:a@b.org" {REL}>a@b.org</a></p>',
        f'<p><strong>see <a href="https://a.org/?b=1&amp;c=2#d" {REL}>A</a></strong></p>',
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        '<table><tbody><tr><th rowspan="2">A</th><td>1</td></tr><tr><td>2</td></tr></tbody></table>',
    ],
)
def test_clean_text_stays_as_it_is(text):
    assert clean_prose(text) == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("just words & more", "<p>just words &amp; more</p>"),
        ("<p></p><p> </p><p>&nbsp;<br></p><h3></h3><ul><li></li></ul>", ""),
        ("<p><b>a</b><b>b</b> <i>c</i></p>", "<p><strong>ab</strong> <em>c</em></p>"),
        ("<h1>A</h1><h2>B</h2><h5>C</h5>", "<h3>A</h3><h3>B</h3><h4>C</h4>"),
        ("<h3>A<br>B</h3>", "<h3>A B</h3>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<ul><li><p>One</p></li><li><p>Two</p></li></ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<ul><li>A</li><ul><li>B</li></ul></ul>", "<ul><li>A<ul><li>B</li></ul></li></ul>"),
        ("<blockquote><h3>A</h3>b</blockquote>", "<blockquote><p>A</p><p>b</p></blockquote>"),
        ("<p>a \n\t b</p>", "<p>a b</p>"),
        ("<p><br>a<br></p>", "<p>a</p>"),
        ("<p style='color:red' class=x onclick=alert(1) id=y>a</p>", "<p>a</p>"),
        ("<p>a<script>alert(1)</script><style>p{}</style>b</p>", "<p>ab</p>"),
        ("<svg onload=alert(1)><text>x</text></svg><p>a</p>", "<p>a</p>"),
        ("<img src=x onerror=alert(1)><p>a</p>", "<p>a</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<table><tr><td><p>Only</p><p>frame</p></td></tr></table>", "<p>Only</p><p>frame</p>"),
        (
            "<table><tr><td>A</td><td><table><tr><td>B</td><td>C</td></tr></table></td></tr></table>",
            "<table><tbody><tr><td>A</td><td><p>B</p><p>C</p></td></tr></tbody></table>",
        ),
        (
            "<table><caption>Cap</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td></tr></table>",
            (
                "<p>Cap</p><table><thead><tr><th>A</th><th>B</th></tr></thead>"
                "<tbody><tr><td>1</td></tr></tbody></table>"
            ),
        ),
        ('<td colspan="9999" rowspan="x">', ""),
    ],
)
def test_put_in_order(given, kept):
    assert clean_prose(given) == kept


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///C:/x",
        "//evil.example",
        "/relative",
        "#_ftn1",
        "https://",
        "https://[broken",
        "mailto:nobody",
        "tel:",
    ],
)
def test_links_that_lead_nowhere_good_become_text(href):
    assert clean_prose(f'<p><a href="{href}">x</a></p>') == "<p>x</p>"


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        (
            "<a href='https://a.org' target=_blank title=t><b>x</b></a>",
            f'<strong><a href="https://a.org" {REL}>x</a></strong>',
        ),
        (
            "<a href='https://a.org'>x <b>y</b></a>",
            f'<a href="https://a.org" {REL}>x y</a>',
        ),
        ("<a href='www.iom.int'>x</a>", f'<a href="https://www.iom.int" {REL}>x</a>'),
        ("<a href=' https://a.org/b c '>x</a>", f'<a href="https://a.org/b%20c" {REL}>x</a>'),
        ("<a href='tel:+992900800800'>x</a>", f'<a href="tel:+992900800800" {REL}>x</a>'),
        ("<a name=here>x</a>", "x"),
        (
            "<a href='https://a.org'>x</a><a href='https://a.org'>y</a>",
            f'<a href="https://a.org" {REL}>x</a><a href="https://a.org" {REL}>y</a>',
        ),
    ],
)
def test_links(link, kept):
    assert clean_prose(f"<p>{link}</p>") == f"<p>{kept}</p>"


def test_deep_nesting_is_survived():
    for tag in ("div", "blockquote", "b", "ul><li", "span", "table><tr><td"):
        deep = f"<{tag}>" * 3000 + "x"
        assert plain_text(deep) == "x"


class Names(HTMLParser):
    """Collects the elements and attributes of a text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value for name, value in attrs if name == "href"]


pieces = st.sampled_from(
    [f"<{tag}>" for tag in sorted(TAGS)]
    + [f"</{tag}>" for tag in sorted(TAGS)]
    + ["<div>", "</div>", "<span style='font-weight:700'>", "</span>", "<h1>", "<b>", "<i>", "</i>"]
    + ["<a href='https://a.org'>", "<a href='tel:103'>", "<a href='javascript:x'>", "<img src=x>"]
    + ["<p style='mso-list:l0 level1 lfo1'>", "<p style='mso-list:l1 level3 lfo1'>1. "]
    + ["<p class=MsoListParagraph>· ", "<td colspan=3>", "<caption>", "<script>", "<!--", "-->"]
    + ["<data value='0d3f0a52-58a2-4c7e-9f0e-1f6f4f1a2b3c'>", "</data>", "<data value=7801>"]
    + ["<span style='mso-list:Ignore'>", "<dl>", "<dt>", "<svg>", "<thead>", "&nbsp;", "&lt;b&gt;"]
)
tag_soup = st.lists(pieces | st.text(max_size=6), max_size=24).map("".join)


@settings(max_examples=600, deadline=None)
@given(tag_soup)
@example("<a href='https://a.org'>0<br><br>0")
def test_cleaning_twice_changes_nothing(text):
    once = clean_prose(text)
    assert clean_prose(once) == once
    assert plain_text(once) == plain_text(text)


@settings(max_examples=300, deadline=None)
@given(tag_soup)
def test_only_the_allowed_is_left(text):
    names = Names(clean_prose(text))
    assert names.tags <= TAGS
    assert names.attributes <= {"href", "rel", "colspan", "rowspan", "value"}
    assert all(re.match(r"https?://|mailto:|tel:", link) for link in names.links)


ONE = "0d3f0a52-58a2-4c7e-9f0e-1f6f4f1a2b3c"
TWO = "7a9c1b6e-2f45-4d0a-8a53-99a6d1f0c7e2"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (f'<p>a <data value="{ONE}"></data> b</p>', f'<p>a <data value="{ONE}"></data> b</p>'),
        (f'<p>a <data value="{ONE}">330</data>b</p>', f'<p>a <data value="{ONE}"></data>b</p>'),
        (f'<data value="{ONE.upper()}">', f'<p><data value="{ONE}"></data></p>'),
        (f'<data value="{{{ONE}}}"></data>', f'<p><data value="{ONE}"></data></p>'),
        ('<p>a <data value="7801">7,801</data> b</p>', "<p>a 7,801 b</p>"),
        ("<p>a <data>7,801</data> b</p>", "<p>a 7,801 b</p>"),
        ('<p><data value="x"></data></p>', ""),
        (
            f'<p><b>a <data value="{ONE}" onclick=x class=y></data></b></p>',
            f'<p><strong>a <data value="{ONE}"></data></strong></p>',
        ),
        (
            f'<h3>a<data value="{ONE}"></data><data value="{ONE}"></data></h3>',
            f'<h3>a<data value="{ONE}"></data><data value="{ONE}"></data></h3>',
        ),
        (
            f'<table><tr><td><data value="{ONE}"></data></td><td>b</td></tr></table>',
            f'<table><tbody><tr><td><data value="{ONE}"></data></td><td>b</td></tr></tbody></table>',
        ),
    ],
)
def test_a_reference_to_a_figure_is_an_empty_element_with_its_id(given, kept):
    assert clean_prose(given) == kept
    assert clean_prose(kept) == kept


def test_references_are_found_in_reading_order_and_filled_in():
    text = clean_prose(
        f'<p>a <data value="{TWO}"></data></p><ul><li><em><data value="{ONE}"></data></em></li></ul>'
    )
    assert [str(found) for found in figure_references(text)] == [TWO, ONE]
    shown = with_figures(text, lambda figure: f"<b>{str(figure)[:2]}</b>")
    assert shown == "<p>a <b>7a</b></p><ul><li><em><b>0d</b></em></li></ul>"
    assert plain_text(text) == "a …\n…"
    assert plain_text(text, shown=lambda figure: str(figure)[:2]) == "a 7a\n0d"


@given(st.text(max_size=200))
def test_words_survive(text):
    kept = plain_text(text.replace("&", "&amp;").replace("<", "&lt;"))
    printable = "".join(c for c in text if c.isalnum() and c.isprintable())
    assert "".join(c for c in kept if c.isalnum() and c.isprintable()) == printable


def test_plain_text_has_a_line_for_each_block():
    text = (
        "<h3>Returns</h3><p>One<br>two <strong>three</strong> &amp; &lt;four&gt;</p>"
        "<ul><li>A<ul><li>B</li></ul></li></ul><table><tr><th>C</th><td>D</td></tr></table>"
    )
    assert plain_text(text).split("\n") == [
        *("Returns", "One", "two three & <four>", "A", "B", "C", "D"),
    ]
    assert plain_text("") == ""


class TestProseField:
    @pytest.fixture
    @isolate_apps("reportcms.apps.ReportCMSConfig")
    def model(self):
        class Note(models.Model):
            body = ProseField("text")
            remark = ProseField("remark", blank=True)

            class Meta:
                app_label = "reportcms"

            def __str__(self):
                return self.body

        return Note

    def test_save_cleans_without_full_clean(self, model):
        note = model(body="<p>a<script>alert(1)</script></p>")
        assert model._meta.get_field("body").pre_save(note, add=True) == "<p>a</p>"
        assert note.body == "<p>a</p>"

    def test_update_cleans(self, model):
        field = model._meta.get_field("body")
        assert field.get_db_prep_save("<p onclick=x>a</p>", connection=None) == "<p>a</p>"

    def test_form_cleans_and_knows_empty(self, model):
        form_class = forms.modelform_factory(model, fields=["body", "remark"])
        form = form_class({"body": "<p>a</p><p></p>", "remark": "<p></p>"})
        assert form.is_valid()
        assert form.cleaned_data == {"body": "<p>a</p>", "remark": ""}
        assert form_class({"body": "<p>&nbsp;</p>"}).errors["body"] == ["This field is required."]

    def test_form_refuses_what_takes_long_to_read(self, model):
        form_class = forms.modelform_factory(model, fields=["body"])
        errors = form_class({"body": "<div>" * 40_001}).errors["body"]
        assert errors == [
            "This text is too long. Split it into several, or paste it without formatting."
        ]

    def test_editor_is_given_the_same_set(self, model):
        box = str(forms.modelform_factory(model, fields=["body"])()["body"])
        told = json.loads(unescape(re.search(r'data-django-prose-editor-\w+="([^"]*)"', box)[1]))
        assert EXTENSIONS.items() <= told["extensions"].items()
        assert EXTENSIONS["Heading"] == {"levels": [3, 4]}

    def test_migrations_see_a_plain_text(self, model):
        assert model._meta.get_field("body").deconstruct()[1] == "django.db.models.TextField"


REFERENCE = '<data value="00000000-0000-4000-8000-000000000001"></data>'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("<p>One.</p>", "<p>One.</p>"),
        (f"<p>One.</p><p>Now <strong>{REFERENCE}</strong>.</p>", "<p>One.</p>"),
        (f"<ul><li>{REFERENCE}</li><li>Two</li></ul>", "<ul><li>Two</li></ul>"),
        (f"<ul><li>{REFERENCE}</li></ul><p>End.</p>", "<p>End.</p>"),
        (f"<blockquote><p>{REFERENCE}</p></blockquote>", ""),
        (
            f"<blockquote><p>Q</p><p>{REFERENCE}</p></blockquote>",
            "<blockquote><p>Q</p></blockquote>",
        ),
        (
            f"<table><tbody><tr><td>{REFERENCE}</td><td>x</td></tr></tbody></table><p>End.</p>",
            "<p>End.</p>",
        ),
    ],
)
def test_a_text_without_what_refers_to_a_figure(text, kept):
    assert without_figures(text) == kept
