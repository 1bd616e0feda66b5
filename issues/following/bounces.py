"""Mail that came back: delivery reports (RFC 3464) and complaints of readers (RFC 5965).

A report is believed only if it names a letter by the signed address it came back to, or by the
signed Message-ID of the mail it encloses.
"""

import email
import email.policy
import enum
import re

from django.db import transaction
from django.utils import timezone

from issues.models import Letter

from . import links, subscribing

# Problems of the address itself; others (a full box, a refused sender) may pass.
FOR_GOOD = re.compile(r"5\.1\.(?:[0-3]|6|10)|5\.2\.1")
STATUS = re.compile(r"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
MESSAGE_ID = re.compile(r"<letter-([0-9]{1,18})-([0-9a-f]{20})@", re.IGNORECASE)
IN_A_ROW = 3  # letters that come back for passing reasons
LARGEST = 5_000_000  # bytes of a report
RECEIVER_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")


class Taken(enum.Enum):
    """What a mail that came back turned out to be."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    DELAY = "delay"
    UNKNOWN = "unknown"


def take(data):
    """Take one mail (bytes) that came back; return what it was (Taken). Twice is as good as once."""
    try:
        message = email.message_from_bytes(data[:LARGEST], policy=email.policy.compat32)
        letter = letter_of(message)
        report = str(message.get_param("report-type") or "").lower()
    except (ValueError, LookupError, TypeError, AttributeError):  # what broken mail gives rise to
        return Taken.UNKNOWN
    if letter is None:
        return Taken.UNKNOWN
    if report == "feedback-report":
        return complained(letter, message)
    if report == "delivery-status":
        return reported(letter, message)
    return Taken.UNKNOWN


def letter_of(message):
    """Return the Letter that a mail is about, None if it names none of ours."""
    receivers = " ".join(
        str(value) for name in RECEIVER_HEADERS for value in message.get_all(name, [])
    )
    pk = links.read_return_address(receivers)
    if pk is None:
        enclosed = "\n".join(enclosed_headers(message))
        marked = MESSAGE_ID.findall(enclosed)
        pk = next((int(pk) for pk, mark in marked if links.is_letter_mark(pk, mark)), None)
    return Letter.objects.select_related("subscriber").filter(pk=pk).first() if pk else None


def enclosed_headers(message):
    """Yield the text of what a report encloses of the mail that came back."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            yield str(part.get_payload(0).get("Message-ID", ""))
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            yield (part.get_payload(decode=True) or b"").decode(errors="replace")


def fields(message, kind):
    """Yield the groups of fields of the machine-readable part of a report."""
    for part in message.walk():
        if part.get_content_type() != kind:
            continue
        if part.is_multipart():
            yield from part.get_payload()
        else:
            text = part.get_payload(decode=True) or b""
            for block in re.split(rb"\r?\n\r?\n", text):
                yield email.message_from_bytes(block)


def reported(letter, message):
    """Take a delivery report: only one that says “failed” counts."""
    outcome = Taken.UNKNOWN
    for group in fields(message, "message/delivery-status"):
        action = str(group.get("Action", "")).strip().lower()
        if action == "failed":
            status = STATUS.search(str(group.get("Status", "")))
            came_back(
                letter,
                status[1] if status else "5.0.0",
                str(group.get("Diagnostic-Code", "")),
            )
            return Taken.BOUNCE
        if action in {"delayed", "relayed", "delivered", "expanded"}:
            outcome = Taken.DELAY
    return outcome


def complained(letter, message):
    """Take a complaint: whoever calls our mail spam gets no more of it."""
    kinds = {
        str(group.get("Feedback-Type", "")).strip().lower()
        for group in fields(message, "message/feedback-report")
    }
    if not kinds & {"abuse", "opt-out", "opt-out-list", "fraud", "other", "virus"}:
        return Taken.UNKNOWN  # “not-spam” among them
    if letter.subscriber:
        subscribing.stop(letter.subscriber)
    return Taken.COMPLAINT


@transaction.atomic
def came_back(letter, status, diagnosis):
    """Note that ``letter`` was not delivered; suspend its subscriber if mail is of no use.

    ``status`` is an enhanced status code (RFC 3463). An address that does not exist is suspended at
    once, others after three letters in a row. The address itself is not kept in the diagnosis.
    """
    problem = f"{status} {without_addresses(diagnosis)}".strip()[:200]
    row = Letter.objects.filter(pk=letter.pk, bounced_at=None)
    if not row.update(
        bounced_at=timezone.now(), state=Letter.State.FAILED, problem=problem
    ):  # the same report once more
        return
    subscriber = letter.subscriber
    if subscriber and (FOR_GOOD.fullmatch(status) or keeps_coming_back(subscriber)):
        subscribing.suspend(subscriber, problem)


def keeps_coming_back(subscriber):
    """Say whether the last letters to ``subscriber``, since the confirmation, all came back."""
    states = Letter.State
    last = subscriber.letters.filter(
        state__in=[states.SENT, states.FAILED], taken_at__gt=subscriber.confirmed_at
    ).order_by("-taken_at", "-pk")
    came = list(last.values_list("bounced_at", flat=True)[:IN_A_ROW])
    return len(came) == IN_A_ROW and None not in came


def status_in(code, reply):
    """Return the enhanced status code of a server's refusal; made from ``code`` where it has none."""
    found = STATUS.search(as_text(reply))
    if found:
        return found[1]
    return "5.1.1" if code in {550, 551, 553} else "5.0.0"


def as_text(said):
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def without_addresses(said):
    return " ".join(re.sub(r"\S+@\S+", "…", as_text(said)).split())
