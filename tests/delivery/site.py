"""A small site with a bit of everything, for tests that walk through all of it."""

import datetime as dt

from missions.models import Mission
from tests.delivery.editions import (
    add_further_files,
    article_node,
    make_edition,
    section_node,
)
from tests.factories import (
    make_contact,
    make_figure,
    make_hotline,
    make_indicator,
    make_issue,
)


def fill(issue):
    """Publish ``issue`` twice and another one in three languages, with figures and hotlines."""
    words = '<p>Мигранты & “friends”: see <a href="/en/hotlines/">hotlines</a>.</p>'.replace(
        "&", "&amp;"
    )
    sections = [
        section_node(articles=[article_node(), article_node("Ёлка", slug="ёлка", body=words)])
    ]
    add_further_files(make_edition(issue, sections=sections))
    add_further_files(
        make_edition(issue, version=2, note="The number was corrected.", sections=sections)
    )
    other = make_issue(issue.series, number=9)
    add_further_files(make_edition(other, languages=["en", "ru", "tg"]))
    indicator = make_indicator("assisted")
    missions = list(Mission.objects.all())
    for month, value in ((7, 3186), (11, 7801)):
        figure = make_figure(indicator, value, covers=missions, as_of=dt.date(2020, month, 10))
        figure.releases.create(released_on="2020-12-01")
    for mission in missions:
        make_hotline(mission)
        make_contact(mission)
