"""The public addresses of issues: one set for the latest edition, the same for each edition."""

from django.urls import include, path, register_converter

from issues.delivery import (
    archive,
    changes,
    citation,
    converters,
    downloads,
    feeds,
    search,
    single_file,
    web,
)

register_converter(converters.Year, "year")
register_converter(converters.Count, "count")
register_converter(converters.UnicodeSlug, "uslug")
register_converter(converters.CitationForm, "cite")

app_name = "issues"

edition = [
    path("", web.issue, name="issue"),
    path("issue.pdf", downloads.pdf, name="pdf"),
    path("issue-light.pdf", downloads.pdf_light, name="pdf_light"),
    path("issue-print.pdf", downloads.pdf_print, name="pdf_print"),
    path("cover.webp", downloads.cover, name="cover"),
    path("issue.txt", downloads.text, name="text"),
    path("issue.html", single_file.single_file, name="single_file"),
    path("issue.json", downloads.content_json, name="json"),
    path("figures.csv", downloads.figures, name="figures"),
    path("figures.xlsx", downloads.figures_workbook, name="figures_xlsx"),
    path("figures.json", downloads.figures_document, name="figures_json"),
    path("palette.css", downloads.palette, name="palette"),
    # No article's address has a dot in it.
    path("changes.html", changes.changes, name="changes"),
    path("cite.<cite:form>", citation.citation_file, name="citation"),
    path("<uslug:slug>/", web.article, name="article"),
    path("<uslug:slug>/cite.<cite:form>", citation.citation_file, name="article_citation"),
]

urlpatterns = [
    path("", web.home, name="home"),
    path("feed/", feeds.feed, name="feed"),
    path("search/", search.search, name="search"),
    path("<slug:series>/", archive.archive, name="archive"),
    path("<slug:series>/feed/", feeds.feed, name="series_feed"),
    # Before the latest edition, where "v2" would be taken for an article.
    path("<slug:series>/<year:year>/<count:number>/v<count:version>/", include(edition)),
    path("<slug:series>/<year:year>/<count:number>/", include(edition)),
]
