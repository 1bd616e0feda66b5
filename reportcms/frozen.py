"""Tables whose rows never change: the database itself refuses UPDATE and DELETE.

Overriding ``save()`` stops ordinary code only; a trigger also stops raw SQL, bulk updates and
other programs. ``Freeze`` puts it there from a migration, on PostgreSQL and on SQLite.

SQLite rebuilds a table when a column changes and loses its triggers, so a migration that
alters a frozen table ends with ``Freeze`` again; ``unfrozen()`` finds a forgotten one.
"""

from django.db import connection
from django.db.migrations.operations.base import Operation

FUNCTION = """
CREATE OR REPLACE FUNCTION reportcms_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'frozen: rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql
"""


# The triggers a frozen table has on each engine.
EVENTS = {"postgresql": ["UPDATE", "DELETE"], "sqlite": ["UPDATE", "DELETE", "REPLACE"]}


def trigger_name(table, event):
    return f"frozen_{table}_{event.lower()}"


def freeze_sql(table, event, *, vendor):
    """Return the statements that make ``table`` refuse ``event`` (``UPDATE`` or ``DELETE``)."""
    name = trigger_name(table, event)
    if vendor == "postgresql":
        return [
            FUNCTION,
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION reportcms_refuse_change()"
            ),
        ]
    if vendor == "sqlite":
        return [
            f'DROP TRIGGER IF EXISTS "{name}"',
            (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" BEGIN '
                f"SELECT RAISE(ABORT, 'frozen: rows of {table} are never changed or deleted'); END"
            ),
        ]
    raise NotImplementedError(f"ReportCMS keeps editions on PostgreSQL or SQLite, not {vendor}.")


def replace_sql(table, cursor):
    """Return what makes ``INSERT OR REPLACE`` on SQLite fail: REPLACE fires no DELETE trigger."""
    cursor.execute(f'PRAGMA index_list("{table}")')
    unique = [name for _, name, is_unique, *_ in cursor.fetchall() if is_unique]
    keys = []
    for name in unique:
        cursor.execute(f'PRAGMA index_info("{name}")')
        keys.append([column for _, _, column in cursor.fetchall()])
    cursor.execute(f'PRAGMA table_info("{table}")')
    keys.append([column for _, column, *_, position in cursor.fetchall() if position])
    same = [" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in keys]
    taken = " OR ".join(f"({condition})" for condition in same)
    name = trigger_name(table, "REPLACE")
    trigger = (
        f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" '
        f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {taken}) BEGIN '
        f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: a frozen row of {table} stays'); END"
    )
    return [f'DROP TRIGGER IF EXISTS "{name}"', trigger]


class Freeze(Operation):
    """Migration operation: make the named tables insert-only in the database."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, *tables):
        self.tables = tables

    def deconstruct(self):
        return self.__class__.__name__, list(self.tables), {}

    def state_forwards(self, app_label, state):
        """The models do not change."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        # SQLite cannot create triggers while deferred statements of the same migration wait.
        for table in self.tables:
            for event in ("UPDATE", "DELETE"):
                for sql in freeze_sql(table, event, vendor=schema_editor.connection.vendor):
                    schema_editor.execute(sql, params=None)
            if schema_editor.connection.vendor == "sqlite":
                with schema_editor.connection.cursor() as cursor:
                    statements = replace_sql(table, cursor)
                for sql in statements:
                    schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        on_table = schema_editor.connection.vendor == "postgresql"
        for table in self.tables:
            for event in EVENTS[schema_editor.connection.vendor]:
                target = f' ON "{table}"' if on_table else ""
                schema_editor.execute(
                    f'DROP TRIGGER IF EXISTS "{trigger_name(table, event)}"{target}', params=None
                )

    def describe(self):
        return f"Make {', '.join(self.tables)} insert-only"


class Thaw(Freeze):
    """Migration operation: let the named tables change until ``Freeze`` ends the migration."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Let {', '.join(self.tables)} change"


def unfrozen(tables):
    """Return those of ``tables`` that lack a trigger, in the order given."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return [
        table
        for table in tables
        if not {trigger_name(table, event) for event in EVENTS[connection.vendor]} <= there
    ]
