"""The admin site: Django's own, with ReportCMS's name and look."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class ReportAdminSite(admin.AdminSite):
    site_header = _("ReportCMS")
    site_title = _("ReportCMS")
    index_title = _("Desk")
