"""Draw the illustrations: `python -m sample.illustrations [NAME …]` from the project root."""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from .canvas import Canvas
from .scenes import SCENES

SAMPLE = Path(__file__).resolve().parent.parent
QUALITY = 88


def save(canvas: Canvas, target: Path) -> None:
    """Render a drawing with headless Chromium and save it as JPEG without metadata.

    Raises FileNotFoundError where Chromium is missing and CalledProcessError where it fails.
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise FileNotFoundError("chromium is needed to draw the illustrations")
    with tempfile.TemporaryDirectory() as folder:
        drawing, shot = Path(folder, "drawing.html"), Path(folder, "shot.png")
        page = f"<!doctype html><style>body{{margin:0}}svg{{display:block}}</style>{canvas.svg()}"
        drawing.write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603 - the arguments are our own paths
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                f"--user-data-dir={folder}/profile",
                # The window is taller than the picture: headless Chromium keeps back a strip.
                f"--window-size={canvas.width},{canvas.height + 200}",
                f"--screenshot={shot}",
                drawing.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        with Image.open(shot) as image:
            picture = image.convert("RGB").crop((0, 0, canvas.width, canvas.height))
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, quality=QUALITY, optimize=True, progressive=True)


def main() -> None:
    """Draw the named pictures, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="file names without .jpg")
    wanted = parser.parse_args().names
    for path, draw in SCENES.items():
        if not wanted or Path(path).stem in wanted:
            save(draw(), SAMPLE / path)


if __name__ == "__main__":
    main()
