"""Figures in bundles: all that the ledger knows of them travels, and is checked on the way."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from issues.bundles import bundle_of, write_bundle
from missions.models import AssistanceFigure, Indicator
from tests.issues.bundle_files import load, refusal, small, write_folder

pytestmark = pytest.mark.django_db


def full():
    """A bundle whose figures say everything a figure can say."""
    document, photos = small()
    document["series"]["indicators"] = ["meals"]
    [indicator] = document["indicators"]
    indicator |= {
        "measure": "rate",
        "per": 1000,
        "base": "inhabitants",
        "scale": 3,
        "is_whole": False,
        "jump_threshold": None,
        "disclosure_threshold": 5,
        "order": 7,
    }
    spring, summer = document["figures"]
    spring |= {"released_on": "2021-05-02", "target": "8 000", "base_value": 12.5}
    summer |= {
        "break_cause": "scope",
        "break_note": "Cold meals count now.",
        "parts_note": "A quarter was not counted by country.",
    }
    summer["breakdown"][1] |= {"value": 3, "disclosure": "banded"}
    summer["breakdown"].append({"dimension": "country", "label": "Romania", "value": None})
    document["figures"].append(
        {
            "key": "few",
            "indicator": "meals",
            "value": 2,
            "as_of": "2021-06-30",
            "source": "Kitchens",
            "disclosure": "approved",
            "disclosure_reason": "Staff only.",
        }
    )
    document["figures"].append(
        {
            "key": "silent",
            "indicator": "meals",
            "status": "no_update",
            "as_of": "2021-06-15",
            "source": "Agency Ukraine",
            "mission": "ukraine",
        }
    )
    document["sections"][0]["figures"] += [{"figure": "few"}, {"figure": "silent"}]
    document["issue"]["stated_reasons"] = [
        {"code": "prose_number", "subject": "a-new-kitchen 200", "reason": "Two hundred a day."}
    ]
    return document, photos


def test_everything_a_figure_says_is_stored(tmp_path):
    issue, notes = load(write_folder(tmp_path / "b", *full()))
    assert notes == []
    indicator = Indicator.objects.get()
    assert (indicator.measure, indicator.per, indicator.base) == ("rate", 1000, "inhabitants")
    assert (indicator.scale, indicator.jump_threshold, indicator.disclosure_threshold) == (
        3,
        None,
        5,
    )
    assert list(issue.series.indicators.all()) == [indicator]
    by_day = {figure.as_of: figure for figure in AssistanceFigure.objects.all()}
    spring, summer = by_day[dt.date(2021, 4, 30)], by_day[dt.date(2021, 7, 31)]
    assert (spring.target, spring.base_value) == (Decimal(8000), Decimal("12.5"))
    assert [release.released_on for release in spring.releases.all()] == [dt.date(2021, 5, 2)]
    assert list(AssistanceFigure.objects.public()) == [spring]
    assert (summer.break_cause, summer.break_note) == ("scope", "Cold meals count now.")
    assert [(p.label, p.value, p.public_value) for p in summer.breakdown.all()] == [
        ("Moldova", Decimal(10000), Decimal(10000)),
        ("Ukraine", Decimal(3), None),
        ("Romania", None, None),
    ]
    assert by_day[dt.date(2021, 6, 30)].disclosure_reason == "Staff only."
    assert by_day[dt.date(2021, 6, 15)].status == "no_update"
    [reason] = issue.stated_reasons.all()
    assert (reason.code, reason.reason) == ("prose_number", "Two hundred a day.")


def test_everything_a_figure_says_travels_there_and_back(tmp_path):
    with transaction.atomic():
        issue, _notes = load(write_folder(tmp_path / "b", *full()))
        first = bundle_of(issue).document
        write_bundle(bundle_of(issue), tmp_path / "out")
        transaction.set_rollback(True)
    issue, notes = load(tmp_path / "out")
    assert notes == []
    assert bundle_of(issue).document == first
    assert [figure.get("released_on") for figure in first["figures"]].count("2021-05-02") == 1


@pytest.mark.parametrize(
    ("figure", "change", "fault"),
    [
        (0, {"target": "many"}, "figures[0].target: “many”: Write the number in digits"),
        (0, {"disclosure": "approved"}, "figures[0].disclosure_reason: Say why this small count"),
        (0, {"break_cause": "error"}, "figures[0].break_note: Explain in one sentence what"),
        (0, {"status": "no_update"}, "figures[0].status: Give a value, or set the status"),
        (0, {"released_on": "2021-02-30"}, "figures[0].released_on: "),
    ],
)
def test_what_does_not_hold_together_is_refused_with_its_place(tmp_path, figure, change, fault):
    document, photos = small()
    document["figures"][figure] |= change
    problems = refusal(write_folder(tmp_path / "b", document, photos))
    assert any(fault in str(problem) for problem in problems), problems


def test_a_figure_asked_for_must_have_its_indicator(tmp_path):
    document, photos = small()
    document["series"]["indicators"] = ["meals", "beds"]
    problems = refusal(write_folder(tmp_path / "b", document, photos))
    [problem] = [str(p) for p in problems]
    assert problem.startswith("series.indicators[1]: There is no indicator “beds”")
    assert problem.endswith("Known: meals.")


def test_one_reason_for_one_finding(tmp_path):
    document, photos = small()
    reason = {"code": "prose_number", "subject": "x", "reason": "So."}
    document["issue"]["stated_reasons"] = [reason, reason]
    problems = refusal(write_folder(tmp_path / "b", document, photos))
    assert [str(p) for p in problems] == [
        "issue.stated_reasons[1].subject: There is a reason for this finding already."
    ]
