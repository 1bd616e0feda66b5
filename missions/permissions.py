"""Which role may do which act. *Which rows* is the querysets' matter (``visible_to``, ``editable_by``)."""

from django.contrib.auth.backends import BaseBackend

from missions.models.mission import Membership, memberships_of

Role = Membership.Role


def acts(app, **models):
    """``acts("issues", article="view add")`` → ``{"issues.view_article", "issues.add_article"}``."""
    return frozenset(
        f"{app}.{verb}_{model}" for model, verbs in models.items() for verb in verbs.split()
    )


READ_ALL = acts(
    "missions",
    mission="view",
    contact="view",
    hotline="view",
    indicator="view",
    indicatordefinition="view",
    assistancefigure="view",
    figurebreakdown="view",
) | acts(
    "issues",
    series="view",
    theme="view",
    issue="view",
    section="view",
    fact="view",
    article="view",
    photo="view",
    figureplacement="view",
    contribution="view",
    binned="view",
    translation="view",
    edition="view",
    rendition="view",
)

PERMISSIONS = {
    Role.CONTRIBUTOR: acts(
        "missions",
        mission="view",
        contact="view add change delete",
        hotline="view add change",
        indicator="view",
        assistancefigure="view add change",
        figurebreakdown="view add",
        figureimport="view add",
    )
    | acts(
        "issues",
        article="view add change delete",
        photo="view add change delete",
        consentwithdrawal="add",
        contribution="view change",
        binned="view",
        translation="view change",
    ),
    Role.REGIONAL_EDITOR: READ_ALL
    | acts(
        "missions",
        people="manage",
        mission="add change",
        contact="add change delete",
        hotline="add change delete",
        indicator="add change",
        indicatordefinition="add change",
        assistancefigure="add change release",
        figurebreakdown="add",
        figureimport="view add",
    )
    | acts(
        "issues",
        series="add change",
        theme="add change delete",
        issue="add change delete publish",
        publication="view",
        section="add change delete",
        fact="add change delete",
        article="add change delete",
        photo="add change delete",
        figureplacement="add change delete",
        consentwithdrawal="add view",
        editionwithdrawal="add view",
        reliefwebsubmission="add view",
        contribution="add change",
        translation="change",
        subscription="view",
    ),
    Role.CLEARER: READ_ALL
    | acts("issues", issue="publish clear", publication="view", editionwithdrawal="add view"),
    Role.TRANSLATOR: READ_ALL | acts("issues", translation="change"),
    Role.COMMUNICATIONS: READ_ALL
    | acts("issues", publication="view", subscription="view", reliefwebsubmission="add view"),
}


class RoleBackend(BaseBackend):
    """Grant Django permissions from memberships; it authenticates nobody."""

    def get_user_permissions(self, user_obj, obj=None):
        return frozenset().union(*(PERMISSIONS[m.role] for m in memberships_of(user_obj)))

    def has_module_perms(self, user_obj, app_label):
        return any(p.startswith(f"{app_label}.") for p in self.get_user_permissions(user_obj))
