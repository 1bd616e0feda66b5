"""What missions were asked, and answered, travels with an issue."""

import datetime as dt

import pytest

from issues.bundles import bundle_of, read_bundle, store, write_bundle
from issues.models import Contribution, FigurePlacement
from issues.snapshot import snapshot
from missions.models import Mission
from reportcms.canonical import canonical_bytes
from tests.issues.bundle_files import assert_nothing_stored, load, refusal, small, write_folder
from tests.issues.test_bundles import emptied

pytestmark = pytest.mark.django_db

GIVEN = [
    {
        "mission": "moldova",
        "sections": ["in-figures"],
        "request": "How many meals?",
        "due_at": "2021-08-02T17:00:00+03:00",
        "state": "returned",
        "return_reason": "Name the towns.",
        "remark": "All kitchens are in.",
        "answered_at": "2021-08-02T12:00:00+03:00",
    },
    {"mission": "ukraine", "state": "nothing"},
]


def with_round(contributions=GIVEN):
    document, photos = small()
    document["missions"][0]["time_zone"] = "Europe/Chisinau"
    document["issue"]["contributions_due_on"] = "2021-08-02"
    document["sections"][0]["slug"] = "in-figures"
    document["sections"][0]["figures"][0]["is_confirmed"] = False
    document["sections"][1]["articles"][0] |= {
        "state": "returned",
        "return_reason": "Who opened it?",
    }
    return document | {"contributions": contributions}, photos


def test_every_part_of_a_round_is_imported(tmp_path):
    issue, notes = load(write_folder(tmp_path / "b", *with_round()))
    assert notes == []
    moldova, ukraine = Contribution.objects.filter(issue=issue).order_by("mission__slug")
    assert [section.title for section in moldova.sections.all()] == ["In figures"]
    assert moldova.due_at == dt.datetime(2021, 8, 2, 14, tzinfo=dt.UTC)
    assert (moldova.state, moldova.return_reason) == ("returned", "Name the towns.")
    assert (moldova.request, moldova.remark) == ("How many meals?", "All kitchens are in.")
    assert moldova.answered_at == dt.datetime(2021, 8, 2, 9, tzinfo=dt.UTC)
    assert (ukraine.state, ukraine.due_at) == ("nothing", None)
    assert issue.contributions_due_on == dt.date(2021, 8, 2)
    assert Mission.objects.get(slug="moldova").time_zone == "Europe/Chisinau"
    assert not FigurePlacement.objects.get().is_confirmed
    assert issue.articles.get().return_reason == "Who opened it?"


def test_a_round_comes_back_from_an_export_as_it_was(tmp_path):
    source = write_folder(tmp_path / "source", *with_round())

    def export(path, target):
        with read_bundle(path) as bundle:
            issue = store(bundle)
        write_bundle(bundle_of(issue), target)
        return canonical_bytes(snapshot(issue, "en"))

    first = emptied(lambda: export(source, tmp_path / "a.zip"))
    second = emptied(lambda: export(tmp_path / "a.zip", tmp_path / "b.zip"))
    assert first == second
    assert b"nothing_to_report" in first
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


FAULTS = {
    "no reason": (
        {"mission": "moldova", "state": "returned"},
        "contributions[0].return_reason: Say what should be changed.",
    ),
    "no offset": (
        {"mission": "moldova", "due_at": "2021-08-02 17:00"},
        (
            "contributions[0].due_at: “2021-08-02 17:00” is not a moment; write date, time and "
            "offset, such as 2020-12-18T17:00:00+05:00"
        ),
    ),
    "unknown mission": (
        {"mission": "narnia"},
        (
            "contributions[0].mission: There is no mission of the series “narnia”, neither in the "
            "bundle nor here. Known: moldova, ukraine."
        ),
    ),
    "unknown section": (
        {"mission": "moldova", "sections": ["in-figures", "weather"]},
        (
            "contributions[0].sections[1]: There is no section “weather”, neither in the bundle nor "
            "here. Known: in-figures."
        ),
    ),
    "unknown state": (
        {"mission": "moldova", "state": "late"},
        (
            "contributions[0].state: “late” is not known; write one of asked, submitted, returned, "
            "approved, nothing, no_update"
        ),
    ),
}


@pytest.mark.parametrize(("given", "fault"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_named_with_its_place(tmp_path, settings, given, fault):
    faults = refusal(write_folder(tmp_path / "b", *with_round([given])))
    assert fault in [str(found) for found in faults]
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_a_mission_is_asked_once(tmp_path):
    faults = refusal(write_folder(tmp_path / "b", *with_round([GIVEN[1], GIVEN[1]])))
    assert [str(found) for found in faults] == [
        "contributions[1].mission: “ukraine” is given twice."
    ]


def test_a_mission_needs_a_clock_that_exists(tmp_path):
    document, photos = with_round()
    document["missions"][0]["time_zone"] = "Europe/Chisinow"
    faults = refusal(write_folder(tmp_path / "b", document, photos))
    assert [str(found) for found in faults] == [
        "missions[0].time_zone: “Europe/Chisinow” is not a time zone. Write one such as Asia/Dushanbe."
    ]
