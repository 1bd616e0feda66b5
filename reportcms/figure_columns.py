"""The columns in which figures are given away: their names never change, new ones come last."""

from reportcms.tables import Column

# Shared by the figures of an edition and by the ledger's public part.
OBSERVATION = [
    Column("indicator", "code of the indicator; stays for ever"),
    Column("indicator_name", "its name"),
    Column("kind", "cumulative, period or point: since a start date, within a period, at a date"),
    Column("dimension", "of a part: what the figure is broken down by; empty for the whole"),
    Column("category", "of a part: which part; empty for the whole"),
    Column(
        "value",
        "the number in full, in the unit; empty if there is none (see status and disclosure), "
        "which is not zero",
        "number",
    ),
    Column("unit", "what is counted; % for a share, the currency for money"),
    Column("qualifier", "exact, about, over, at_least or up_to"),
    Column(
        "status",
        "preliminary, verified, revised, projected, under_reported; without a value not_reported, "
        "nothing_to_report, no_update",
    ),
    Column("disclosure", "suppressed or banded: a small count that is not told; else empty"),
    Column("below", "for a banded value: it is fewer than this", "number"),
    Column("target", "what was to be reached by then", "number"),
    Column("base_value", "for a share or rate: how many the whole are", "number"),
    Column("base", "for a share or rate: what the whole are"),
    Column("per", "for a rate: per so many", "integer"),
    Column("period_start", "counted since, or first day of the period", "date"),
    Column("as_of", "the day the data describe, or last day of the period", "date"),
    Column("coverage", "names of the missions whose countries the number includes; by “; ”"),
    Column("coverage_count", "how many they are", "integer"),
    Column("definition_version", "version of the definition it was counted by", "integer"),
    Column("definition", "what is counted and what is not"),
    Column("source", "who counted"),
    Column("footnote", "what limits the number"),
    Column("parts_note", "why the parts do not add up to the whole"),
    Column(
        "break_cause",
        "why the number does not simply continue the one before: real, revision, "
        "reclassification, late_data, scope, error",
    ),
    Column("observation", "id of the observation; stays through corrections"),
    Column("figure", "id of this vintage of the observation"),
]

_EDITION_FIRST = [
    Column("series", "slug of the series"),
    Column("year", "year of the issue", "integer"),
    Column("issue", "number of the issue in its year", "integer"),
    Column("edition", "1 for the first; a correction is the next", "integer"),
    Column("section", "section of the issue; empty for a figure that stands in a text"),
    Column("label", "what is printed instead of the indicator's name"),
]
_EDITION_LAST = [
    Column("coverage_of", "how many missions the series has", "integer"),
    Column("previous_value", "the number it is compared with", "number"),
    Column("previous_as_of", "the day that one describes", "date"),
    Column("change", "value minus previous_value", "number"),
    Column("definition_changed", "whether the definition changed in between", "boolean"),
    Column("coverage_changed", "whether the coverage changed in between", "boolean"),
    Column("change_reason", "what readers are told about the change"),
]
EDITION = [*_EDITION_FIRST, *OBSERVATION, *_EDITION_LAST]

LEDGER = [
    *OBSERVATION,
    Column("mission", "slug of the mission that reported it; empty for the regional office"),
    Column("covers", "slugs of the missions covered; by “; ”"),
    Column("break_note", "what readers are told about a break"),
    Column("vintage", "1 for the first; each correction is the next", "integer"),
    Column("correction_reason", "why the vintage before was corrected"),
    Column("public_since", "day since which this vintage is public", "date"),
    Column("printed_in", "series/year/number/edition where it was printed first"),
    Column("indicator_measure", "count, money, percent or rate"),
    Column("definition_comparable", "with the version before", "boolean"),
]
