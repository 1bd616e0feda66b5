"""What is on the shelf is what the database says, before and after everything that may happen."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from issues import clock
from issues.delivery import baking
from issues.models import Edition
from issues.withdrawal import withdraw_edition
from missions.models import Hotline
from reportcms.edge import filling
from reportcms.edge.answers import BEST, NEARLY_BEST
from reportcms.edge.around import shelf
from reportcms.edge.filling import Baker, Dough, Frozen
from reportcms.edge.shelf import Shelf
from reportcms.edge.software import software
from tests.delivery.edge_requests import ask, new_edge, unreachable
from tests.delivery.editions import make_edition, section_node
from tests.factories import make_hotline, make_issue
from tests.issues.content import hotline

SERIES = "/en/central-asia-regional-response-report/"
ISSUE = f"{SERIES}2020/8/"
EARLIER = f"{SERIES}2020/3/"


@pytest.fixture
def earlier(series):
    """Issue 3 of 2020."""
    issue = make_issue(
        series,
        number=3,
        period_start=dt.date(2020, 6, 1),
        data_as_of=None,
        publication_date=dt.date(2020, 7, 10),
    )
    return make_edition(issue)


def on_shelf():
    return {place: entry["folder"] for place, entry in shelf().manifest().bundles.items()}


def test_what_has_not_changed_is_not_baked_again(edition, monkeypatch):
    assert baking.bake() > 0
    before, asked = shelf().generation(), []
    monkeypatch.setattr(baking, "baked_entry", spy(asked, baking.baked_entry))
    assert baking.bake() == 0
    assert shelf().generation() == before
    assert all(batch.is_front for batch in asked)


def spy(asked, function):
    def noted(baker, batch):
        asked.append(batch)
        return function(baker, batch)

    return noted


def test_a_correction_flips_every_address_of_its_issue_at_once(issue, edition, earlier):
    baking.bake()
    edge = new_edge()
    addresses = [ISSUE, f"{ISSUE}issue.json", f"{ISSUE}issue.txt", f"/ru{ISSUE[3:]}"]
    old = [ask(edge, path).body for path in addresses]
    make_edition(issue, version=2, note="A number was wrong.", text="Another text.")
    # Until somebody says so, the old edition is read, all of it.
    assert [ask(edge, path).body for path in addresses] == old
    baking.drop_stale()
    new = [ask(edge, path).body for path in addresses]
    assert all(was != now for was, now in zip(old, new, strict=True))
    baking.bake()
    ready = new_edge(unreachable)
    assert [ask(ready, path).body for path in addresses] == new
    assert b"A number was wrong." in ask(ready, f"{ISSUE}v1/").body


def test_a_new_issue_changes_the_pages_that_lead_to_it(series, earlier):
    baking.bake()
    edge = new_edge()
    assert b"2020/8/" not in ask(edge, EARLIER).body
    make_edition(make_issue(series))
    baking.bake()
    for path in [EARLIER, "/en/", SERIES]:
        assert b"2020/8/" in ask(new_edge(unreachable), path).body
        assert b"2020/8/" in ask(edge, path).body


def test_a_hotline_changes_every_page(edition, tajikistan):
    make_hotline(tajikistan, number="1899")
    baking.bake()
    edge = new_edge()
    for path in [ISSUE, "/en/", "/en/hotlines/"]:
        assert b"1899" in ask(edge, path).body
    Hotline.objects.update(number="11616")
    clock.tick()
    for path in [ISSUE, f"{ISSUE}v1/", "/en/", "/en/hotlines/", f"/text{ISSUE}"]:
        page = ask(new_edge(unreachable), path).body
        assert b"11616" in page
        assert b"1899" not in page
        assert ask(edge, path).body == page


def test_a_printed_number_that_ends_changes_its_issue(issue, tajikistan):
    """Also one that does not stand on every page."""
    make_hotline(tajikistan, number="1899")
    ends = make_hotline(tajikistan, number="1377")
    make_edition(issue, sections=[section_node(hotlines=[hotline("tajikistan", "1377")])])
    baking.bake()
    edge = new_edge()
    assert b"has changed since" not in ask(edge, ISSUE).body
    ends.valid_to = timezone.localdate() - dt.timedelta(days=1)
    ends.save()
    baking.bake()
    for path in [ISSUE, f"/text{ISSUE}"]:
        assert b"has changed since" in ask(edge, path).body
        assert b"has changed since" in ask(new_edge(unreachable), path).body


def test_a_page_depends_on_nothing_that_its_key_does_not_count(issue, edition, earlier, client):
    """Whoever lets a page of an issue read another table must count it in `Dependencies`."""
    counted = {
        "issues_edition",
        "issues_editionsubject",
        "issues_editionwithdrawal",
        "issues_page",
        "issues_redaction",
        "issues_rendition",
        "issues_renditionfile",
        "issues_issue",  # only for the series' address, which is the bundle's place
        "issues_series",
        "missions_seriesaddress",
    }
    with CaptureQueriesContext(
        connection,
    ) as of_frame:
        baking.Dependencies(list(Edition.objects.latest_versions()))
    frame = tables(of_frame)
    for path in [ISSUE, f"{ISSUE}research-on-remittances/", f"{ISSUE}v1/", f"/text{ISSUE}"]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert tables(queries) <= counted | frame, path


def tables(queries):
    words = " ".join(query["sql"] for query in queries).replace('"', " ").replace(".", " ").split()
    known = set(connection.introspection.table_names())
    return {word for word in words if word in known}


def test_a_withdrawal_that_fails_costs_only_time(edition, clearer):
    baking.bake()

    def withdraw():
        with transaction.atomic():
            withdraw_edition(edition, by=clearer, reason="It named a person.")
            assert ISSUE not in on_shelf()
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        withdraw()
    assert ask(new_edge(), ISSUE).status == 200
    baking.bake()
    assert ask(new_edge(unreachable), ISSUE).status == 200


def test_a_withdrawn_edition_is_gone_from_shelf_and_disk(edition, earlier, clearer):
    baking.bake()
    edge = new_edge()
    assert ask(edge, ISSUE).status == 200
    folder = on_shelf()[ISSUE]
    withdraw_edition(edition, by=clearer, reason="It named a person.")
    got = ask(edge, ISSUE)
    assert got.status == 410
    assert b"It named a person." in got.body
    for path in [f"{ISSUE}v1/", f"{ISSUE}issue.pdf", f"{ISSUE}issue.json", f"/text{ISSUE}"]:
        assert ask(edge, path).status in (404, 410)
    assert b"2020/8/" not in ask(edge, "/en/").body
    assert not (shelf().root / "bundles" / folder).exists()
    baking.bake()
    assert ISSUE not in on_shelf()
    assert ask(edge, ISSUE).status == 410


def test_what_becomes_stale_while_it_is_baked_does_not_get_onto_the_shelf(
    issue, edition, monkeypatch
):
    def meanwhile(baker, batch):
        entry = original(baker, batch)
        if batch.place == ISSUE:
            make_edition(issue, version=2, note="A number was wrong.")
        return entry

    original = baking.baked_entry
    monkeypatch.setattr(baking, "baked_entry", meanwhile)
    baking.bake()
    assert ISSUE not in on_shelf()
    assert b"A number was wrong." in ask(new_edge(), ISSUE).body


def test_pages_of_other_software_are_not_shown(edition, monkeypatch):
    baking.bake()
    for module in ("application", "filling"):
        monkeypatch.setattr(f"reportcms.edge.{module}.software", lambda: "another version")
    asked = []

    def django(environ, start_response):
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []

    ask(new_edge(django), ISSUE)
    assert asked == [ISSUE]
    baking.drop_stale()
    assert on_shelf() == {}


def test_only_the_newest_issues_are_baked(edition, earlier, settings):
    settings.BAKED_ISSUES = 1
    call_command("bake", verbosity=0)
    assert ISSUE in on_shelf()
    assert EARLIER not in on_shelf()
    assert ask(new_edge(), EARLIER).status == 200


def test_older_issues_are_baked_as_far_as_they_are_linked(edition, earlier, monkeypatch):
    monkeypatch.setattr(baking, "WHOLE", 1)
    baking.bake()
    bundle = shelf().bundle(on_shelf()[EARLIER])
    assert {"", "issue.pdf", "research-on-remittances/"} <= set(bundle.routes)
    assert not [rest for rest in bundle.routes if "?" in rest or rest.startswith("v")]


def test_a_damaged_shelf_is_an_empty_one(edition):
    baking.bake()
    manifest = shelf().root / shelf().generation() / "manifest.json"
    manifest.write_text('{"software": ')
    assert ask(new_edge(), ISSUE).status == 200
    baking.bake()
    assert ask(new_edge(unreachable), ISSUE).status == 200
    for page in (shelf().root / "bundles" / on_shelf()[ISSUE] / "pages").rglob("*"):
        if page.is_file():
            page.unlink()
    assert ask(new_edge(), ISSUE).status == 200


def test_the_clock_comes_back_soon_while_there_is_something_to_bake(edition):
    assert clock.tick()
    assert ISSUE in on_shelf()
    assert not clock.tick()


def test_older_issues_are_compressed_a_little_less(edition, earlier, monkeypatch):
    monkeypatch.setattr(baking, "WHOLE", 1)
    chosen = {batch.place: batch.quality for batch in baking.batches()}
    assert (chosen[ISSUE], chosen[EARLIER], chosen["/en/"]) == (BEST, NEARLY_BEST, BEST)


def test_only_one_process_bakes_at_a_time(edition):
    with Baker(shelf()).alone("baking", wait=False) as first:
        assert first
        assert baking.bake() == 0
    assert baking.bake() > 0


def test_sweeping_spares_what_is_named_or_young(edition, issue):
    baking.bake()
    make_edition(issue, version=2, note="A number was wrong.")
    before = on_shelf()[ISSUE]
    baking.bake()
    folder = shelf().root / "bundles" / before
    assert folder.is_dir()
    long_ago = time.time() - filling.KEPT_FOR - 1
    for path in (shelf().root / "bundles").iterdir():
        os.utime(path, (long_ago, long_ago))
    Baker(shelf()).sweep()
    assert not folder.exists()
    assert ask(new_edge(unreachable), ISSUE).status == 200


ENDLESS = """
import sys
from pathlib import Path
import django
django.setup()
from reportcms.edge.filling import Baker, Dough, Frozen, PAGE
from reportcms.edge.shelf import Shelf

baker = Baker(Shelf(Path(sys.argv[1]), Path(sys.argv[1])))
for n in range(10**6):
    page = f"<p>{n}</p>" * 200
    dough = Dough({rest: Frozen([("Content-Type", PAGE)], page.encode()) for rest in ("", "a/")})
    entry = {"key": "k", "folder": baker.write(dough)}
    baker.change({"/en/x/": entry}, wanted=lambda: {"/en/x/": "k"})
    print(n, flush=True)
"""


def test_killed_at_any_moment_the_shelf_is_whole(tmp_path):
    """kill -9 while bundles are written and swapped: what is named is there, in one piece."""
    root = tmp_path / "killed"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    for moment in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(root)],
            stdout=subprocess.PIPE,
            env=env,
            cwd=Path(__file__).parents[2],
        )
        process.stdout.readline()
        time.sleep(moment * 0.013)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        there = Shelf(root, root)
        (entry,) = there.manifest().bundles.values()
        bundle = there.bundle(entry["folder"])
        pages = {rest: bundle.answer(rest).variants[""][1][0] for rest in bundle.routes}
        assert len(set(pages.values())) == 1
        assert set(pages) == {"", "a/"}
        by_nginx = there.root / there.generation() / "pages" / "en" / "x" / "index.html"
        assert by_nginx.read_bytes() == pages[""]


def test_a_bundle_is_named_by_its_content(tmp_path):
    baker = Baker(Shelf(tmp_path, tmp_path))
    page = Frozen([("Content-Type", filling.PAGE)], b"<p>one</p>" * 50)
    name = baker.write(Dough({"": page}))
    assert name == baker.write(Dough({"": page}))
    assert name != baker.write(Dough({"": page, "a/": page}))
    file = tmp_path / "bundles" / name / "pages" / "index.html.br"
    # nginx makes its ETag of the time and the size: the same as ours.
    seen = f'"{int(file.stat().st_mtime):x}-{file.stat().st_size:x}"'
    assert seen == Shelf(tmp_path, tmp_path).bundle(name).answer("").variants["br"][2]
    assert len(software()) == 64
