"""Where the bytes of an issue's photos come from, for preview, web and paper.

Originals are private. Publishing derives the pictures a page names and writes them below
``PUBLIC_ROOT``, under a name that holds the original's SHA-256, the variant and the focal point:
the same picture is made once, and nothing unpublished can be guessed.
"""

import hashlib
from functools import lru_cache

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
        self.published = ()
        # Of this object only, so that the bytes go when it goes.
        self.original = lru_cache(maxsize=8)(self.read_original)
        self.crop = lru_cache(maxsize=1)(self.make_crop)  # wanted again in another quality

    @classmethod
    def of_content(cls, content, *, published=()):
        """Find the originals of every photo that the tree ``content`` names.

        ``published`` names pictures below ``PUBLIC_ROOT``: where an original is not kept any more,
        the largest of its pictures there stands for it.
        """
        wanted = {photo["sha256"] for photo in photos_in(content)}
        files = cls(Photo.objects.filter(sha256__in=wanted).exclude(image=""))
        files.published = published
        if logo := content["series"]["logo"]:
            files.logo = logo
            # A logo exchanged meanwhile is missing, as a photo is whose file was lost.
            for series in Series.objects.filter(logo_sha256=logo["sha256"])[:1]:
                files.names[logo["sha256"]] = series.logo
        return files

    def read_original(self, sha256):
        """Return the kept bytes; raise ``FileNotFoundError`` if there are none any more."""
        try:
            with self.names[sha256].open("rb") as file:
                return file.read()
        except (KeyError, FileNotFoundError):
            return self.read_published(sha256)

    def read_published(self, sha256):
        """Return the largest published JPEG of a picture; raise ``FileNotFoundError`` if none."""
        public = PublicFiles()
        own = f"photos/{sha256}/"
        found = [n for n in self.published if n.startswith(own) and n.endswith(".jpg")]
        there = [public.read(name) for name in found if public.exists(name)]
        if not there:
            raise FileNotFoundError(sha256)
        return max(there, key=len)

    def print_bytes(self, photo, width, height, *, quality):
        """Return a JPEG of ``photo`` cropped around its focal point for paper."""
        focal = (photo["focal_x"], photo["focal_y"])
        return jpeg(self.crop(photo["sha256"], width, height, focal), quality=quality)

    def make_crop(self, sha256, width, height, focal):
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

    def publish(self, report=None):
        """Write the logo and every picture an address was given for; return their SHA-256 by name.

        ``report(done, total)`` is told how many pictures are behind.
        """
        public = PublicFiles()
        names = list(self.named)
        if self.logo:
            names.append(public.store_as(logo_name(self.logo), self.logo_bytes(self.logo)))
        for done, (name, (photo, variant)) in enumerate(self.named.items()):
            if report:
                report(done, len(self.named))
            if not public.keep(name):
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
    """Yield every photo node of a content tree that has a picture, in reading order."""
    for section in content["sections"]:
        for part in (section, *section["articles"]):
            yield from (photo for photo in part["photos"] if not photo.get("withdrawn"))
