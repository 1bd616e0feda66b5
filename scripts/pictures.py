#!/usr/bin/env python3
"""Take the pictures of README and guide from a running site with the sample (``make run``).

    scripts/pictures.py [http://localhost:8000] [--guide var/sample-accounts.txt]

Without ``--guide``: the issue page and its PDF. With it: the staff's screens, for which the editor
opens the next issue on that site, unless one is open.
"""

import argparse
import datetime as dt
import shutil
import urllib.request
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
ISSUE = "/en/central-asia-regional-response-report/2020/8/"
GAP = 24
PAPER_WIDTH = 460
DESKTOP = {"width": 1366, "height": 1500}
STAFF_WINDOW = {"width": 1200, "height": 800}
SETTLE = 3000  # milliseconds until previews and deadlines have followed what was typed
GUIDE_COLOURS = 64  # flat screens need no more, and stay small


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


def web_page(url):
    """Return the top of the issue page as a desktop shows it."""
    with browser() as chromium:
        page = chromium.new_page(viewport=DESKTOP)
        page.goto(url, wait_until="networkidle")
        return Image.open(BytesIO(page.screenshot()))


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


class Staff:
    """The window of one person who has logged in."""

    def __init__(self, chromium, site, accounts, username):
        self.site = site
        self.page = chromium.new_context(viewport=STAFF_WINDOW).new_page()
        self.go("/admin/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", accounts[username])
        self.page.click("#login-form button.button")
        self.page.wait_for_url(f"{site}/admin/")

    def go(self, path):
        self.page.goto(self.site + path, wait_until="networkidle")

    def follow(self, selector):
        """Open what the first link with ``selector`` leads to."""
        self.go(self.page.locator(selector).first.get_attribute("href"))

    def picture(self, *, height=STAFF_WINDOW["height"]):
        self.page.set_viewport_size(STAFF_WINDOW | {"height": height})
        self.page.wait_for_timeout(SETTLE)
        picture = Image.open(BytesIO(self.page.screenshot()))
        self.page.set_viewport_size(STAFF_WINDOW)
        return picture


def guide_pictures(site, accounts):
    """Yield name and picture of each screen of the tour in ``docs/editors.md``."""
    with browser() as chromium:
        editor = Staff(chromium, site, accounts, "editor")
        if not editor.page.locator("a[href$='/round/']").count():
            editor.go("/admin/issues/issue/open/")
            fill_dates(editor.page)
            yield "guide-open.png", editor.picture(height=900)
            editor.page.click("#round-open .save-bar button")
            editor.page.wait_for_load_state("networkidle")
        editor.go("/admin/")
        yield "guide-desk-editor.png", editor.picture(height=760)
        editor.follow("a[href$='/arrange/']")
        yield "guide-arrange.png", editor.picture(height=760)

        mission = Staff(chromium, site, accounts, "dushanbe")
        yield "guide-desk.png", mission.picture(height=760)
        mission.follow("a[href*='/figures/']")
        yield "guide-figures.png", mission.picture(height=700)
        mission.go("/admin/issues/article/add/")
        mission.page.fill("[name=title]", "Winter coats for families in Khatlon")
        mission.page.locator(".field-body [contenteditable=true]").fill(
            "In December, 120 families in Khatlon received coats, boots and blankets."
        )
        mission.page.keyboard.press("End")
        mission.page.keyboard.type(" More follows.")
        yield "guide-write.png", mission.picture(height=820)

        editor.go("/admin/")
        editor.follow("a[href$='/publish/']")
        yield "guide-publish.png", editor.picture(height=820)
        editor.go("/admin/issues/issue/search/?q=hotline")
        yield "guide-search.png", editor.picture(height=700)


def fill_dates(page):
    """Let the issue lie ahead of today, so that nobody is late in the pictures."""
    today = dt.date.today()
    page.fill("[name=year]", str(today.year))
    page.fill("[name=number]", "1")
    days = {
        "period_start": -30,
        "period_end": 0,
        "data_as_of": 0,
        "due_on": 7,
        "publication_date": 14,
        "next_issue_date": 44,
    }
    for name, ahead in days.items():
        page.fill(f"[name={name}]", (today + dt.timedelta(ahead)).isoformat())
    page.wait_for_load_state("networkidle")


def accounts_of(path):
    """Return {username: password} from the file that ``load_sample`` writes."""
    lines = (line.split() for line in path.read_text().splitlines())
    return {line[0]: line[1] for line in lines if len(line) > 1}


def keep(name, picture, *, colours=256):
    picture.convert("RGB").quantize(colours).save(FOLDER / name, optimize=True)
    print(f"{FOLDER / name}: {(FOLDER / name).stat().st_size:,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", default="http://localhost:8000")
    parser.add_argument("--guide", type=Path, metavar="ACCOUNTS")
    asked = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if asked.guide:
        for name, picture in guide_pictures(asked.site, accounts_of(asked.guide)):
            keep(name, picture, colours=GUIDE_COLOURS)
    else:
        keep("issue-page.png", web_page(asked.site + ISSUE))
        keep("issue-pdf.png", pdf_pages(f"{asked.site}{ISSUE}issue.pdf"))


if __name__ == "__main__":
    main()
