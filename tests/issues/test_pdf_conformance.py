"""Every printed file is PDF/UA-1 and PDF/A-3a at once, by veraPDF, and says of itself what it is."""

import inspect
import re
from io import BytesIO
from xml.etree import ElementTree

import pypdf
import pytest
import weasyprint
from weasyprint.pdf import tags

from issues.pdf import Form, print_edition
from tests.issues import content as tree
from tests.issues import languages
from tests.verapdf import validate, verapdf

pytestmark = pytest.mark.pdf

ISSUES = {
    "issue 8": tree.issue_8,
    **{name: lambda name=name: languages.issue_in(name) for name in languages.TRANSLATED},
    "sixty pages": languages.sixty_pages,
    "without photos": languages.without_photos,
    "every kind": languages.every_kind,
}
FILES = [
    *((name, Form.STANDARD) for name in ISSUES),
    ("issue 8", Form.LIGHT),
    ("issue 8", Form.PRINT),
    ("every kind", Form.PRINT),
]
XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}


@pytest.fixture(scope="module")
def printed():
    """The bytes of every file, by issue and form."""
    files = {}
    for name, content_of in ISSUES.items():
        forms = tuple(form for other, form in FILES if other == name)
        made = print_edition(content_of(), pictures=tree.PlainPictures(), forms=forms).files
        files |= {(name, form): made[form] for form in forms}
    return files


@pytest.fixture(scope="module")
def verdicts(printed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("printed")
    paths = [folder / f"{number}.pdf" for number in range(len(FILES))]
    for path, key in zip(paths, FILES, strict=True):
        path.write_bytes(printed[key])
    return dict(zip(FILES, validate(*paths), strict=True))


@pytest.fixture(scope="module")
def readers(printed):
    return {key: pypdf.PdfReader(BytesIO(data)) for key, data in printed.items()}


@pytest.fixture(scope="module")
def issue_8(readers):
    return readers["issue 8", Form.STANDARD]


@pytest.fixture(scope="module")
def every_kind(readers):
    return readers["every kind", Form.STANDARD]


def catalog(reader):
    return reader.trailer["/Root"]


def elements(reader, kind=None):
    """Yield the structure elements of a file in order, all or those of one kind."""
    stack = [catalog(reader)["/StructTreeRoot"]["/K"]]
    while stack:
        node = stack.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            if "/S" in node and kind in (None, node["/S"]):
                yield node
            if "/K" in node:
                stack.append(node["/K"])


def annotations(reader):
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            yield annotation.get_object()


@verapdf
@pytest.mark.parametrize("key", FILES, ids=" ".join)
def test_verapdf_finds_no_failure(verdicts, key):
    assert [str(failure) for failure in verdicts[key].failures] == []
    assert verdicts[key].checks["ua1"] > 10_000
    assert verdicts[key].checks["3a"] > 10_000


def test_the_renderer_is_the_one_whose_tags_are_corrected():
    """``issues.pdf.conformance`` replaces a private function: look at it before raising the pin."""
    assert weasyprint.__version__ == "70.0"
    assert list(inspect.signature(tags._build_box_tree).parameters) == [
        "box",
        "parent",
        "pdf",
        "page_number",
        "nums",
        "annotations",
        "tags",
    ]


@pytest.mark.parametrize("key", FILES, ids=" ".join)
def test_a_reader_opens_it_by_title_with_its_bookmarks(readers, key):
    root = catalog(readers[key])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/PageMode"] == "/UseOutlines"
    assert readers[key].outline


@pytest.mark.parametrize("language", languages.TRANSLATED)
def test_the_file_names_its_language(readers, language):
    assert catalog(readers[language, Form.STANDARD])["/Lang"] == language


def test_pages_are_labelled_by_issue(issue_8):
    assert len(issue_8.pages) >= 3
    assert issue_8.page_labels == [f"8-{n}" for n in range(1, len(issue_8.pages) + 1)]


def test_bookmarks_are_the_headings(issue_8):
    def titles(outline):
        return [titles(item) if isinstance(item, list) else item.title for item in outline]

    name, sections = titles(issue_8.outline)[:2]
    assert name == "Central Asia Regional Response Report"
    assert [title for title in sections if isinstance(title, str)][:3] == [
        "direct assistance",
        "PARTNERSHIP IN ACTION",
        "ORANGE THE WORLD!",
    ]
    assert sections[2] == [
        "KAZAKHSTAN AND THE GLOBAL COMPACT FOR MIGRATION",
        "TRAINING MANUAL ON RETURN MIGRATION",
        "MIGRANTS’ ACCESS TO HIV SERVICES",
        "RESEARCH ON REMITTANCES IN CENTRAL ASIA AND THE RUSSIAN FEDERATION",
    ]


@pytest.mark.parametrize("key", FILES, ids=" ".join)
def test_metadata_says_the_same_twice(readers, key):
    reader = readers[key]
    root = ElementTree.fromstring(catalog(reader)["/Metadata"].get_object().get_data())  # noqa: S314 -- ours
    info = reader.trailer["/Info"].get_object()

    def told(path):
        return root.findtext(f".//{path}", namespaces=XMP)

    assert told("dc:title/rdf:Alt/rdf:li") == info["/Title"]
    assert told("dc:creator/rdf:Seq/rdf:li") == info["/Author"]
    assert told("dc:description/rdf:Alt/rdf:li") == info["/Subject"]
    assert told("xmp:CreatorTool") == info["/Creator"] == "ReportCMS"
    assert told("xmp:CreateDate") == told("xmp:ModifyDate") == "2020-12-01"
    assert info["/CreationDate"] == info["/ModDate"] == "D:20201201"
    assert set(info) == {
        "/Title",
        "/Author",
        "/Subject",
        "/Creator",
        "/Producer",
        "/CreationDate",
        "/ModDate",
    }
    marks = {
        name: value
        for description in root.iter(f"{{{XMP['rdf']}}}Description")
        for name, value in description.attrib.items()
    }
    assert marks[f"{{{XMP['pdfaid']}}}part"] == "3"
    assert marks[f"{{{XMP['pdfaid']}}}conformance"] == "A"
    assert marks[f"{{{XMP['pdfuaid']}}}part"] == "1"
    assert marks[f"{{{XMP['pdf']}}}Producer"] == info["/Producer"]


@pytest.mark.parametrize("key", FILES, ids=" ".join)
def test_links_say_where_they_lead(readers, key):
    links = [found for found in annotations(readers[key]) if found["/Subtype"] == "/Link"]
    assert all(link["/Contents"].strip() for link in links)
    if key[0] != "sixty pages":
        schemes = {link["/A"]["/URI"].split(":")[0] for link in links if "/A" in link}
        assert schemes >= {"tel", "mailto"}


@pytest.mark.parametrize("key", FILES, ids=" ".join)
def test_nothing_in_it_runs_or_loads(printed, readers, key):
    assert {found["/Subtype"] for found in annotations(readers[key])} <= {"/Link"}
    names = set()
    for number in range(1, readers[key].trailer["/Size"]):
        stored = readers[key].get_object(number)
        if isinstance(stored, dict):
            names |= set(stored)
            names |= {stored[name] for name in ("/S", "/Subtype") if name in stored}
    assert not names & {
        "/AA",
        "/JavaScript",
        "/JS",
        "/Launch",
        "/OpenAction",
        "/RichMedia",
        "/GoToR",
        "/SubmitForm",
        "/Encrypt",
    }
    assert b"file:/" not in printed[key]
    assert b"edition.invalid" not in printed[key]


@pytest.mark.parametrize("key", FILES, ids=" ".join)
def test_fonts_are_ours_embedded_and_cut_to_what_is_used(readers, key):
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()["/DescendantFonts"][0].get_object()
        for page in readers[key].pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    for name, font in fonts.items():
        assert re.fullmatch(r"/[A-Z]{6}\+(Source-?Sans|Vazirmatn|Noto-?Sans-?Arabic).*", name)
        assert "/FontFile2" in font["/FontDescriptor"]


@pytest.mark.parametrize("name", ["issue 8", "every kind", *languages.TRANSLATED])
def test_the_figures_are_inside_as_data(readers, name):
    # WeasyPrint names every attachment twice, which is allowed.
    (number,) = {file.idnum for file in catalog(readers[name, Form.STANDARD])["/AF"]}
    file = readers[name, Form.STANDARD].get_object(number)
    assert file["/AFRelationship"] == "/Data"
    assert file["/Desc"]
    assert file["/UF"].endswith("-figures.csv")
    stored = file["/EF"]["/F"]
    assert stored["/Subtype"] == "/text/csv"
    assert stored["/Params"]["/ModDate"].startswith("D:20201201")


def test_parts_in_another_language_say_so(every_kind):
    told = {element["/Lang"] for element in elements(every_kind) if "/Lang" in element}
    assert told == {"ar", "ru"}


def test_every_figure_has_words_and_a_place_on_its_page(every_kind):
    figures = list(elements(every_kind, "/Figure"))
    assert len(figures) > 5
    for figure in figures:
        assert figure["/Alt"].strip()
        left, bottom, right, top = map(float, figure["/A"]["/BBox"])
        width, height = map(float, figure["/Pg"]["/MediaBox"][2:])
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height


def test_the_logo_is_where_its_tag_says(every_kind):
    """The logo stands at the top right of the first page, so measured from the bottom it is high."""
    (logo,) = (f for f in elements(every_kind, "/Figure") if "Logo" in f["/Alt"])
    left, bottom, _right, _top = map(float, logo["/A"]["/BBox"])
    width, height = map(float, logo["/Pg"]["/MediaBox"][2:])
    assert left > width / 2
    assert bottom > height / 2


def test_headers_of_tables_say_what_they_head(every_kind):
    scopes = [header["/A"]["/Scope"] for header in elements(every_kind, "/TH")]
    assert set(scopes) == {"/Row", "/Column"}
    assert all(cell["/A"]["/Headers"] for cell in elements(every_kind, "/TD"))


def test_lists_say_how_they_are_numbered(every_kind):
    kinds = [found["/A"]["/ListNumbering"] for found in elements(every_kind, "/L")]
    assert set(kinds) == {"/Circle", "/Disc", "/Decimal", "/None"}


def test_sections_and_articles_are_tagged_as_such(every_kind):
    kinds = {element["/S"] for element in elements(every_kind)}
    assert kinds >= {"/Art", "/Sect", "/H1", "/H2", "/H3", "/H4", "/P", "/BlockQuote", "/Caption"}
