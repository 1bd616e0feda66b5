import shutil
from pathlib import Path

import pytest
from django.conf import settings

from issues.models.series import LANGUAGES
from reportcms import alphabets
from reportcms.checks import alphabets as alphabets_check
from tests.issues import languages


def test_every_language_of_a_series_has_its_alphabet():
    assert {code for code, _name in LANGUAGES} <= alphabets.LETTERS.keys()


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("kk", "ӘәҒғҚқҢңӨөҰұҮүҺһІі₸"),
        ("ky", "ҢңӨөҮү"),
        ("tg", "ҒғӢӣҚқӮӯҲҳҶҷ"),
        ("tk", "ÄäÇçŽžŇňÖöŞşÜüÝý"),
        ("uz", "\u02bb\u02bc"),
        ("uz-cyrl", "ЎўҚқҒғҲҳ"),
        ("fa", "پچژکگی۰۹\u200c"),
        ("ar", "كيةىإأ٠٩"),
        ("en", "●№$€"),
    ],
)
def test_what_must_not_be_forgotten(language, letters):
    assert set(letters) <= alphabets.characters(language)


def test_the_samples_are_written_in_their_alphabets():
    for language in languages.TRANSLATED:
        text = (languages.TEXTS / f"{language}.toml").read_text(encoding="utf-8")
        assert set(text) - {"\n", "=", "_", "{", "}"} - alphabets.characters(language) == set()


def test_every_font_shows_every_language():
    faces = alphabets.font_files("pdf")
    assert {face: len(paths) for face, paths in faces.items()} == dict.fromkeys(faces, 2)
    assert alphabets.missing_characters() == {}
    assert alphabets_check(None) == []


def test_a_font_that_lacks_letters_is_reported(settings, tmp_path):
    fonts = Path(settings.BASE_DIR) / "static" / "fonts"
    shutil.copytree(fonts, tmp_path / "static" / "fonts")
    (tmp_path / "static/fonts/pdf/Vazirmatn-Bold.ttf").unlink()
    for part in (tmp_path / "static/fonts/web").glob("SourceSans3-It.cyrillic.*"):
        part.unlink()
    settings.BASE_DIR = tmp_path
    lacking = alphabets.missing_characters()
    assert "ی" in lacking["pdf", "Bold", "fa"]
    assert "қ" in lacking["web", "It", "kk"]
    assert {(kind, face) for kind, face, _language in lacking} == {("pdf", "Bold"), ("web", "It")}
    [message] = [m.msg for m in alphabets_check(None) if "(ar)" in m.msg]
    assert message.startswith("The pdf font Bold cannot show “،")
    assert {m.id for m in alphabets_check(None)} == {"reportcms.E002"}


def test_the_web_and_the_licences_are_there():
    fonts = Path(settings.BASE_DIR) / "static" / "fonts"
    assert "Reserved Font Name" in (fonts / "OFL.txt").read_text(encoding="utf-8")
    assert "Vazirmatn" in (fonts / "OFL-Vazirmatn.txt").read_text(encoding="utf-8")
    assert "Apache License" in (fonts / "Apache-2.0-EditorIcons.txt").read_text(encoding="utf-8")
    sheets = (fonts.parent / "css").glob("*.css")
    rules = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    for file in (fonts / "web").glob("*.woff2"):
        assert rules.count(f"fonts/web/{file.name}") == 1
