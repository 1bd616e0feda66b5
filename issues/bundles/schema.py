"""Checking ``issue.json`` against its JSON Schema, in words for the person who wrote it."""

import copy
import datetime as dt
import difflib
import functools
import json
import re
import uuid

from django.conf import settings
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker

SCHEMA_FILE = settings.BASE_DIR / "docs" / "issue-bundle.schema.json"

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MOST_REPAIRS = 20

formats = FormatChecker(formats=())


@formats.checks("date")
def is_date(value):
    if not isinstance(value, str):
        return True
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return bool(_DATE.fullmatch(value))


@formats.checks("date-time")
def is_moment(value):
    if not isinstance(value, str):
        return True
    try:
        return dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


@formats.checks("uuid")
def is_uuid(value):
    try:
        return str(uuid.UUID(value)) == value.lower()
    except (ValueError, AttributeError, TypeError):
        return not isinstance(value, str)


@functools.cache
def validator():
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")), format_checker=formats)


def check_shape(document, findings):
    """Add a fault for everything the schema refuses; return a document that it accepts.

    What is wrong or missing is replaced by a harmless stand-in, so that the rest can be checked
    in the same run. A document with faults is never stored.
    """
    for path, text in texts(document):
        if _UNPRINTABLE.search(text):
            findings.fault(path, _("The text contains a character that cannot be printed."))
    document = printable(document)
    for attempt in range(_MOST_REPAIRS):
        errors = sorted(validator().iter_errors(document), key=lambda e: list(map(str, e.path)))
        if not errors:
            return document
        if attempt == 0:
            for error in errors:
                name_fault(error, findings)
        for error in sorted(errors, key=lambda e: -len(e.path)):
            mend(document, error)
    raise RuntimeError("The bundle schema cannot be satisfied by its own examples.")


def texts(node, path=()):
    """Yield the path and text of every string in a JSON tree, keys included."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield path, key
            yield from texts(value, (*path, key))
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from texts(value, (*path, position))


def printable(node):
    """Return a copy of a JSON tree without the characters that cannot be printed."""
    if isinstance(node, str):
        return _UNPRINTABLE.sub("", node)
    if isinstance(node, dict):
        return {printable(key): printable(value) for key, value in node.items()}
    if isinstance(node, list):
        return [printable(value) for value in node]
    return node


def name_fault(error, findings):
    """Say one schema error in plain words, at the place to be mended."""
    path = tuple(error.path)
    if error.validator == "required":
        for key in missing_keys(error):
            description = resolve(error.schema["properties"][key])["description"]
            findings.fault((*path, key), _("required: %s") % lower_first(description))
    elif error.validator == "additionalProperties":
        for key in unknown_keys(error):
            findings.fault((*path, key), unknown_key_message(key, error.schema["properties"]))
    else:
        findings.fault(path, message(error))


def missing_keys(error):
    return [key for key in error.validator_value if key not in error.instance]


def unknown_keys(error):
    return [key for key in error.instance if key not in error.schema["properties"]]


def unknown_key_message(key, properties):
    if close := difflib.get_close_matches(key, properties, n=1):
        return _("unknown key; did you mean “%s”?") % close[0]
    return _("unknown key; known here are: %s") % ", ".join(sorted(properties))


def message(error):
    """Return what is wrong with one value and how to mend it."""
    value, limit = error.instance, error.validator_value
    description = lower_first(error.schema.get("description", ""))
    match error.validator:
        case "type":
            return _("must be %(wanted)s, not %(found)s (%(description)s)") % {
                "wanted": kind_name(limit),
                "found": kind_name(json_type(value)),
                "description": description,
            }
        case "enum":
            return _("%(found)s is not known; write one of %(known)s") % {
                "found": shown(value),
                "known": ", ".join(map(str, limit)),
            }
        case "maxLength":
            return _("too long: %(length)s characters; at most %(limit)s fit") % {
                "length": len(value),
                "limit": limit,
            }
        case "minLength" | "minItems":
            return _("must not be empty: %s") % description
        case "pattern" if not value.strip():
            return _("must not be empty: %s") % description
        case "maxItems":
            return _("too many: %(count)s; at most %(limit)s are read") % {
                "count": len(value),
                "limit": limit,
            }
        case "uniqueItems":
            return _("names the same thing twice")
        case "minimum":
            return _("%(found)s is too small; at least %(limit)s") % {
                "found": value,
                "limit": limit,
            }
        case "maximum":
            return _("%(found)s is too large; at most %(limit)s") % {
                "found": value,
                "limit": limit,
            }
        case "format" if limit == "date":
            return date_message(value)
        case "format" if limit == "date-time":
            return _(
                "%s is not a moment; write date, time and offset, such as 2020-12-18T17:00:00+05:00"
            ) % shown(value)
        case "format":
            return _("%s is not an id; write a UUID, or leave it out and give a key") % shown(value)
    return _("%(found)s does not fit here; write: %(description)s") % {
        "found": shown(value),
        "description": description,
    }


def date_message(value):
    if _DATE.fullmatch(value):
        return _("%s does not exist; look at a calendar") % value
    return _("%s is not a date; write year-month-day, such as 2020-12-01") % shown(value)


def mend(document, error):
    """Put a stand-in from the schema's own examples where ``error`` was found."""
    node = document
    *parents, last = tuple(error.path) or (None,)
    for step in parents:
        node = node[step]
    if error.validator == "required":
        for key in missing_keys(error):
            error.instance[key] = stand_in(error.schema["properties"][key])
    elif error.validator == "additionalProperties":
        for key in unknown_keys(error):
            del error.instance[key]
    elif last is not None:
        node[last] = stand_in(error.schema)


def stand_in(schema):
    """Return the smallest value that ``schema`` accepts."""
    schema = resolve(schema)
    if "examples" in schema:
        return copy.deepcopy(schema["examples"][0])
    if schema["type"] == "object":
        return {key: stand_in(schema["properties"][key]) for key in schema["required"]}
    return [stand_in(schema["items"]) for _n in range(schema.get("minItems", 0))]


def resolve(schema):
    if "$ref" in schema:
        return validator().schema["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def json_type(value):
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
    return "number"


def kind_name(kinds):
    names = {
        "null": _("nothing (null)"),
        "boolean": _("true or false"),
        "string": _("text in quotes"),
        "number": _("a number"),
        "integer": _("a whole number without quotes"),
        "array": _("a list [ … ]"),
        "object": _("an object { … }"),
    }
    return _(" or ").join(names[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def shown(value):
    """Return ``value`` in quotation marks, shortened."""
    text = str(value)
    return f"“{text[:57]}…”" if len(text) > 60 else f"“{text}”"


def lower_first(text):
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
