"""System checks: a wrong set-up says so, with what to do, before it does harm."""

import ctypes.util

from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from reportcms.alphabets import missing_characters
from reportcms.frozen import Freeze, unfrozen


@register(Tags.database)
def frozen_tables(app_configs, databases=None, **kwargs):
    """E001: a table that must be insert-only has lost its triggers (SQLite rebuilds lose them)."""
    if not databases:
        return []
    loader = MigrationLoader(connections["default"])
    tables = {
        table
        for key, migration in loader.disk_migrations.items()
        if key in loader.applied_migrations
        for operation in migration.operations
        if isinstance(operation, Freeze)
        for table in operation.tables
    }
    return [
        Error(
            f"Table {table} can be changed: its triggers are missing.",
            hint=f'Add a migration that ends with Freeze("{table}").',
            id="reportcms.E001",
        )
        for table in sorted(unfrozen(tables))
    ]


@register()
def pango(app_configs, **kwargs):
    """W001: the libraries that lay out PDFs are missing; reading and editing still work."""
    missing = [
        name
        for name in ["gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz-subset"]
        if not ctypes.util.find_library(name)
    ]
    if not missing:
        return []
    return [
        Warning(
            f"PDFs cannot be made: missing system libraries {', '.join(missing)}.",
            hint="Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
            "macOS: brew install pango.",
            id="reportcms.W001",
        )
    ]


@register(deploy=True)
def alphabets(app_configs, **kwargs):
    """E002: a shipped font lacks a character of a language that reports are written in."""
    return [
        Error(
            f"The {kind} font {face} cannot show “{' '.join(characters)}” ({language}).",
            hint="Add the characters to scripts/build_fonts.py and run it again.",
            id="reportcms.E002",
        )
        for (kind, face, language), characters in missing_characters().items()
    ]
