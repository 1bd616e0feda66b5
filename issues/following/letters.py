"""What a letter says: an edition with its whole text, as plain text and as simple HTML."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from issues.delivery.carried import carried_html, load_pages
from issues.delivery.feeds import edition_address
from issues.delivery.reading import content_of, preferred, summaries
from issues.text import as_plain_text

from . import links

# Where each reader's own links come into the common text.
CHOICES, STOP = "https://choices.invalid/", "https://stop.invalid/"


@dataclass(frozen=True)
class Copy:
    """One edition in one language, ready but for the links of its reader."""

    subject: str
    text: str
    html: str
    language: str
    sender: str
    headers: dict


def copy_of(edition, language):
    """Return the Copy of ``edition`` in ``language``, else in the language it was written in."""
    rendition = preferred(summaries().filter(edition=edition), language)
    load_pages([rendition])
    content = content_of(rendition)
    with translation.override(site_language(rendition.language)):
        url = edition_address(edition, "issue", rendition.language)
        pdf = edition_address(
            edition, "pdf_light" if rendition.light else "pdf", rendition.language
        )
        archive = settings.SITE_URL + reverse("issues:archive", args=[edition.series_slug])
    with translation.override(rendition.language):
        subject = rendition.page_title
        if edition.version > 1:
            subject = _("Corrected: %(title)s") % {"title": subject}
        context = {
            "content": content,
            "edition": edition,
            "title": rendition.page_title,
            "html": carried_html(rendition, url=url, pictures=False),
            "text": as_plain_text(content),
            "url": url,
            "pdf": None if rendition.is_unredacted else pdf,
            "site": settings.SITE_URL,
            "choices": CHOICES,
            "stop": STOP,
        }
        return Copy(
            subject=" ".join(subject.split()),
            text=render_to_string("email/issue.txt", context),
            html=render_to_string("email/issue.html", context),
            language=rendition.language,
            sender=sender(edition.series_title),
            headers=list_headers(edition, archive),
        )


def site_language(language):
    """Return ``language`` if the site speaks it, else the site's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def sender(title):
    """Return the sender with the name of the series, unless the setting names somebody."""
    name, address = parseaddr(settings.ISSUE_MAIL_FROM)
    return formataddr((name or " ".join(title.split()), address))


def list_headers(edition, archive):
    """Return what makes a mail one of a list (RFC 2919, RFC 2369) that no machine answers."""
    host = urlsplit(settings.SITE_URL).hostname
    return {
        "List-Id": f"<{edition.series_slug}.{host}>",
        "List-Archive": f"<{archive}>",
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
    }


def message_of(copy, letter, connection=None):
    """Return ``copy`` as the mail of ``letter``: to its subscriber, with its own links."""
    subscriber = letter.subscriber
    token = links.person_token(subscriber)
    choices = links.page("choices", token, language=copy.language)
    stop = links.page("stop", token, language=copy.language)

    def own(text):
        return text.replace(CHOICES, choices).replace(STOP, stop)

    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMultiAlternatives(
        copy.subject,
        own(copy.text),
        # The sender of the envelope, to whom mail comes back.
        from_email=links.return_address(letter) or copy.sender,
        to=[subscriber.address],
        reply_to=settings.ISSUE_MAIL_REPLY_TO,
        connection=connection,
        headers=copy.headers
        | {
            "From": copy.sender,
            "Message-ID": f"<letter-{letter.pk}-{links.letter_mark(letter.pk)}@{host}>",
            "Content-Language": copy.language,
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(own(copy.html), "text/html")
    return message
