import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from issues.models import Article, FigurePlacement, Issue, Photo, Series
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_number_is_used_once_a_year():
    series = make_series()
    make_issue(series, number=9, year=2020)
    make_issue(series, number=9, year=2021)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_issue(series, number=9, year=2021)
    with pytest.raises(ValidationError, match="already has an issue of that number"):
        Issue(
            series=series,
            number=9,
            year=2021,
            period_start=dt.date(2021, 1, 1),
            period_end=dt.date(2021, 1, 2),
            publication_date=dt.date(2021, 1, 3),
        ).full_clean()


@pytest.mark.parametrize(
    "dates",
    [
        {"period_end": dt.date(2020, 10, 31)},
        {"data_as_of": dt.date(2020, 12, 2)},
        {"next_issue_date": dt.date(2020, 12, 1)},
        {"period_start": dt.date(2020, 12, 2), "period_end": dt.date(2020, 12, 3)},
    ],
)
def test_dates_out_of_order_are_refused_by_the_database(dates):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_issue(make_series(), **dates)


def test_addresses_of_articles_are_unique_and_may_be_cyrillic():
    issue = make_issue(make_series())
    slugs = [make_article(issue, title="Миграция и труд").slug for _ in range(3)]
    assert slugs == ["миграция-и-труд", "миграция-и-труд-2", "миграция-и-труд-3"]


def test_no_article_takes_the_address_of_an_edition():
    assert make_article(make_issue(make_series()), title="V2").slug == "part-v2"


def test_prose_is_sanitised_on_every_save_path():
    issue = make_issue(make_series())
    article = make_article(issue, body='<p onclick="x()">Hi<script>alert(1)</script></p>')
    article.refresh_from_db()
    assert article.body == "<p>Hi</p>"
    Article.objects.bulk_create(
        [Article(issue=issue, title="Bulk", slug="bulk", body="<p>a</p><iframe></iframe>")]
    )
    assert Article.objects.get(slug="bulk").body == "<p>a</p>"


def test_a_photo_hangs_on_one_thing():
    issue = make_issue(make_series())
    article, section = make_article(issue), make_section(issue)
    for owners in [{}, {"article": article, "section": section}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_photo(**owners)
    assert Photo.objects.count() == 0


def test_a_statement_holds_its_figure():
    section = make_section(make_issue(make_series()), kind="figures")
    figure = make_figure(make_indicator(), 3120)
    with pytest.raises(IntegrityError), transaction.atomic():
        FigurePlacement.objects.create(
            section=section, figure=figure, style="statement", statement="Many came home."
        )


def test_unknown_languages_are_named():
    series = make_series(languages=["en", "xx"])
    with pytest.raises(ValidationError, match="Unknown language 'xx'"):
        series.full_clean()


def test_who_sees_and_edits_which_article():
    tajikistan = make_mission()
    kazakhstan = make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan")
    issue = make_issue(make_series(missions=[tajikistan, kazakhstan]))
    own = make_article(issue, title="Own", mission=tajikistan, state=Article.State.DRAFT)
    sent = make_article(issue, title="Sent", mission=tajikistan, state=Article.State.SUBMITTED)
    joint = make_article(issue, title="Joint", mission=kazakhstan)
    joint.with_missions.add(tajikistan)
    make_article(issue, title="Theirs", mission=kazakhstan)
    make_article(issue, title="Regional")
    dushanbe = make_user("dushanbe", role="contributor", mission=tajikistan)
    assert set(Article.objects.visible_to(dushanbe)) == {own, sent, joint}
    assert set(Article.objects.editable_by(dushanbe)) == {own}
    assert Article.objects.visible_to(make_user("editor", role="regional_editor")).count() == 5
    assert Article.objects.visible_to(make_user("nobody")).count() == 0
    assert list(Series.objects.visible_to(dushanbe)) == [issue.series]
    assert list(Issue.objects.visible_to(dushanbe)) == [issue]
