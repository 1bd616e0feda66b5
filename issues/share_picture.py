"""The picture that stands for an issue where a link to it is shared: 1200 × 630 pixels.

Made once, at publication, from the content tree: the lead photo or the colours of the series,
with the name and the date of the issue. Words are drawn, so it says in a messenger what it is
even where nothing else of the page is shown.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, features

from issues.palette import light_tones
from issues.photo_files import photos_in
from issues.templatetags.report import WHOLE_PICTURES, date, digits, language_of, text_direction
from reportcms.images import cropped, jpeg

SIZE = WIDTH, HEIGHT = (1200, 630)  # pixels
QUALITY = 82
EDGE = 64
DOTS = "#ffb81c"
DOT, DOT_GAP = 18, 30
TITLE_SIZES = (64, 56, 48, 42)
TITLE_LINES = 3
LINE_HEIGHT = 1.15
SMALL = 32
PHOTO_HEIGHT = 330  # of a picture with words below it
FONTS = {
    "ltr": ("SourceSans3-Bold.ttf", "SourceSans3-Semibold.ttf"),
    "rtl": ("Vazirmatn-Bold.ttf", "Vazirmatn-SemiBold.ttf"),
}


def share_picture(content, photos):
    """Return a JPEG for ``content``; ``photos.original(sha256)`` gives the bytes of its pictures.

    Raises ``FileNotFoundError`` if the original of the lead photo is not kept.
    """
    with translation.override(content["language"]):
        tones = light_tones(content["series"]["brand_color"])
        picture = Image.new("RGB", SIZE, tones.fill)
        photo = next((p for p in photos_in(content) if p["kind"] not in WHOLE_PICTURES), None)
        if photo:
            focal = (photo["focal_x"], photo["focal_y"])
            original = photos.original(photo["sha256"])
            crop = cropped(original, width=WIDTH, height=PHOTO_HEIGHT, focal=focal)
            picture.paste(crop.resize((WIDTH, PHOTO_HEIGHT), Image.Resampling.LANCZOS))
        Words(picture, content, tones.on_fill).draw(PHOTO_HEIGHT if photo else 0)
        return jpeg(picture, quality=QUALITY)


class Words:
    """Draws what an issue is called and when it was published onto ``picture``."""

    def __init__(self, picture, content, color):
        self.canvas = ImageDraw.Draw(picture)
        self.color = color
        issue, series = content["issue"], content["series"]
        self.title = issue["title"] or series["title"]
        self.language = language_of(issue if issue["title"] else series, "title")
        self.above = series["title"] if issue["title"] else series["organisation"]
        self.below = _("Issue %(number)s · %(date)s") % {
            "number": digits(issue["number"]),
            "date": date(issue["publication_date"]),
        }

    def draw(self, top):
        """Draw the words below ``top`` (pixels), from the side where the language begins."""
        room = HEIGHT - top
        size, lines = self.fitted(room - EDGE)
        step = round(size * LINE_HEIGHT)
        block = SMALL * 2 + len(lines) * step + SMALL
        y = top + max(EDGE // 2, (room - block) // 2)
        self.dots(top)
        self.line(self.above, y, SMALL, self.language, bold=False)
        y += round(SMALL * 1.5)
        for words in lines:
            self.line(words, y, size, self.language)
            y += step
        self.line(self.below, y + SMALL // 3, SMALL, translation.get_language(), bold=False)

    def fitted(self, room):
        """Return the largest size at which the title has room, and its lines."""
        for size in TITLE_SIZES:
            lines = self.wrapped(size)
            if len(lines) <= TITLE_LINES and len(lines) * size * LINE_HEIGHT + 3 * SMALL <= room:
                return size, lines
        size = TITLE_SIZES[-1]
        most = max(1, int((room - 3 * SMALL) / (size * LINE_HEIGHT)))
        lines = self.wrapped(size)
        return size, lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]

    def wrapped(self, size):
        """Return the title in as few lines as it takes, about equally long."""
        font, room = font_of(self.language, size), WIDTH - 2 * EDGE
        lines = self.broken(font, room)
        while len(narrower := self.broken(font, room)) == len(lines) and room > WIDTH / 3:
            lines, room = narrower, room - DOT
        return lines

    def broken(self, font, room):
        lines = [""]
        for word in self.title.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.canvas.textlength(longer, font=font) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def line(self, words, y, size, language, *, bold=True):
        direction = text_direction(language)
        shaped = {"direction": direction} if features.check("raqm") else {}
        x, anchor = (WIDTH - EDGE, "ra") if direction == "rtl" else (EDGE, "la")
        font = font_of(language, size, bold=bold)
        self.canvas.text((x, y), words, self.color, font=font, anchor=anchor, **shaped)

    def dots(self, top):
        """The three dots of the masthead, in the corner where no words begin."""
        begin = EDGE if text_direction(self.language) == "rtl" else WIDTH - EDGE - 2 * DOT_GAP - DOT
        y = top + EDGE // 2 + (SMALL - DOT) // 2
        for n in range(3):
            x = begin + n * DOT_GAP
            self.canvas.ellipse((x, y, x + DOT, y + DOT), fill=DOTS)


def font_of(language, size, *, bold=True):
    bold_name, other_name = FONTS[text_direction(language)]
    path = settings.BASE_DIR / "static/fonts/pdf" / (bold_name if bold else other_name)
    return ImageFont.truetype(path, size)
