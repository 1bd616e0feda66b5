"""The full-text index of each database: FTS5 of SQLite, tsvector with GIN of PostgreSQL.

Both get words that are folded already, and facets, and are asked for the newest entries that have
all of them. Nothing else differs between the databases.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from issues.models.search import MOST_EDITIONS, PLACES, SearchChoice

LATEST_POSITION = 16_383  # of a word in a tsvector; PostgreSQL knows no greater one
MOST_POSITIONS = 255  # of one word
FACETS = ["kind", "series", *SearchChoice.Kind.values]  # what the name of a facet begins with


@dataclass
class Words:
    """What the index gets of entry ``id``: folded words in their order, and facets."""

    id: int
    words: list
    facets: list


class SQLite:
    # Its planner takes "without a rendition" for a handful, and would sort all issues each time.
    issues = "issues_searchentry e INDEXED BY search_issues_of_series"
    index = "issues_searchwords w"

    def insert(self, entries):
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO issues_searchwords (rowid, words, facets) "
                "VALUES (%s, %s, %s)",
                [(e.id, " ".join(e.words), " ".join(e.facets)) for e in entries],
            )

    def source(self, question):
        wanted = [f'facets : "{mark}"' for mark in question.marks]
        for asked in question.asked:
            terms = " OR ".join(
                f'"{" ".join(term.words)}"{" *" * term.is_beginning}' for term in asked.terms
            )
            wanted.append(f"words : ({terms})")
        return (
            f"{self.index} JOIN issues_searchentry e ON e.id = w.rowid",
            "w.rowid",
            "issues_searchwords MATCH %s",
            [" AND ".join(wanted)],
        )


class PostgreSQL:
    """Words have the weight A, facets D: so no word that goes on can be taken for a facet.

    To look at weights it must read every entry that it finds. So it is asked for them only where
    a facet could be meant.
    """

    issues = index = "issues_searchentry e"

    def insert(self, entries):
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE issues_searchentry SET words = %s::tsvector WHERE id = %s",
                [(self.vector(entry), entry.id) for entry in entries],
            )

    def vector(self, entry):
        places = {}
        for position, word in enumerate(entry.words, start=1):
            found = places.setdefault(word, [])
            if len(found) < MOST_POSITIONS:
                found.append(f"{min(position, LATEST_POSITION)}A")
        places |= {mark: ["1D"] for mark in entry.facets}
        return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())

    def source(self, question):
        wanted = [f"'{mark}'" for mark in question.marks]
        for asked in question.asked:
            terms = " | ".join(
                " <-> ".join(self.operand(word, term.is_beginning) for word in term.words)
                for term in asked.terms
            )
            wanted.append(f"({terms})")
        # The planner takes reading an entry for cheap, and would rather walk from the newest one on
        # until there are enough: slow where it has to read many, slowest for a year long ago. So
        # where the index finds few it gets a key that no other index is in order of. That is by
        # facets, but for the language, which most entries share; and among issues as a whole,
        # unless words must follow one another, for which each that is found must be read.
        by_facets = any(not mark.startswith("language:") for mark in question.facets)
        follow = any(len(term.words) > 1 for term in question.terms)
        key = "(e.id + 0)" if by_facets or (question.whole and not follow) else "e.id"
        return self.index, key, "e.words @@ %s::tsquery", [" & ".join(wanted)]

    def operand(self, word, is_beginning):
        if not is_beginning:
            return f"'{word}'"
        return f"'{word}':*A" if any(k.startswith(word) for k in FACETS) else f"'{word}':*"


ENGINES = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def insert(entries):
    """Put the words of ``entries`` (`Words`) into the index; their `SearchEntry` rows are there."""
    ENGINES[connection.vendor].insert(entries)


def source(question):
    """Return (tables, key, condition, parameters) of the entries that answer ``question``."""
    engine = ENGINES[connection.vendor]
    if question.is_open and question.whole:  # an index of the table itself is in their order
        condition = "e.rendition_id IS NULL AND e.series_id = %s"
        return engine.issues, "e.id", condition, [question.series]
    return engine.source(question)


def newest(question, columns, *, after=None, before=None, limit):
    """Return ``columns`` of the newest entries that answer ``question``, newest first.

    They are older than the key ``after``, or the nearest ones newer than ``before``.
    """
    tables, key, condition, parameters = source(question)
    way = "DESC"
    if after is not None:
        condition += f" AND {key} < %s"
        parameters = [*parameters, after]
    elif before is not None:
        condition += f" AND {key} > %s"
        parameters = [*parameters, before]
        way = "ASC"
    selected = ", ".join(f"e.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {selected} FROM {tables} WHERE {condition} ORDER BY {key} {way} LIMIT %s",  # noqa: S608 -- our own names
            [*parameters, limit],
        )
        rows = cursor.fetchall()
    return rows[::-1] if way == "ASC" else rows


def editions(question):
    """Return the keys of all editions that answer ``question`` as a whole, for ``pk__in``.

    The key of an entry ends in that of its edition.
    """
    return from_keys(question, f"{{key}} & {MOST_EDITIONS - 1}")


def pages(question):
    """Return the keys of the `Page` rows that answer ``question``, for ``pk__in``.

    The key of an entry ends in that of its page, counted backwards.
    """
    return from_keys(question, f"{PLACES - 1} - ({{key}} & {PLACES - 1})")


def from_keys(question, selected):
    """Return ``selected`` of the keys of all entries, from the index of words alone.

    ``question`` must not be open.
    """
    engine = ENGINES[connection.vendor]
    _tables, key, condition, parameters = engine.source(question)
    sql = f"SELECT {selected.format(key=key)} FROM {engine.index} WHERE {condition}"  # noqa: S608
    return RawSQL(sql, parameters)  # noqa: S611 -- our own names
