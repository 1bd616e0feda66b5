"""What the editor and the clearer are told of translations."""

from urllib.parse import parse_qs, urlsplit

import pytest

from issues.readiness import blockers, findings
from issues.review.clearance import clear, standing_clearance
from issues.snapshot import snapshot
from issues.templatetags.report import language_of
from tests.factories import make_figure, make_indicator, place

from .hands import sections_by_title, translate

pytestmark = pytest.mark.django_db


def about(issue, words):
    return [
        f"{f.place}: {f.message}" for f in findings(issue) if words in f"{f.place}: {f.message}"
    ]


def test_what_is_missing_is_one_warning_for_each_language(issue, article, sections, editor):
    found = about(issue, "no finished translation")
    assert len(found) == 1
    assert found[0].startswith("Russian: ")
    assert not [f for f in blockers(issue) if "translation" in f.message]
    translate(issue, article, "title", "Черновик", by=editor, done=False)
    assert about(issue, "no finished translation") == found


def test_an_outdated_translation_is_told_with_its_place(issue, article, editor):
    translate(issue, article, "title", "Исследование", by=editor)
    article.title = "Research of 2020"
    article.save()
    (finding,) = [f for f in findings(issue) if "changed since it was translated" in f.message]
    assert finding.place == "Research of 2020: Title (Russian)"
    assert finding.url.endswith(
        f"/translate/ru/?text=article-{article.pk}-title#article-{article.pk}-title"
    )
    assert not finding.blocks


def test_words_left_over_in_a_translation_are_told(issue, article, editor):
    translate(issue, article, "body", "<p>TODO Банки</p>", by=editor)
    assert about(issue, "“TODO”")


def test_a_number_in_a_translation_that_the_ledger_corrected_stops_it(
    issue, article, sections, editor
):
    old = make_figure(make_indicator(), 7800)
    new = make_figure(
        old.indicator,
        7801,
        supersedes=old,
        correction_reason="A slip.",
        observation=old.observation,
    )
    place(new, sections["assistance"])
    article.body = "<p>National banks met.</p>"
    article.save()
    translate(issue, article, "body", "<p>Всего 7800.</p>", by=editor)
    (finding,) = [f for f in blockers(issue) if "7800" in f.message]
    assert finding.place == f"{article} (Russian)"
    assert f"#article-{article.pk}-body" in finding.url
    assert finding.answer_url


def test_a_reason_for_a_number_holds_for_its_translations(issue, article, sections, editor):
    old = make_figure(make_indicator(), 7800)
    new = make_figure(
        old.indicator,
        7801,
        supersedes=old,
        correction_reason="A slip.",
        observation=old.observation,
    )
    place(new, sections["assistance"])
    article.body = "<p>There were 7,800 in all.</p>"
    article.save()
    translate(issue, article, "body", "<p>Всего 7800.</p>", by=editor)
    (first, second) = [f for f in blockers(issue) if "7800" in f.message or "7,800" in f.message]
    (subject,) = parse_qs(urlsplit(first.answer_url).query)["subject"]
    issue.stated_reasons.create(code="prose_number", subject=subject, reason="As printed then.")
    assert not [f for f in blockers(issue) if "7800" in f.message or "7,800" in f.message]
    node = sections_by_title(snapshot(issue, "ru"))["partnership-in-action"]["articles"][0]
    assert node["notes"] == ["7,800: As printed then."]
    assert language_of(node, "notes") == "en"
    assert second.place.endswith("(Russian)")


def test_a_clearance_does_not_outlive_a_change_of_a_translation(
    issue, article, sections, editor, clearer
):
    issue.series.needs_clearance = True
    issue.series.save()
    clear(issue, by=clearer, reason="Fine.")
    assert standing_clearance(issue)
    translate(issue, article, "title", "Исследование", by=editor)
    assert standing_clearance(issue) is None
