"""How much a file of figures may hold, and how it is refused."""

from django.utils.translation import gettext as _

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 80
LONGEST_CELL = 2000
HEAD_WITHIN = 15  # rows: titles above the table are skipped


class Unreadable(Exception):
    """A file cannot be read as a table of figures; ``str()`` says why and what to do."""


class Unresolved(str):
    """A cell of a workbook whose formula has no result, or an error for one."""

    __slots__ = ()


def limited(lines):
    """Return ``lines`` with something in them; raise ``Unreadable`` as soon as they are too many."""
    found = []
    for number, cells in lines:
        if any(cells):
            found.append((number, cells))
        if len(found) > MOST_ROWS + HEAD_WITHIN:
            raise Unreadable(too_many())
    return found


def too_many():
    return _("The file has more than %s rows. Split it into several.") % f"{MOST_ROWS:,}"
