#!/usr/bin/env python3
"""Take the README's pictures from a running site (``make run``): the issue page and its PDF.

scripts/pictures.py [http://localhost:8000]
"""

import shutil
import sys
import urllib.request
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
ISSUE = "/en/central-asia-regional-response-report/2020/8/"
GAP = 24
PAPER_WIDTH = 460


def web_page(url):
    """Return the top of the issue page as a desktop shows it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 1500})
        page.goto(url, wait_until="networkidle")
        picture = Image.open(BytesIO(page.screenshot()))
        browser.close()
    return picture


def pdf_pages(url):
    """Return all pages of the PDF side by side."""
    with urllib.request.urlopen(url) as response:  # noqa: S310 -- the site named by the caller
        document = pypdfium2.PdfDocument(response.read())
    pages = [page.render(scale=PAPER_WIDTH / page.get_width()).to_pil() for page in document]
    width = sum(page.width + GAP for page in pages) + GAP
    sheet = Image.new("RGB", (width, pages[0].height + 2 * GAP), "#d9dee8")
    x = GAP
    for page in pages:
        sheet.paste(page, (x, GAP))
        ImageDraw.Draw(sheet).rectangle(
            (x - 1, GAP - 1, x + page.width, GAP + page.height), outline="#aab3c5"
        )
        x += page.width + GAP
    return sheet


def main():
    site = (sys.argv[1:] or ["http://localhost:8000"])[0]
    FOLDER.mkdir(parents=True, exist_ok=True)
    pictures = {
        "issue-page.png": web_page(site + ISSUE),
        "issue-pdf.png": pdf_pages(f"{site}{ISSUE}issue.pdf"),
    }
    for name, picture in pictures.items():
        picture.convert("RGB").quantize(256).save(FOLDER / name, optimize=True)
        print(f"{FOLDER / name}: {(FOLDER / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
