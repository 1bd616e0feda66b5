"""What a first visit weighs: the public pages on a telephone of 360 pixels, without a cache.

Chromium loads every page of a freshly made site and says what it fetched. The bytes counted are
those of the body as brotli at its highest level writes it, for what is text, else of the file:
what a proxy or the edge sends, whatever the server of this run does. *At once* is the page with
the style sheets it waits for; *in all* is everything fetched until the page is quiet, without
scrolling.
"""

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import brotli

from bench.running import installed, served
from tests.chromium import Traffic, launched

SERIES = "central-asia-regional-response-report"
ISSUE = f"{SERIES}/2020/8/"
PAGES = [
    *(
        "",
        f"{SERIES}/",
        ISSUE,
        f"{ISSUE}research-on-remittances-in-central-asia-and-the-russian-federation/",
    ),
    *("missions/", "missions/tajikistan/", "hotlines/", "figures/", "figures/covid-19-cases/"),
]
PHONE = {
    "viewport": {"width": 360, "height": 760},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
TEXT = ("text/", "application/json", "image/svg+xml", "application/javascript")
# Of an issue's page; the numbers are promises to readers.
MOST_AT_ONCE = 14 * 1024
MOST_IN_ALL = 100 * 1024
MOST_REQUESTS = 12


def carried(response):
    """Return how many bytes the body of ``response`` takes on the line."""
    try:
        body = response.body()
    except Exception:  # a redirect has no body
        return 0
    kind = response.headers.get("content-type", "")
    return len(brotli.compress(body, quality=11)) if kind.startswith(TEXT) else len(body)


def weigh(browser, site, path):
    """Return (bytes at once, bytes in all, requests, requests to others) of a first visit."""
    page = browser.new_context(**PHONE).new_page()
    responses = []
    page.on("response", lambda response: responses.append(response))
    traffic = Traffic(page)
    page.goto(f"{site}{path}")
    traffic.settle()
    printed = page.evaluate(
        "[...document.querySelectorAll('link[rel=stylesheet]')]"
        ".filter((link) => !matchMedia(link.media || 'all').matches).map((link) => link.href)"
    )
    sizes = {response.url: carried(response) for response in responses}
    at_once = sum(
        size
        for url, size in sizes.items()
        if url == page.url or (urlsplit(url).path.endswith(".css") and url not in printed)
    )
    others = [url for url in sizes if url.startswith("http") and not url.startswith(site)]
    fetched = [url for url in sizes if url.startswith("http")]
    page.context.close()
    return at_once, sum(sizes.values()), len(fetched), len(others)


def main():
    with tempfile.TemporaryDirectory(prefix="reportcms-bench-") as folder:
        url, env = installed(Path(folder), ["load_sample"])
        with served(url, env, "web"):
            report(url)


def report(site):
    """Print the table for the pages of ``site`` and of its text mode; exit with 1 over a budget."""
    print(f"{'page':72} {'at once':>9} {'in all':>9} {'requests':>9} {'others':>7}")
    over = []
    with launched() as browser:
        for path in [f"/en/{page}" for page in PAGES] + ["/text/en/", f"/text/en/{ISSUE}"]:
            at_once, in_all, requests, others = weigh(browser, site, path)
            print(f"{path:72} {at_once:>9,} {in_all:>9,} {requests:>9} {others:>7}")
            light = at_once <= MOST_AT_ONCE and in_all <= MOST_IN_ALL and requests <= MOST_REQUESTS
            if others or not light:
                over.append(path)
    if over:
        raise SystemExit(f"Over the budget: {', '.join(over)}")


if __name__ == "__main__":
    # An address as argument weighs a site that is running: python -m bench.weight http://…
    report(sys.argv[1].rstrip("/")) if sys.argv[1:] else main()
