"""The validator proves itself: files that are bad in one known way fail by that rule."""

from io import BytesIO

import pypdf
import pytest
from pypdf.generic import NameObject
from weasyprint import HTML

from tests.verapdf import missing, validate, verapdf

pytestmark = [pytest.mark.pdf, verapdf]

PAGE = """<html lang="en"><head><title>A page</title></head>
<body style="font-family: Source Sans 3"><h1>Heading</h1><p>Words.</p>{}</body></html>"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def pdf(extra="", variant="pdf/ua-1"):
    return HTML(string=PAGE.format(extra)).write_pdf(pdf_variant=variant)


def edited(data, change):
    """Return a PDF after ``change(catalog)``."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    change(writer.root_object)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def without(*names):
    def change(catalog):
        for name in names:
            del catalog[NameObject(name)]

    return change


BAD = {
    "untagged": (lambda: edited(pdf(), without("/StructTreeRoot", "/MarkInfo")), ("ua1", "6.2-1")),
    "metadata missing": (lambda: edited(pdf(), without("/Metadata")), ("ua1", "7.1-8")),
    "language missing": (lambda: edited(pdf(), without("/Lang")), ("ua1", "7.2-34")),
    "PDF/UA mark missing": (lambda: pdf(variant="pdf/a-3a"), ("ua1", "5-1")),
    "PDF/A mark missing": (lambda: pdf(), ("3a", "6.6.4-1")),
    "picture without alternative": (lambda: pdf(PICTURE), ("ua1", "7.3-1")),
    "heading level skipped": (lambda: pdf("<h3>Too deep</h3>"), ("ua1", "7.4.2-1")),
    "element in a link": (lambda: pdf('<a href="https://e.org"><b>x</b></a>'), ("ua1", "7.18.5-1")),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    paths = []
    for bad, _rule in BAD.values():
        paths.append(folder / f"{len(paths)}.pdf")
        paths[-1].write_bytes(bad())
    return dict(zip(BAD, validate(*paths), strict=True))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_fails_by_the_rule_it_breaks(verdicts, name):
    assert BAD[name][1] in verdicts[name].broken_rules


def test_a_good_file_of_one_profile_passes_it(tmp_path):
    path = tmp_path / "good.pdf"
    path.write_bytes(pdf())
    (verdict,) = validate(path)
    assert {profile for profile, rule in verdict.broken_rules} == {"3a"}
    assert min(verdict.checks.values()) > 100


def test_a_file_that_is_no_pdf_is_an_error_and_no_pass(tmp_path):
    path = tmp_path / "notes.pdf"
    path.write_text("These are notes.")
    with pytest.raises(RuntimeError, match="notes.pdf|parse|PDF"):
        validate(path)


def test_what_is_missing_is_said_with_the_command_that_mends_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing() == "veraPDF needs Java: sh scripts/system-packages.sh java"


def test_an_old_java_is_not_enough(monkeypatch, tmp_path):
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert "needs Java 11 or newer" in missing()
