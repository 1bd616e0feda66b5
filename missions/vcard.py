"""A hotline as a vCard (RFC 2426), which every phone can put into its address book."""

import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _

LINE = 75
"""octets a line may have before it is folded"""


def vcard(hotline, *, address):
    """Return ``hotline`` as the text of a vCard 3.0 that names ``address`` as its page."""
    tested = hotline.last_tested_on
    note = [
        hotline.purpose,
        f"{_('Works from')}: {hotline.works_from}",
        hotline.hours,
        hotline.languages,
        _("Last tested %(date)s") % {"date": date_format(tested)} if tested else _("Never tested"),
    ]
    name = f"{hotline.name}, {hotline.mission.country.name}"
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{escaped(name)}",
        f"N:;{escaped(name)};;;",
        f"ORG:{escaped(hotline.mission.name)}",
        f"TEL;TYPE=VOICE:{dialled(hotline.dial)}",
    ]
    if hotline.international_number:
        lines.append(f"TEL;TYPE=VOICE:{dialled(hotline.international_dial)}")
    lines += [f"NOTE:{escaped('. '.join(filter(None, note)))}", f"URL:{address}", "END:VCARD"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def dialled(dial):
    return dial.replace("%23", "#")


def escaped(text):
    r"""Return ``text`` as a value: ``\``, ``;`` and ``,`` marked, line breaks written as ``\n``."""
    return re.sub(r"\r\n|\r|\n", r"\\n", re.sub(r"([\\;,])", r"\\\1", text))


def folded(line):
    """Return ``line`` broken so that no part has more than 75 octets, and no letter is torn."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LINE - bool(parts):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
