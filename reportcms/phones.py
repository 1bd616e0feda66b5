"""Telephone numbers as people write them: checked gently, dialled exactly, read easily.

Short codes (11616, 1899, 103) are hotlines like any other. Public short-number data calls some
of them invalid, so only what no telephone could dial is refused.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORT_CODE_DIGITS = range(2, 7)
NATIONAL_DIGITS = range(7, 16)

_SEPARATORS = re.compile(
    r"[\s\-.()/\u2010-\u2015\u2212\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]+"
)
_INTERNATIONAL = re.compile(r"\+[0-9]+")
_DOMESTIC = re.compile(r"[0-9]+")
_SERVICE = re.compile(r"[*#]{1,2}[0-9]{2,15}(?:\*[0-9]{1,15})*#?")

_IMPOSSIBLE = {
    phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: lambda: _(
        "No country has the code this number begins with."
    ),
    phonenumbers.ValidationResult.TOO_SHORT: lambda: _("This number has too few digits."),
    phonenumbers.ValidationResult.TOO_LONG: lambda: _("This number has too many digits."),
    phonenumbers.ValidationResult.INVALID_LENGTH: lambda: _(
        "No number of this country has this many digits."
    ),
}


def validate_phone(value: str) -> None:
    """Raise ``ValidationError`` with the reason when ``value`` cannot be a telephone number."""
    normalise_phone(value)


def normalise_phone(value: str) -> str:
    """Return the number as dialled: ``+`` and digits, digits alone, or a service code.

    ``+992 (900) 80-08-00`` and ``00992 900800800`` become ``+992900800800``; ``116 16``
    becomes ``11616``. Raises ``ValidationError`` when it cannot be a telephone number.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    number = _SEPARATORS.sub("", _plain_digits(text))
    for character in number:
        if character.isalpha():
            raise ValidationError(
                _(
                    "“%(character)s” is a letter. Give one telephone number here, digits only; "
                    "put an extension or a remark into the notes."
                ),
                code="letter",
                params={"character": character},
            )
    if _SERVICE.fullmatch(number):
        return number
    if number.startswith("00") and _DOMESTIC.fullmatch(number):
        number = f"+{number[2:]}"
    if _INTERNATIONAL.fullmatch(number):
        _check_international(number)
        return number
    if not _DOMESTIC.fullmatch(number):
        raise ValidationError(
            _(
                "Give one telephone number, such as +992900800800 or 11616. "
                "Only digits, spaces, hyphens, brackets and a leading + can be in it."
            ),
            code="characters",
        )
    if len(number) < SHORT_CODE_DIGITS.start:
        raise ValidationError(_("This number has too few digits."), code="too_short")
    if len(number) >= NATIONAL_DIGITS.stop:
        raise ValidationError(_("This number has too many digits."), code="too_long")
    return number


def _plain_digits(text: str) -> str:
    """Write the decimal digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _check_international(number: str) -> None:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException as error:
        message = {
            phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: _(
                "No country has the code this number begins with."
            ),
            phonenumbers.NumberParseException.TOO_LONG: _("This number has too many digits."),
        }.get(error.error_type, _("This number has too few digits."))
        raise ValidationError(message, code="impossible") from error
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason in _IMPOSSIBLE:
        raise ValidationError(_IMPOSSIBLE[reason](), code="impossible")


def dial_string(number: str) -> str:
    """Return what follows ``tel:`` in a link (RFC 3966), ``#`` written as ``%23``.

    A number kept from before a rule changed is dialled by its digits and never raises.
    """
    try:
        dialled = normalise_phone(number)
    except ValidationError:
        text = _plain_digits(unicodedata.normalize("NFKC", number)).strip()
        plus = "+" if text.startswith("+") else ""
        dialled = plus + "".join(c for c in text if c in "0123456789*#")
    return dialled.replace("#", "%23")


def format_phone(number: str) -> str:
    """Return ``number`` for reading: an international one in groups, others as dialled.

    The spaces are no-break, so that a number never separates at the end of a line. What cannot
    be understood is returned as it was written.
    """
    try:
        dialled = normalise_phone(number)
    except ValidationError:
        return number.strip()
    if not dialled.startswith("+"):
        return dialled
    grouped = phonenumbers.format_number(
        phonenumbers.parse(dialled), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    # Some countries' formats leave digits out (a trunk prefix); then the digits as written win.
    if re.sub(r"[^0-9]", "", grouped) != dialled[1:]:
        return dialled
    return grouped.replace(" ", "\u00a0")
