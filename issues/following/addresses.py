"""E-mail addresses as they are stored and compared."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

LONGEST = 254  # characters (RFC 5321)


def canonical(address):
    """Return ``address`` in small letters, its domain in ASCII: one mailbox, one form.

    Raises ``ValidationError`` with what is wrong.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local:
        raise ValidationError(_("An e-mail address has an @ in the middle: name@example.org."))
    if not local.isascii():
        raise ValidationError(
            _("Before the @ we can only send to Latin letters, digits and signs such as . and -.")
        )
    try:
        ascii_domain = punycode(domain.casefold())
    except UnicodeError:
        raise ValidationError(_("What stands after the @ is not the name of a site.")) from None
    found = f"{local.casefold()}@{ascii_domain}"
    try:
        validate_email(found)
    except ValidationError:
        raise ValidationError(
            _("This is not a complete e-mail address. Write it as in name@example.org.")
        ) from None
    if len(found) > LONGEST:
        raise ValidationError(_("No e-mail address is longer than 254 characters."))
    return found


def masked(address):
    """Return ``address`` so that its owner knows it and nobody else learns it: a…@example.org."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
