from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = _("Missions")

    def ready(self):
        # Only now can models be imported.
        from missions.models import Contact, Hotline, Mission  # noqa: PLC0415
        from reportcms import versions  # noqa: PLC0415

        for model in (Mission, Contact, Hotline):
            versions.register(model)
