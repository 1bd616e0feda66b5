"""What colleagues say to each other about an article, and who has it open."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


class Note(models.Model):
    """One note on an article: open until somebody marks it as done. Readers never see it."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="remarks", verbose_name=_("article")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(
        _("note"), max_length=1000, help_text=_("Write @ and a name to tell somebody by e-mail.")
    )
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in"
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self):
        return self.text[:60]


class Presence(models.Model):
    """That somebody has a form open; a browser says so again and again while it has.

    ``record`` names what is open, such as ``issues.article:12``; ``since`` is when this visit began.
    """

    record = models.CharField(max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="presence_once_per_person")
        ]

    def __str__(self):
        return f"{self.person}: {self.record}"
