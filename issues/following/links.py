"""Secrets in addresses: signed with SECRET_KEY, so the database alone opens nobody's choices.

They stand in the query string, which proxies' logs leave out.
"""

import datetime as dt
import re
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

FORM, WISH, PERSON, LETTER, ADDRESS = (
    f"issues.following.{name}" for name in ("form", "wish", "person", "letter", "address")
)
FORM_LASTS = dt.timedelta(hours=4)
WISH_LASTS = dt.timedelta(hours=48)
RETURN_TOKEN = re.compile(r"\+([0-9]{1,18})-([0-9a-f]{20})@", re.IGNORECASE)

NotSigned = signing.BadSignature


def form_token():
    """Return what a form carries to show that it was opened here, not long ago."""
    return signing.TimestampSigner(salt=FORM).sign("follow")


def is_form_token(token):
    try:
        signing.TimestampSigner(salt=FORM).unsign(token, max_age=FORM_LASTS)
    except NotSigned:
        return False
    return True


def wish_token(wish):
    """Return a wish (see ``subscribing.ask``) as one signed word, good for two days."""
    return signing.dumps(wish, salt=WISH, compress=True)


def read_wish(token):
    """Return the wish in ``token``; raise ``NotSigned`` if it is not ours or too old."""
    return signing.loads(token, salt=WISH, max_age=WISH_LASTS)


def person_token(subscriber):
    return signing.Signer(salt=PERSON).sign(subscriber.key)


def read_person(token):
    """Return the key of a subscriber; raise ``NotSigned`` if ``token`` is not ours."""
    return signing.Signer(salt=PERSON).unsign(token)


def address_mark(address):
    """Return what stands for ``address`` where mails to it are counted: nobody can read it back."""
    return salted_hmac(ADDRESS, address, algorithm="sha256").hexdigest()


def page(name, token, *, language):
    """Return the full address of a page of ``issues.following.urls``, in a language of the site."""
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        return f"{settings.SITE_URL}{reverse(f'following:{name}')}?{urlencode({'key': token})}"


# --- Where mail comes back to ---------------------------------------------------------------------


def letter_mark(pk):
    return salted_hmac(LETTER, str(int(pk)), algorithm="sha256").hexdigest()[:20]


def is_letter_mark(pk, mark):
    return constant_time_compare(mark.lower(), letter_mark(int(pk)))


def return_address(letter):
    """Return the address to which the mail of ``letter`` comes back, None if none is set."""
    if not settings.BOUNCE_ADDRESS:
        return None
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{letter.pk}-{letter_mark(letter.pk)}@{domain}"


def read_return_address(text):
    """Return the key of the letter whose return address stands in ``text``, None if none does."""
    for pk, mark in RETURN_TOKEN.findall(text):
        if is_letter_mark(pk, mark):
            return int(pk)
    return None
