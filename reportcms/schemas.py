"""Checking data against JSON Schemas, also those whose patterns ask for Unicode properties."""

import functools
import re
import sys
import unicodedata

import jsonschema
from jsonschema.validators import extend

PROPERTY = re.compile(r"\\p\{([A-Z][a-z]?)\}")


@functools.cache
def characters_of(category):
    """Return the characters of a Unicode category (``L``, ``Zs``) as the inside of a class."""
    ranges, start = [], None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.category(chr(code)).startswith(category)
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            ranges.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    return "".join(ranges)


@functools.cache
def compiled(pattern):
    """Return a pattern of a schema (ECMA 262 with ``u``) as Python understands it."""
    parts, depth = [], False
    position = 0
    while position < len(pattern):
        found = PROPERTY.match(pattern, position)
        if found:
            inside = characters_of(found[1])
            parts.append(inside if depth else f"[{inside}]")
            position = found.end()
            continue
        letter = (
            pattern[position : position + 2] if pattern[position] == "\\" else pattern[position]
        )
        depth = {"[": True, "]": False}.get(letter, depth)
        parts.append(letter)
        position += len(letter)
    return re.compile("".join(parts))


def pattern_fault(validator, pattern, instance, schema):
    if validator.is_type(instance, "string") and not compiled(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance[:80]!r} does not match {pattern!r}")


Validator = extend(jsonschema.Draft202012Validator, {"pattern": pattern_fault})


def faults(data, schema):
    """Yield each fault of ``data`` with its place, such as ``file[0].checksum: …``."""
    validator = Validator(schema, format_checker=Validator.FORMAT_CHECKER)
    for error in sorted(validator.iter_errors(data), key=lambda error: error.json_path):
        yield f"{error.json_path.removeprefix('$').lstrip('.') or '–'}: {error.message[:300]}"
