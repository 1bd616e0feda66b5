"""The ledger against a simple model of it: what stood when, what follows what, what is public."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missions.ledger import last_figures, previous_of, record, release
from missions.models import AssistanceFigure, FigureBreakdown, FigureRelease
from tests.factories import make_figure, make_indicator, make_mission

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.date(2020, 1, 1)
FIRST_MOMENT = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
DAYS = 40


def day(n):
    return FIRST_DAY + dt.timedelta(days=n)


def moment(n):
    return FIRST_MOMENT + dt.timedelta(days=n)


@dataclass(frozen=True)
class Row:
    """One vintage as the model keeps it: who, for which day, what, when recorded and released."""

    observation: int
    vintage: int
    mission: int
    as_of: int
    value: int
    recorded: int
    released: int | None


@st.composite
def histories(draw):
    """Observations of two missions with their vintages, each released on a day or never."""
    rows = []
    taken = set()
    for observation in range(draw(st.integers(1, 6))):
        mission = draw(st.integers(0, 1))
        as_of = draw(st.integers(0, DAYS))
        if (mission, as_of) in taken:
            continue
        taken.add((mission, as_of))
        recorded = as_of
        for vintage in range(1, draw(st.integers(1, 3)) + 1):
            recorded += draw(st.integers(1, 5))
            later = draw(st.none() | st.integers(0, 10))
            rows.append(
                Row(
                    observation,
                    vintage,
                    mission,
                    as_of,
                    draw(st.integers(0, 9_999)),
                    recorded,
                    None if later is None else recorded + later,
                )
            )
    return rows


def newest(rows):
    """Of each observation its highest vintage."""
    found = {}
    for row in sorted(rows, key=lambda row: row.vintage):
        found[row.observation] = row
    return set(found.values())


def write(rows):
    """Put the model's rows into the ledger; return the figure of each."""
    indicator = make_indicator(jump_threshold=None)
    missions = [
        make_mission(),
        make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan"),
    ]
    figures = {}
    for row in rows:
        earlier = next(
            (
                figure
                for other, figure in figures.items()
                if (other.observation, other.vintage) == (row.observation, row.vintage - 1)
            ),
            None,
        )
        figure = AssistanceFigure(
            indicator=indicator,
            definition=indicator.current_definition,
            mission=missions[row.mission],
            value=Decimal(row.value),
            as_of=day(row.as_of),
            source="Mission reports",
            recorded_at=moment(row.recorded),
            supersedes=earlier,
            correction_reason="Recounted." if earlier else "",
        )
        figures[row] = record(figure, covers=[missions[row.mission]], by=None)
        if row.released is not None:
            release([figure.pk], on=day(row.released))
    return figures, missions


def in_ledger(queryset, figures):
    rows = {figure.pk: row for row, figure in figures.items()}
    return {rows[pk] for pk in queryset.values_list("pk", flat=True)}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=histories(), asked=st.integers(0, DAYS + 30))
def test_the_ledger_answers_as_a_simple_model_does(rows, asked):
    with transaction.atomic():
        figures, missions = write(rows)
        objects = AssistanceFigure.objects
        assert in_ledger(objects.current(), figures) == newest(rows)
        assert in_ledger(objects.known_at(moment(asked)), figures) == newest(
            row for row in rows if row.recorded <= asked
        )
        assert in_ledger(objects.public(), figures) == newest(
            row for row in rows if row.released is not None
        )
        assert in_ledger(objects.public(known_on=day(asked)), figures) == newest(
            row for row in rows if row.released is not None and row.released <= asked
        )
        for number, mission in enumerate(missions):
            mine = [row for row in newest(rows) if row.mission == number]
            earlier = [row for row in mine if row.as_of < asked]
            last = max(earlier, key=lambda row: row.as_of, default=None)
            carried = list(last_figures(mission, before=day(asked)).values())
            assert carried == ([figures[last]] if last else [])
            for row in mine:
                before = [other for other in mine if other.as_of < row.as_of]
                expected = max(before, key=lambda other: other.as_of, default=None)
                assert previous_of(figures[row]) == (figures[expected] if expected else None)
        total = sum(figure.value for figure in objects.current())
        assert total == sum(row.value for row in newest(rows))
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None)
@given(rows=histories())
def test_vintages_of_one_observation_share_the_id_of_the_first(rows):
    with transaction.atomic():
        figures, _missions = write(rows)
        chains = defaultdict(list)
        for row, figure in figures.items():
            chains[row.observation].append((row.vintage, figure))
        for chain in chains.values():
            first = min(chain, key=lambda link: link[0])[1]
            assert {figure.observation for _vintage, figure in chain} == {first.pk}
            assert [figure.vintage for _n, figure in sorted(chain, key=lambda link: link[0])] == [
                vintage for vintage, _figure in sorted(chain, key=lambda link: link[0])
            ]
            newest_one = max(chain, key=lambda link: link[0])[1]
            assert all(figure.latest_vintage() == newest_one for _vintage, figure in chain)
        transaction.set_rollback(True)


def unsaved(indicator, value, **fields):
    defaults = {
        "definition": indicator.current_definition,
        "as_of": dt.date(2020, 11, 28),
        "source": "Mission reports",
    }
    return AssistanceFigure(indicator=indicator, value=value, **defaults | fields)


def test_recording_stores_a_figure_with_its_parts_or_nothing():
    indicator, mission = make_indicator(), make_mission()
    parts = [FigureBreakdown(dimension="sex", label="Women", value=Decimal(4))]
    figure = record(unsaved(indicator, Decimal(10)), covers=[mission], parts=parts, by=None)
    assert [part.value for part in figure.breakdown.all()] == [Decimal(4)]
    assert list(figure.covers.all()) == [mission]
    bad = [FigureBreakdown(dimension="sex", label="", value=Decimal(4))]
    with pytest.raises(ValidationError):
        record(unsaved(indicator, Decimal(11)), covers=[mission], parts=bad, by=None)
    assert AssistanceFigure.objects.get() == figure


def test_of_two_corrections_of_one_figure_the_second_is_refused():
    indicator = make_indicator()
    figure = make_figure(indicator, 10)
    fields = {"supersedes": figure, "correction_reason": "Recounted."}
    record(unsaved(indicator, Decimal(11), **fields), covers=[], by=None)
    with pytest.raises(ValidationError):
        record(unsaved(indicator, Decimal(12), **fields), covers=[], by=None)
    assert [f.value for f in AssistanceFigure.objects.current()] == [Decimal(11)]


def test_a_correction_nobody_printed_yet_changes_nothing_in_public():
    indicator = make_indicator()
    printed = make_figure(indicator, 330_528)
    release([printed.pk], on=dt.date(2020, 12, 1))
    fields = {"supersedes": printed, "correction_reason": "One region was counted twice."}
    recount = record(unsaved(indicator, Decimal(330_500), **fields), covers=[], by=None)
    last = record(
        unsaved(
            indicator,
            Decimal(330_510),
            supersedes=recount,
            correction_reason="Now twice was once.",
        ),
        covers=[],
        by=None,
    )
    assert list(AssistanceFigure.objects.public()) == [printed]
    release([last.pk], on=dt.date(2020, 12, 20))
    assert list(AssistanceFigure.objects.public()) == [last]
    assert list(AssistanceFigure.objects.public(known_on=dt.date(2020, 12, 3))) == [printed]
    assert list(AssistanceFigure.objects.public(known_on=dt.date(2020, 11, 30))) == []
    assert list(AssistanceFigure.objects.public().indicators()) == [indicator]


def test_a_figure_is_released_once_with_each_edition():
    figure = make_figure(make_indicator(), 5)
    edition = {"series_slug": "report", "series_title": "Report", "year": 2020, "number": 8}
    for version in (1, 1, 2):
        release([figure.pk], on=dt.date(2020, 12, 1), edition=edition | {"version": version})
    release([figure.pk, figure.pk], on=dt.date(2020, 12, 2))
    assert [r.version for r in FigureRelease.objects.all()] == [1, 2, 0]
    assert list(AssistanceFigure.objects.public()) == [figure]


def test_a_withheld_value_is_not_public():
    indicator = make_indicator()
    shown = make_figure(indicator, 4, disclosure="approved", disclosure_reason="Staff only.")
    banded = make_figure(indicator, 4, disclosure="banded", as_of=dt.date(2020, 11, 1))
    part = FigureBreakdown(figure=shown, dimension="sex", label="Men", value=1)
    assert (shown.public_value, banded.public_value) == (4, None)
    assert part.public_value == 1
    part.disclosure = "suppressed"
    assert part.public_value is None
