"""The history of one object: its versions and the acts on it, and two versions side by side."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reversion.models import Version

from issues.models import Article, EditorialAct, Issue, Photo
from missions.models import Mission
from missions.models.mission import is_regional, mission_ids
from reportcms import versions
from reportcms.prose import ProseField, plain_text
from reportcms.prose_diff import plain_diff, prose_diff

from .photos import photo_changes

# Where a text stands and how it is addressed is no part of what is compared; neither are the keys
# of rows, nor who agreed to a photo, which not everybody may read who may read its caption.
LEFT_OUT = {
    *("id", "slug", "order", "state", "return_reason", "article", "sha256", "image"),
    *("width", "height", "focal_x", "focal_y", "consent_by", "consent_on", "consent_purpose"),
    *("consent_until", "consent_form", "is_confirmed"),
}


@dataclass
class Entry:
    """One line of the history: a version (with what it changed) or an act."""

    at: datetime
    person: object
    version: Version | None = None
    act: EditorialAct | None = None
    changes: list[str] = field(default_factory=list)
    is_current: bool = False
    is_first: bool = False

    @property
    def comment(self):
        said = {
            "imported": _("came with an imported issue"),
            "restored": _("restored an earlier version"),
            "deleted": _("moved it to the bin"),
            "brought back": _("brought it back from the bin"),
        }
        return said.get(self.version.revision.comment, "") if self.version else ""


def readable_versions(obj, user):
    """Return the versions of ``obj`` that ``user`` may read, newest first.

    Seeing a row does not let people read what it said while it was another mission's.
    """
    found = list(versions.versions_of(obj))
    if is_regional(user):
        return found
    mine = mission_ids(user)
    return [version for version in found if owners(obj, versions.fields_in(version)) & mine]


def owners(obj, fields):
    if isinstance(obj, Mission):
        return {obj.pk}
    return {fields.get("mission"), *fields.get("with_missions", [])}


def history(obj, user):
    """Return the lines of the history of ``obj`` that ``user`` may read, newest first."""
    found = readable_versions(obj, user)
    states = states_of(found)
    entries = []
    for n, version in enumerate(found):
        before = found[n + 1] if n + 1 < len(found) else None
        entry = Entry(version.revision.date_created, version.revision.user, version=version)
        entry.is_current, entry.is_first = n == 0, before is None
        if before:
            entry.changes = changes_between(
                type(obj), states[before.revision_id], states[version.revision_id]
            )
        entries.append(entry)
    for act in acts_on(obj, user):
        entries.append(Entry(act.at, act.actor, act=act))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def acts_on(obj, user):
    if isinstance(obj, Article):
        acts = EditorialAct.objects.filter(article=obj.pk)
    elif isinstance(obj, Issue):
        acts = EditorialAct.objects.filter(issue=obj.pk, article=None)
    else:
        return []
    return acts.visible_to(user).select_related("actor")


def states_of(found):
    """Return the rows of each revision by model and key, in one query."""
    states = defaultdict(lambda: defaultdict(dict))
    rows = Version.objects.filter(revision__in=[v.revision_id for v in found])
    for row in rows:
        fields = versions.fields_in(row)
        states[row.revision_id][row._model][fields["pk"]] = fields
    return states


def changes_between(model, old, new):
    """Say in a few words each what changed from one state to the next."""
    said = []
    (before,), (after,) = old[model].values(), new[model].values()
    for column in compared_fields(model):
        was, now = before.get(column.name), after.get(column.name)
        if was != now:
            said.append(said_of(column, was, now))
    for related in sorted({*old, *new} - {model}, key=lambda m: m._meta.label):
        said += said_of_rows(related._meta, old[related], new[related])
    return said


def compared_fields(model):
    fields = (*model._meta.local_fields, *model._meta.local_many_to_many)
    kept = set(versions.kept_fields(model)) - LEFT_OUT
    return [column for column in fields if column.name in kept]


def said_of(column, was, now):
    name = capfirst(str(column.verbose_name))
    if not isinstance(column, ProseField):
        return name
    words = [Counter(plain_text(text or "").split()) for text in (was, now)]
    came, went = (words[1] - words[0]).total(), (words[0] - words[1]).total()
    return f"{name} (+{came} −{went})" if came or went else name


def said_of_rows(opts, old, new):
    name = capfirst(str(opts.verbose_name_plural))
    kept = [key for key in new if key in old]
    counts = [
        (ngettext("%s added", "%s added", n) % n if n else "")
        for n in [len([key for key in new if key not in old])]
    ]
    n = len([key for key in old if key not in new])
    counts.append(ngettext("%s removed", "%s removed", n) % n if n else "")
    n = len([key for key in kept if old[key] != new[key]])
    counts.append(ngettext("%s changed", "%s changed", n) % n if n else "")
    counts = [count for count in counts if count]
    return [f"{name}: {', '.join(counts)}"] if counts else []


# --- Two versions side by side -----------------------------------------------------------------


@dataclass(frozen=True)
class FieldChange:
    """One field in two versions: its name and both texts in one."""

    label: str
    html: SafeString
    is_prose: bool = False


@dataclass
class PhotoShown:
    """One photo that differs: what to say about it, its texts in one, and a picture to look at."""

    change: object
    remarks: list[str]
    texts: list[FieldChange]
    url: str = ""

    @property
    def photo(self):
        return self.change.new or self.change.old

    @property
    def name(self):
        return self.photo["alt"] or self.photo["caption"]


@dataclass
class Comparison:
    """What differs between two versions, ready to be shown."""

    fields: list[FieldChange] = field(default_factory=list)
    photos: list[PhotoShown] = field(default_factory=list)
    rows: list[tuple[str, list[FieldChange]]] = field(default_factory=list)

    def __bool__(self):
        return bool(self.fields or self.photos or self.rows)


def compare(obj, old, new, *, shown, withdrawn=frozenset()):
    """Compare two versions of ``obj``; ``shown(observation)`` names a figure and its value.

    Of the pictures ``withdrawn`` (SHA-256) nothing is told but that they are gone.
    """
    states = states_of([old, new])
    return compare_states(
        type(obj),
        states[old.revision_id],
        states[new.revision_id],
        shown=shown,
        withdrawn=withdrawn,
    )


def compare_states(model, old, new, *, shown, withdrawn=frozenset()):
    result = Comparison()
    (before,), (after,) = old[model].values(), new[model].values()
    result.fields = field_changes(model, before, after, shown)
    photos = [
        sorted(state[Photo].values(), key=lambda photo: (photo["order"], photo["pk"]))
        for state in (old, new)
    ]
    for change in photo_changes(*photos):
        if change.is_changed:
            result.photos.append(photo_shown(change, withdrawn))
    for related in sorted({*old, *new} - {model, Photo}, key=lambda m: m._meta.label):
        for key in {**old[related], **new[related]}:
            was, now = old[related].get(key, {}), new[related].get(key, {})
            if found := field_changes(related, was, now, shown, owner=model):
                result.rows.append((capfirst(str(related._meta.verbose_name)), found))
    return result


def texts_in(version):
    """Return all rich texts kept in the row of ``version``, one after another."""
    columns = [f for f in version._model._meta.local_fields if isinstance(f, ProseField)]
    fields = versions.fields_in(version)
    return "".join(fields.get(column.name) or "" for column in columns)


def field_changes(model, before, after, shown, *, owner=None):
    """Compare one row; ``owner`` is the model it belongs to, which goes without saying."""
    found = []
    for column in compared_fields(model):
        if owner and column.related_model is owner:
            continue
        was, now = before.get(column.name), after.get(column.name)
        if was == now or (not was and not now):
            continue
        if isinstance(column, ProseField):
            diff = prose_diff(was or "", now or "", shown=shown)
        else:
            diff = plain_diff(in_words(column, was), in_words(column, now))
        if diff.is_changed:
            label = capfirst(str(column.verbose_name))
            is_prose = isinstance(column, ProseField)
            found.append(FieldChange(label, diff.html, is_prose))
    return found


def in_words(column, value):
    """Return a kept value as people read it."""
    if value is None or value == "" or value == []:
        return ""
    if column.is_relation:
        keys = value if isinstance(value, list) else [value]
        rows = column.remote_field.model._base_manager.filter(pk__in=keys)
        return ", ".join(str(row) for row in rows) or _("(deleted since)")
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return date_format(column.to_python(value), "j E Y")
    return str(value)


def photo_shown(change, withdrawn):
    remarks = []
    photo = change.new or change.old
    if change.old is None:
        remarks.append(_("added"))
    elif change.new is None:
        remarks.append(_("removed"))
    if photo["sha256"] in withdrawn or photo["consent"] == Photo.Consent.WITHDRAWN:
        return PhotoShown(change, [*remarks, _("consent was withdrawn")], [])
    if change.is_other_picture:
        remarks.append(_("another picture"))
    if change.places:
        remarks.append(
            _("moved from place %(old)s to %(new)s")
            % dict(zip(("old", "new"), change.places, strict=True))
        )
    if change.focal:
        (x, y), (now_x, now_y) = change.focal
        remarks.append(
            _("focal point from %(x)s %%, %(y)s %% to %(now_x)s %%, %(now_y)s %%")
            % {"x": x, "y": y, "now_x": now_x, "now_y": now_y}
        )
    texts = [FieldChange(label_of(name), diff.html) for name, diff in change.texts.items()]
    return PhotoShown(change, remarks, texts)


def label_of(name):
    return capfirst(str(Photo._meta.get_field(name).verbose_name))
