"""Who is logged in, with the language and clock their pages need, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery

from missions.models import Membership


class AccountBackend(AuthenticationBackend):
    """Logs in by username or e-mail; reads preferences along with the user of each request."""

    def get_user(self, user_id):
        """Return the active user with their profile and ``mission_zone``, or None."""
        own = Membership.objects.filter(user=OuterRef("pk"), mission__isnull=False)
        zone = Subquery(own.order_by("pk").values("mission__time_zone")[:1])
        people = User.objects.select_related("profile").annotate(mission_zone=zone)
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
