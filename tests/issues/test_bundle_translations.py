"""Translations travel with the texts that they translate."""

import pytest

from issues.bundles import bundle_of, write_bundle
from issues.models import Fact, Translation
from issues.snapshot import snapshot
from reportcms.canonical import canonical_bytes
from tests.issues.bundle_files import assert_nothing_stored, load, refusal, small, write_folder
from tests.issues.test_bundles import emptied

pytestmark = pytest.mark.django_db


def russian(field, text, **more):
    return {"language": "ru", "field": field, "text": text} | more


def translated():
    document, photos = small()
    document["series"]["languages"] = ["en", "ru"]
    document["series"]["translations"] = [russian("title", "Днестровский отчёт")]
    document["indicators"][0]["translations"] = [russian("name", "Накормлено людей")]
    document["indicators"][0]["definitions"][-1]["translations"] = [russian("text", "Обеды.")]
    document["issue"]["summary"] = "<p>Short.</p>"
    document["issue"]["translations"] = [russian("summary", "Кратко.", is_done=False)]
    figures, articles = document["sections"]
    figures["translations"] = [russian("title", "В цифрах")]
    figures["facts"] = [
        {"label": "Code", "value": "EP-1", "translations": [russian("label", "Код")]}
    ]
    figures["figures"][0]["label"] = "Meals"
    figures["figures"][0]["translations"] = [russian("label", "Обеды")]
    article = articles["articles"][0]
    article["translations"] = [
        russian("title", "Новая кухня"),
        russian("body", "Кухня открылась.", source="<p>Something else.</p>"),
    ]
    article["photos"][0]["translations"] = [russian("alt", "Кухня")]
    return document, photos


def test_every_text_is_imported_with_its_translation(tmp_path):
    issue, notes = load(write_folder(tmp_path / "b", *translated()))
    assert notes == []
    tree = snapshot(issue, "ru")
    assert tree["series"]["title"] == "Днестровский отчёт"
    assert tree["issue"]["summary"] == "<p>Short.</p>"  # a draft
    figures, articles = tree["sections"]
    assert figures["title"] == "В цифрах"
    assert figures["facts"][0]["label"] == "Код"
    [figure] = figures["figures"]
    assert figure["label"] == "Обеды"
    assert (figure["indicator"]["name"], figure["indicator"]["definition"]) == (
        "Накормлено людей",
        "Обеды.",
    )
    [article] = articles["articles"]
    assert article["title"] == "Новая кухня"
    assert article["language"] == "en"  # the body is of an earlier text
    assert article["photos"][0]["alt"] == "Кухня"


def test_the_way_there_and_back_changes_nothing(tmp_path):
    source = write_folder(tmp_path / "source", *translated())

    def export(path, target):
        issue, _notes = load(path)
        write_bundle(bundle_of(issue), target)
        assert Translation.objects.count() == 10
        return [canonical_bytes(snapshot(issue, code)) for code in ("en", "ru")]

    first = emptied(lambda: export(source, tmp_path / "a.zip"))
    second = emptied(lambda: export(tmp_path / "a.zip", tmp_path / "b.zip"))
    assert first == second
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (russian("colour", "Синий"), "field: There is no text “colour” here. Known: title, body, sources."),
        (russian("sources", "Источник"), "field: There is no original: this text is empty."),
        (russian("title", "Кухня", language="en"), "language: This is the language of the original."),
        (russian("title", "я" * 161), "text: Too long: 161 characters; at most 160 fit."),
        (russian("body", "<p> </p>"), "text: This translation says nothing. Leave it out."),
        (
            russian("body", '<p><data value="00000000-0000-4000-8000-000000000000"></data></p>'),
            "text: There is a figure that the original does not have: take it out.",
        ),
        (
            russian("body", '<p><data value="00000000-0000-4000-8000-000000000000"></data></p>',
                source="<p>Of an earlier text.</p>"),
            "text: There is a figure that the original does not have: take it out.",
        ),
        (russian("title", "Кухня", language="klingon"), "language: “klingon” is not known"),
        ({"language": "ru", "field": "title"}, "text: required: the translation"),
        (russian("title", "Кухня", done=True), "done: unknown key; did you mean “is_done”?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(tmp_path, settings, given, fault):
    document, photos = translated()
    document["sections"][1]["articles"][0]["translations"] = [given]
    (found,) = refusal(write_folder(tmp_path / "b", document, photos))
    assert found.startswith(f"sections[1].articles[0].translations[0].{fault}")
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_one_text_is_translated_once(tmp_path):
    document, photos = translated()
    document["sections"][0]["translations"] *= 2
    assert refusal(write_folder(tmp_path / "b", document, photos)) == [
        "sections[0].translations[1].field: This text is translated twice."
    ]


def test_translations_of_what_is_here_already_stay(tmp_path):
    load(write_folder(tmp_path / "first", *translated()))
    document, photos = translated()
    document["issue"]["number"] = 99
    document["series"]["translations"][0]["text"] = "Иначе"
    issue, notes = load(write_folder(tmp_path / "second", document, photos))
    assert [note for note in notes if "translations" in note] == [
        "series.translations[0]: Here it is translated otherwise, or not; what is here stays."
    ]
    assert snapshot(issue, "ru")["series"]["title"] == "Днестровский отчёт"
    assert Fact.objects.count() == 2
