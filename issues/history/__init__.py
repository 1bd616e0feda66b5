"""Versions of what people write: compared, restored, brought back from the bin."""

from issues.models import Article, Fact, FigurePlacement, Issue, Photo, Section, Translation
from reportcms import versions


def register_models():
    """Say what is kept of each model: an article with its photos, a section with all it holds."""
    versions.register(Photo)
    versions.register(Fact)
    versions.register(FigurePlacement)
    versions.register(
        Article,
        follow=("photos",),
        exclude=("changed_at",),
        # The review and the Arrange screen move these, and have logs of their own.
        moved_elsewhere=("state", "return_reason", "order"),
    )
    versions.register(Section, follow=("facts", "placements", "photos"), moved_elsewhere=("order",))
    versions.register(Issue, exclude=("order_stamp",))
    versions.register(Translation, exclude=("changed_by", "changed_at"))
