"""Numbers as people type and read them.

What is understood when typing:

- groups of three digits set apart by spaces of any kind, apostrophes, commas or full stops:
  ``7 500``, ``330,528``, ``330, 528``, ``1'234'567``, ``1.234.567``;
- a decimal part after a comma or a full stop: ``12.5``, ``12,5``, ``1,234.5``, ``1.234,5``,
  ``7 500,25``.

One comma or one full stop with three digits after it and one to three before it can mean either.
A comma there separates thousands, as the reports write (``37,269``). A full stop there is refused
with both readings spelled out (``1.234``). After ``0`` both begin decimals (``0.125``).
"""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_WHOLE_DIGITS = 14
MAX_DECIMALS = 4
MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"

ARABIC_GROUP, ARABIC_DECIMAL = "\u066c", "\u066b"
LEFT_TO_RIGHT_MARK = "\u200e"

# Group and decimal signs of Unicode CLDR; other languages are written as Django writes them.
_SIGNS = (
    {"en": (",", ".")}
    | dict.fromkeys(["ru", "kk", "ky", "tg", "uz", "tk"], (NO_BREAK_SPACE, ","))
    | dict.fromkeys(["fa", "ar"], (ARABIC_GROUP, ARABIC_DECIMAL))
)

# Digits of the default numbering systems in CLDR: arabext for Dari, arab for Arabic.
_DIGITS = {
    "fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}

_APOSTROPHES = "'\u2019\u02bc"
_MINUS_SIGNS = "-\u2010\u2011\u2012\u2013\u2212"
_INVISIBLE = "\u200b\ufeff\u200e\u200f\u061c"
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_SPACE_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?")
_STOP_GROUPS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
_EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_NO_GROUPS = re.compile(r"\d+(?:[.,]\d+)?")


def parse_number(
    text: str,
    *,
    allow_negative: bool = False,
    max_whole_digits: int = MAX_WHOLE_DIGITS,
    max_decimals: int = MAX_DECIMALS,
) -> Decimal | None:
    """Return the number somebody typed, or ``None`` when nothing was typed.

    Raises ``ValidationError`` that says what is wrong; for a wrong sign, which and where.
    """
    number = " ".join(_plain_signs(text).split())
    if not number:
        return None
    negative = number.startswith("-")
    number = number.removeprefix("-").lstrip()
    if negative and not allow_negative:
        raise ValidationError(
            _("This number cannot be negative. Leave out the minus sign."), code="negative"
        )
    whole, _point, decimals = _read(number, typed=text.strip()).partition(".")
    if len(whole.lstrip("0")) > max_whole_digits:
        raise ValidationError(
            _("This number is too large: at most %(count)s digits before the decimals."),
            code="too_large",
            params={"count": max_whole_digits},
        )
    decimals = decimals.rstrip("0")
    if len(decimals) > max_decimals:
        raise ValidationError(
            _("This number is too exact: at most %(count)s decimals."),
            code="too_exact",
            params={"count": max_decimals},
        )
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -value if negative and value else value


def _plain_signs(text: str) -> str:
    """Return ``text`` in ASCII digits, ``,`` ``.`` ``-`` and spaces; refuse any other sign."""
    if not any(c.isdecimal() for c in text) and any(c.isalpha() for c in text):
        raise ValidationError(_("Write the number in digits, such as 330528."), code="words")
    signs = []
    for place, character in enumerate(text, start=1):
        if character.isdecimal():
            signs.append(str(unicodedata.decimal(character)))
        elif character in ",.":
            signs.append(character)
        elif character in (ARABIC_GROUP, ARABIC_DECIMAL):
            signs.append("," if character == ARABIC_GROUP else ".")
        elif character.isspace() or character in _APOSTROPHES or character in _INVISIBLE:
            signs.append(" ")
        elif character in _MINUS_SIGNS and not "".join(signs).strip():
            signs.append("-")
        else:
            raise ValidationError(_wrong_sign_message(character, place), code="wrong_sign")
    return "".join(signs)


def _wrong_sign_message(character: str, place: int) -> str:
    name = unicodedata.name(character, "")
    if not character.isalpha():
        message = _(
            "“%(character)s” at place %(place)s is not part of a number. Units, signs and "
            "remarks have fields of their own."
        )
    elif name.startswith("CYRILLIC"):
        message = _("“%(character)s” at place %(place)s is a Cyrillic letter, not a digit.")
    elif name.startswith("LATIN"):
        message = _("“%(character)s” at place %(place)s is a Latin letter, not a digit.")
    else:
        message = _("“%(character)s” at place %(place)s is a letter, not a digit.")
    return message % {"character": character, "place": place}


def _read(number: str, *, typed: str) -> str:
    """Return ``number`` as digits with at most one full stop, by the rules of this module."""
    if _COMMA_GROUPS.fullmatch(joined := number.replace(", ", ",")):
        return joined.replace(",", "")
    if _SPACE_GROUPS.fullmatch(number):
        return number.replace(" ", "").replace(",", ".")
    if _STOP_GROUPS.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    if _EITHER.fullmatch(number):
        raise ValidationError(
            _(
                "“%(typed)s” can mean two numbers. Write %(thousands)s for thousands or "
                "%(decimals)s for decimals."
            ),
            code="ambiguous",
            params={
                "typed": typed,
                "thousands": number.replace(".", ""),
                "decimals": f"{number}0",
            },
        )
    if _NO_GROUPS.fullmatch(number):
        return number.replace(",", ".")
    raise ValidationError(
        _(
            "“%(typed)s” cannot be read as one number. Write it like 330528, 330 528 or 330,528; "
            "with decimals like 12.5."
        ),
        code="unreadable",
        params={"typed": typed if len(typed) <= 40 else f"{typed[:40]}…"},
    )


def format_number(value: Decimal | int, language: str, *, signed: bool = False) -> str:
    """Return ``value`` as ``language`` writes it, without needless zeros.

    ``signed`` puts a plus before what is more than zero. Depends on its arguments only, not on
    the language of the current request. Spaces are no-break, the minus is a minus sign (U+2212).
    Between right-to-left words a sign would move behind Persian digits, so a mark (U+200E) holds
    it, as in CLDR.
    """
    number = _write(f"{abs(Decimal(value)):f}", language)
    if not any(c.isdecimal() and unicodedata.decimal(c) for c in number):
        return number
    sign = MINUS if value < 0 else "+" if signed else ""
    mark = LEFT_TO_RIGHT_MARK if sign and _base(language) in _DIGITS else ""
    return f"{mark}{sign}{number}"


def with_own_digits(text: str, language: str) -> str:
    """Return ``text`` with the digits of ``language`` in the place of 0–9.

    For what is counted and dated. What is dialled or looked up (phone numbers, addresses) stays
    in 0–9 in every language.
    """
    return text.translate(_DIGITS.get(_base(language), {}))


def _base(language: str) -> str:
    return language.partition("-")[0]


def _write(digits: str, language: str) -> str:
    group_sign, decimal_sign = _SIGNS.get(_base(language)) or (
        formats.get_format("THOUSAND_SEPARATOR", language),
        formats.get_format("DECIMAL_SEPARATOR", language),
    )
    whole, _point, decimals = digits.partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", group_sign)
    return with_own_digits(f"{grouped}{decimal_sign}{decimals}" if decimals else grouped, language)


class NumberInput(forms.TextInput):
    """A text box for `NumberField`; a stored value shows in groups, as people read it."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value):
        if not isinstance(value, Decimal | int) or not Decimal(value).is_finite():
            return super().format_value(value)
        written = format_number(value, translation.get_language() or "en")
        # Three decimals would read as thousands when the form comes back.
        return f"{written}0" if re.search(r"[^\d\s]\d{3}$", written) and value % 1 else written


class NumberField(forms.Field):
    """A form field for a number typed by people; cleans to ``Decimal`` or ``None``.

    Takes the arguments a model's ``DecimalField`` gives to its form field, so it can be named as
    its ``form_class``.
    """

    widget = NumberInput
    default_error_messages = {"required": gettext_lazy("Give a number.")}

    def __init__(
        self,
        *,
        allow_negative=False,
        max_digits=MAX_WHOLE_DIGITS + MAX_DECIMALS,
        decimal_places=MAX_DECIMALS,
        **kwargs,
    ):
        self.allow_negative = allow_negative
        self.max_decimals = decimal_places
        self.max_whole_digits = max_digits - decimal_places
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):  # what is stored, not what somebody typed
            return value
        return parse_number(
            str(value),
            allow_negative=self.allow_negative,
            max_whole_digits=self.max_whole_digits,
            max_decimals=self.max_decimals,
        )

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True
