"""The sample series: its facts, its accounts, and what loading it again leaves alone."""

import hashlib
import io
import json
import stat

import pytest
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db import transaction

from issues.bundles import bundle_of, read_bundle, store, write_bundle
from issues.management.commands.load_sample import create_accounts
from issues.models import Edition, Issue, Photo, Rendition
from issues.readiness import findings
from issues.snapshot import snapshot
from missions.ledger import release
from missions.models import AssistanceFigure, Membership
from reportcms.canonical import canonical_bytes
from tests.factories import make_mission, make_series, make_user

pytestmark = pytest.mark.django_db

SAMPLE = settings.BASE_DIR / "sample"


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def issues():
    """Issue 3 and Issue 8, imported."""
    return [imported(SAMPLE / folder) for folder in ("2020-03", "2020-08")]


def imported(path):
    with read_bundle(path) as bundle:
        return store(bundle)


def document(folder):
    return json.loads((SAMPLE / folder / "issue.json").read_text("utf-8"))


def shown(content):
    """Return value, comparison and coverage of every figure, in reading order."""
    return [
        (
            figure["indicator"]["code"],
            figure["value"],
            figure["previous"] and figure["previous"]["value"],
            figure["change"],
            f"{len(figure['coverage']['missions'])} of {figure['coverage']['of']}",
        )
        for section in content["sections"]
        for figure in section["figures"]
    ]


def test_issue_3(issues):
    content = snapshot(issues[0], "en")
    assert content["issue"]["publication_date"] == "2020-07-10"
    assert [s["title"] for s in content["sections"]] == [
        "The region in figures",
        "On the ground",
        "Contact IOM missions in Central Asia",
    ]
    assert shown(content) == [
        ("persons-assisted", "3186", None, None, "5 of 5"),
        ("covid-19-cases", "76698", None, None, "4 of 5"),
        ("covid-19-recovered", "30759", None, None, "4 of 5"),
        ("covid-19-deaths", "470", None, None, "4 of 5"),
    ]
    assert len(content["sections"][1]["articles"]) == 3


def test_issue_8(issues):
    content = snapshot(issues[1], "en")
    assert content["issue"]["publication_date"] == "2020-12-01"
    assert [(s["title"], s["kind"], s["starts_page"]) for s in content["sections"]] == [
        ("direct assistance", "figures", True),
        ("PARTNERSHIP IN ACTION", "articles", True),
        ("ORANGE THE WORLD!", "feature", True),
        ("Hotlines", "hotlines", False),
        ("Contact IOM missions in Central Asia", "contacts", False),
    ]
    assert shown(content) == [
        ("returned-to-tajikistan-by-land", "3120", "2650", "470", "3 of 5"),
        ("covid-19-cases", "330528", "76698", "253830", "4 of 5"),
        ("covid-19-deaths", "4378", "470", "3908", "4 of 5"),
        ("persons-assisted", "7801", "3186", "4615", "5 of 5"),
        ("covid-19-recovered", "30759", None, None, "4 of 5"),
    ]
    statement, *_callouts, assisted, recovered = content["sections"][0]["figures"]
    assert (recovered["style"], recovered["last_reported"]) == ("mention", {"date": "2020-07-07"})
    edition = {"series_slug": issues[0].series.slug, "series_title": "Report", "year": 2020}
    july = AssistanceFigure.objects.get(pk=recovered["id"])
    release([july.pk], on=issues[0].publication_date, edition=edition | {"number": 3, "version": 1})
    *_others, recovered = snapshot(issues[1], "en")["sections"][0]["figures"]
    assert recovered["last_reported"] == {"date": "2020-07-10"}
    assert (assisted["previous"]["as_of"], assisted["as_of"]) == ("2020-07-07", "2020-11-28")
    assert statement["style"] == "statement"
    assert "damaged" in statement["footnote"]
    assert assisted["previous"]["definition_changed"]
    assert assisted["change_reason"] == "The count now includes victims of trafficking."
    assert [len(s["photos"]) for s in content["sections"]] == [2, 0, 1, 0, 0]
    assert [len(s["articles"]) for s in content["sections"]] == [0, 4, 1, 0, 0]
    assert all(len(a["photos"]) == 1 for a in content["sections"][1]["articles"])
    assert content["sections"][2]["accent"] == "#d45b07"


def test_every_mission_has_its_own_clock(issues):
    zones = dict(issues[1].series.missions.values_list("city", "time_zone"))
    assert zones == {
        "Astana": "Asia/Almaty",
        "Bishkek": "Asia/Bishkek",
        "Dushanbe": "Asia/Dushanbe",
        "Ashgabat": "Asia/Ashgabat",
        "Tashkent": "Asia/Tashkent",
    }


def test_numbers_and_addresses_people_rely_on(issues):
    *_sections, hotlines, contacts = snapshot(issues[1], "en")["sections"]
    assert [
        (h["mission"]["slug"], h["dial"], h["last_tested_on"]) for h in hotlines["hotlines"]
    ] == [
        ("kazakhstan", "11616", "2020-12-01"),
        ("kyrgyzstan", "1899", "2020-12-01"),
        ("tajikistan", "+992900800800", "2020-12-01"),
    ]
    assert [[p["email"] for p in node["people"]] for node in contacts["contacts"]] == [
        ["iomastana@iom.int", "iomalmaty@iom.int"],
        ["iomkyrgyzstan@iom.int"],
        ["dushanbe@iom.int"],
        ["iomashgabat@iom.int"],
        ["iomuz@iom.int"],
    ]


def test_pictures_are_illustrations_and_say_so(issues):
    photos = Photo.objects.all()
    assert photos.count() == 10
    assert {(p.kind, p.credit, p.consent) for p in photos} == {
        ("illustration", "Illustration: ReportCMS sample", "not_needed")
    }
    assert min(photo.width for photo in photos) == 2000
    assert len({photo.alt for photo in photos}) == 10


def test_nothing_worries_before_publication(issues):
    assert [str(finding) for issue in issues for finding in findings(issue)] == []


@pytest.mark.parametrize("number", [0, 1])
def test_every_text_of_ours_stands_in_russian(issues, number):
    tree = snapshot(issues[number], "ru")
    assert tree["translation"]["translated"] == tree["translation"]["texts"] > 30
    for section in tree["sections"]:
        assert section["language"] == "ru"
        assert [article["language"] for article in section["articles"]] == ["ru"] * len(
            section["articles"]
        )


def test_both_bundles_tell_the_same_about_the_same():
    third, eighth = document("2020-03"), document("2020-08")
    assert third["series"] == eighth["series"]
    assert third["missions"] == eighth["missions"]
    old = {figure["id"]: figure for figure in third["figures"]}
    again = [figure for figure in eighth["figures"] if figure["id"] in old]
    assert len(again) == 5
    assert all(figure == old[figure["id"]] for figure in again)


def test_there_and_back(tmp_path):
    with transaction.atomic():
        issue = imported(SAMPLE / "2020-08")
        first = [canonical_bytes(snapshot(issue, language)) for language in ("en", "ru")]
        write_bundle(bundle_of(issue), tmp_path / "eight.zip")
        transaction.set_rollback(True)
    assert not Issue.objects.exists()
    issue = imported(tmp_path / "eight.zip")
    assert [canonical_bytes(snapshot(issue, language)) for language in ("en", "ru")] == first
    assert AssistanceFigure.objects.count() == 9


def test_accounts_are_made_once(issues, tmp_path):
    User = get_user_model()
    create_accounts()
    file = tmp_path / "sample-accounts.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = dict(line.split()[:2] for line in file.read_text().splitlines())
    cities = ["astana", "bishkek", "dushanbe", "ashgabat", "tashkent"]
    assert list(listed) == [*cities, "editor", "clearer", "translator", "communications", "admin"]
    for username, password in listed.items():
        assert authenticate(username=username, password=password).is_staff
    assert set(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == {
        "admin"
    }
    assert set(Membership.objects.values_list("user__username", "role", "mission__slug")) == {
        ("astana", "contributor", "kazakhstan"),
        ("bishkek", "contributor", "kyrgyzstan"),
        ("dushanbe", "contributor", "tajikistan"),
        ("ashgabat", "contributor", "turkmenistan"),
        ("tashkent", "contributor", "uzbekistan"),
        ("editor", "regional_editor", None),
        ("clearer", "clearer", None),
        ("translator", "translator", None),
        ("communications", "communications", None),
    }
    create_accounts()
    assert dict(line.split()[:2] for line in file.read_text().splitlines()) == listed

    User.objects.get(username="admin").delete()
    create_accounts()
    assert not User.objects.filter(username="admin").exists()
    file.unlink()
    create_accounts()
    assert not file.exists()


def test_a_database_with_series_of_its_own_is_left_alone():
    make_series("Our own report", slug="our-own", missions=[make_mission()])
    output = io.StringIO()
    call_command("load_sample", stdout=output)
    assert "series of its own" in output.getvalue()
    assert not Issue.objects.exists()
    assert not get_user_model().objects.exists()


@pytest.mark.pdf
def test_loading_publishes_both_issues_and_a_second_time_changes_nothing(settings):
    settings.SITE_URL = "https://reports.example.org"
    output = io.StringIO()
    call_command("load_sample", stdout=output)
    address = "https://reports.example.org/en/central-asia-regional-response-report/2020/8/"
    assert f"Its PDF     {address}issue.pdf" in output.getvalue()
    renditions = Rendition.objects.select_related("edition").order_by("edition__number", "language")
    assert [(r.edition.number, r.language, r.pdf_pages) for r in renditions] == [
        (3, "en", 2),
        (3, "ru", 3),
        (8, "en", 3),
        (8, "ru", 5),
    ]
    assert max(rendition.pdf_size for rendition in renditions) <= 650_000
    files = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in settings.PUBLIC_ROOT.rglob("*.*")
    }
    again = io.StringIO()
    call_command("load_sample", port=8099, stdout=again)
    assert "http://localhost:8099/admin/" in again.getvalue()
    assert "Publishing" not in again.getvalue()
    assert Edition.objects.count() == 2
    assert files == {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in settings.PUBLIC_ROOT.rglob("*.*")
    }
    call_command("verify_editions", stdout=again)

    get_user_model().objects.all().delete()
    (settings.DATA_DIR / "sample-accounts.txt").unlink()
    make_user("director", is_superuser=True)
    call_command("load_sample", stdout=again)
    assert get_user_model().objects.count() == 1
