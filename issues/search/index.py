"""Writing the index. It says what is public: the latest standing edition of an issue, or nothing."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from issues.models import Issue
from issues.models.edition import Edition, Rendition
from issues.models.search import SearchChoice, SearchEntry, Spelling
from issues.search import engines
from issues.search.documents import choices_of, documents_of
from issues.search.questions import Question
from reportcms.folding import SHORTEST_STEM, WORD, fold, folded_words, script, shortened, stem

MOST_WORDS = 100_000  # of one entry: a tsvector holds a megabyte
LONGEST_STEM = 20  # letters; longer words are not looked up by their spelling
AT_ONCE = 500
BREAK = ":"  # stands between texts, so that quoted words do not go over from one to the other


@transaction.atomic
def index_issue(issue):
    """Make the index say of ``issue`` (a key) what the public may read of it now.

    To be called in the transaction of whatever changes that: a publication, a withdrawal, a
    replacement. Can be repeated.
    """
    series = Issue.objects.select_for_update().get(pk=issue).series_id
    before = SearchEntry.objects.filter(edition__issue=issue)
    indexed = Edition.objects.filter(pk__in=before.filter(rendition=None).values("edition"))
    choices = {choice for e in indexed for choice in choices_of(e, e.renditions.order_by("pk"))}
    before.delete()
    edition = Edition.objects.latest_versions().filter(issue=issue).select_related("issue").first()
    kept = add(edition) if edition else set()
    forget_choices(series, choices - kept)


def add(edition):
    """Put ``edition`` into the index; return the (kind, value) pairs it can be found by."""
    renditions = list(Rendition.objects.standing().filter(edition=edition).order_by("pk"))
    documents = documents_of(edition, renditions)
    series = edition.issue.series_id
    SearchEntry.objects.bulk_create(
        SearchEntry(
            id=document.id,
            edition=edition,
            rendition_id=document.rendition,
            series_id=series,
            slug=document.slug,
            language=document.language,
            title=document.title,
            text=document.text,
        )
        for document in documents
    )
    engines.insert([words_of(document) for document in documents])
    learn(text for d in documents if d.rendition for text in (d.title, d.text))
    choices = choices_of(edition, renditions)
    SearchChoice.objects.bulk_create(
        (
            SearchChoice(series_id=series, kind=kind, value=value, name=name)
            for (kind, value), name in choices.items()
        ),
        update_conflicts=True,
        unique_fields=["series", "kind", "value"],
        update_fields=["name"],
    )
    return choices.keys()


def words_of(document):
    """Return what the full-text index gets of ``document``."""
    words = folded_words(document.title)
    for text in document.words or [document.text]:
        words += [BREAK, *folded_words(text)]
    return engines.Words(
        id=document.id,
        words=words[:MOST_WORDS],
        facets=sorted(f"{kind}:{value}" for kind, value in document.facets),
    )


def forget_choices(series, choices):
    """Take away those of ``choices`` that no public issue of ``series`` has any more."""
    for kind, value in choices:
        asked = Question(whole=True, series=series).narrowed(**{kind: value})
        if not engines.newest(asked, ["id"], limit=1):
            SearchChoice.objects.filter(series=series, kind=kind, value=value).delete()


def learn(texts):
    """Keep the words of ``texts`` by their spelling, for questions that find nothing."""
    written = {}
    for text in texts:
        for match in WORD.finditer(text):
            word = match[0]
            begin = stem(fold(word))
            if begin.isalpha() and SHORTEST_STEM <= len(begin) <= LONGEST_STEM:
                written.setdefault((begin, script(word)), word[:80])
    new = sorted(written.keys() - known({begin for begin, _letters in written}))
    Spelling.objects.bulk_create(
        (
            Spelling(key=key, stem=begin, script=letters, written=written[begin, letters])
            for begin, letters in new
            for key in sorted({begin} | shortened(begin))
        ),
        batch_size=AT_ONCE * 4,
        ignore_conflicts=True,  # another publication was faster
    )


def known(stems):
    """Return (stem, script) of those of ``stems`` that are kept already."""
    found, stems = set(), sorted(stems)
    for n in range(0, len(stems), AT_ONCE):
        rows = Spelling.objects.filter(key__in=stems[n : n + AT_ONCE], key=F("stem"))
        found.update(rows.values_list("stem", "script"))
    return found


def index_missing():
    """Add the public issues that the index lacks, as after an upgrade; return how many."""
    there = SearchEntry.objects.filter(edition=OuterRef("pk"), rendition=None)
    lacking = Edition.objects.latest_versions().filter(~Exists(there))
    return index_issues(lacking.values_list("issue", flat=True))


def rebuild(report=lambda done, total: None):
    """Write the index anew, issue by issue; return how many issues.

    Readers go on finding what is there meanwhile. ``report(done, total)`` is told how far it is.
    """
    Spelling.objects.all().delete()
    number = index_issues(Edition.objects.values_list("issue", flat=True), report)
    for series, kind, value in SearchChoice.objects.values_list("series", "kind", "value"):
        forget_choices(series, {(kind, value)})
    return number


def index_issues(keys, report=lambda done, total: None):
    issues = sorted(set(keys))
    for done, issue in enumerate(issues, start=1):
        index_issue(issue)
        report(done, len(issues))
    return len(issues)
