"""Files of figures as people make them."""

import csv
import io
import zipfile

import openpyxl

from missions.imports import Plan, read_table

HEAD = ["Indicator", "Mission", "Data as of", "Value", "Source"]
GOOD = ["People assisted", "Tajikistan", "28.11.2020", "7 801", "Mission reports"]


def good(**changes):
    """The good row with some cells changed: ``good(Value="12O")``, ``good(Data_as_of="")``."""
    cells = dict(zip(HEAD, GOOD, strict=True))
    return list((cells | {name.replace("_", " "): text for name, text in changes.items()}).values())


def as_csv(*rows, delimiter=",", encoding="utf-8"):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_xlsx(*rows, sheet="Figures"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    return saved(book)


def with_part(data, name, content):
    """A workbook with one more part in its package."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return file.getvalue()


def read(*rows, head=HEAD):
    return read_table(as_csv(head, *rows), "f.csv").rows


def planned(user, *rows, head=HEAD):
    return Plan(read(*rows, head=head), user)


def problems(plan):
    """What is wrong, as (place, message)."""
    return [
        (f"{plan.letters.get(column, column)}{row.number}", message)
        for row in plan.bad
        for column, message in row.problems
    ]


def only(plan):
    """The one figure of a plan without faults."""
    assert problems(plan) == []
    [found] = plan.figures.values()
    return found
