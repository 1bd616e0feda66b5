import pytest

from issues.models import Article
from tests.factories import make_article
from tests.issues.test_admin_articles import article_data

from .addresses import url_of


@pytest.fixture
def article(issue, sections, tajikistan):
    """An article that Tajikistan still writes on."""
    return make_article(
        issue, mission=tajikistan, section=sections["partnership"], state=Article.State.DRAFT
    )


@pytest.fixture
def shown(client_for, contributor, article):
    """``shown(body=…)`` is what the screen answers to an unsaved text of the contributor."""
    browser = client_for(contributor)

    def ask(*, look="", **changes):
        data = article_data(article.issue, look=look, **changes)
        response = browser.post(url_of("look", article), data)
        assert response.status_code == 200
        return response.json()

    return ask
