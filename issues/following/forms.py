"""The forms of those who follow: what to get, in which language, at which address."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .addresses import LONGEST, canonical
from .links import form_token, is_form_token
from .offers import KINDS


class ChoicesForm(forms.Form):
    """Which of ``offers`` to follow, and in which language."""

    series = forms.MultipleChoiceField(label=gettext_lazy("Every issue of"), required=False)
    mission = forms.MultipleChoiceField(
        label=gettext_lazy("What speaks of a country"), required=False
    )
    theme = forms.MultipleChoiceField(label=gettext_lazy("What speaks of a theme"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("An issue that is not in it comes as it was written."),
    )

    def __init__(self, *args, offers, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.offers = offers
        for kind in KINDS:
            field = self.fields[kind]
            field.choices = [(offer.pk, offer.name) for offer in offers.of(kind)]
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
        self.fields["language"].choices = offers.languages
        self.fields["language"].initial = offers.first_language

    @property
    def groups(self):
        """The check boxes that there are any of, kind by kind."""
        return [self[kind] for kind in KINDS if self.offers.of(kind)]

    def clean(self):
        cleaned = super().clean()
        wish = {kind: [int(pk) for pk in cleaned.get(kind, [])] for kind in KINDS}
        cleaned["chosen"] = self.offers.among(wish)
        wrong = any(kind in self.errors for kind in KINDS)
        if not cleaned["chosen"] and not wrong:
            raise forms.ValidationError(_("Tick at least one thing to get."), code="nothing")
        return cleaned


class FollowForm(ChoicesForm):
    """The same with an address: what somebody who is new fills in."""

    address = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = form_token

    def clean_address(self):
        return canonical(self.cleaned_data["address"])

    def clean(self):
        cleaned = super().clean()
        if not is_form_token(cleaned.get("token", "")):
            self.renew()
            raise forms.ValidationError(
                _("This form had been open for long. Look it through and press the button again."),
                code="old",
            )
        return cleaned

    def renew(self):
        """Give the form that is shown again a new token."""
        self.data = self.data.copy()
        self.data["token"] = form_token()
