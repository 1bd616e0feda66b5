"""The translations of a bundle: each beside the text that it translates."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues.models import Translation
from issues.models.series import LANGUAGES
from issues.models.translation import FIELDS, KINDS
from issues.translating import cleaned, complaints_about
from issues.translations import Text

from .plan import PlannedTranslation
from .rows import as_html
from .schema import shown

ORDER = {code: n for n, (code, _name) in enumerate(LANGUAGES)}


def plan_translations(row, node, language, path, findings):
    """Return the `PlannedTranslation` list of ``row``, whose texts are in ``language``.

    ``node`` is the object of the bundle that ``row`` was made from. Of a row that is here already
    the translations stay as they are, and it is said where those of the bundle differ.
    """
    planned, seen = [], set()
    for position, given in enumerate(node.get("translations", [])):
        place = (*path, "translations", position)
        found = plan_one(row, given, language, place, findings)
        if found is None:
            continue
        key = (found.translation.field, found.translation.language)
        if key in seen:
            findings.fault((*place, "field"), _("This text is translated twice."))
        seen.add(key)
        if row.pk:
            note_difference(row, found.translation, place, findings)
        else:
            planned.append(found)
    return planned


def plan_one(row, given, language, place, findings):
    """Return one `PlannedTranslation`; add a fault and return None if it cannot be one."""
    kind, field = KINDS[type(row)], given["field"]
    if field not in FIELDS[kind]:
        findings.fault(
            (*place, "field"),
            _("There is no text %(field)s here. Known: %(known)s.")
            % {"field": shown(field), "known": ", ".join(FIELDS[kind])},
        )
        return None
    text = Text(row, field, language, row)
    if given["language"] == language:
        findings.fault((*place, "language"), _("This is the language of the original."))
        return None
    if not text.source:
        findings.fault((*place, "field"), _("There is no original: this text is empty."))
        return None
    is_done = given.get("is_done", True)
    try:
        words = cleaned(text, as_html(given["text"]) if text.is_rich else given["text"])
    except ValidationError as error:
        findings.fault((*place, "text"), " ".join(error.messages))
        return None
    if not words:
        findings.fault((*place, "text"), _("This translation says nothing. Leave it out."))
        return None
    source = given.get("source") or text.source
    if is_done:  # it stands for the original as soon as that says ``source`` again
        for complaint in complaints_about(text, words, source):
            findings.fault((*place, "text"), complaint)
    translation = Translation(
        kind=kind,
        field=field,
        language=given["language"],
        text=words,
        source=source,
        is_done=is_done,
    )
    return PlannedTranslation(row, translation)


def note_difference(row, translation, place, findings):
    here = Translation.objects.of(row).filter(
        field=translation.field, language=translation.language
    )
    if translation.text not in here.values_list("text", flat=True):
        findings.note(place, _("Here it is translated otherwise, or not; what is here stays."))


def store_translations(planned):
    for one in planned:
        one.translation.object_id = one.row.pk
        one.translation.save()


class TranslationsOf:
    """The translations of many rows, read at once, as the bundle writes them."""

    def __init__(self, rows):
        self.found = defaultdict(list)
        for row in Translation.objects.of(*rows):
            self.found[row.kind, row.object_id].append(row)

    def nodes(self, row):
        """Return what is written of ``row``, in the order of its texts and of the languages."""
        kind = KINDS[type(row)]
        fields = FIELDS[kind]
        found = sorted(
            self.found[kind, row.pk], key=lambda t: (fields.index(t.field), ORDER[t.language])
        )
        return [
            node_of(row, translation) for translation in found if getattr(row, translation.field)
        ]


def node_of(row, translation):
    node = {
        "language": translation.language,
        "field": translation.field,
        "text": translation.text,
    }
    if not translation.is_done:
        node["is_done"] = False
    if translation.source != getattr(row, translation.field):
        node["source"] = translation.source
    return node
