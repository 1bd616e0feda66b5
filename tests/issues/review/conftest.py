import pytest

from tests.factories import make_article


@pytest.fixture
def ready(issue, sections, tajikistan):
    """An issue that nothing stops, of a series that needs clearance."""
    sections["assistance"].delete()
    sections["contacts"].delete()
    make_article(issue, mission=tajikistan, section=sections["partnership"])
    issue.series.needs_clearance = True
    issue.series.save()
    return issue
