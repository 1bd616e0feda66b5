from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class ReportCMSConfig(AppConfig):
    """The kernel: what knows neither missions nor issues."""

    name = "reportcms"
    verbose_name = _("ReportCMS")

    def ready(self):
        from reportcms import checks  # noqa: F401, PLC0415 -- registers the system checks


class AdminConfig(DjangoAdminConfig):
    default_site = "reportcms.admin_site.ReportAdminSite"
