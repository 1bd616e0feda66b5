"""WSGI entry point: Django behind its edge."""

import os

from django.core.wsgi import get_wsgi_application

from reportcms.edge.around import around

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reportcms.settings")

application = around(get_wsgi_application())
