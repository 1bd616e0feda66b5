"""PDF/UA-1 and PDF/A-3a in one file, which WeasyPrint 70.0 makes one at a time.

It is asked for PDF/A-3a; here are added the mark of PDF/UA with the extension schema that PDF/A
demands for it (ISO 19005-3, 6.6.2.3), the language of parts (WCAG 2.2, 3.1.2), the scope of table
headers and the numbering of lists (ISO 32000-1, 14.8.5.5 and 14.8.5.7), and the bounding boxes of
figures in PDF units (14.8.5.4.3), which it writes in CSS pixels from the top of the page.
"""

from contextlib import contextmanager

import pydyf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

VARIANT = "pdf/a-3a"
POINTS_PER_PIXEL = 0.75
PASSED_THROUGH = {None, "html", "body"}
LIST_NUMBERING = {
    "circle": "/Circle",
    "decimal": "/Decimal",
    "disc": "/Disc",
    "lower-alpha": "/LowerAlpha",
    "lower-roman": "/LowerRoman",
    "square": "/Square",
    "upper-alpha": "/UpperAlpha",
    "upper-roman": "/UpperRoman",
}

PDF_UA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def mark_as_pdf_ua(document):
    """Make ``document`` say in its metadata that it is PDF/UA-1 too."""
    generate = document.metadata.generate_rdf_metadata

    def with_pdf_ua(*args):
        return generate(*args).replace(b"</rdf:RDF>", PDF_UA + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = with_pdf_ua


@contextmanager
def corrected_tags(document, language):
    """While active, tags carry what WeasyPrint leaves out and right bounding boxes.

    Replaces a function of WeasyPrint, so only one thread may be inside.
    """
    original = tags._build_box_tree
    heights = [page.height * POINTS_PER_PIXEL for page in document.pages]

    def corrected(box, parent, pdf, page_number, *rest):
        real = box._box if isinstance(box, AbsolutePlaceholder) else box
        for element in original(box, parent, pdf, page_number, *rest):
            # html and body yield the elements of their children, which are corrected already.
            if real.element_tag not in PASSED_THROUGH:
                correct(element, real, language, heights[page_number])
            yield element

    tags._build_box_tree = corrected
    try:
        yield
    finally:
        tags._build_box_tree = original


def correct(element, box, language, page_height):
    """Add language, scope of headers and kind of lists to an element; set a figure's box right."""
    own, kind = box.style["lang"], element["S"]
    if own and own != language:
        element.setdefault("Lang", pydyf.String(own))
    if kind == "/Figure":
        flip(element["A"], page_height)
    elif kind == "/TH":
        is_row = box.element.get("scope") == "row"
        element["A"]["Scope"] = "/Row" if is_row else "/Column"
    elif kind == "/L":
        numbering = LIST_NUMBERING.get(box.style["list_style_type"], "/None")
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def flip(attributes, height):
    """Turn a bounding box from pixels below the top into points above the bottom."""
    left, top, right, bottom = attributes["BBox"]
    attributes["BBox"] = pydyf.Array(
        (
            left * POINTS_PER_PIXEL,
            height - bottom * POINTS_PER_PIXEL,
            right * POINTS_PER_PIXEL,
            height - top * POINTS_PER_PIXEL,
        )
    )
