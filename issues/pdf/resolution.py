"""Photos that have too few pixels for the size in which they are printed."""

from django.utils.translation import gettext as _

from issues.pdf import Complaint

LEAST_DPI = 150  # below, people see the pixels at reading distance


def coarse_photos(content, placed):
    """Yield a remark for each of the ``placed`` photos that would look blurred on paper."""
    for each in placed:
        if each.dpi < LEAST_DPI:
            yield Complaint(
                _(
                    "“%(place)s”: the photo “%(alt)s” is %(dpi)s dots per inch in print, which "
                    "looks blurred: send a larger one, %(width)s pixels wide or more."
                )
                % {
                    "place": title_around(content, each.photo),
                    "alt": each.photo["alt"],
                    "dpi": each.dpi,
                    "width": each.least_width(LEAST_DPI),
                },
                blocks=False,
            )


def title_around(content, photo):
    """Return the title of the article or section that has ``photo``."""
    for section in content["sections"]:
        for part in (*section["articles"], section):
            if photo in part["photos"]:
                return part["title"]
    return ""
