"""One observation as the public may know it: for pages, tables and the API alike."""

from django.db.models import Prefetch

from missions.models import AssistanceFigure, FigureRelease


def public_observations(figures=None, *, known_on=None):
    """Return the public observations among ``figures``, loaded with what `observation_row` reads.

    ``known_on`` gives them as the public knew them on that day.
    """
    figures = AssistanceFigure.objects.all() if figures is None else figures
    return loaded(figures.public(known_on=known_on))


def loaded(figures):
    """Load ``figures`` with what `observation_row` reads, in a constant number of queries."""
    return figures.select_related("indicator", "definition", "mission").prefetch_related(
        "covers",
        "breakdown",
        Prefetch("releases", FigureRelease.objects.standing().order_by("released_on", "pk")),
    )


def plain(value):
    """A Decimal as the shortest plain string, None as None."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def iso(day):
    return day.isoformat() if day else None


def observation_row(figure):
    """Return ``figure`` as a dict of JSON types; a withheld value is None, with ``disclosure``."""
    releases = list(figure.releases.all())
    return {
        "observation": str(figure.observation),
        "figure": str(figure.pk),
        "vintage": figure.vintage,
        "indicator": figure.indicator.code,
        "indicator_name": figure.indicator.name,
        "indicator_measure": figure.indicator.measure,
        "kind": figure.indicator.kind,
        "unit": figure.indicator.unit,
        "per": figure.indicator.per,
        "base": figure.indicator.base,
        "definition_version": figure.definition.version,
        "definition_comparable": figure.definition.is_comparable,
        "definition": figure.definition.text,
        "mission": figure.mission.slug if figure.mission else None,
        "value": plain(figure.public_value),
        "qualifier": figure.qualifier,
        "status": figure.status,
        **withheld(figure, figure.indicator),
        "target": plain(figure.target),
        "base_value": plain(figure.base_value),
        "period_start": iso(figure.period_start),
        "as_of": iso(figure.as_of),
        "covers": [mission.slug for mission in figure.covers.all()],
        "coverage": [mission.name for mission in figure.covers.all()],
        "coverage_count": len(figure.covers.all()),
        "source": figure.source,
        "footnote": figure.footnote,
        "parts_note": figure.parts_note,
        "break_cause": figure.break_cause,
        "break_note": figure.break_note,
        "correction_reason": figure.correction_reason,
        "public_since": iso(releases[0].released_on) if releases else None,
        "printed_in": [printed(release) for release in releases if release.series_slug],
        "parts": [
            {
                "dimension": part.dimension,
                "category": part.label,
                "value": plain(part.public_value),
                **withheld(part, figure.indicator),
            }
            for part in figure.breakdown.all()
        ],
    }


def withheld(counted, indicator):
    """Say whether a small count is not told, and below what it is if that is told."""
    hidden = counted.public_value is None and counted.value is not None
    banded = hidden and counted.disclosure == "banded" and indicator.disclosure_threshold
    return {
        "disclosure": counted.disclosure if hidden else "",
        "below": str(indicator.disclosure_threshold) if banded else None,
    }


def printed(release):
    return {
        "series": release.series_slug,
        "year": release.year,
        "number": release.number,
        "version": release.version,
    }


def table_rows(figure):
    """Yield ``figure`` as rows of a tidy table: the whole, then each part of its breakdown."""
    row = observation_row(figure)
    parts = row.pop("parts")
    row |= {
        "coverage": "; ".join(row["coverage"]),
        "covers": "; ".join(row["covers"]),
        "printed_in": "; ".join(
            f"{p['series']}/{p['year']}/{p['number']}/v{p['version']}"
            for p in row["printed_in"][:1]
        ),
    }
    yield row
    for part in parts:
        yield row | part | {"target": None}
