"""The form by which readers narrow a list. All of its state is in the address."""

from django import forms
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from issues.search.finding import MOST_HITS
from issues.search.questions import LONGEST, question


class NarrowingForm(forms.Form):
    """Words, and a choice of each kind of which there is more than nothing to choose."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=LONGEST,
        required=False,
        error_messages={
            "max_length": gettext_lazy("Use fewer words: %(limit_value)d letters at most.")
        },
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    mission = forms.ChoiceField(label=gettext_lazy("Mission"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    indicator = forms.ChoiceField(label=gettext_lazy("Figure"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    every = {
        "mission": gettext_lazy("All missions"),
        "theme": gettext_lazy("All themes"),
        "indicator": gettext_lazy("All figures"),
        "language": gettext_lazy("All languages"),
        "year": gettext_lazy("All years"),
    }

    def __init__(self, data, choices):
        """``choices`` are {kind: {value: name}} for each kind in ``every``."""
        super().__init__(data)
        for kind, empty_label in self.every.items():
            self.fields[kind].choices = [("", empty_label), *ordered(kind, choices[kind])]
            # A list of one language, say, is no choice.
            if len(choices[kind]) < 2 and not self.data.get(kind):
                self.fields[kind].widget = self.fields[kind].hidden_widget()
        self.is_valid()

    @property
    def is_narrowed(self):
        return any(value for kind, value in self.cleaned_data.items() if kind != "q")

    def question(self):
        """Return what is asked (`Question`); choices that do not exist narrow nothing."""
        narrowed = {
            kind: self.cleaned_data.get(kind, "")
            for kind in ("mission", "theme", "indicator", "language", "year")
        }
        return question(self.cleaned_data.get("q", "")).narrowed(**narrowed)

    def chosen(self):
        """Return (label, value, address without it) of everything that narrows the list."""
        in_use = []
        for name, field in self.fields.items():
            if name == "order" or not (value := self.cleaned_data.get(name)):
                continue
            rest = self.data.copy()
            for left_out in (name, "page", "after", "before"):
                rest.pop(left_out, None)
            label = dict(getattr(field, "choices", [])).get(value, value)
            in_use.append((field.label, label, f"?{rest.urlencode()}"))
        return in_use


def ordered(kind, choices):
    """Return the (value, label) pairs of a list to choose from, in the order of reading."""
    if kind == "year":
        return sorted(choices.items(), reverse=True)
    if kind == "language":
        choices = {code: language_name(code) for code in choices}
    return sorted(choices.items(), key=lambda item: item[1].casefold())


def language_name(code):
    """Return the name of a language in that language itself, where it is known."""
    try:
        return get_language_info(code)["name_local"].capitalize()
    except KeyError:
        return LANGUAGE_NAMES.get(code, code)


# Those that the framework has no name of.
LANGUAGE_NAMES = {"uz-cyrl": "Ўзбекча", "fa": "دری"}


def whole_number(text, *, most):
    """Return the number that ``text`` writes in digits, up to ``most``; None if it does not."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return min(int(text), most)


def capped(number):
    """Say how many there are to people: “12”, or “1,000+” where nobody counted on."""
    if number > MOST_HITS:
        return _("%(number)s+") % {"number": f"{MOST_HITS:,}"}
    return str(number)
