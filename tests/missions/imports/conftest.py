import pytest

from tests.factories import make_indicator


@pytest.fixture
def indicator(tajikistan):
    """What the good row counts; no jump of it asks for a reason."""
    return make_indicator("assisted", jump_threshold=None)
