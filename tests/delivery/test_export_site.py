"""A copy of the site: whole, without a server, scripts or anything from outside."""

import json
import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import CommandError, call_command

from issues.withdrawal import withdraw_edition
from reportcms.export.addresses import Address, found, relative
from reportcms.export.folder import MARK, Folder
from reportcms.export.pages import copied
from tests.delivery.editions import article_node, make_edition, section_node
from tests.delivery.site import fill
from tests.factories import make_issue

REQUESTED = re.compile(
    r'<(?:img|source|script|iframe|link(?=[^>]*rel="(?:stylesheet|icon)"))\b[^>]*?\s(?:src|href)="([^"]*)"'
)
LINKED = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
SRCSET = re.compile(r'\ssrcset="([^"]*)"')
MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


def export(folder, **options):
    call_command("export_site", str(folder), verbosity=0, **options)


@pytest.fixture
def copy(issue, tmp_path):
    fill(issue)
    folder = tmp_path / "copy"
    export(folder)
    return folder


def pages(folder):
    return sorted(folder.rglob("*.html"))


def text_of(html):
    found = MAIN.search(html)
    words = re.sub(r"<[^>]*>", " ", FORM.sub(" ", found[1] if found else html))
    return " ".join(unescape(words).split())


def test_no_link_is_broken_and_nothing_comes_from_outside(copy):
    count = 0
    for page in pages(copy):
        html = page.read_text()
        wanted = REQUESTED.findall(html) + [
            part.split()[0] for value in SRCSET.findall(html) for part in value.split(",")
        ]
        for address in [unescape(one) for one in wanted]:
            if not address.startswith("data:"):
                parts = urlsplit(address)
                assert not parts.netloc, (page, address)
                assert (page.parent / unquote(parts.path)).is_file(), (page, address)
        for address in [unescape(one) for one in LINKED.findall(html)]:
            parts = urlsplit(address)
            if parts.scheme or address.startswith("#"):
                continue
            assert not address.startswith("/"), (page, address)
            target = page.parent / unquote(parts.path)
            assert target.is_file(), (page, address)
            count += 1
            text = target.read_text() if parts.fragment and target.suffix == ".html" else ""
            if text and "Frozen page" not in text:  # which stands for a document of many anchors
                anchors = set(re.findall(r'\sid="([^"]+)"', text))
                assert unquote(parts.fragment) in {unescape(a) for a in anchors}, (page, address)
    assert count > 300


def test_no_page_needs_a_script_or_has_a_form(copy):
    for page in pages(copy):
        html = page.read_text()
        assert "<form" not in html, page
        scripts = re.findall(r"<script\b[^>]*>", html)
        if page.parent.name != "search":
            assert all("application/ld+json" in script for script in scripts), page
        assert 'rel="preload"' not in html


def test_pages_say_what_the_site_says(client, copy, issue):
    below = f"{issue.series.slug}/2020/8/"
    for path in (
        *("en/", "ru/", f"en/{below}", f"ru/{below}", f"en/{below}v1/", f"en/{below}v2/"),
        *(f"en/{below}ёлка/", f"en/{below}research-on-remittances/", f"en/{issue.series.slug}/"),
        *("en/missions/", "en/missions/tajikistan/", "ru/hotlines/", "en/figures/assisted/"),
    ):
        ours = FORM.sub("", (copy / path / "index.html").read_text())
        ours = re.sub(
            r"<p>This copy cannot do that.*?</p>|<p>[^<]*<a[^>]*>http://testserver/ru[^<]*</a></p>",
            "",
            ours,
        )
        assert text_of(ours) == text_of(client.get(f"/{path}").text), path
    pdf = copy / "en" / below / "issue.pdf"
    assert pdf.read_bytes() == b"".join(client.get(f"/en/{below}issue.pdf").streaming_content)
    other = f"/en/{issue.series.slug}/2020/9/?language=tg"
    page = copy / "en" / issue.series.slug / "2020" / "9" / "index-language-tg.html"
    assert text_of(page.read_text()) == text_of(client.get(other).text)


def test_what_needs_a_server_leads_to_the_site(copy):
    home = (copy / "en" / "index.html").read_text()
    for path in ("/admin/", "/en/follow/", "/text/en/"):
        assert f'href="http://testserver{path}"' in home, path
    assert 'href="search/index.html"' in home
    assert not (copy / "admin").exists()
    assert '<a href="en/index.html"' in (copy / "index.html").read_text()


def test_the_search_is_a_list_and_an_index(copy, issue):
    page = (copy / "en" / "search" / "index.html").read_text()
    links = [unescape(link) for link in LINKED.findall(page)]
    assert f"../{issue.series.slug}/2020/8/research-on-remittances/index.html" in links
    assert re.findall(r'<script src="([^"]+)"', page) == [
        "../../search-en.js",
        "../../copy-search.js",
    ]
    script = (copy / "search-en.js").read_text()
    entries = json.loads(script.removeprefix("window.reportPages=").rstrip().rstrip(";"))
    by_file = {one["u"]: one for one in entries}
    article = by_file[f"en/{issue.series.slug}/2020/8/research-on-remittances/index.html"]
    assert "National banks met in Dushanbe." in article["x"]
    assert not [name for name in by_file if "/v1/" in name]
    assert all((copy / name).is_file() for name in by_file)


def test_a_second_run_writes_only_what_has_changed(copy, issue, editor, capsys):
    before = {path: path.stat().st_ino for path in copy.rglob("*") if path.is_file()}
    export(copy)
    assert " 0 files written" in capsys.readouterr().out
    after = {path: path.stat().st_ino for path in copy.rglob("*") if path.is_file()}
    changed = {path.name for path in before if before[path] != after.get(path)}
    assert changed <= {MARK}
    tenth = make_edition(make_issue(issue.series, number=10))
    export(copy)
    page = copy / "en" / issue.series.slug / "2020" / "10" / "index.html"
    assert page.is_file()
    withdraw_edition(tenth, by=editor, reason="It named people.")
    export(copy)
    assert not page.exists()
    assert not list(copy.parent.glob("copy.*"))


def test_a_foreign_folder_is_left_alone(issue, tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(CommandError, match="holds other files"):
        export(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(CommandError, match="not a folder"):
        export(tmp_path / "mine.txt")
    (tmp_path / "copy.new").mkdir()
    (tmp_path / "copy.new" / "mine.txt").write_text("precious")
    with pytest.raises(CommandError, match="copy.new holds other files"):
        export(tmp_path / "copy")


def test_a_run_that_breaks_off_leaves_the_old_copy(copy, monkeypatch):
    page = (copy / "en" / "index.html").read_text()

    def broken(self):
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr("reportcms.export.site.Copy.make", broken)
    with pytest.raises(CommandError, match="No space left"):
        export(copy)
    assert (copy / "en" / "index.html").read_text() == page
    # The machine stopped between the two renames: the next run takes the old copy up again.
    copy.rename(copy.with_name("copy.old"))
    folder = Folder(copy)
    folder.begin()
    assert (copy / "en" / "index.html").read_text() == page


def test_a_link_that_leads_nowhere_is_told_and_leads_to_the_site(issue, tmp_path, capsys):
    body = '<p><a href="/en/nowhere/?page=2">gone</a></p>'
    make_edition(issue, sections=[section_node(articles=[article_node(body=body)])])
    export(tmp_path / "copy")
    assert "links to /en/nowhere/?page=2: nothing is there." in capsys.readouterr().err
    slug = issue.series.slug
    page = tmp_path / "copy" / "en" / slug / "2020" / "8" / "research-on-remittances" / "index.html"
    assert 'href="http://testserver/en/nowhere/?page=2"' in page.read_text()


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("#main", None),
        ("tel:11616", None),
        ("https://example.org/a", "https://example.org/a"),
        ("/admin/", "http://testserver/admin/"),
        ("/en/follow/?series=x", "http://testserver/en/follow/?series=x"),
        ("../9/", "../9/index.html"),
        ("/en/a/2020/9/issue.pdf?language=tg", "../9/issue-language-tg.pdf"),
        ("?page=2#all", "index-page-2.html#all"),
        ("?q=x", "index.html"),
        ("http://testserver/ru/a/ёлка/", "../../../../ru/a/%D1%91%D0%BB%D0%BA%D0%B0/index.html"),
        ("/en/search/?q=x", "../../../search/index.html"),
        ("/en/a/feed/", "../../feed/index.xml"),
    ],
)
def test_links(link, expected):
    base = Address("/en/a/2020/8/")
    target, fragment = found(link, base)
    if isinstance(target, Address):
        target = relative(target, fragment, base)
    assert target == expected


def test_a_page_without_its_own_scripts_keeps_its_data():
    html = (
        '<script type="module" src="/static/js/a.js"></script>'
        '<script type="application/ld+json">{"a": 1}</script><a title="x" href="/en/b/">b</a>'
    )
    page = copied(html, Address("/en/"), lambda address: address)
    assert page == (
        '<script type="application/ld+json">{"a": 1}</script><a title="x" href="b/index.html">b</a>'
    )
