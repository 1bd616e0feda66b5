"""Where the bytes of an issue's photos come from, for preview, web and paper.

Originals are private. Publishing derives the pictures a page names and writes them below
``PUBLIC_ROOT``, under a name that holds the original's SHA-256, the variant and the focal point:
the same picture is made once, and nothing unpublished can be guessed.
"""

import functools
import hashlib

from django.urls import reverse

from issues.models import Photo, Series
from reportcms.images import cropped, jpeg, variant_bytes
from reportcms.storage import PublicFiles


class PhotoFiles:
    """Picture bytes and addresses for the photos of one content tree."""

    def __init__(self, photos):
        self.names = {photo.sha256: photo.image for photo in photos}
        self.named = {}
        self.logo = None

    @classmethod
    def of_content(cls, content):
        """Find the originals of every photo that the tree ``content`` names."""
        wanted = {photo["sha256"] for photo in photos_in(content)}
        files = cls(Photo.objects.filter(sha256__in=wanted))
        if logo := content["series"]["logo"]:
            series = Series.objects.filter(logo_sha256=logo["sha256"]).first()
            files.names[logo["sha256"]] = series.logo
            files.logo = logo
        return files

    @functools.lru_cache(maxsize=8)  # noqa: B019 -- lives as long as one publication
    def original(self, sha256):
        with self.names[sha256].open("rb") as file:
            return file.read()

    def print_bytes(self, photo, width, height, *, quality):
        """Return a JPEG of ``photo`` cropped around its focal point for paper."""
        focal = (photo["focal_x"], photo["focal_y"])
        return jpeg(self.crop(photo["sha256"], width, height, focal), quality=quality)

    @functools.lru_cache(maxsize=1)  # noqa: B019 -- for the same crop in another quality
    def crop(self, sha256, width, height, focal):
        return cropped(self.original(sha256), width=width, height=height, focal=focal)

    def logo_bytes(self, logo):
        """Return the kept PNG of a series' logo."""
        return self.original(logo["sha256"])

    def variant(self, photo, variant):
        """Return the bytes of a web variant such as ``w640.avif``."""
        focal = (round(photo["focal_x"], 2), round(photo["focal_y"], 2))
        return variant_bytes(self.original(photo["sha256"]), variant, focal)

    def published_url(self, photo, variant):
        """Return the address ``variant`` will have once ``publish`` has put it there."""
        name = public_name(photo, variant)
        self.named[name] = (photo, variant)
        return PublicFiles().url(name)

    def publish(self):
        """Write the logo and every picture an address was given for; return their SHA-256 by name."""
        public = PublicFiles()
        names = list(self.named)
        if self.logo:
            names.append(public.store_as(logo_name(self.logo), self.logo_bytes(self.logo)))
        for name, (photo, variant) in self.named.items():
            if not public.exists(name):
                public.store_as(name, self.variant(photo, variant))
        return {name: hashlib.sha256(public.read(name)).hexdigest() for name in names}


def focal_name(photo):
    """Return the focal point as part of a path: per cent from the left and from the top."""
    return f"{round(photo['focal_x'] * 100)}-{round(photo['focal_y'] * 100)}"


def public_name(photo, variant):
    """Return the path of a published picture below ``PUBLIC_ROOT``."""
    return f"photos/{photo['sha256']}/{focal_name(photo)}/{variant}"


def logo_name(logo):
    """Return the path of the published logo of a series below ``PUBLIC_ROOT``."""
    return f"logos/{logo['sha256']}.png"


def preview_url(photo, variant):
    """Return the address of a picture that only staff who may see the photo can open."""
    return reverse("admin:issues_photo_variant", args=[photo["sha256"], focal_name(photo), variant])


def photos_in(content):
    """Yield every photo node of a content tree, in reading order."""
    for section in content["sections"]:
        yield from section["photos"]
        for article in section["articles"]:
            yield from article["photos"]
