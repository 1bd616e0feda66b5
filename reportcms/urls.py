"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from issues.delivery import downloads, web
from issues.delivery import sitemap as issues_sitemap
from missions import figure_embed, hotline_pages
from missions import sitemap as missions_sitemap
from reportcms import api_page, errors, health, sitemaps, trust_pages

static_lazy = lazy(static, str)
SITE_MAP = {"missions": missions_sitemap, "issues": issues_sitemap}

urlpatterns = [
    path("", web.choose_language, name="root"),
    path("admin/", include("missions.accounts.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("reportcms.api_urls")),
    path("media/<path:name>", downloads.published_file, name="published_file"),
    path("favicon.ico", RedirectView.as_view(url=static_lazy("img/favicon.svg"))),
    path("hotlines-worker.js", hotline_pages.worker, name="hotlines_worker"),
    path("sitemap.xml", sitemaps.index, {"sections": SITE_MAP}, name="sitemap"),
    re_path(
        r"^sitemap-(?P<section>[a-z]+)-(?P<name>[-a-z0-9]+)\.xml$",
        sitemaps.part,
        {"sections": SITE_MAP},
        name="sitemap_part",
    ),
    path("oembed.json", figure_embed.oembed, name="oembed"),
    path("robots.txt", trust_pages.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", trust_pages.security_txt, name="security_txt"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *i18n_patterns(
        path("about/", trust_pages.trust_page("about"), name="about"),
        path("accessibility/", trust_pages.trust_page("accessibility"), name="accessibility"),
        path("privacy/", trust_pages.trust_page("privacy"), name="privacy"),
        path("licence/", trust_pages.trust_page("licence"), name="licence"),
        path("api/", api_page.about_api, name="about_api"),
        path("", include("missions.urls")),
        path("", include("issues.following.urls")),
        path("", include("issues.delivery.urls")),
    ),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler429 = errors.too_many_requests  # asked for by allauth
handler500 = errors.server_error
