"""One plain function per model; every default is what a reader would expect, nothing random."""

import datetime as dt
import hashlib
from decimal import Decimal
from io import BytesIO

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from PIL import Image

from issues.models import Article, FigurePlacement, Issue, Photo, Section, Series
from missions.models import (
    AssistanceFigure,
    Contact,
    Hotline,
    Indicator,
    IndicatorDefinition,
    Membership,
    Mission,
)
from reportcms.images import clean_upload


def make_mission(name="IOM Tajikistan", *, country="TJ", slug="tajikistan", **fields):
    return Mission.objects.create(name=name, country=country, slug=slug, **fields)


def make_user(username, *, role=None, mission=None, **fields):
    user = get_user_model().objects.create_user(
        username, password="correct horse battery", is_staff=True, **fields
    )
    if role:
        Membership.objects.create(user=user, mission=mission, role=role)
    return user


def make_series(title="Central Asia Regional Response Report", *, missions=(), **fields):
    defaults = {
        "slug": "central-asia-regional-response-report",
        "organisation": "International Organization for Migration",
        "organisation_short": "IOM",
        "region": "Central Asia",
        "running_title": "IOM Central Asia Regional Response Report",
        "needs_clearance": False,
    }
    series = Series.objects.create(title=title, **defaults | fields)
    series.missions.set(missions)
    return series


def make_issue(series, *, number=8, year=2020, **fields):
    defaults = {
        "period_start": dt.date(2020, 11, 1),
        "period_end": dt.date(2020, 11, 30),
        "data_as_of": dt.date(2020, 11, 28),
        "publication_date": dt.date(2020, 12, 1),
    }
    return Issue.objects.create(series=series, number=number, year=year, **defaults | fields)


def make_section(issue, title="Partnership in action", *, kind="articles", **fields):
    return Section.objects.create(issue=issue, title=title, kind=kind, **fields)


def make_article(issue, *, title="Research on remittances", mission=None, **fields):
    defaults = {
        "body": "<p>National banks met in Dushanbe.</p>",
        "state": Article.State.APPROVED,
    }
    return Article.objects.create(issue=issue, title=title, mission=mission, **defaults | fields)


def jpeg(width=600, height=400, color=(0, 51, 160)):
    file = BytesIO()
    Image.new("RGB", (width, height), color).save(file, "JPEG")
    return file.getvalue()


def make_photo(*, article=None, section=None, data=None, **fields):
    clean = clean_upload(data or jpeg(), name="photo.jpg")
    defaults = {
        "alt": "Blue field",
        "credit": "IOM Tajikistan",
        "consent": Photo.Consent.NOT_NEEDED,
    }
    return Photo.objects.create(
        article=article,
        section=section,
        image=ContentFile(clean.data, name="photo.jpg"),
        sha256=clean.sha256,
        width=clean.width,
        height=clean.height,
        **defaults | fields,
    )


def make_logo(series, *, width=300, height=100):
    """Give ``series`` a plain blue PNG."""
    file = BytesIO()
    Image.new("RGB", (width, height), (0, 51, 160)).save(file, "PNG")
    series.logo_sha256 = hashlib.sha256(file.getvalue()).hexdigest()
    series.logo_width, series.logo_height = width, height
    series.logo.save("logo.png", ContentFile(file.getvalue()))
    return series


def make_indicator(code="assisted", *, name="People assisted", definition="Assisted.", **fields):
    indicator = Indicator.objects.create(code=code, name=name, **fields)
    IndicatorDefinition.objects.create(indicator=indicator, version=1, text=definition)
    return indicator


def make_figure(indicator, value, *, covers=(), **fields):
    defaults = {
        "definition": indicator.current_definition,
        "as_of": dt.date(2020, 11, 28),
        "source": "Mission reports",
    }
    figure = AssistanceFigure.objects.create(
        indicator=indicator,
        value=None if value is None else Decimal(value),
        **defaults | fields,
    )
    figure.covers.set(covers)
    return figure


def place(figure, section, **fields):
    return FigurePlacement.objects.create(figure=figure, section=section, **fields)


def make_hotline(mission, number="1899", **fields):
    defaults = {
        "name": "National hotline",
        "works_from": "Kyrgyzstan, any network",
        "last_tested_on": dt.date(2020, 12, 1),
    }
    return Hotline.objects.create(mission=mission, number=number, **defaults | fields)


def make_contact(mission, email="office@example.org", **fields):
    return Contact.objects.create(mission=mission, email=email, **fields)
