"""The Chromium that tests drive: how it is started, and when a page in it may be looked at."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Editors are built after a page has loaded, and their icons are words until the font has come.
QUIET = """async () => {
    const pause = 100
    let last = performance.now()
    const observer = new MutationObserver(() => { last = performance.now() })
    observer.observe(document, { attributes: true, childList: true, subtree: true })
    while (performance.now() - last < pause) {
        await new Promise((resolve) => setTimeout(resolve, pause / 4))
        await document.fonts.ready
    }
    observer.disconnect()
    const ends = (animation) => animation.effect.getComputedTiming().endTime < Infinity
    await Promise.allSettled(
        document.getAnimations().filter(ends).map((animation) => animation.finished),
    )
}"""
MOST_PAUSES = 200


@contextmanager
def launched():
    """Start the system's Chromium and close it in the end."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


class Traffic:
    """The requests of a page that are under way."""

    def __init__(self, page):
        self.page = page
        self.requests = set()
        page.on("request", lambda request: self.requests.add(request))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.requests.discard(request))

    def settle(self):
        """Wait until nothing loads, changes or moves; Playwright's “networkidle” takes five times
        as long to say less."""
        self.page.wait_for_load_state("load")
        for _pause in range(MOST_PAUSES):
            self.page.evaluate(QUIET)
            if not self.requests:
                return
        raise AssertionError(f"{self.page.url} does not stop loading: {self.requests}")
