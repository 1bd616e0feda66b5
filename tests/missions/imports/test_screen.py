"""The screen of the import: upload, look, store as a whole; and the template it offers."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from missions.imports import Plan, read_table, store
from missions.imports.template import template
from missions.models import AssistanceFigure, FigureImport, Mission
from tests.factories import make_figure, make_user

from .files import GOOD, HEAD, as_csv, as_xlsx, good, problems, saved, with_part

pytestmark = pytest.mark.django_db


def test_the_template_can_be_filled_and_read(indicator, tajikistan, editor):
    book = openpyxl.load_workbook(io.BytesIO(template(Mission.objects.all())))
    sheet = book["Figures"]
    heads = [cell.value for cell in sheet[1]]
    for name, value in zip(HEAD, GOOD, strict=True):
        sheet.cell(2, heads.index(name) + 1, value)
    assert [cell.value for cell in book["Lists"]["A"] if cell.value] == [
        "Indicator",
        "People assisted",
    ]
    assert problems(Plan(read_table(saved(book), "f.xlsx").rows, editor)) == []


ADD = "/admin/missions/figureimport/add/"


def upload(client, data, name="figures.csv"):
    return client.post(ADD, {"file": SimpleUploadedFile(name, data)})


def test_upload_look_and_store_once(client, indicator, editor):
    client.force_login(editor)
    response = upload(client, as_csv(HEAD, GOOD))
    look = response["Location"]
    shown = client.get(look).content.decode()
    assert "1 row is good" in shown
    assert "Store the row" in shown
    assert not AssistanceFigure.objects.exists()
    unseen = client.post(look, {"store": "1"}, follow=True).content.decode()
    assert "The ledger has changed since you looked" in unseen
    assert not AssistanceFigure.objects.exists()
    stamp = re.search(r'name="seen" value="([^"]+)"', shown)[1]
    assert client.post(look, {"store": "1", "seen": stamp}).status_code == 302
    figure = AssistanceFigure.objects.get()
    assert (figure.value, figure.recorded_by) == (7801, editor)
    client.post(look, {"store": "1", "seen": stamp})
    assert AssistanceFigure.objects.count() == 1
    assert "are in the ledger" in client.get(look).content.decode()


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"Value": "twelve"}, "D3", "Write the number in digits, such as 330528."),
        ({"Value": "12O"}, "D3", "“O” at place 3 is a Latin letter, not a digit."),
        ({"Value": "1.5"}, "D3", "“People assisted” is counted in whole numbers."),
        ({"Value": "1" + "0" * 30}, "D3", "This number is too large: at most 14 digits"),
        ({"Data_as_of": "01.01.2199"}, "C3", "This day lies in the future."),
        ({"Data_as_of": "28.11.2020"}, "A3", "The same figure stands in row 2 already."),
    ],
)
@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_a_bad_row_is_shown_with_its_place_and_keeps_all_out(
    client, indicator, editor, made, changes, place, message
):
    client.force_login(editor)
    data = made(HEAD, GOOD, good(**{"Data_as_of": "1.11.2020"} | changes))
    look = upload(client, data, "figures.csv" if made is as_csv else "figures.xlsx")["Location"]
    page = client.get(look)
    shown = page.content.decode()
    assert [row.number for row in page.context["plan"].bad] == [3]
    assert f'<span class="place">{place}</span> {message}' in shown
    assert "1 row is good" in shown
    assert "1 row to mend" in shown
    assert 'name="store"' not in shown
    client.post(look, {"store": "1", "seen": page.context["plan"].stamp})
    assert not AssistanceFigure.objects.exists()


def merged():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(HEAD, GOOD)))
    book["Figures"].merge_cells("A3:B4")
    return saved(book)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (merged(), "f.xlsx", "Cells A3:B4 of the sheet “Figures” are merged."),
        (
            with_part(as_xlsx(HEAD, GOOD), "xl/vbaProject.bin", b"Sub"),
            "f.xlsm",
            "The workbook contains macros.",
        ),
        (
            as_csv(HEAD, *[["a", "b", "c", "1", ""]] * 100_000),
            "f.csv",
            "The file has more than 5,000 rows.",
        ),
    ],
    ids=["merged", "macros", "100,000 rows"],
)
def test_a_bad_file_is_answered_at_its_field(client, editor, data, name, message):
    client.force_login(editor)
    response = upload(client, data, name)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not FigureImport.objects.exists()


def test_a_file_in_windows_1251_is_looked_at_with_a_remark(client, indicator, editor):
    client.force_login(editor)
    look = upload(client, as_csv(HEAD, good(Mission="Таджикистан"), encoding="cp1251"))["Location"]
    page = client.get(look)
    assert "was read as Windows-1251: look at the names below." in page.content.decode()
    assert page.context["plan"].bad == []
    assert not AssistanceFigure.objects.exists()


def test_what_changed_meanwhile_is_looked_at_again(indicator, tajikistan, editor):
    rows = read_table(as_csv(HEAD, GOOD), "f.csv").rows
    found = FigureImport.objects.create(file_name="f.csv", rows=rows, uploaded_by=editor)
    make_figure(indicator, 5000, mission=tajikistan, covers=[tajikistan])
    with pytest.raises(ValidationError, match="not good any more"):
        store(found, editor)
    assert AssistanceFigure.objects.count() == 1


def test_the_file_of_another_person_does_not_exist(client, indicator, editor, contributor):
    client.force_login(editor)
    look = upload(client, as_csv(HEAD, GOOD))["Location"]
    client.force_login(contributor)
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
