"""The forms of accounts: allauth's own with our words, and those of the profile."""

import zoneinfo

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from missions.models import Mission, Profile, Topic
from missions.models.mission import validate_time_zone


class Plain:
    """Labels above their fields, without colons and without placeholders that repeat them."""

    def __init__(self, *args, label_suffix="", **kwargs):
        super().__init__(*args, label_suffix=label_suffix, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Plain, account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username or e-mail")
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "autofocus": True,
        }
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class PasswordAgainForm(Plain, account.ReauthenticateForm):
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    pass


class Code:
    """A code is typed on telephones too: show digits, and no suggestions."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class CodeForm(Code, Plain, mfa.AuthenticateForm):
    pass


class CodeAgainForm(Code, Plain, mfa.ReauthenticateForm):
    pass


class FirstCodeForm(Code, Plain, ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows")


class AddPasskeyForm(Plain, AddWebAuthnForm):
    """Every key added here can log in by itself: it asks for a finger, a face or a PIN."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].help_text = _("For your own list: “Office laptop”.")
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True


class ZoneInput(forms.TextInput):
    """A time zone by name; those of the missions are suggested."""

    template_name = "account/zone_input.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        zones = set(Mission.objects.values_list("time_zone", flat=True)) | {settings.TIME_ZONE}
        context["widget"]["attrs"] |= {"list": f"{name}-known", "autocomplete": "off"}
        return context | {"zones": sorted(zones), "list": f"{name}-known"}


class ProfileForm(Plain, forms.ModelForm):
    """Name, language, clock and mail of the person who fills it in."""

    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    wanted = forms.MultipleChoiceField(
        label=_("Send me mail about"),
        choices=Topic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Profile
        fields = ["first_name", "last_name", "language", "time_zone", "wanted"]
        widgets = {"time_zone": ZoneInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.instance.user
        self.initial |= {
            "first_name": user.first_name,
            "last_name": user.last_name,
            "wanted": [topic for topic in Topic if topic not in self.instance.muted_topics],
        }

    def save(self, commit=True):
        profile = super().save(commit=False)
        wanted = self.cleaned_data["wanted"]
        profile.muted_topics = [topic.value for topic in Topic if topic not in wanted]
        user = profile.user
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])
        profile.save()
        return profile


class EmailForm(Plain, forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"), max_length=254, help_text=_("We send a link to it.")
    )


class JoinForm(Plain, forms.Form):
    """What an invited person says to open an account."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Colleagues mention you by it, as in @aigerim. You can log in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters; three or four words are easy to remember."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.CharField(
        label=_("Time zone"),
        widget=ZoneInput,
        validators=[validate_time_zone],
        help_text=_("Deadlines are shown on this clock."),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_username(self):
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This username is taken: choose another."))
        return username

    def clean_time_zone(self):
        return str(zoneinfo.ZoneInfo(self.cleaned_data["time_zone"]))

    def clean(self):
        data = super().clean()
        if password := data.get("password"):
            names = {n: data.get(n, "") for n in ("username", "first_name", "last_name")}
            try:
                password_validation.validate_password(password, User(email=self.email, **names))
            except ValidationError as error:
                self.add_error("password", error)
        return data
