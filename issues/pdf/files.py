"""What may be loaded while a PDF is made: our style sheets, our fonts, the placed photos."""

from io import BytesIO

from django.contrib.staticfiles import finders
from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from issues.pdf.layout import BASE_URL, PRINTINGS

STATIC = f"{BASE_URL}static/"
STYLE_SHEETS = ("css/document.css", "css/print.css")
SERVED = STYLE_SHEETS + tuple(name for p in PRINTINGS.values() for name in p.style_sheets)
FONTS = tuple(
    f"fonts/pdf/{face}.ttf"
    for face in (
        *("SourceSans3-Regular", "SourceSans3-It", "SourceSans3-Semibold", "SourceSans3-Bold"),
        *("Vazirmatn-Regular", "Vazirmatn-SemiBold", "Vazirmatn-Bold"),
    )
)
MOST_SHRINKING = 2
LEAST_SHRINKING = 0.7
MEDIA_TYPES = {".css": "text/css", ".ttf": "font/ttf"}


def blank_jpeg():
    """Return the smallest picture; while fitting, photos take up room but need not be seen."""
    file = BytesIO()
    Image.new("L", (1, 1), 200).save(file, "JPEG")
    return file.getvalue()


class EditionFiles(URLFetcher):
    """Serves the files of an edition and stops the rendering for any other address.

    ``source`` gives the bytes of what is registered in ``pictures``; without it every photo is
    blank.
    """

    def __init__(self, pictures, source=None):
        super().__init__(allowed_protocols=["https"], allow_redirects=False, fail_on_errors=True)
        self.pictures = pictures
        self.source = source

    def fetch(self, url, headers=None):
        if placed := self.pictures.placed.get(url):
            data = self.jpeg(placed) if self.source else blank_jpeg()
            return URLFetcherResponse(url, data, {"Content-Type": "image/jpeg"})
        if logo := self.pictures.logos.get(url):
            data = self.source.logo_bytes(logo) if self.source else blank_jpeg()
            return URLFetcherResponse(url, data, {"Content-Type": "image/png"})
        name = url.removeprefix(STATIC)
        if name in SERVED or name in FONTS:
            with open(finders.find(name), "rb") as file:
                data = file.read()
            kind = MEDIA_TYPES[name[name.rindex(".") :]]
            return URLFetcherResponse(url, data, {"Content-Type": kind})
        raise FatalURLFetchingError(f"An edition loads nothing from outside: {url}")

    def jpeg(self, placed):
        """Return a photo as large and as good as the budget of the form allows."""
        printing = self.pictures.printing
        best, least = printing.quality, printing.least_quality
        width, height = placed.pixels(printing.dpi)
        most = printing.budget * width * height
        for quality in (best, (best + least) // 2, least):
            data = self.source.print_bytes(placed.photo, width, height, quality=quality)
            if len(data) <= most:
                return data
        for _attempt in range(MOST_SHRINKING):
            # Fewer dots hold more detail each, so bytes fall more slowly than the area.
            scale = max(LEAST_SHRINKING, most / len(data))
            width, height = round(width * scale), round(height * scale)
            data = self.source.print_bytes(placed.photo, width, height, quality=least)
            if len(data) <= most:
                break
        return data
