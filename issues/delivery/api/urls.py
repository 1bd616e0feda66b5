from django.urls import path, register_converter

from issues.delivery import converters
from issues.delivery.api import views

# Names of their own: the pages register the same kinds under theirs.
register_converter(converters.Year, "apiyear")
register_converter(converters.Count, "apicount")
register_converter(converters.UnicodeSlug, "apislug")

ISSUE = "issues/<slug:series>/<apiyear:year>/<apicount:number>/"

urlpatterns = [
    path("series/", views.SeriesList.as_view(), name="series"),
    path("series/<slug:slug>/", views.SeriesDetail.as_view(), name="one_series"),
    path("issues/", views.IssueList.as_view(), name="issues"),
    path(ISSUE, views.IssueDetail.as_view(), name="issue"),
    path("articles/", views.ArticleList.as_view(), name="articles"),
    path(f"{ISSUE}articles/<apislug:slug>/", views.ArticleDetail.as_view(), name="article"),
]
