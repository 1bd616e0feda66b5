"""The order in which a form's scripts come."""

import json
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from reportcms.templatetags.scripts import deferred


def sources(html):
    return re.findall(
        r'src="/static/(?:[^"]*/)?([\w-]+)(?:\.(?:min|init))*(?:\.[0-9a-f]{12})?\.js"', html
    )


def importmap(html):
    return json.loads(re.search(r'<script type="importmap"[^>]*>(.*?)</script>', html)[1])[
        "imports"
    ]


def test_the_editor_comes_before_the_scripts_of_the_forms(admin_client, article):
    page = admin_client.get(f"/admin/issues/article/{article.pk}/change/").content.decode()
    head = page[: page.index("</head>")]
    found = sources(head)
    assert found.index("editor") < found.index("word-paste") < found.index("prose")
    assert found.index("figure-reference") < found.index("prose") < found.index("jquery")
    assert found.index("jquery") < found.index("inlines") < found.index("write")
    assert head.index('type="importmap"') < head.index('type="module"')


def test_no_script_of_a_form_holds_the_page_up(admin_client, article):
    page = admin_client.get(f"/admin/issues/article/{article.pk}/change/").content.decode()
    media = page[page.index("/admin/jsi18n/") - 50 : page.index("</head>")]
    tags = re.findall(r"<script [^>]*>", media)
    assert len(tags) > 8
    for tag in tags:
        assert re.search(r' defer\b| type="(module|importmap)"', tag), tag


def test_the_editor_imports_what_the_page_names(admin_client, article):
    page = admin_client.get(f"/admin/issues/article/{article.pk}/change/").content.decode()
    names = importmap(page)
    for module in ("word-paste", "figure-reference", "prose"):
        text = Path(finders.find(f"js/{module}.js")).read_text()
        imported = re.findall(r'^import .* from "([^"]+)"', text, re.MULTILINE)
        assert imported
        for name in imported:
            assert f'src="{names[name]}"' in page


def test_nothing_of_the_media_is_lost(admin_client, article):
    response = admin_client.get(f"/admin/issues/article/{article.pk}/change/")
    media = response.context["media"]
    found = sources(deferred(media))
    assert {"jquery", "inlines", "prose"} <= set(found)
    assert sorted(found) == sorted(sources(str(media)))
    assert importmap(deferred(media)) == importmap(str(media))
    assert deferred(media).count("<link") == str(media).count("<link")


def test_slugs_are_filled_in_by_a_script_only_where_there_are_any():
    name = "admin/prepopulated_fields_js.html"
    assert "prepopulate" not in render_to_string(name, {"prepopulated_fields_json": "[]"})
    assert "defer" in render_to_string(name, {"prepopulated_fields_json": '[{"id": "#id_slug"}]'})
