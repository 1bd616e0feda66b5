"""What sets an issue as PDF: ours, plain WeasyPrint, Chromium and Typst, each kept warm.

Every maker returns a function that makes one PDF, and a clock of the CPU seconds spent or None
where they are not to be had. Import after ``django.setup()``.
"""

import itertools
import json
import os
import re
import shutil
import tempfile
import time
from html import unescape
from io import BytesIO
from pathlib import Path

from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from issues.pdf import Form, print_edition
from issues.pdf.child import collect_garbage_seldom
from issues.pdf.files import FONTS, STATIC, STYLE_SHEETS, EditionFiles
from issues.pdf.fitting import fit
from issues.pdf.layout import BASE_URL, PRINTINGS, Pictures, paper_html, sheets_of
from issues.pdf.press import Press, press, write
from tests.issues import content as tree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STANDARD = PRINTINGS[Form.STANDARD]
MEDIA_TYPES = {".css": "text/css", ".ttf": "font/ttf", ".jpg": "image/jpeg", ".png": "image/png"}
NOISE = 24


class NoisyPictures:
    """A picture source whose pictures are as hard to compress as photographs, made once."""

    def __init__(self):
        noise = Image.effect_noise((1200, 800), NOISE)
        bands = (
            Image.linear_gradient("L").resize((1200, 800)),
            noise,
            Image.new("L", noise.size, 90),
        )
        self.original = Image.merge("RGB", [Image.blend(noise, band, 0.6) for band in bands])
        self.made = {}

    def print_bytes(self, photo, width, height, *, quality):
        key = (width, height, quality)
        if key not in self.made:
            file = BytesIO()
            self.original.resize((width, height)).save(file, "JPEG", quality=quality)
            self.made[key] = file.getvalue()
        return self.made[key]

    def logo_bytes(self, logo):
        return tree.PlainPictures().logo_bytes(logo)


def pages_of_articles(count):
    """Return an issue of about ``count`` pages: three articles a page, two with a photo."""
    return tree.content(
        *(
            tree.section(
                f"part-{number}",
                title=f"Report of working group {number}",
                starts_page=True,
                articles=[
                    tree.article(
                        f"part-{number}-{place}",
                        title=f"Finding {place} of working group {number}",
                        body=tree.paragraphs(f"Group {number} met on day {place}.", 3, 3),
                        photos=[tree.photo(f"part-{number}-{place}")] if place < 3 else [],
                    )
                    for place in range(1, 4)
                ],
            )
            for number in range(1, count + 1)
        )
    )


class Fitted:
    """Issue 8 after copyfitting: its sheets, their HTML, and every file that the HTML names."""

    def __init__(self):
        self.content, self.source = tree.issue_8(), NoisyPictures()
        self.press = Press(self.content)
        self.sheets = [fit(sheet, self.press.measure)[0] for sheet in sheets_of(self.content)]
        pictures = Pictures(STANDARD)
        self.html = paper_html(self.content, self.sheets, pictures)
        files = EditionFiles(pictures, self.source)
        addresses = [*pictures.placed, *(STATIC + name for name in (*STYLE_SHEETS, *FONTS))]
        self.files = {address: files.fetch(address).read() for address in addresses}


def ours_fitted():
    """What a child of the fork server does once the sheets are fitted, with its settings."""
    fitted = Fitted()
    collect_garbage_seldom()

    def run():
        return write(
            fitted.press.lay_out(fitted.sheets, Pictures(STANDARD), fitted.source), fitted.content
        )

    return run, time.process_time


def ours_whole():
    content, source = tree.issue_8(), NoisyPictures()

    def run():
        return print_edition(content, pictures=source).files[Form.STANDARD]

    return run, lambda: time.process_time() + cpu_of_fork_server()


def cpu_of_fork_server():
    """Return the CPU seconds of the warm process and of its children that have ended."""
    from issues.pdf.server import server  # noqa: PLC0415 -- only where it is used

    if server.process is None:
        return 0
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class Files(URLFetcher):
    def __init__(self, files):
        super().__init__(allowed_protocols=["https"])
        self.files = files

    def fetch(self, url, headers=None):
        kind = MEDIA_TYPES[url[url.rindex(".") :]]
        return URLFetcherResponse(url, self.files[url], {"Content-Type": kind})


def plain_weasyprint():
    """WeasyPrint as its manual shows it, its fonts and style sheets kept between files."""
    fitted, fonts = Fitted(), FontConfiguration()
    fetcher = Files(fitted.files)
    styles = [
        CSS(url=STATIC + name, url_fetcher=fetcher, font_config=fonts) for name in STYLE_SHEETS
    ]

    def run():
        document = HTML(string=fitted.html, base_url=BASE_URL, url_fetcher=fetcher)
        return document.write_pdf(stylesheets=styles, font_config=fonts)

    return run, time.process_time


def chromium():
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where it is used

    fitted = Fitted()
    sheets = "".join(f'<link rel="stylesheet" href="{STATIC}{name}">' for name in STYLE_SHEETS)
    html = fitted.html.replace("<style>", f"{sheets}<style>", 1)
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    browser = (
        sync_playwright().start().chromium.launch(executable_path=executable, args=["--no-sandbox"])
    )
    context = browser.new_context()

    def answer(route):
        url = route.request.url
        if url == BASE_URL:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif url in fitted.files:
            kind = MEDIA_TYPES[url[url.rindex(".") :]]
            route.fulfill(
                body=fitted.files[url],
                content_type=kind,
                headers={"Access-Control-Allow-Origin": "*"},
            )
        else:
            route.abort()

    context.route("**/*", answer)

    def run():
        page = context.new_page()
        page.goto(BASE_URL, wait_until="load")
        data = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
        page.close()
        return data

    return run, None


def typst():
    import typst  # noqa: PLC0415 -- only where it is used

    fitted = Fitted()
    folder = Path(tempfile.mkdtemp(prefix="typst-"))
    shutil.copy(HERE / "issue.typ", folder)
    photos = {}
    for address, data in fitted.files.items():
        if address.endswith(".jpg"):
            photos[address.split("/")[4]] = f"{len(photos)}.jpg"
            (folder / f"{len(photos) - 1}.jpg").write_bytes(data)
    told = json.dumps(typst_content(fitted.content, photos))
    rounds = itertools.count(1)
    compiler = typst.Compiler(
        str(folder / "issue.typ"),
        root=str(folder),
        font_paths=[str(ROOT / "static" / "fonts" / "pdf")],
        ignore_system_fonts=True,
    )

    def run():
        # It remembers what it has set, so every sentence is new each time, as in a new issue.
        (folder / "content.json").write_text(told.replace(". ", f" ({next(rounds)}). "))
        return compiler.compile(format="pdf", pdf_standards=["ua-1"])

    return run, time.process_time


def typst_content(content, photos):
    series, issue = content["series"], content["issue"]
    return {
        "title": series["title"],
        "dates": f"Issue {issue['number']}, {issue['publication_date']}",
        "running": f"{series['running_title']}, issue {issue['number']}",
        "imprint": f"{series['organisation']} · {series['title']}",
        "sections": [typst_section(section, photos) for section in content["sections"]],
    }


def typst_section(section, photos):
    def shown(photo):
        return {key: photo[key] for key in ("alt", "caption")} | {"file": photos[photo["sha256"]]}

    lines = [(h["name"], h["number"], f"tel:{h['dial']}") for h in section.get("hotlines", [])]
    for contact in section.get("contacts", []):
        name = contact["mission"]["name"]
        lines += [(name, email, f"mailto:{email}") for email in EMAILS.findall(json.dumps(contact))]
    return {
        "title": section["title"],
        "starts_page": section["starts_page"],
        "intro": typst_blocks(section["intro"]),
        "photos": [shown(photo) for photo in section["photos"]],
        "figures": [
            {
                "value": f"{int(figure['value']):,}",
                "label": figure["label"] or figure["statement"] or figure["indicator"]["name"],
                "details": f"As of {figure['as_of']}. {figure['source']} {figure['footnote']}",
            }
            for figure in section["figures"]
        ],
        "articles": [
            {
                "title": article["title"],
                "body": typst_blocks(article["body"]),
                "photos": [shown(photo) for photo in article["photos"]],
            }
            for article in section["articles"]
        ],
        "entries": [
            {"name": name, "text": text, "address": address} for name, text, address in lines
        ],
    }


EMAILS = re.compile(r"[\w.]+@[\w.]+\w")
BLOCKS = re.compile(r"<(p|li)>(.*?)</\1>", re.DOTALL)


def typst_blocks(html):
    return [
        {"kind": "item" if tag == "li" else "text", "text": unescape(re.sub("<[^>]+>", "", inner))}
        for tag, inner in BLOCKS.findall(html)
    ]


def print_pages(count):
    """Print an issue of about ``count`` pages whole in this process; return its pages."""
    collect_garbage_seldom()
    printed = press(
        pages_of_articles(count),
        pictures=NoisyPictures(),
        forms=(Form.STANDARD,),
        image_width=None,
        image_count=None,
        report=lambda done, total: None,
    )
    return printed.pages


MAKERS = {
    "ours, sheets already fitted": ours_fitted,
    "ours, print_edition whole": ours_whole,
    "plain WeasyPrint": plain_weasyprint,
    "Chromium": chromium,
    "Typst": typst,
}
