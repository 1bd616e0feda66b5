"""Editions in the admin: to look at, with every file that was published."""

import pytest
from django.urls import reverse

from issues.models import Rendition
from reportcms.storage import PublicFiles
from tests.delivery.editions import FURTHER_FILES, add_further_files, make_edition


@pytest.mark.parametrize("languages", [["en"], ["en", "ru"]])
def test_an_edition_lists_its_further_files(client_for, editor, issue, languages):
    edition = add_further_files(make_edition(issue, languages=languages))
    page = client_for(editor).get(reverse("admin:issues_edition_change", args=[edition.pk])).text
    assert page.count(">light PDF</a> (175.8\u00a0KB)") == len(languages)
    assert page.count(">PDF for a printing house</a> (1.4\u00a0MB)") == len(languages)
    assert page.count(">picture of the first page</a> (30\u00a0bytes)") == len(languages)


def test_a_rendition_links_its_further_files(client_for, editor, issue):
    rendition = add_further_files(make_edition(issue)).renditions.get()
    page = (
        client_for(editor).get(reverse("admin:issues_rendition_change", args=[rendition.pk])).text
    )
    for file in rendition.files.all():
        assert f'<a href="{PublicFiles().url(file.name)}">' in page
    assert rendition.files.count() == len(FURTHER_FILES)


def test_an_early_edition_has_a_dash_in_their_place(client_for, editor, edition):
    rendition = Rendition.objects.get()
    assert rendition.edition == edition
    page = (
        client_for(editor).get(reverse("admin:issues_rendition_change", args=[rendition.pk])).text
    )
    assert '<div class="readonly">–</div>' in page


@pytest.fixture
def edition(issue):
    return make_edition(issue)


@pytest.mark.parametrize("style", ["callout", "statement", "table", "chart"])
def test_a_figure_can_be_placed_in_every_style(client_for, editor, sections, style):
    section = sections["assistance"]
    page = client_for(editor).get(reverse("admin:issues_section_change", args=[section.pk])).text
    assert f'<option value="{style}"' in page
    assert "A chart draws a bar for each part of the breakdown." in page
