"""A printed issue read back from its file."""

from io import BytesIO

import pypdf
import pypdfium2

from issues.pdf import Form, print_edition
from tests.issues.content import PlainPictures

A4_POINTS = (595.28, 841.89)


def plain(text):
    """Text as people read it: no line ends, hyphens and spaces of one kind."""
    for sign, usual in (("\u00a0", " "), ("\u202f", " "), ("\u2010", "-"), ("\ufffe", "-")):
        text = text.replace(sign, usual)
    return " ".join(text.split())


class Paper:
    """A PDF read back: words of each page as they lie on it, and its structure."""

    def __init__(self, pdf):
        self.pdf = pdf
        self.data = pdf.files[Form.STANDARD]
        self.file = pypdf.PdfReader(BytesIO(self.data))
        document = pypdfium2.PdfDocument(self.data)
        self.pages = [plain(page.get_textpage().get_text_bounded()) for page in document]
        self.text = " ".join(self.pages)

    @property
    def catalog(self):
        return self.file.trailer["/Root"]

    def links(self):
        return {
            annotation.get_object()["/A"]["/URI"]
            for page in self.file.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation.get_object()
        }

    def bookmarks(self):
        def titles(outline):
            for item in outline:
                if isinstance(item, list):
                    yield from titles(item)
                else:
                    yield item["/Title"]

        return list(titles(self.file.outline))

    def tags(self):
        """Yield the structure elements in order, each as (type, dictionary)."""
        stack = [self.catalog["/StructTreeRoot"]["/K"]]
        while stack:
            node = stack.pop()
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                stack.extend(reversed(node))
            elif isinstance(node, dict):
                if "/S" in node:
                    yield node["/S"], node
                if "/K" in node:
                    stack.append(node["/K"])


def paper(content):
    return Paper(print_edition(content, pictures=PlainPictures()))
