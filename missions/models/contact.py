"""Whom the public may write to or call at a mission."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reportcms.phones import dial_string, format_phone, validate_phone

from .mission import Mission, MissionOwnedQuerySet


class ContactQuerySet(MissionOwnedQuerySet):
    def public(self):
        """Contacts of missions that visitors may see."""
        return self.filter(is_public=True, mission__is_active=True)


class Contact(models.Model):
    """A desk or a person of a mission, with an e-mail address or a phone number."""

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("mission")
    )
    name = models.CharField(
        _("name"), max_length=120, blank=True, help_text=_("Empty for the office itself.")
    )
    title = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[validate_phone])
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(_("shown to the public"), default=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["mission__order", "mission__name", "order", "pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="", phone=""),
                name="contact_can_be_reached",
                violation_error_message=_("Give an e-mail address or a phone number."),
            )
        ]

    def __str__(self):
        return self.name or self.email or self.phone

    @property
    def dial(self):
        return dial_string(self.phone) if self.phone else ""

    @property
    def phone_for_reading(self):
        return format_phone(self.phone) if self.phone else ""
