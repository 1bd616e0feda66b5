"""The private files that versions need, so that an earlier photo can be shown and restored."""

from reversion.models import Version

from issues.models import Photo
from reportcms import versions


def files_in_versions():
    """Return the names of all pictures and signed forms that a version of a photo names."""
    names = set()
    for version in Version.objects.get_for_model(Photo).only("serialized_data").iterator():
        fields = versions.fields_in(version)
        names |= {fields["image"], fields["consent_form"]}
    return names - {""}
