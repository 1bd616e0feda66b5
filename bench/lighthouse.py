"""Lighthouse's marks for the public pages on a telephone: performance, accessibility, practices, SEO.

Lighthouse comes from the npm registry (``npx``), so this needs Node and Chromium and is not part of
``make bench``: ``python -m bench.lighthouse http://localhost:8000`` measures a site that is running.
Exits with 1 if a mark is below 100. Pages in text mode are not measured: search engines are asked
to leave them out, which Lighthouse counts as a fault.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.weight import ISSUE, SERIES

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = [
    *("", f"{SERIES}/", ISSUE, f"{ISSUE}migrants-access-to-hiv-services/"),
    *("hotlines/", "figures/covid-19-cases/", "missions/tajikistan/"),
]


def marks(url, folder):
    """Return the marks of the page at ``url`` in per cent, and when its largest part is there."""
    answer = Path(folder, "answer.json")
    command = ["npx", "--yes", f"lighthouse@{VERSION}", url, "--quiet", "--output=json"]
    subprocess.run(
        [*command, f"--output-path={answer}", "--chrome-flags=--headless=new --no-sandbox"],
        check=True,
        cwd=folder,
        env=os.environ | {"CHROME_PATH": shutil.which("chromium") or ""},
    )
    found = json.loads(answer.read_text())
    percent = [round(100 * found["categories"][name]["score"]) for name in CATEGORIES]
    return percent, found["audits"]["largest-contentful-paint"]["displayValue"]


def main(site):
    print(f"{'page':78} {' '.join(f'{name:>14}' for name in CATEGORIES)}  largest")
    below = []
    with tempfile.TemporaryDirectory() as folder:
        for path in (f"/en/{page}" for page in PAGES):
            percent, largest = marks(f"{site}{path}", folder)
            print(f"{path:78} {' '.join(f'{mark:>14}' for mark in percent)}  {largest}", flush=True)
            if min(percent) < 100:
                below.append(path)
    if below:
        raise SystemExit(f"Below 100: {', '.join(below)}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
