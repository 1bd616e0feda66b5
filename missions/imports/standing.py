"""The ledger as a file of figures meets it."""

from bisect import bisect_left
from collections import defaultdict

from missions.models import AssistanceFigure


class Standing:
    """What the ledger has today of the same indicators and missions, read once for all rows."""

    def __init__(self, planned):
        figures = [one.figure for one in planned]
        self.series = defaultdict(list)
        if figures:
            self.find_places(figures)
        self.loaded = self.load(figures)

    def find_places(self, figures):
        last = max(figure.as_of for figure in figures)
        wanted = {series_of(figure) for figure in figures}
        rows = (
            AssistanceFigure.objects.current()
            .filter(indicator__in={indicator for indicator, _m in wanted}, as_of__lte=last)
            .order_by("as_of", "recorded_at")
            .values_list("indicator", "mission", "as_of", "period_start", "pk")
        )
        for indicator, mission, *place in rows:
            if (indicator, mission) in wanted:
                self.series[indicator, mission].append(tuple(place))

    def load(self, figures):
        """Load the figures of the days in the file, and those just before them."""
        pks = set()
        for figure in figures:
            places = self.series[series_of(figure)]
            first = bisect_left(places, figure.as_of, key=lambda place: place[0])
            pks |= {place[-1] for place in places[max(0, first - 1) :] if place[0] <= figure.as_of}
        return (
            AssistanceFigure.objects.select_related("indicator", "definition", "mission")
            .prefetch_related("covers", "breakdown")
            .in_bulk(pks)
        )

    def same_as(self, key):
        """Return the newest figure of the same day (and beginning, in a period), or None."""
        indicator, mission, as_of, *start = key
        places = [
            place
            for place in self.series[indicator, mission]
            if place[0] == as_of and (not start or place[1] == start[0])
        ]
        return self.loaded[places[-1][-1]] if places else None

    def before(self, figure):
        """Return the newest figure of an earlier day, or None."""
        places = self.series[series_of(figure)]
        first = bisect_left(places, figure.as_of, key=lambda place: place[0])
        return self.loaded[places[first - 1][-1]] if first else None


def series_of(figure):
    return figure.indicator_id, figure.mission_id
