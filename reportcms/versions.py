"""Versions of what staff write: the whole of an object, kept at every save that changed it.

A version holds the row and the rows that belong to it (an article with its photos). Nothing
happens by itself: whoever saves calls `keep`, and `keep_stored` before that.
"""

import json
from dataclasses import dataclass

import reversion
from django.core import serializers
from django.db import transaction
from reversion.models import Revision, Version


@dataclass(frozen=True)
class Kept:
    """What is kept of a model: its fields, the relations that belong to it, and which of its
    fields make no version by themselves."""

    fields: tuple[str, ...]
    follow: tuple[str, ...]
    moved_elsewhere: frozenset[str]


_kept = {}


def register(model, *, follow=(), exclude=(), moved_elsewhere=()):
    """Keep versions of ``model`` together with the relations named in ``follow``.

    ``exclude`` names fields that are no content; a change of nothing but fields in
    ``moved_elsewhere`` (which acts and other screens set) is kept with the next version only.
    """
    opts = model._meta
    fields = tuple(
        field.name
        for field in (*opts.local_fields, *opts.local_many_to_many)
        if field.name not in exclude
    )
    reversion.register(model, fields=fields, follow=follow)
    _kept[model] = Kept(fields, tuple(follow), frozenset(moved_elsewhere))


def is_kept(model):
    """Say whether versions of ``model`` are kept."""
    return model in _kept


def kept_models():
    """Return the models of which versions are kept."""
    return list(_kept)


def kept_fields(model):
    """Return the names of the fields that are kept of ``model``."""
    return _kept[model].fields


def versions_of(obj):
    """Return the versions of ``obj``, newest first."""
    return Version.objects.get_for_object(obj).select_related("revision__user")


@transaction.atomic
def keep(obj, *, by=None, comment="", anyway=False):
    """Keep ``obj`` as stored now; return its version, or None if nothing changed since the last.

    ``by`` is None for what a command or the clock did. ``anyway`` keeps it changed or not.
    """
    stored = type(obj)._base_manager.get(pk=obj.pk)
    last = None if anyway else versions_of(obj).first()
    if last and state_of(stored) == state_in(last.revision):
        return None
    with reversion.create_revision(manage_manually=True):
        if by is not None:
            reversion.set_user(by)
        reversion.set_comment(comment)
        reversion.add_to_revision(stored)
    return versions_of(obj).first()


def keep_stored(obj):
    """Before a save: keep what is stored now if no version has it, by nobody in particular.

    So that the first version of a row is what stood there before the first change, and nobody
    is said to have done what was done on another screen.
    """
    stored = type(obj)._base_manager.filter(pk=obj.pk).first()
    return keep(stored) if stored else None


def rows_of(obj):
    """Yield ``obj`` and the rows kept with it."""
    yield obj
    for name in _kept[type(obj)].follow:
        for row in getattr(obj, name).all():
            yield from rows_of(row)


def state_of(obj):
    """Return the content of ``obj`` and its rows now, by model and key."""
    state = {}
    for row in rows_of(obj):
        fields = _kept[type(row)].fields
        state |= comparable(type(row), serializers.serialize("json", [row], fields=fields))
    return state


def state_in(revision):
    """Return the content that ``revision`` holds, by model and key."""
    state = {}
    for version in Version.objects.filter(revision=revision):
        state |= comparable(version._model, version.serialized_data)
    return state


def comparable(model, serialized):
    (row,) = json.loads(serialized)
    unheeded = _kept[model].moved_elsewhere
    fields = {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in row["fields"].items()
        if name not in unheeded
    }
    return {(row["model"], str(row["pk"])): fields}


def rows_in(version, model):
    """Return the rows of ``model`` kept with ``version``, as `fields_in` has them."""
    kept = Version.objects.get_for_model(model).filter(revision=version.revision_id)
    return [fields_in(row) for row in kept]


def row_in(version):
    """Return the row in ``version`` as an unsaved object, and its many-to-many keys by name.

    Nothing is said about whether what it refers to still exists.
    """
    found = version._object_version
    return found.object, found.m2m_data or {}


def fields_in(version):
    """Return the fields of the row in ``version`` as JSON has them, with its key as ``pk``."""
    (row,) = json.loads(version.serialized_data)
    return {"pk": row["pk"], **row["fields"]}


def overwrite(version, *, name, **fields):
    """Put ``fields`` in the place of what ``version`` says, and ``name`` for what it was called.

    The one lawful change to a version: what must not be kept any more is taken out of it.
    """
    (row,) = json.loads(version.serialized_data)
    row["fields"] |= fields
    version.serialized_data = json.dumps([row], ensure_ascii=False)
    version.object_repr = name
    version.save(update_fields=["serialized_data", "object_repr"])


def forget(model, object_id):
    """Delete every version of one object, with the rows kept in them. Returns how many."""
    gone = Version.objects.get_for_object_reference(model, object_id)
    revisions = Revision.objects.filter(pk__in=gone.values("revision"))
    count = revisions.count()
    revisions.delete()
    return count
