"""What somebody may have meant whose words are nowhere: the nearest words of the index."""

from dataclasses import dataclass, replace

from issues.models.search import Spelling
from issues.search.questions import Question, one_word
from reportcms.folding import SHORTEST_STEM, distance, fold, script, shortened, stem

MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Correction:
    """A question with other words in the place of unknown ones; ``text`` is how to type it."""

    question: Question
    text: str


def corrections(question):
    """Yield other spellings of ``question``, the nearest first; none if all its words are known.

    They come from every text that was ever indexed: only one that finds something may be shown.
    """
    unquoted = [asked for asked in question.asked if not asked.is_quoted]
    near = nearest([asked.typed for asked in unquoted])
    choices = {asked: near[asked.typed] for asked in unquoted if near.get(asked.typed)}
    if not choices:
        return
    for attempt in range(min(MOST_ATTEMPTS, max(map(len, choices.values())))):
        parts = []
        for asked in question.asked:
            words = choices.get(asked)
            parts.append(one_word(words[min(attempt, len(words) - 1)]) if words else asked)
        text = " ".join(part.typed for part in parts)
        yield Correction(replace(question, asked=tuple(parts)), text)


def nearest(words):
    """Return {word: words of the index as written, nearest first} of those unknown to it."""
    stems = {word: stem(fold(word)) for word in words}
    stems = {w: s for w, s in stems.items() if s.isalpha() and len(s) >= SHORTEST_STEM}
    keys = {word: {begin} | shortened(begin) for word, begin in stems.items()}
    if not keys:
        return {}
    rows = Spelling.objects.filter(key__in=set().union(*keys.values()))
    rows = list(rows.values_list("key", "stem", "written", "script"))
    found = {}
    for word, begin in stems.items():
        near = {row[1:] for row in rows if row[0] in keys[word]}
        if begin not in {other for other, _written, _letters in near}:
            found[word] = [
                written
                for _distance, _foreign, written in sorted(
                    (distance(begin, other), letters != script(word), written)
                    for other, written, letters in near
                )
            ]
    return found
