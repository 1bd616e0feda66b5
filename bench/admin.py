"""Desk, Write and Arrange on a slow laptop, beside Wagtail doing the same job, in one run.

The laptop: CPU 6 times slower, 1.6 Mbit/s, 150 ms, as Chromium emulates them. Each site serves
itself as it would in production. *There* is when the control that one works with is in place;
*quiet* when the last long task has ended as well. Weights are what came over the line.
"""

import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.newsroom_content import PASSWORD
from bench.running import ROOT, filled, installed, served, wagtail
from tests.chromium import launched

ROUNDS = 3
SLOWER = 6
LAPTOP = {"width": 1366, "height": 768}
NETWORK = {
    "offline": False,
    "latency": 150,  # milliseconds
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
WATCH = """
window.longTaskEnd = 0
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        window.longTaskEnd = Math.max(window.longTaskEnd, entry.startTime + entry.duration)
    }
}).observe({ type: "longtask", buffered: true })
"""
# When the control appears is noted by the page itself: asking from outside costs its CPU.
WAIT = """(selector) => new Promise((resolve, reject) => {
    const look = () => {
        if (performance.now() > 120000) return reject(new Error(`${selector} did not come`))
        const found = document.querySelector(selector)
        if (found && found.getClientRects().length && document.readyState !== "loading") {
            resolve(performance.now())
        } else {
            requestAnimationFrame(look)
        }
    }
    look()
})"""


@dataclass
class Site:
    """A running newsroom: where it is, how one logs in, and its three screens."""

    name: str
    url: str
    login: str
    button: str
    screens: dict  # screen → (path, selector of what one works with)
    results: dict = field(default_factory=dict)


@contextmanager
def ours(folder):
    """Yield our newsroom."""
    url, env = installed(folder)
    ids = filled([sys.executable, "-m", "bench.newsroom_content"], env=env, cwd=ROOT)
    screens = {
        "Desk": ("/admin/", ".desk-issue h2"),
        "Write": (f"/admin/issues/article/{ids['article']}/change/", ".ProseMirror"),
        "Arrange": (
            f"/admin/issues/issue/{ids['issue']}/arrange/",
            ".arrange-handle:not([hidden])",
        ),
    }
    with served(url, env):
        yield Site("ours", url, "/admin/login/", "Log in", screens)


@contextmanager
def theirs(folder):
    """Yield Wagtail's."""
    with wagtail(folder) as (url, ids, _pid):
        screens = {
            "Desk": ("/cms/", "main h1"),
            "Write": (f"/cms/pages/{ids['article']}/edit/", ".public-DraftEditor-content"),
            "Arrange": (f"/cms/pages/{ids['issue']}/edit/", "[data-streamfield-child] button"),
        }
        yield Site("Wagtail", url, "/cms/login/", "Sign in", screens)


def logged_in(browser, site):
    """Return the cookies of somebody who has logged in, at full speed."""
    context = browser.new_context(base_url=site.url, locale="en-GB")
    page = context.new_page()
    page.goto(site.login)
    page.get_by_label("Username").or_(page.get_by_label("Enter your username")).first.fill("editor")
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.get_by_role("button", name=site.button).click()
    page.wait_for_url(lambda url: "login" not in url)
    cookies = context.cookies()
    context.close()
    return cookies


def visited(browser, site, cookies, screen):
    """Open a screen with an empty cache and then with a full one; yield what was measured."""
    path, selector = site.screens[screen]
    context = browser.new_context(base_url=site.url, locale="en-GB", viewport=LAPTOP)
    context.add_cookies(cookies)
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    came = []
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    for temperature in ("cold", "warm"):
        came.clear()
        page.goto(path, wait_until="commit")
        there = page.evaluate(WAIT, selector)
        page.wait_for_load_state("load")
        time.sleep(3)  # until nothing more is to come
        yield (
            temperature,
            {
                "there": there / 1000,
                "quiet": max(there, page.evaluate("window.longTaskEnd")) / 1000,
                "KB": sum(came) / 1000,
                "requests": len(came),
                "nodes": page.evaluate("document.querySelectorAll('*').length"),
            },
        )
    context.close()


UNITS = {"there": "s", "quiet": "s", "KB": "KB", "requests": "requests", "nodes": "nodes"}


def main():
    with tempfile.TemporaryDirectory(prefix="reportcms-bench-") as name, launched() as browser:
        folder = Path(name)
        with ours(folder) as our_site, theirs(folder) as their_site:
            sites = [our_site, their_site]
            cookies = {site.name: logged_in(browser, site) for site in sites}
            for _round in range(ROUNDS):
                for screen in our_site.screens:
                    for site in sites:
                        for heat, found in visited(browser, site, cookies[site.name], screen):
                            site.results.setdefault((screen, heat), []).append(found)
            for key in our_site.results:
                print(f"\n{key[0]}, {key[1]} cache (median of {ROUNDS})")
                for measure, unit in UNITS.items():
                    one, two = (
                        statistics.median(found[measure] for found in site.results[key])
                        for site in sites
                    )
                    share = f"ratio {one / two:.2f}" if two else ""
                    print(f"  {measure:<9} ours {one:8.2f}   Wagtail {two:8.2f} {unit:<9} {share}")


if __name__ == "__main__":
    main()
