"""How to cite an issue or an article: as a sentence, for BibTeX, for reference managers (RIS).

A citation names the edition and its permanent address, so that what was quoted can be found as it
was then.
"""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from issues.delivery.addresses import permanent
from issues.delivery.reading import articles_of, content_of, read
from reportcms.caching import PAGE

# Letters that LaTeX takes for commands.
LATEX = {
    **{ord(sign): f"\\{sign}" for sign in "&%$#_{}"},
    ord("\\"): "\\textbackslash{}",
    ord("~"): "\\textasciitilde{}",
    ord("^"): "\\textasciicircum{}",
}


@dataclass(frozen=True)
class Citation:
    """What a citation says of an issue, or of ``article`` in it (a title; empty for the issue)."""

    author: str
    issue: str
    series: str
    number: int
    version: int
    date: dt.date
    url: str
    language: str
    article: str = ""
    slug: str = ""

    @property
    def title(self):
        return self.article or self.issue

    @property
    def part(self):
        """“Issue 8, edition 2”, as a reference list says it."""
        words = _("Issue %(number)s") % {"number": self.number}
        if self.version > 1:
            words += ", " + _("edition %(version)s") % {"version": self.version}
        return words

    @property
    def whole(self):
        """The series with the number, in which a text stands."""
        return f"{self.series}, {self.part}"

    @property
    def plain(self):
        day = date_format(self.date, "DATE_FORMAT")
        where = self.part if self.title == self.series else self.whole
        return f"{self.author} ({day}). {self.title}. {where}. {self.url}"

    @property
    def bibtex(self):
        key = f"{self.slug or 'issue'}-{self.date.year}-{self.number}"
        fields = {
            "author": f"{{{latex(self.author)}}}",
            "title": f"{{{latex(self.title)}}}",
            "booktitle" if self.article else "series": latex(self.whole),
            "publisher" if self.article else "institution": latex(self.author),
            "number": "" if self.article else str(self.number),
            "year": str(self.date.year),
            "month": str(self.date.month),
            "language": self.language,
            "url": self.url.replace("{", "").replace("}", ""),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        kind = "incollection" if self.article else "techreport"
        return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])

    @property
    def ris(self):
        fields = [
            ("TY", "CHAP" if self.article else "RPRT"),
            ("AU", self.author),
            ("TI", self.title),
            ("T2", self.whole if self.article else self.series),
            ("IS", str(self.number)),
            ("ET", str(self.version)),
            ("PY", str(self.date.year)),
            ("DA", f"{self.date:%Y/%m/%d}/"),
            ("PB", self.author),
            ("LA", self.language),
            ("UR", self.url),
            ("ER", ""),
        ]
        return "".join(f"{name}  - {' '.join(value.split())}\r\n" for name, value in fields)


def latex(text):
    return " ".join(text.split()).translate(LATEX)


def citation_of(reading, content, *, article=None):
    """Return the `Citation` of the issue of ``reading``, or of ``article`` (a node) in it."""
    issue, series = content["issue"], content["series"]
    with override(content["language"]):
        named = _("%(series)s, Issue %(number)s") % {
            "series": series["title"],
            "number": issue["number"],
        }
    return Citation(
        author=series["organisation"],
        issue=issue["title"] or (series["title"] if article is None else named),
        series=series["title"],
        number=issue["number"],
        version=reading.edition.version,
        date=dt.date.fromisoformat(issue["publication_date"]),
        url=permanent(reading, slug=article and article["slug"]),
        language=article["language"] if article else content["language"],
        article=article["title"] if article else "",
        slug=article["slug"] if article else "",
    )


FORMS = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


@require_safe
def citation_file(request, series, year, number, form, slug="", version=None):
    """The citation of an issue or an article as a file for a reference manager."""
    reading = read(series, year, number, version, language=request.GET.get("language"))
    content = content_of(reading.rendition)
    article = next((a for a in articles_of(content) if a["slug"] == slug), None)
    if slug and article is None:
        raise Http404("No such article.")
    citation = citation_of(reading, content, article=article)
    body = citation.bibtex if form == "bib" else citation.ris
    name = f"{reading.edition.series_slug}-{reading.edition.year}-{reading.edition.number:02}"
    return HttpResponse(
        body,
        headers={
            "Content-Type": f"{FORMS[form]}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}.{form}"',
            "Cache-Control": PAGE,
        },
    )
