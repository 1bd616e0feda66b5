"""Issue bundles: what a hand-written one becomes, and the way there and back."""

import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from django.db import transaction
from PIL import Image

from issues.bundles import BundleRefused, bundle_of, read_bundle, store, write_bundle
from issues.models import Article, Issue, Photo, Series
from issues.snapshot import snapshot
from missions.models import AssistanceFigure, Contact, Hotline, Mission
from reportcms.canonical import canonical_bytes
from tests.factories import jpeg, make_figure, make_indicator, make_mission, make_series
from tests.issues.bundle_files import (
    assert_nothing_stored,
    load,
    refusal,
    russian,
    small,
    small_zip,
    write_folder,
)

pytestmark = pytest.mark.django_db


def test_a_hand_written_bundle_with_its_defaults(tmp_path):
    issue, notes = load(write_folder(tmp_path / "b", *small()))
    assert notes == []
    content = snapshot(issue, "en")
    assert content["series"]["running_title"] == "Dniester Report"
    assert [m["slug"] for m in content["issue"]["missions"]] == ["moldova", "ukraine"]
    figures, articles = content["sections"]
    assert figures["id"] == "in-figures"
    [figure] = figures["figures"]
    assert figure["value"] == "10250"
    assert figure["qualifier"] == "over"
    assert figure["status"] == "verified"
    assert figure["indicator"]["definition_version"] == 2
    assert [m["slug"] for m in figure["coverage"]["missions"]] == ["moldova", "ukraine"]
    assert figure["previous"].pop("id")
    assert figure["previous"] == {
        "value": "7500",
        "revised_from": None,
        "as_of": "2021-04-30",
        "definition_changed": True,
        "coverage_changed": True,
    }
    assert figure["change"] == "2750"
    assert [part["value"] for part in figure["breakdown"]] == ["10000", "250"]
    [article] = articles["articles"]
    assert article["slug"] == "a-new-kitchen"
    assert article["language"] == "en"
    assert article["body"] == "<p>It opened in June.</p><p>It serves 200 people &amp; more.</p>"
    assert Article.objects.get().state == "approved"
    photo = Photo.objects.get()
    with photo.image.open("rb") as file:
        assert Image.open(file).size == (photo.width, photo.height) == (600, 400)


def test_photos_may_be_named_with_their_folder(tmp_path):
    document, photos = small()
    document["sections"][1]["articles"][0]["photos"][0]["file"] = "photos/kitchen.jpg"
    issue, _notes = load(write_folder(tmp_path / "b", document, photos))
    assert issue.articles.get().photos.count() == 1


def logo_png(color="navy"):
    file = io.BytesIO()
    Image.new("RGBA", (300, 100), color).save(file, "PNG")
    return file.getvalue()


def test_a_logo_travels_with_its_series(tmp_path):
    document, photos = small()
    document["series"]["logo"] = "logo.png"
    source = write_folder(tmp_path / "b", document, photos | {"logo.png": logo_png()})

    def export(path, target):
        issue, notes = load(path)
        assert notes == []
        write_bundle(bundle_of(issue), target)
        with issue.series.logo.open("rb") as file:
            return file.read(), canonical_bytes(snapshot(issue, "en"))

    kept, first = emptied(lambda: export(source, tmp_path / "a"))
    again, second = export(tmp_path / "a", tmp_path / "c")
    assert (kept, first) == (again, second)
    assert json.loads(first)["series"]["logo"]["sha256"] == hashlib.sha256(kept).hexdigest()
    assert (tmp_path / "a/photos/logo.png").read_bytes() == kept
    assert (tmp_path / "c/photos/logo.png").read_bytes() == kept


def test_another_logo_than_that_of_the_series_here_is_noted(tmp_path):
    document, photos = small()
    load(write_folder(tmp_path / "a", document, photos))
    document["issue"]["number"] = 3
    document["series"]["logo"] = "logo.png"
    _issue, notes = load(write_folder(tmp_path / "b", document, photos | {"logo.png": logo_png()}))
    assert "series.logo: The series has another logo here, or none; what is here stays." in notes
    assert not Series.objects.get().logo


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "series.logo: “logo.png” is an SVG drawing"),
        (None, "series.logo: The bundle has no file photos/logo.png."),
    ],
)
def test_a_logo_that_cannot_be_used_is_a_fault(tmp_path, data, fault):
    document, photos = small()
    document["series"]["logo"] = "logo.png"
    [found] = refusal(
        write_folder(tmp_path / "b", document, photos | ({"logo.png": data} if data else {}))
    )
    assert found.startswith(fault)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    folder = write_folder(tmp_path / "b", *small())
    text = (folder / "issue.json").read_bytes()
    (folder / "issue.json").write_bytes(b"\xef\xbb\xbf" + text)
    assert load(folder)[0].number == 2


@pytest.mark.parametrize("prefix", ["", "dniester-2/"], ids=["contents", "folder"])
def test_a_zip_of_the_contents_or_of_the_folder(tmp_path, prefix):
    litter = ("__MACOSX/._issue.json", b"x")
    issue, _notes = load(small_zip(tmp_path / "b.zip", litter, prefix=prefix))
    assert Photo.objects.get().article.issue == issue


def test_figures_without_an_id_get_the_same_one_each_time(tmp_path):
    folder = write_folder(tmp_path / "b", *small())
    ids = []
    for _attempt in range(2):
        with transaction.atomic():
            load(folder)
            ids.append(set(AssistanceFigure.objects.values_list("pk", flat=True)))
            transaction.set_rollback(True)
    assert len(ids[0]) == 2
    assert ids[0] == ids[1]


def test_an_office_sends_its_issue_in_russian(tmp_path):
    issue, notes = load(write_folder(tmp_path / "b", *russian()))
    assert notes == []
    content = snapshot(issue, "ru")
    articles = [a for section in content["sections"] for a in section["articles"]]
    photos = [photo for article in articles for photo in article["photos"]]
    assert (len(content["sections"]), len(articles), len(photos)) == (3, 12, 20)
    assert len({photo["sha256"] for photo in photos}) == 20
    assert content["sections"][0]["id"] == "помощь-на-местах"
    assert len({article["slug"] for article in articles}) == 12
    assert {photo["language"] for photo in photos} == {"ru"}
    assert issue.series.reliefweb_format == "news"


def test_what_exists_is_used_as_it_is_and_differences_are_noted(tmp_path):
    mission = make_mission("Agency in Chișinău", country="MD", slug="moldova", order=7)
    indicator = make_indicator("meals", name="Meals", definition="Hot meals.")
    issue, notes = load(write_folder(tmp_path / "b", *small()))
    mission.refresh_from_db()
    assert mission.name == "Agency in Chișinău"
    assert not Hotline.objects.exists()
    assert not Contact.objects.exists()
    assert indicator.definitions.count() == 2
    assert issue.series.missions.count() == 2
    assert notes == [
        (
            "missions[0].name: “Agency Moldova” in the bundle, “Agency in Chișinău” here; "
            "what is here stays."
        ),
        (
            "missions[0].hotlines[0]: 103 is not among the hotlines of this mission here; "
            "nothing was added."
        ),
        (
            "missions[0].contacts[0]: office@example.org is not among the contacts of this mission "
            "here; nothing was added."
        ),
        "indicators[0].name: “Meals served” in the bundle, “Meals” here; what is here stays.",
        "indicators[0].unit: “meals” in the bundle, “people” here; what is here stays.",
        "indicators[0].definitions[1]: This definition is added to the indicator.",
    ]


def test_the_slug_is_enough_for_what_exists(tmp_path):
    missions = [make_mission("Agency Moldova", country="MD", slug="moldova")]
    make_series("Dniester Report", slug="dniester-report", missions=missions)
    document, photos = small()
    for key in ["missions", "indicators", "figures"]:
        del document[key]
    document["series"] = {"slug": "dniester-report"}
    del document["sections"][0]
    issue, notes = load(write_folder(tmp_path / "b", document, photos))
    assert notes == []
    assert issue.series.title == "Dniester Report"
    assert Mission.objects.count() == 1


def test_a_figure_of_the_ledger_is_found_by_its_id(tmp_path):
    mission = make_mission("Agency Moldova", country="MD", slug="moldova")
    indicator = make_indicator("meals", name="Meals served", definition="Hot meals.")
    earlier = make_figure(indicator, "9000", covers=[mission], as_of=dt.date(2021, 4, 30))
    document, photos = small()
    document["sections"][0]["figures"][0]["compared_with"] = str(earlier.pk)
    issue, _notes = load(write_folder(tmp_path / "b", document, photos))
    [figure] = snapshot(issue, "en")["sections"][0]["figures"]
    assert figure["change"] == "1250"


def test_removed_markup_is_noted(tmp_path):
    document, photos = small()
    article = document["sections"][1]["articles"][0]
    article["body"] = (
        '<p onclick="steal()">Open <a href="javascript:x">now</a></p><script>steal()</script>'
    )
    issue, notes = load(write_folder(tmp_path / "b", document, photos))
    assert issue.articles.get().body == "<p>Open now</p>"
    assert notes == [
        (
            "sections[1].articles[0].body: Not part of the rich text and taken out: <script>, "
            "onclick, links that lead nowhere safe. Look at the text once more."
        )
    ]


def test_photos_without_use_or_consent_are_noted(tmp_path):
    document, photos = small(**{"spare.jpg": jpeg()})
    del document["sections"][1]["articles"][0]["photos"][0]["consent"]
    _issue, notes = load(write_folder(tmp_path / "b", document, photos))
    assert Photo.objects.get().consent == "missing"
    assert notes == [
        (
            "sections[1].articles[0].photos[0]: No “consent” is given: the issue cannot be published "
            "before it is."
        ),
        "photos/spare.jpg: No photo of the issue uses this file.",
    ]


def test_metadata_of_photos_is_dropped(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (38.0, 33.0, 0.0)
    file = io.BytesIO()
    Image.new("RGB", (300, 200)).save(file, "JPEG", exif=exif)
    assert b"Exif" in file.getvalue()
    load(write_folder(tmp_path / "b", *small(**{"kitchen.jpg": file.getvalue()})))
    with Photo.objects.get().image.open("rb") as kept:
        assert b"Exif" not in kept.read()


def emptied(action):
    """Run ``action`` and take back everything it wrote to the database."""
    with transaction.atomic():
        result = action()
        transaction.set_rollback(True)
    return result


@pytest.mark.parametrize("name", ["small", "russian"])
def test_import_of_an_export_gives_the_same_content(tmp_path, name):
    source = write_folder(tmp_path / "source", *{"small": small, "russian": russian}[name]())

    def export(path, target):
        issue, _notes = load(path)
        write_bundle(bundle_of(issue), target)
        return canonical_bytes(snapshot(issue, issue.language))

    first = emptied(lambda: export(source, tmp_path / "a.zip"))
    assert not Series.objects.exists()
    second = emptied(lambda: export(tmp_path / "a.zip", tmp_path / "b.zip"))
    third = emptied(lambda: export(tmp_path / "b.zip", tmp_path / "c"))
    assert first == second == third
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        for entry in archive.namelist():
            assert (tmp_path / "c" / entry).read_bytes() == archive.read(entry)


def test_corrections_drafts_and_unplaced_articles_travel(tmp_path):
    document, photos = small()
    document["figures"] += [
        {
            "key": "recount",
            "indicator": "meals",
            "value": "10.1250",
            "as_of": "2021-07-31",
            "source": "Kitchens",
            "corrects": "summer",
            "correction_reason": "One kitchen was counted twice.",
        }
    ]
    document["indicators"][0]["is_whole"] = False
    document["unplaced_articles"] = [{"title": "Later", "body": "Not yet.", "state": "draft"}]

    def export(path, target):
        issue, _notes = load(path)
        write_bundle(bundle_of(issue), target)
        return issue, snapshot(issue, "en")

    first = emptied(lambda: export(write_folder(tmp_path / "b", document, photos), tmp_path / "a"))
    issue, content = export(tmp_path / "a", tmp_path / "c")
    assert content == first[1]
    assert content["sections"][0]["figures"][0]["value"] == "10.125"
    assert issue.articles.get(section=None).state == "draft"
    assert AssistanceFigure.objects.count() == 3
    assert (tmp_path / "a/issue.json").read_bytes() == (tmp_path / "c/issue.json").read_bytes()


def test_contacts_that_are_not_public_stay_here(tmp_path):
    issue, _notes = load(write_folder(tmp_path / "b", *small()))
    mission = Mission.objects.get(slug="moldova")
    Contact.objects.create(mission=mission, email="private@example.org", is_public=False)
    write_bundle(bundle_of(issue), tmp_path / "a")
    assert "private@example.org" not in (tmp_path / "a/issue.json").read_text()


@pytest.mark.parametrize("name", ["there", "there.zip"])
def test_an_export_writes_over_nothing(tmp_path, name):
    issue, _notes = load(write_folder(tmp_path / "b", *small()))
    write_bundle(bundle_of(issue), tmp_path / name)
    with pytest.raises(BundleRefused, match="Give another name"):
        write_bundle(bundle_of(issue), tmp_path / name)


def test_a_refused_bundle_leaves_nothing(tmp_path, settings):
    document, photos = small()
    document["issue"]["period_end"] = "2021-02-30"
    assert refusal(write_folder(tmp_path / "b", document, photos)) == [
        "issue.period_end: 2021-02-30 does not exist; look at a calendar"
    ]
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_a_failure_while_storing_leaves_nothing(tmp_path, settings):
    def refuse(issue):
        assert Photo.objects.count() == 1
        assert any(settings.MEDIA_ROOT.rglob("*.jpg"))
        raise RuntimeError("no")

    folder = write_folder(tmp_path / "b", *small())
    with read_bundle(folder) as bundle, pytest.raises(RuntimeError):
        store(bundle, approve=refuse)
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_two_imports_at_once_give_one_issue(tmp_path, settings):
    folder = write_folder(tmp_path / "b", *small())
    with read_bundle(folder) as first, read_bundle(folder) as second:
        store(first)
        with pytest.raises(BundleRefused, match="by somebody else meanwhile"):
            store(second)
    assert Issue.objects.count() == 1
    assert len(list(settings.MEDIA_ROOT.rglob("*.jpg"))) == 1
