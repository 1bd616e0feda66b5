"""Figures from files: what is understood, what is refused and in which words; all or nothing."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missions.imports import Plan, Unreadable, read_table, store
from missions.imports.template import template
from missions.models import AssistanceFigure, FigureImport, Membership, Mission
from tests.factories import make_figure, make_indicator, make_mission, make_user

pytestmark = pytest.mark.django_db

HEAD = ["Indicator", "Mission", "Data as of", "Value", "Source"]
GOOD = ["People assisted", "Tajikistan", "28.11.2020", "7 801", "Mission reports"]


@pytest.fixture
def mission():
    return make_mission()


@pytest.fixture
def indicator(mission):
    return make_indicator("assisted", jump_threshold=None)


@pytest.fixture
def editor():
    return make_user("editor", role=Membership.Role.REGIONAL_EDITOR)


@pytest.fixture
def author(mission):
    return make_user("author", role=Membership.Role.CONTRIBUTOR, mission=mission)


def as_csv(*rows, delimiter=",", encoding="utf-8"):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def as_xlsx(*rows, sheet="Figures"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def planned(user, *rows, head=HEAD):
    return Plan(read_table(as_csv(head, *rows), "f.csv").rows, user)


def problems(plan):
    return [(row.number, column, message) for row in plan.bad for column, message in row.problems]


def good(**changes):
    cells = dict(zip(HEAD, GOOD, strict=True)) | changes
    return [cells[name] for name in HEAD]


def test_a_good_row_is_what_it_says(indicator, mission, editor):
    plan = planned(editor, GOOD)
    assert problems(plan) == []
    [found] = plan.figures.values()
    assert (found.figure.indicator, found.figure.mission) == (indicator, mission)
    assert (found.figure.value, found.figure.as_of) == (Decimal(7801), dt.date(2020, 11, 28))
    assert (found.covers, found.row.effect) == ([mission], "new")


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"Value": "twelve"}, "value", "Write the number in digits, such as 330528."),
        ({"Value": "12O"}, "value", "letter"),
        ({"Value": "1.5"}, "value", "“People assisted” is counted in whole numbers."),
        ({"Value": "1" + "0" * 30}, "value", "This number is too large"),
        ({"Value": "-4"}, "value", "This number cannot be negative."),
        ({"Value": ""}, "value", "No number? Then say why under “Status”"),
        ({"Data as of": "31.02.2020"}, "as_of", "There is no such day: 31.02.2020."),
        ({"Data as of": "11/28/2020"}, "as_of", "Write it like 28.08.2026 or 2026-08-28."),
        ({"Data as of": "01.01.2199"}, "as_of", "This day lies in the future."),
        ({"Data as of": ""}, "as_of", "Of which day is the number? The cell is empty."),
        ({"Indicator": "People asisted"}, "indicator", "Did you mean “People assisted”?"),
        ({"Indicator": ""}, "indicator", "Which indicator? The cell is empty."),
        (
            {"Mission": "Atlantis"},
            "mission",
            "“Atlantis” is no mission. Known are: IOM Tajikistan.",
        ),
        ({"Source": ""}, "source", "Say where this number comes from."),
    ],
)
def test_what_cannot_be_is_refused_at_its_cell(indicator, editor, change, column, message):
    plan = planned(editor, good(**{"Data as of": "01.11.2020"}), good(**change))
    places = [(number, where) for number, where, _m in problems(plan)]
    assert (3, column) in places
    assert any(message in said for _n, where, said in problems(plan) if where == column)
    assert not any(number == 2 for number, _c in places)
    assert not AssistanceFigure.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        *("tajikistan", "IOM TAJIKISTAN", "TJ", "tjk", "Таджикистан", "МОМ Таджикистан"),
        "Tаjikistan",  # its second letter is Cyrillic
    ],
)
def test_missions_are_known_by_many_names(indicator, mission, editor, name):
    plan = planned(editor, good(Mission=name))
    assert problems(plan) == []
    [found] = plan.figures.values()
    assert found.figure.mission == mission


@pytest.mark.parametrize("typed", ["330, 528", "330 528", "330,528", "330528"])
def test_numbers_as_people_write_them(indicator, editor, typed):
    [found] = planned(editor, good(Value=typed)).figures.values()
    assert found.figure.value == 330528


@pytest.mark.parametrize(
    "status", ["not reported", "Nothing to report", "no_update", "нет новых данных"]
)
def test_answers_without_a_number(indicator, editor, status):
    head = [*HEAD, "Status"]
    plan = planned(editor, [*good(Value=""), status], head=head)
    if status == "нет новых данных":  # not one of our words
        assert [column for _n, column, _m in problems(plan)][0] == "status"
        return
    assert problems(plan) == []
    [found] = plan.figures.values()
    assert found.figure.value is None


def test_rows_that_say_the_same_figure_twice(indicator, editor):
    plan = planned(editor, GOOD, good(Value="8000"))
    assert problems(plan) == [
        (3, "indicator", "The same figure stands in row 2 already. Keep one of them.")
    ]


def test_parts_have_rows_of_their_own(indicator, editor):
    head = [*HEAD, "Broken down by", "Part"]
    plan = planned(
        editor,
        [*GOOD, "", ""],
        [*good(Value="4000"), "sex", "Women"],
        [*good(Value="3801"), "sex", "Men"],
        head=head,
    )
    assert problems(plan) == []
    [found] = plan.figures.values()
    assert [(p.label, p.value) for p in found.parts] == [("Women", 4000), ("Men", 3801)]
    lone = planned(editor, [*good(Value="4000"), "sex", "Women"], head=head)
    assert problems(lone)[0][1] == "dimension"
    short = planned(editor, [*GOOD, "", ""], [*good(Value="4000"), "sex", "Women"], head=head)
    assert problems(short)[0][:2] == (2, "parts_note")


def test_what_the_ledger_has_already(indicator, mission, editor):
    make_figure(indicator, 7801, mission=mission, covers=[mission])
    assert [row.effect for row in planned(editor, GOOD).rows] == [
        "there already: nothing is stored"
    ]
    other = planned(editor, good(Value="7900"))
    assert problems(other)[0][1] == "correction_reason"
    explained = planned(
        editor, [*good(Value="7900"), "Recounted."], head=[*HEAD, "Reason of the correction"]
    )
    assert problems(explained) == []
    assert [row.effect for row in explained.rows] == ["corrects 7801"]


def test_a_contributor_writes_for_the_own_mission_only(indicator, author):
    make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan")
    plan = planned(author, good(Mission="Kazakhstan"))
    assert problems(plan) == [(2, "mission", "You write for your own mission only.")]
    assert problems(planned(author, good(Mission=""))) == []


# --- Files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        as_csv(HEAD, GOOD),
        as_csv(HEAD, GOOD, delimiter=";"),
        as_csv(HEAD, GOOD, delimiter="\t"),
        as_csv(HEAD, GOOD, encoding="utf-8-sig"),
        as_csv(HEAD, GOOD, encoding="utf-16"),
        as_csv(["Report of November"], [], HEAD, GOOD),
        as_xlsx(HEAD, GOOD),
        as_xlsx(HEAD, [*GOOD[:2], dt.date(2020, 11, 28), 7801, GOOD[4]]),
        as_xlsx(HEAD, [*GOOD[:2], dt.datetime(2020, 11, 28), 7801.0, GOOD[4]], sheet="Лист1"),
    ],
)
def test_many_kinds_of_files_say_the_same(indicator, editor, data):
    plan = Plan(read_table(data, "f.xlsx" if data[:2] == b"PK" else "f.csv").rows, editor)
    assert problems(plan) == []
    [found] = plan.figures.values()
    assert (found.figure.value, found.figure.as_of) == (7801, dt.date(2020, 11, 28))


def test_a_file_in_windows_1251_is_read_and_said_so(indicator, editor):
    head = ["Показатель", "Миссия", "Дата", "Значение", "Источник"]
    row = ["assisted", "Таджикистан", "28.11.2020", "7 801", "Отчёты миссий"]
    table = read_table(as_csv(head, row, delimiter=";", encoding="cp1251"), "f.csv")
    assert "Windows-1251" in table.remarks[0]
    plan = Plan(table.rows, editor)
    assert problems(plan) == []
    [found] = plan.figures.values()
    assert found.figure.source == "Отчёты миссий"


def merged():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(HEAD, GOOD)))
    book["Figures"].merge_cells("A3:B4")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_macros():
    file = io.BytesIO(as_xlsx(HEAD, GOOD))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Sub")
    return file.getvalue()


def bomb():
    file = io.BytesIO(as_xlsx(HEAD, GOOD))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/big.bin", b"\0" * 80_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (merged(), "f.xlsx", "Cells A3:B4 are merged."),
        (with_macros(), "f.xlsm", "The workbook contains macros."),
        (bomb(), "f.xlsx", "The workbook is too large."),
        (b"\xd0\xcf\x11\xe0old", "f.xls", "This is an old Excel file (.xls)."),
        (b"PK\x03\x04broken", "f.xlsx", "it is damaged"),
        (b"no workbook", "f.xlsx", "it is damaged"),
        (b"", "f.csv", "No row with the names of the columns was found."),
        (b"a,b\n1,2\n", "f.csv", "Needed are: Indicator, Data as of, Value."),
        (as_csv(["Indicator", "Source"], GOOD[:2]), "f.csv", "missing: Data as of, Value."),
        (as_csv([*HEAD, "value"], GOOD), "f.csv", "These columns stand there twice: Value."),
        (as_csv(HEAD), "f.csv", "There is no row below the names of the columns."),
        (as_csv(HEAD, *[GOOD] * 100_000), "f.csv", "5"),
        (as_csv(HEAD, *[[*GOOD[:4], ""]] * 5_400), "f.csv", "more than 5,000 rows"),
        (b"\x00\x01\x02", "f.csv", "neither a workbook nor a CSV file"),
    ],
)
def test_files_that_are_refused_as_a_whole(data, name, message):
    with pytest.raises(Unreadable) as refused:
        read_table(data, name)
    assert message in str(refused.value)


def test_columns_nobody_knows_are_named():
    table = read_table(as_csv([*HEAD, "Colour"], [*GOOD, "red"]), "f.csv")
    assert table.remarks == ["These columns are not known and were left out: Colour"]


numbers = st.integers(min_value=0, max_value=10**9)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(numbers, st.integers(1, 28)), min_size=1, max_size=6, unique_by=lambda r: r[1]
    )
)
def test_a_workbook_and_a_csv_file_give_the_same_plan(indicator, editor, rows):
    table = [good(Value=str(value), **{"Data as of": f"{day}.11.2020"}) for value, day in rows]
    plans = [
        Plan(read_table(data, name).rows, editor)
        for data, name in ((as_csv(HEAD, *table), "f.csv"), (as_xlsx(HEAD, *table), "f.xlsx"))
    ]
    first, second = (
        [(p.figure.value, p.figure.as_of, p.row.number) for p in plan.figures.values()]
        for plan in plans
    )
    assert first == second
    assert [value for value, _day, _row in first] == [value for value, _day in rows]


def test_the_template_can_be_filled_and_read(indicator, mission, editor):
    book = openpyxl.load_workbook(io.BytesIO(template(Mission.objects.all())))
    sheet = book["Figures"]
    heads = [cell.value for cell in sheet[1]]
    for name, value in zip(HEAD, GOOD, strict=True):
        sheet.cell(2, heads.index(name) + 1, value)
    assert [cell.value for cell in book["Lists"]["A"] if cell.value] == [
        "Indicator",
        "People assisted",
    ]
    file = io.BytesIO()
    book.save(file)
    assert problems(Plan(read_table(file.getvalue(), "f.xlsx").rows, editor)) == []


# --- The screen ---------------------------------------------------------------------------------

ADD = "/admin/missions/figureimport/add/"


def upload(client, data, name="figures.csv"):
    return client.post(ADD, {"file": SimpleUploadedFile(name, data)})


def test_upload_look_and_store_once(client, indicator, editor):
    client.force_login(editor)
    response = upload(client, as_csv(HEAD, GOOD))
    look = response["Location"]
    shown = client.get(look).content.decode()
    assert "1 rows are good, 0 to mend." in shown
    assert "Store all 1 rows" in shown
    assert not AssistanceFigure.objects.exists()
    assert client.post(look, {"store": "1"}).status_code == 302
    figure = AssistanceFigure.objects.get()
    assert (figure.value, figure.recorded_by) == (7801, editor)
    client.post(look, {"store": "1"})
    assert AssistanceFigure.objects.count() == 1
    assert "are in the ledger" in client.get(look).content.decode()


def test_one_bad_row_keeps_all_out(client, indicator, editor):
    client.force_login(editor)
    look = upload(client, as_csv(HEAD, GOOD, good(Value="twelve", **{"Data as of": "1.11.2020"})))[
        "Location"
    ]
    shown = client.get(look).content.decode()
    assert "1 rows are good, 1 to mend." in shown
    assert "Store all" not in shown
    client.post(look, {"store": "1"})
    assert not AssistanceFigure.objects.exists()


def test_a_bad_file_is_answered_at_its_field(client, editor):
    client.force_login(editor)
    response = upload(client, merged(), "figures.xlsx")
    assert response.status_code == 200
    assert "Cells A3:B4 are merged." in response.content.decode()
    assert not FigureImport.objects.exists()


def test_what_changed_meanwhile_is_looked_at_again(indicator, mission, editor):
    rows = read_table(as_csv(HEAD, GOOD), "f.csv").rows
    found = FigureImport.objects.create(file_name="f.csv", rows=rows, uploaded_by=editor)
    make_figure(indicator, 5000, mission=mission, covers=[mission])
    with pytest.raises(ValidationError, match="not good any more"):
        store(found, editor)
    assert AssistanceFigure.objects.count() == 1


def test_the_file_of_another_person_does_not_exist(client, indicator, editor, author):
    client.force_login(editor)
    look = upload(client, as_csv(HEAD, GOOD))["Location"]
    client.force_login(author)
    assert client.get(look).status_code == 404
    assert client.post(look, {"store": "1"}).status_code == 404


@pytest.mark.parametrize("role", ["clearer", "translator", "communications"])
def test_readers_import_nothing(client, role):
    client.force_login(make_user("reader", role=role))
    assert client.get(ADD).status_code == 403
    assert client.get("/admin/missions/figureimport/template.xlsx").status_code == 403


def test_files_nobody_stored_are_forgotten(editor):
    old = timezone.now() - dt.timedelta(days=31)
    for state in ("checked", "discarded", "stored"):
        FigureImport.objects.create(
            file_name=state, rows=[], state=state, uploaded_by=editor, uploaded_at=old
        )
    FigureImport.objects.create(file_name="new", rows=[], uploaded_by=editor)
    call_command("purge_imports", verbosity=0)
    assert set(FigureImport.objects.values_list("file_name", flat=True)) == {"stored", "new"}
