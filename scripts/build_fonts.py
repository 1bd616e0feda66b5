#!/usr/bin/env python3
"""Make static/fonts and static/css/fonts.css from the npm packages source-sans and vazirmatn.

The results are in the repository; run this again only to take a newer release of a font or to
add characters. Needs npm, and Python with fontTools and Brotli (the project's .venv has both).

Source Sans 3 has the Latin and Cyrillic letters; style sheets name Vazirmatn after it for the
Arabic ones.

The licence of Source Sans reserves the name "Source" for the unmodified fonts, so its subsets for
the web carry another name inside the files; Vazirmatn reserves no name. The PDF fonts are the
released files, unchanged.
"""

import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
STYLESHEET = ROOT / "static" / "css" / "fonts.css"
RESERVED_NAMES = ("Source Sans 3", "SourceSans3")
SUBSET_NAME = "ReportCMS Sans"

# "latin" holds English, Uzbek and the signs every language shares; a page fetches only what it uses.
RANGES = {
    "latin": (
        "U+0020-007E, U+00A0-00FF, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2002-200A, U+2010-2014, "
        "U+2018-201E, U+2020-2022, U+2026, U+202F-2030, U+2032-2033, U+2039-203A, U+2044, "
        "U+2080-2089, U+20AC, U+20B8, U+20BD, U+2116, U+2122, U+2190-2193, U+2196-2199, U+2212, "
        "U+2248, U+2260, U+2264-2265, U+25A0, U+25B2, U+25B6, U+25BC, U+25CB, U+25CF, U+2713, U+2717"
    ),
    "latin-ext": (
        "U+0100-017F, U+018F, U+01E6-01E7, U+01F4-01F5, U+0218-021B, U+0259, U+02C7, U+02D8-02D9, "
        "U+02DB, U+02DD, U+0300-0304, U+0306-030C, U+0327-0328"
    ),
    "cyrillic": "U+0400-045F, U+0462-0463, U+0472-0475, U+0490-0527, U+052E-052F",
    "arabic": "U+0600-06FF, U+0750-077F, U+200C-200F, U+FB50-FDFF, U+FE70-FEFC",
}
FEATURES = [
    *("kern", "liga", "ccmp", "locl", "mark", "mkmk", "case", "sups"),
    *("init", "medi", "fina", "isol", "rlig", "calt", "curs"),
]
NAME_IDS = {0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17}


@dataclass(frozen=True)
class Family:
    """Font files of one npm package; ``faces`` map the end of a name to (weight, style)."""

    package: str
    folder: str
    name: str
    css_name: str
    licence: str
    licence_file: str
    faces: dict[str, tuple[int, str]]
    ranges: tuple[str, ...]


FAMILIES = (
    Family(
        package="source-sans@3.52.0",
        folder="TTF",
        name="SourceSans3",
        css_name="Source Sans 3",
        licence="LICENSE.md",
        licence_file="OFL.txt",
        faces={
            "Regular": (400, "normal"),
            "It": (400, "italic"),
            "Semibold": (600, "normal"),
            "Bold": (700, "normal"),
        },
        ranges=("latin", "latin-ext", "cyrillic"),
    ),
    Family(
        package="vazirmatn@33.0.3",
        folder="fonts/ttf",
        name="Vazirmatn",
        css_name="Vazirmatn",
        licence="OFL.txt",
        licence_file="OFL-Vazirmatn.txt",
        faces={"Regular": (400, "normal"), "SemiBold": (600, "normal"), "Bold": (700, "normal")},
        ranges=("arabic",),
    ),
)


def code_points(ranges: str) -> set[int]:
    """Read a CSS unicode-range ("U+20, U+A0-FF") into code points."""
    found = set()
    for part in ranges.replace("U+", "").split(","):
        first, _, last = part.strip().partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def rename(font: TTFont) -> None:
    """Give a modified font a name that is not the reserved one."""
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in NAME_IDS and n.langID in (0, 0x409)]
    for record in names.names:
        if record.nameID not in (0, 13, 14):
            spaced, joined = RESERVED_NAMES
            text = str(record).replace(spaced, SUBSET_NAME)
            record.string = text.replace(joined, SUBSET_NAME.replace(" ", ""))


def write_subset(source: Path, target: Path, ranges: str) -> None:
    """Write the characters of ``ranges`` from a TTF as a small WOFF2."""
    options = subset.Options(
        layout_features=FEATURES,
        hinting=False,
        desubroutinize=True,
        name_IDs=["*"],
        notdef_outline=True,
    )
    options.flavor = "woff2"
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points(ranges))
    subsetter.subset(font)
    rename(font)
    subset.save_font(font, target, options)


def stylesheet() -> str:
    """The @font-face rules, addressed from static/css/."""
    rules = [
        "@font-face {\n"
        f'  font-family: "{family.css_name}";\n'
        f"  font-weight: {weight};\n"
        f"  font-style: {style};\n"
        "  font-display: swap;\n"
        f'  src: url("../fonts/web/{family.name}-{face}.{part}.woff2") format("woff2");\n'
        f"  unicode-range: {RANGES[part]};\n"
        "}\n"
        for family in FAMILIES
        for face, (weight, style) in family.faces.items()
        for part in family.ranges
    ]
    return "/* Made by scripts/build_fonts.py. */\n\n" + "\n".join(rules)


def write_family(family: Family) -> None:
    """Fetch a package and write its licence, its PDF fonts and its subsets for the web."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", family.package], cwd=folder, check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        package = Path(folder) / "package"
        licence = (package / family.licence).read_text(encoding="utf-8")
        (FONTS / family.licence_file).write_text(licence, encoding="utf-8")
        for face in family.faces:
            source = package / family.folder / f"{family.name}-{face}.ttf"
            (FONTS / "pdf" / source.name).write_bytes(source.read_bytes())
            for part in family.ranges:
                target = FONTS / "web" / f"{family.name}-{face}.{part}.woff2"
                write_subset(source, target, RANGES[part])
                print(f"{target.relative_to(ROOT)}  {target.stat().st_size / 1024:.1f} kB")


def main() -> None:
    """Write every file."""
    for name in ("pdf", "web"):
        (FONTS / name).mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        write_family(family)
    STYLESHEET.parent.mkdir(parents=True, exist_ok=True)
    STYLESHEET.write_text(stylesheet(), encoding="utf-8")


if __name__ == "__main__":
    main()
