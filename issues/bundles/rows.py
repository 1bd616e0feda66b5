"""Making rows from the objects of a bundle, by the rules the models themselves state."""

import datetime as dt
import re
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext as _

from reportcms import prose
from reportcms.numbers import parse_number
from reportcms.prose import ProseField, clean_prose

from .schema import shown

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^>]*)>")
_EVENT = re.compile(r"\s(on\w+|style)\s*=", re.IGNORECASE)
# Replaced by their like, with nothing lost.
_SAME = {"b", "i", "div", "span", "h1", "h2", "h5", "h6", "tfoot"}


def fill(model, node, keys, **values):
    """Return an unsaved ``model`` with those of ``keys`` that the object ``node`` gives."""
    given = {}
    for key in keys:
        if key not in node:
            continue
        column = model._meta.get_field(key)
        value = node[key]
        if isinstance(column, models.DateTimeField) and value is not None:
            value = dt.datetime.fromisoformat(value)
        elif isinstance(column, models.DateField) and value is not None:
            value = dt.date.fromisoformat(value)
        elif isinstance(column, ProseField):
            value = clean_prose(as_html(value))
        elif isinstance(column, models.FloatField):
            value = float(value)
        given[key] = value
    return model(**given | values)


def as_html(text):
    """Turn plain text, an empty line between paragraphs, into HTML; leave HTML as it is."""
    if _TAG.search(text):
        return text
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)


def note_lost_markup(html, path, findings):
    """Say what of a rich text is not kept, so that nothing disappears silently."""
    source = [(name.lower(), rest) for close, name, rest in _TAG.findall(html) if not close]
    unknown = sorted({name for name, _rest in source} - prose.TAGS - _SAME)
    lost = [f"<{name}>" for name in unknown]
    lost += sorted({match.lower() for _n, rest in source for match in _EVENT.findall(rest)})
    links = sum(name == "a" for name, _rest in source)
    if links > clean_prose(html).count("<a "):
        lost.append(_("links that lead nowhere safe"))
    if lost:
        findings.note(
            path,
            _("Not part of the rich text and taken out: %s. Look at the text once more.")
            % ", ".join(lost),
        )


def check(instance, path, findings, *, keys):
    """Add a fault for whatever the model's own rules refuse about ``keys`` of ``instance``.

    Rules that speak of other fields as well (links to rows not saved yet) or of a key that has
    been found faulty are left out.
    """
    sound = {key for key in keys if not findings.is_faulty((*path, key))}
    others = {column.name for column in instance._meta.get_fields()} - sound
    try:
        instance.clean_fields(exclude=others)
    except ValidationError as error:
        add_errors(error, path, findings)
        sound -= set(error.message_dict)
    try:
        instance.clean()
    except ValidationError as error:
        add_errors(error, path, findings)
    try:
        instance.validate_unique(exclude=others)
    except ValidationError as error:
        add_errors(error, path, findings)
    for constraint in instance._meta.constraints:
        if not isinstance(constraint, models.CheckConstraint):
            continue
        names = constraint.condition.referenced_base_fields
        if names <= sound:
            try:
                constraint.validate(type(instance), instance)
            except ValidationError as error:
                last = [c.name for c in instance._meta.fields if c.name in names][-1]
                findings.fault((*path, last), " ".join(error.messages))


def add_errors(error, path, findings):
    by_field = (
        error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    )
    for name, messages in by_field.items():
        place = path if name == NON_FIELD_ERRORS else (*path, name)
        findings.fault(place, " ".join(messages))


def typed_number(value, path, findings):
    """Return the Decimal somebody typed or wrote as a JSON number; None after a fault."""
    if not isinstance(value, str):
        return None if value is None else Decimal(value)
    try:
        return parse_number(value, allow_negative=True)  # the column refuses negative ones
    except ValidationError as error:
        findings.fault(path, f"{shown(value)}: {' '.join(error.messages)}")
        return None


def note_differences(existing, planned, keys, path, findings):
    """Note where the bundle says something else than a row that is here already and stays."""
    for key in keys:
        here, there = getattr(existing, key), getattr(planned, key)
        if here != there:
            findings.note(
                (*path, key),
                _("%(there)s in the bundle, %(here)s here; what is here stays.")
                % {"there": shown(there), "here": shown(here)},
            )


def known(rows, key, path, findings, kind):
    """Return ``rows[key]``; add a fault and return None when there is no such row."""
    if key in rows:
        return rows[key]
    findings.fault(
        path,
        _("There is no %(kind)s %(key)s, neither in the bundle nor here. Known: %(known)s.")
        % {"kind": kind, "key": shown(key), "known": ", ".join(sorted(rows)) or "–"},
    )
    return None
