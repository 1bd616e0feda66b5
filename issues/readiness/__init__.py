"""Everything that still stops a publication, each with its place and its remedy."""

from issues.references import IssueLedger, passages

from .finding import Finding, change_url
from .issue import issue_findings
from .round import carried_findings, contribution_findings
from .sections import section_findings
from .texts import answer_url, contradicted, number_findings, reference_findings
from .translations import translation_findings

__all__ = ["Finding", "answer_url", "blockers", "change_url", "contradicted", "findings"]


def blockers(issue):
    """Return the findings that stop ``issue`` from being published."""
    return [finding for finding in findings(issue) if finding.blocks]


def findings(issue):
    """Return all findings about ``issue``: blockers and warnings, in reading order."""
    sections = list(
        issue.sections.prefetch_related(
            *("photos", "facts", "articles__photos", "articles__themes"),
            *("placements__figure", "placements__compared_with"),
        )
    )
    placements = [p for section in sections for p in section.placements.all()]
    texts = passages(issue, sections)
    ledger = IssueLedger(issue, placements, texts)
    missions = set(issue.series.missions.values_list("pk", flat=True))
    return [
        *issue_findings(issue, sections),
        *contribution_findings(issue),
        *carried_findings(issue, sections),
        *(
            finding
            for section in sections
            for finding in section_findings(section, ledger, missions)
        ),
        *reference_findings(texts, ledger),
        *number_findings(issue, texts, ledger),
        *translation_findings(issue, sections, texts, ledger),
    ]
