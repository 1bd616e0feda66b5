"""What the missions of a bundle were asked for its issue, and what they answered."""

from django.utils.translation import gettext as _

from issues.models import Contribution

from .plan import PlannedContribution
from .rows import check, fill, known
from .schema import shown

CONTRIBUTION_KEYS = ["request", "due_at", "state", "remark", "return_reason", "answered_at"]


def contributions(document, findings, bundle):
    """Yield the `PlannedContribution` of each mission that ``document`` says was asked."""
    members = {mission.slug: mission for mission in bundle.series_missions}
    sections = {
        planned.section.slug: planned.section for planned in bundle.sections if planned.section.slug
    }
    seen = set()
    for position, node in enumerate(document.get("contributions", [])):
        path = ("contributions", position)
        if node["mission"] in seen:
            findings.fault((*path, "mission"), _("%s is given twice.") % shown(node["mission"]))
        seen.add(node["mission"])
        mission = known(
            members, node["mission"], (*path, "mission"), findings, _("mission of the series")
        )
        row = fill(Contribution, node, CONTRIBUTION_KEYS, issue=bundle.issue)
        row.mission = mission
        check(row, path, findings, keys=CONTRIBUTION_KEYS)
        asked = [
            known(sections, slug, (*path, "sections", n), findings, _("section"))
            for n, slug in enumerate(node.get("sections", []))
        ]
        yield PlannedContribution(row, [section for section in asked if section])
