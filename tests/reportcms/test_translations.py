"""The site speaks Russian wherever it speaks; an edition speaks the languages of the series."""

import ast
import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS_ALT
from django.utils.translation import get_language_info, ngettext, to_locale
from django.utils.translation.template import templatize
from django_countries import countries

from issues.models.series import LANGUAGES
from issues.templatetags import report

ROOT = Path(settings.BASE_DIR)
EDITION_LANGUAGES = [code for code, _name in LANGUAGES if code != "en"]
EDITION_MODULES = [
    "issues/pdf/layout.py",
    "issues/pdf/press.py",
    "issues/text.py",
    "issues/templatetags/figure_charts.py",
    "issues/templatetags/figures.py",
    "issues/templatetags/qr_codes.py",
    "issues/templatetags/report.py",
]
REGION = ["KZ", "KG", "TJ", "TM", "UZ", "RU", "AF", "MD"]

RUSSIAN = Path(settings.LOCALE_PATHS[0]) / "ru" / "LC_MESSAGES" / "django.po"


def test_nothing_collected_is_left_untranslated():
    entries = RUSSIAN.read_text(encoding="utf-8").split("\n\n")[1:]
    assert len(entries) > 500
    untranslated = [
        entry for entry in entries if re.search(r'^msgstr(\[\d\])? ""$(?!\n")', entry, re.M)
    ]
    assert untranslated == []
    assert [entry for entry in entries if "#, fuzzy" in entry] == []


def test_russian_counts_in_its_own_forms():
    with translation.override("ru"):
        shown = [
            ngettext("%(count)s issue", "%(count)s issues", n) % {"count": n}
            for n in (1, 2, 5, 11, 21, 112)
        ]
    assert shown == [
        "1 выпуск",
        "2 выпуска",
        "5 выпусков",
        "11 выпусков",
        "21 выпуск",
        "112 выпусков",
    ]


def catalogue(language):
    path = Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def gettext_calls(path):
    """Return the calls of gettext in a module as source, one a line."""
    return "\n".join(
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
    )


@pytest.fixture(scope="module")
def words_of_an_edition(tmp_path_factory):
    """Every message that a rendered edition may say: {catalogue key: English}."""
    if not shutil.which("xgettext"):
        pytest.skip("needs gettext")
    folder = tmp_path_factory.mktemp("edition")
    sources = [
        templatize(t.read_text("utf-8")) for t in (ROOT / "templates/edition").rglob("*.html")
    ]
    # xgettext does not look into f-strings.
    sources += [gettext_calls(ROOT / name) for name in EDITION_MODULES]
    paths = [folder / f"{number}.py" for number in range(len(sources))]
    for path, source in zip(paths, sources, strict=True):
        path.write_text(source, encoding="utf-8")
    collected = folder / "edition.pot"
    command = ["xgettext", "-L", "Python", "--from-code=UTF-8", "-o", collected]
    command += ["-k_", "-kgettext_lazy", "-kpgettext:1c,2", "-knpgettext:1c,2,3"]
    subprocess.run([*command, *paths], check=True)
    collected.write_text(
        collected.read_text("utf-8").replace(
            "nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1);"
        ),
        encoding="utf-8",
    )
    # Each message as its own translation, so that gettext can read the collection back.
    subprocess.run(["msgen", "-o", folder / "edition.po", collected], check=True)
    subprocess.run(["msgfmt", "-o", folder / "edition.mo", folder / "edition.po"], check=True)
    with (folder / "edition.mo").open("rb") as file:
        messages = gettext.GNUTranslations(file)._catalog
    del messages[""]
    return messages


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)s|%%", text))


@pytest.mark.parametrize("language", EDITION_LANGUAGES)
def test_an_edition_speaks_one_language(language, words_of_an_edition):
    known = catalogue(language)._catalog
    assert len(words_of_an_edition) > 50
    messages = {key if isinstance(key, str) else key[0] for key in words_of_an_edition}
    translated = {key if isinstance(key, str) else key[0] for key in known if known[key]}
    assert messages - translated == set()


@pytest.mark.parametrize("language", EDITION_LANGUAGES)
def test_translations_keep_the_placeholders(language, words_of_an_edition):
    known = catalogue(language)._catalog
    english = {
        key if isinstance(key, str) else key[0]: text for key, text in words_of_an_edition.items()
    }
    wrong = {
        text
        for key, text in known.items()
        if (message := key if isinstance(key, str) else key[0]) in english
        and placeholders(text.replace("٪", "%%")) != placeholders(english[message])
    }
    assert wrong == set()


@pytest.mark.parametrize("language", EDITION_LANGUAGES)
def test_months_and_countries_are_said_in_the_language(language):
    english = {str(name) for name in MONTHS_ALT.values()}
    named = {code: str(countries.name(code)) for code in REGION}
    with translation.override(language):
        months = {str(name) for name in MONTHS_ALT.values()}
        assert len(months) == 12
        assert months & english == set()
        # Moldova is spelled so by several; the others differ everywhere.
        same = [code for code in REGION if str(countries.name(code)) == named[code]]
    assert set(same) <= {"MD", "TM"}


@pytest.mark.parametrize(
    ("language", "day", "month", "days", "short"),
    [
        ("en", "1 December 2020", "November 2020", "1–15 November 2020", "01/12/2020"),
        ("ru", "1 декабря 2020", "Ноябрь 2020", "1–15 ноября 2020", "01.12.2020"),
        ("kk", "2020 ж. 1 желтоқсан", "2020 ж. қараша", "2020 ж. 1–15 қараша", "01.12.2020"),
        ("ky", "2020-ж. 1-декабрь", "2020-ж. ноябрь", "2020-ж. 1–15-ноябрь", "01.12.2020"),
        ("tg", "1 декабр 2020", "ноябр 2020", "1–15 ноябр 2020", "01.12.2020"),
        ("tk", "1 dekabr 2020", "noýabr 2020", "1–15 noýabr 2020", "01.12.2020"),
        ("uz", "2020-yil 1-dekabr", "2020-yil noyabr", "2020-yil 1–15-noyabr", "01.12.2020"),
        ("uz-cyrl", "2020 йил 1 декабрь", "2020 йил ноябрь", "2020 йил 1–15 ноябрь", "01.12.2020"),
        ("fa", "۱ دسمبر ۲۰۲۰", "نومبر ۲۰۲۰", "۱–۱۵ نومبر ۲۰۲۰", "۱ دسمبر ۲۰۲۰"),
        ("ar", "١ ديسمبر ٢٠٢٠", "نوفمبر ٢٠٢٠", "١–١٥ نوفمبر ٢٠٢٠", "١ ديسمبر ٢٠٢٠"),
    ],
)
def test_dates_are_written_as_the_language_does(language, day, month, days, short):
    with translation.override(language):
        assert report.date("2020-12-01").replace("\u00a0", " ") == day
        assert report.period("2020-11-01", "2020-11-30") == month
        assert report.period("2020-11-01", "2020-11-15").replace("\u00a0", " ") == days
        assert report.short_date("2020-12-01") == short


def test_uzbek_in_cyrillic_letters_and_dari_are_found():
    with translation.override("uz-cyrl"):
        assert translation.gettext("Source") == "Манба"
    with translation.override("fa"):
        assert translation.gettext("Permanent address") == "نشانی دائمی"
    assert get_language_info("uz-cyrl")["code"] == "uz"
    assert report.text_direction("uz-cyrl") == "ltr"
    assert report.text_direction("fa") == report.text_direction("ar") == "rtl"


def test_arabic_counts_in_its_own_forms():
    with translation.override("ar"):
        message = "%(count)s of %(of)s mission: %(names)s"
        plural = "%(count)s of %(of)s missions: %(names)s"
        shown = {n: ngettext(message, plural, n) for n in (2, 5, 11)}
    assert "بعثتين" in shown[2]
    assert "بعثات" in shown[5]
    assert shown[11].endswith("بعثة: %(names)s")
