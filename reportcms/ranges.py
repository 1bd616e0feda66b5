"""Which part of a file is asked for (RFC 9110, section 14)."""

import re

ONE_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def asked_part(wanted: str, condition: str | None, *, etag: str, size: int):
    """Return the (first, last) byte asked for, ``()`` if there are none such, None for all.

    ``wanted`` is what the header Range says, ``condition`` what If-Range says (None: nothing).
    One range is understood; several at once get the whole file.
    """
    match = ONE_RANGE.fullmatch(wanted)
    if not match or match.groups() == ("", ""):
        return None
    if condition not in (None, etag):
        return None
    start, end = match.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(int(end or size - 1), size - 1)
    return (first, last) if first <= last < size else ()
