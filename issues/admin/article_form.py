"""The form of an article: what may stand in it together, and that no newer text is lost."""

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.models import Article
from missions.admin.scoping import StaffForm
from missions.models import AssistanceFigure, Mission
from reportcms.prose import clean_prose, figure_references

STALE = "stale"


class ArticleForm(StaffForm):
    """An article stays inside its series: issue, section and missions belong together."""

    user = None  # whoever writes; `ArticleAdmin` says who
    # When the article was last changed, as this form saw it.
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = [
            *("issue", "section", "mission", "with_missions", "title", "body", "sources"),
            *("themes", "language"),
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "class": "title-box"}),
            "with_missions": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "sources": _("Where the facts come from; printed under the article."),
            "section": _("The order inside the section is set on the Arrange screen."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "stamp" in self.fields and self.instance.pk:
            self.fields["stamp"].initial = self.instance.changed_at.isoformat()

    def clean_stamp(self):
        """Stop once if somebody else saved the article since this form was opened."""
        stamp = self.cleaned_data["stamp"]
        rows = Article.objects.select_for_update(of=["self"]).filter(pk=self.instance.pk)
        newest = rows.values_list("changed_at", flat=True).first()
        asked = self.add_prefix("stamp") in self.data
        if asked and newest and stamp != newest.isoformat():
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = newest.isoformat()
            raise forms.ValidationError(
                _(
                    "This article was saved meanwhile. Nothing is lost: both texts stand "
                    "side by side above the form."
                ),
                code=STALE,
            )
        return stamp

    @property
    def is_stale(self):
        """Whether this save was refused because the article is newer than the form."""
        return self.has_error("stamp", STALE)

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean_body(self):
        """Refuse new references to figures that the writer may not see.

        The preview would show them a correction before it is published.
        """
        body = self.cleaned_data["body"]
        stored = Article.objects.filter(pk=self.instance.pk).values_list("body", flat=True).first()
        new = set(figure_references(clean_prose(body))) - set(figure_references(stored or ""))
        figures = AssistanceFigure.objects.filter(observation__in=new)
        if figures.exclude(pk__in=AssistanceFigure.objects.visible_to(self.user)).exists():
            raise forms.ValidationError(
                _("The text refers to a figure of another mission. Choose one of your own.")
            )
        return body

    def clean(self):
        cleaned = super().clean()
        issue = cleaned.get("issue")
        if issue is None:
            return cleaned
        section = cleaned.get("section")
        if section and section.issue_id != issue.pk:
            self.add_error("section", _("This section belongs to another issue."))
        writers = {mission.pk for mission in issue.series.missions.all()}
        for name in ("mission", "with_missions"):
            chosen = cleaned.get(name)
            chosen = [chosen] if isinstance(chosen, Mission) else list(chosen or [])
            for mission in chosen:
                if mission.pk not in writers:
                    self.add_error(
                        name,
                        _("%(mission)s does not write for %(series)s.")
                        % {"mission": mission, "series": issue.series},
                    )
        return cleaned
