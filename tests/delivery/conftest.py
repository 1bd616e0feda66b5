import pytest

from tests.delivery.editions import make_edition


@pytest.fixture
def edition(issue):
    """Issue 8 of 2020, published once, in English."""
    return make_edition(issue)
