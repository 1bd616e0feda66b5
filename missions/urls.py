from django.urls import path, re_path

from missions import figure_downloads, figure_embed, figure_pages, hotline_pages, views

app_name = "missions"

FORM = r"(?P<form>csv|json|xlsx)"
CODE = r"(?P<code>[-a-zA-Z0-9_]+)"

urlpatterns = [
    path("missions/", views.mission_list, name="mission_list"),
    path("missions/<slug:slug>/", views.mission, name="mission"),
    path("hotlines/", hotline_pages.hotlines, name="hotlines"),
    path("hotlines.txt", hotline_pages.hotlines_text, name="hotlines_text"),
    path("hotlines/cards/", hotline_pages.cards, name="hotline_cards"),
    re_path(r"^hotlines/cards/(?P<country>[a-z]{2})/$", hotline_pages.cards, name="country_cards"),
    path("hotlines/<int:pk>/", hotline_pages.hotline, name="hotline"),
    path("hotlines/<int:pk>/number.vcf", hotline_pages.hotline_vcard, name="hotline_vcard"),
    path("figures/", figure_pages.figures, name="figures"),
    path("figures/dictionary/", figure_pages.dictionary, name="figures_dictionary"),
    path("figures/dictionary.csv", figure_downloads.dictionary, name="figures_dictionary_csv"),
    path("figures/figures.csv-metadata.json", figure_downloads.metadata, name="figures_metadata"),
    re_path(rf"^figures/figures\.{FORM}$", figure_downloads.everything, name="figures_file"),
    re_path(
        rf"^figures/series/(?P<slug>[-a-zA-Z0-9_]+)/figures\.{FORM}$",
        figure_downloads.of_series,
        name="series_figures_file",
    ),
    path("figures/<slug:code>/", figure_pages.indicator, name="indicator"),
    path("figures/<slug:code>/embed/", figure_embed.embed, name="embed"),
    path("figures/<slug:code>/chart.svg", figure_embed.chart, name="chart"),
    re_path(
        rf"^figures/{CODE}/figures\.{FORM}$",
        figure_downloads.of_indicator,
        name="indicator_figures_file",
    ),
]
