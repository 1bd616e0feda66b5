"""The edge as the settings want it."""

from pathlib import Path

from django.conf import settings

from reportcms.edge.application import Edge
from reportcms.edge.queue import Queue
from reportcms.edge.shelf import Shelf


def shelf() -> Shelf:
    """Return the shelf of this installation."""
    return Shelf(Path(settings.BAKED_ROOT), Path(settings.PUBLIC_ROOT))


def around(application):
    """Return ``application`` behind its edge; bare while somebody is working on the code.

    Of a process's threads, a quarter may be busy with or wait for visitors, another for staff,
    and a third wait for what somebody else has asked for already. So none of them keeps the
    others waiting, and one thread is always free for a page that is ready.
    """
    if settings.DEBUG:
        return application
    sixteenth = max(1, settings.WEB_THREADS // 16)
    return Edge(
        application,
        shelf(),
        hosts=settings.ALLOWED_HOSTS,
        only_secure=settings.SECURE_SSL_REDIRECT,
        proxy_header=settings.SECURE_PROXY_SSL_HEADER,
        one_language=[settings.STATIC_URL, settings.PUBLIC_URL],
        visitors=Queue(running=sixteenth, waiting=3 * sixteenth),
        staff=Queue(running=sixteenth, waiting=3 * sixteenth),
        followers=Queue(running=0, waiting=6 * sixteenth),
    )
