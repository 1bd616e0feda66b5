"""Pictures in versions: the private files they need, and those that must be forgotten."""

from reversion.models import Version

from issues.models import Binned, Photo, Translation
from issues.models.translation import Kind
from reportcms import versions


def files_in_versions():
    """Return the names of all pictures and signed forms that a version of a photo names."""
    names = set()
    for version in Version.objects.get_for_model(Photo).only("serialized_data").iterator():
        fields = versions.fields_in(version)
        names |= {fields["image"], fields["consent_form"]}
    return names - {""}


def forget_picture(sha256):
    """Take a picture and all that was said of it out of every version; return the files named.

    Call it when consent was withdrawn, within the same transaction.
    """
    names = set()
    keys = set(Photo.objects.filter(sha256=sha256).values_list("pk", flat=True))
    found = Version.objects.get_for_model(Photo).filter(serialized_data__contains=sha256)
    for version in found:
        fields = versions.fields_in(version)
        if fields["sha256"] != sha256:
            continue
        keys.add(fields["pk"])
        names |= {fields["image"], fields["consent_form"]}
        versions.overwrite(version, name=str(Photo.Consent.WITHDRAWN.label), **EMPTIED)
    Binned.objects.filter(version__in=found).delete()  # it can never come back
    forget_translations(keys)
    return names - {""}


def forget_translations(photos):
    """Delete what translations say, or once said, of the photos with these keys."""
    Translation.objects.filter(kind=Kind.PHOTO, object_id__in=photos).delete()
    kept = Version.objects.get_for_model(Translation)
    for version in kept.filter(serialized_data__contains=f'"{Kind.PHOTO}"'):
        fields = versions.fields_in(version)
        if fields["kind"] == Kind.PHOTO and fields["object_id"] in photos:
            versions.forget(Translation, fields["pk"])


# What a version says of a photo whose people took back their consent.
EMPTIED = {
    "consent": Photo.Consent.WITHDRAWN,
    "kind": Photo.Kind.PHOTO,
    **dict.fromkeys(
        ("image", "consent_form", "consent_by", "alt", "caption", "credit", "place"), ""
    ),
    "text_equivalent": "",
    **dict.fromkeys(("consent_on", "consent_until", "date_taken"), None),
}
