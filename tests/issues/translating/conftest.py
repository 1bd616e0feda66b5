import pytest


@pytest.fixture
def series(series):
    series.languages = ["en", "ru"]
    series.save()
    return series


@pytest.fixture
def sections(sections):
    sections["assistance"].intro = "<p>Help went on.</p>"
    sections["assistance"].save()
    return sections
