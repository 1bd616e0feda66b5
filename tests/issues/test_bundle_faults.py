"""Whatever is wrong in a bundle is named with its place and its remedy; nothing is stored."""

import copy
import json
import uuid
from decimal import Decimal

import pytest

from issues.bundles import BundleRefused, read_bundle
from tests.factories import make_issue, make_mission, make_series
from tests.issues.bundle_files import (
    SMALL,
    assert_nothing_stored,
    change,
    load,
    refusal,
    small,
    write_folder,
)

pytestmark = pytest.mark.django_db


ARTICLE = ("sections", 1, "articles", 0)
PHOTO = (*ARTICLE, "photos", 0)
FIGURE = ("figures", 1)
PLACED = ("sections", 0, "figures", 0)
BAD = {
    "no alternative text": (
        (*PHOTO, "alt"),
        ...,
        (
            "sections[1].articles[0].photos[0].alt: required: "
            "what a person who cannot see the picture needs to know"
        ),
    ),
    "empty credit": (
        (*PHOTO, "credit"),
        "  ",
        "sections[1].articles[0].photos[0].credit: must not be empty: who made the picture",
    ),
    "misspelt key": (
        (*PHOTO, "captoin"),
        "x",
        "sections[1].articles[0].photos[0].captoin: unknown key; did you mean “caption”?",
    ),
    "unknown kind": (
        ("sections", 0, "kind"),
        "figure",
        (
            "sections[0].kind: “figure” is not known; write one of figures, articles, feature, "
            "hotlines, contacts, facts"
        ),
    ),
    "very long title": (
        (*ARTICLE, "title"),
        "Long " * 20_000,
        "sections[1].articles[0].title: too long: 100000 characters; at most 160 fit",
    ),
    "number for a text": (
        (*ARTICLE, "title"),
        5,
        (
            "sections[1].articles[0].title: must be text in quotes, not a number "
            "(heading of the article)"
        ),
    ),
    "invisible character": (
        (*ARTICLE, "title"),
        "A\x00B",
        "sections[1].articles[0].title: The text contains a character that cannot be printed.",
    ),
    "date in another form": (
        ("issue", "publication_date"),
        "05.08.2021",
        (
            "issue.publication_date: “05.08.2021” is not a date; write year-month-day, such as "
            "2020-12-01"
        ),
    ),
    "date that does not exist": (
        ("figures", 1, "as_of"),
        "2021-02-29",
        "figures[1].as_of: 2021-02-29 does not exist; look at a calendar",
    ),
    "period upside down": (
        ("issue", "period_end"),
        "2021-04-01",
        "issue.period_end: The reporting period ends before it begins.",
    ),
    "next issue before this one": (
        ("issue", "next_issue_date"),
        "2021-08-05",
        "issue.next_issue_date: The next issue must come after this one.",
    ),
    "number from the future of typing": (
        (*FIGURE, "value"),
        "12O",
        "figures[1].value: “12O”: ",
    ),
    "negative count": ((*FIGURE, "value"), -5, "figures[1].value: A count is never negative."),
    "negative count, typed": (
        (*FIGURE, "value"),
        "-5",
        "figures[1].value: A count is never negative.",
    ),
    "half a meal": (
        ("figures", 0, "value"),
        Decimal("0.5"),
        "figures[0].value: “Meals served” counts whole numbers only.",
    ),
    "parts over the total": (
        (*FIGURE, "breakdown", 0, "value"),
        "10 001",
        "figures[1].breakdown: The parts by country add up to 10251, more than the total 10250.",
    ),
    "verified, but no value": (
        (*FIGURE, "value"),
        None,
        None,
    ),
    "covers nobody": (
        (*FIGURE, "covers"),
        [],
        (
            "figures[1].covers: must not be empty: slugs of the missions whose country the number "
            "includes; when left out, the reporting mission, or all of the series"
        ),
    ),
    "covers an unknown mission": (
        (*FIGURE, "covers"),
        ["romania"],
        (
            "figures[1].covers[0]: There is no mission “romania”, neither in the bundle nor here. "
            "Known: moldova, ukraine."
        ),
    ),
    "unknown mission": (
        (*ARTICLE, "mission"),
        "romania",
        (
            "sections[1].articles[0].mission: There is no mission “romania”, neither in the bundle "
            "nor here. Known: moldova, ukraine."
        ),
    ),
    "unknown theme": (
        (*ARTICLE, "themes"),
        ["healht"],
        (
            "sections[1].articles[0].themes[0]: There is no theme “healht”, neither in the bundle nor "
            "here. Known: health."
        ),
    ),
    "unknown indicator": (
        (*FIGURE, "indicator"),
        "beds",
        (
            "figures[1].indicator: There is no indicator “beds”, neither in the bundle nor here. "
            "Known: meals."
        ),
    ),
    "unknown definition": (
        (*FIGURE, "definition_version"),
        3,
        "figures[1].definition_version: “meals” has no definition 3. Add it under “indicators”.",
    ),
    "unknown figure": (
        (*PLACED, "figure"),
        "winter",
        (
            "sections[0].figures[0].figure: There is no figure “winter”, neither in the bundle nor "
            "here. Known: "
        ),
    ),
    "sentence without its number": (
        (*PLACED, "statement"),
        "Many meals.",
        (
            "sections[0].figures[0].statement: Write the sentence with {figure} where the number "
            "stands."
        ),
    ),
    "no such photo": (
        (*PHOTO, "file"),
        "kitchn.jpg",
        (
            "sections[1].articles[0].photos[0].file: The bundle has no file photos/kitchn.jpg. "
            "Did you mean photos/kitchen.jpg?"
        ),
    ),
    "photo outside the bundle": (
        (*PHOTO, "file"),
        "../../etc/passwd",
        "sections[1].articles[0].photos[0].file: Name a file in photos/, such as “bridge.jpg”.",
    ),
    "absolute photo": (
        (*PHOTO, "file"),
        "/etc/passwd",
        "sections[1].articles[0].photos[0].file: Name a file in photos/, such as “bridge.jpg”.",
    ),
    "focal point outside": (
        (*PHOTO, "focal_x"),
        1.5,
        "sections[1].articles[0].photos[0].focal_x: 1.5 is too large; at most 1",
    ),
    "address of an edition": (
        (*ARTICLE, "slug"),
        "v2",
        "sections[1].articles[0].slug: This address belongs to an edition. Choose another one.",
    ),
    "colour in words": (
        ("sections", 0, "accent"),
        "orange",
        "sections[0].accent: “orange” does not fit here; write: own colour, such as #d45b07",
    ),
    "phone number in words": (
        ("missions", 0, "hotlines", 0, "number"),
        "call us",
        (
            "missions[0].hotlines[0].number: “c” is a letter. Give one telephone number here, digits "
            "only; put an extension or a remark into the notes."
        ),
    ),
    "tested tomorrow": (
        ("missions", 0, "hotlines", 0, "last_tested_on"),
        "2999-01-01",
        (
            "missions[0].hotlines[0].last_tested_on: This date is in the future. When did somebody "
            "last call?"
        ),
    ),
    "no e-mail address": (
        ("missions", 0, "contacts", 0, "email"),
        "office at example",
        "missions[0].contacts[0].email: Enter a valid email address.",
    ),
    "no country": (
        ("missions", 0, "country"),
        "XX",
        "missions[0].country: Value 'XX' is not a valid choice.",
    ),
    "two missions of one slug": (
        ("missions", 1, "slug"),
        "moldova",
        "missions[1].slug: “moldova” is given twice.",
    ),
    "series that is new": (
        ("series", "title"),
        ...,
        "series.title: required: there is no series “dniester-report” here yet",
    ),
    "another version of the format": (
        ("schema_version",),
        2,
        "schema_version: “2” is not known; write one of 1",
    ),
    "sections as text": (
        ("sections",),
        "none",
        "sections: must be a list [ … ], not text in quotes (sections in reading order)",
    ),
}


@pytest.mark.parametrize(("path", "value", "expected"), BAD.values(), ids=BAD)
def test_a_fault_is_named_with_its_place(tmp_path, settings, path, value, expected):
    document, photos = small()
    change(path, value)(document)
    folder = tmp_path / "b"
    write_folder(folder, {}, photos)
    (folder / "issue.json").write_text(json.dumps(document, default=float))
    if expected is None:
        change((*FIGURE, "status"), "verified")(document)
        change((*FIGURE, "breakdown"), [])(document)
        (folder / "issue.json").write_text(json.dumps(document))
        expected = (
            "figures[1].status: Give a value, or set the status to “not reported” and leave the "
            "value empty."
        )
    faults = refusal(folder)
    assert [fault[: len(expected)] for fault in faults] == [expected]
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_every_fault_is_reported_at_once(tmp_path):
    document, photos = small(**{"kitchen.jpg": b"This is no picture."})
    for path, value in [
        ((*ARTICLE, "title"), ...),
        ((*PHOTO, "alt"), ...),
        ((*FIGURE, "value"), "-1"),
        (("figures", 0, "as_of"), "2021-13-01"),
        (("issue", "period_end"), "2021-01-01"),
        (("missions", 0, "hotlines", 0, "number"), "none"),
        ((*ARTICLE, "themes"), ["wealth"]),
        (("sections", 0, "colour"), "red"),
    ]:
        change(path, value)(document)
    places = [
        fault.partition(": ")[0]
        for fault in refusal(write_folder(tmp_path / "b", document, photos))
    ]
    assert sorted(places) == [
        "figures[0].as_of",
        "figures[1].value",
        "issue.period_end",
        "missions[0].hotlines[0].number",
        "sections[0].colour",
        "sections[1].articles[0].photos[0].alt",
        "sections[1].articles[0].photos[0].file",
        "sections[1].articles[0].themes[0]",
        "sections[1].articles[0].title",
    ]


def test_an_issue_that_is_here_already(tmp_path):
    series = make_series("Dniester Report", slug="dniester-report", missions=[make_mission()])
    make_issue(series, year=2021, number=2)
    assert refusal(write_folder(tmp_path / "b", *small())) == [
        (
            "issue.number: Dniester Report has an Issue 2 of 2021 already. Give this one another "
            "number, or mend the one that is here."
        )
    ]


def test_the_ledger_is_never_overwritten(tmp_path):
    document, photos = small()
    document["figures"][0]["id"] = str(uuid.uuid4())
    folder = write_folder(tmp_path / "a", document, photos)
    load(folder)
    document["issue"]["number"] = 3
    document["figures"][0]["value"] = "7 501"
    [fault] = refusal(write_folder(tmp_path / "b", document, photos))
    assert fault.startswith("figures[0].value: The ledger holds a figure with this id that says")
    document["figures"][0]["value"] = "7 500"
    issue, _notes = load(write_folder(tmp_path / "c", document, photos))
    assert issue.number == 3


def test_a_key_names_one_figure(tmp_path):
    document, photos = small()
    document["figures"].append(document["figures"][1] | {"value": "20 000"})
    assert refusal(write_folder(tmp_path / "b", document, photos)) == [
        "figures[2].key: “summer” names another figure already."
    ]


def test_corrections_follow_one_another(tmp_path):
    document, photos = small()
    document["figures"][0] |= {"corrects": "summer", "correction_reason": "Recount."}
    document["figures"][1] |= {"corrects": "spring"}
    assert refusal(write_folder(tmp_path / "b", document, photos)) == [
        "figures[1].correction_reason: required: say why the earlier figure is corrected",
        "figures[1].corrects: Corrections go round in a circle here.",
    ]


def test_figures_of_two_indicators_are_not_compared(tmp_path):
    document, photos = small()
    document["indicators"].append(
        {"code": "beds", "name": "Beds", "unit": "beds", "definitions": [{"text": "Beds."}]}
    )
    document["figures"][0] |= {"indicator": "beds"}
    assert refusal(write_folder(tmp_path / "b", document, photos)) == [
        (
            "sections[0].figures[0].compared_with: “beds” is another indicator than “meals”: the two "
            "cannot be compared."
        )
    ]


HOSTILE = [None, [], "", -1, Decimal("1e400"), True, "2020-02-30", "\ud800"]


def places(node, path=()):
    """Yield the path of every value of a JSON tree."""
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for step, child in children:
        yield (*path, step)
        if isinstance(child, (dict, list)):
            yield from places(child, (*path, step))


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:12])
def test_whatever_stands_anywhere_is_understood_or_refused(tmp_path, value):
    _document, photos = small()
    folder = write_folder(tmp_path / "b", {}, photos)
    refused = []
    for path in [*places(SMALL), ("unplaced_articles",)]:
        document = copy.deepcopy(SMALL)
        change(path, value)(document)
        text = json.dumps(document, default=lambda number: "§").replace('"§"', "1e400")
        (folder / "issue.json").write_text(text)
        try:
            with read_bundle(folder):
                pass
        except BundleRefused as refusal:
            refused.append(refusal)
    assert len(refused) > 20
    assert all(refusal.faults for refusal in refused)
