"""What an issue lacks in each language that it is published in."""

from collections import Counter, defaultdict
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.contradictions import contradictions, stated_reasons
from issues.models import Translation
from issues.references import translated_passages
from issues.translations import State, name_of, state_of, texts_of
from reportcms.prose import plain_text

from .finding import Finding
from .texts import number_findings
from .writing import placeholder_findings


def translation_findings(issue, sections, texts, ledger):
    """Yield what is missing or outdated, and what is wrong with what stands for a text.

    ``texts`` are the passages of the issue. What is missing is one warning for each language.
    """
    languages = issue.series.languages
    own = texts_of(issue, sections, ledger.newest.values())
    if not any(text.language != language for text in own for language in languages):
        return
    rows = {
        (row.kind, row.object_id, row.field, row.language): row
        for row in Translation.objects.of(*{text.row for text in own}).filter(
            language__in=languages
        )
    }
    for language in languages:
        counts = Counter()
        for text in (text for text in own if text.language != language):
            row = rows.get((text.kind, text.row.pk, text.field, language))
            state = state_of(text.source, row)
            counts[state] += 1
            yield from text_findings(issue, text, row, state, language)
        if waiting := counts[State.MISSING] + counts[State.DRAFT]:
            yield Finding(
                name_of(language),
                ngettext(
                    "%(count)s text of %(all)s has no finished translation: readers get the "
                    "original.",
                    "%(count)s texts of %(all)s have no finished translation: readers get the "
                    "originals.",
                    waiting,
                )
                % {"count": waiting, "all": counts.total()},
                f"{translate_url(issue, language)}?show=todo",
                blocks=False,
            )
    yield from translated_number_findings(issue, texts, ledger)


def text_findings(issue, text, row, state, language):
    """What is wrong with the translation of one text that readers get, or no longer get."""
    url = translate_url(issue, language, text.key)
    place = f"{named(text)} ({name_of(language)})"
    if state == State.OUTDATED:
        yield Finding(
            place,
            _("The original was changed since it was translated: readers get the original."),
            url,
            blocks=False,
        )
    if state == State.DONE:
        words = plain_text(row.text) if text.is_rich else row.text
        yield from placeholder_findings(words, place, url)


def translated_number_findings(issue, texts, ledger):
    """Numbers typed into translations that the ledger contradicts.

    A reason stated for the same number in the original holds for its translations, too.
    """
    reasons = stated_reasons(issue)
    settled = defaultdict(set)
    if reasons:
        for found in contradictions(texts, ledger):
            if found.subject in reasons:
                settled[found.passage.key].add((found.figure.observation, found.number.value))
    for passage in translated_passages(texts, issue.series.languages):
        key = passage.key.partition("@")[0]
        url = translate_url(issue, passage.language, key_of(passage))
        for finding in number_findings(issue, [passage], ledger, settled=settled[key]):
            place = f"{finding.place} ({name_of(passage.language)})"
            yield replace(finding, place=place, url=url)


def key_of(passage):
    return f"{passage.owner._meta.model_name}-{passage.owner.pk}-{passage.field}"


def named(text):
    """Name a text by where it stands: “Research on remittances”: text."""
    return f"{text.part}: {text.name}"


def translate_url(issue, language, key=""):
    """Return the address of the screen on which ``issue`` is translated, at the text ``key``."""
    path = reverse("admin:issues_issue_translate", args=[issue.pk, language])
    return f"{path}?text={key}#{key}" if key else path
