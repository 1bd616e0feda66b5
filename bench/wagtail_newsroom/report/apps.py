from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "wagtail_newsroom.report"
    label = "report"
