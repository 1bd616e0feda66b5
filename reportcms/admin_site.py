"""The admin site: Django's own, with ReportCMS's name, look and navigation."""

from django.contrib import admin
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _


class ReportAdminSite(admin.AdminSite):
    """Staff's side of ReportCMS. Its first page is the Desk.

    A list stands in the bar at the top of every page when its ``ModelAdmin`` sets
    ``navigation_order``; the others are under “More”.
    """

    site_header = _("ReportCMS")
    site_title = _("ReportCMS")
    index_title = _("Desk")
    enable_nav_sidebar = False

    def each_context(self, request):
        return super().each_context(request) | self.navigation(request)

    def navigation(self, request):
        """Return the lists ``request.user`` may open: ``navigation`` and ``more_navigation``."""
        main, more = [], []
        for app in self.get_app_list(request) if self.has_permission(request) else []:
            for model in app["models"]:
                order = getattr(self._registry[model["model"]], "navigation_order", None)
                if not model["admin_url"]:
                    continue
                entry = {"name": model["name"], "url": model["admin_url"]}
                if order is None:
                    more.append(entry)
                else:
                    main.append((order, entry))
        return {
            "navigation": [entry for _order, entry in sorted(main, key=lambda pair: pair[0])],
            "more_navigation": more,
        }

    def i18n_javascript(self, request, extra_context=None):
        """Answer with the words of the admin's scripts, which the browser may keep for an hour.

        Every form waits for them before it is shown.
        """
        response = super().i18n_javascript(request, extra_context)
        patch_cache_control(response, private=True, max_age=3600)
        return response
