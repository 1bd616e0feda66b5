#!/usr/bin/env python3
"""Make static/fonts/web/EditorIcons.woff2: the icons of the text editor's buttons, and no others.

The editor's package brings a font of two thousand icons; its toolbar shows some twenty. A test
says when the editor uses another one: add it here and run this again.
"""

from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "static" / "fonts" / "web" / "EditorIcons.woff2"
SOURCE = files("django_prose_editor") / "static" / "django_prose_editor" / "material-icons.woff2"
ICONS = [
    *("notes", "title", "format_list_bulleted", "format_list_numbered", "format_quote", "tune"),
    *("horizontal_rule", "format_bold", "format_italic", "superscript", "subscript"),
    *("insert_link", "link_off", "grid_on", "call_merge", "call_split", "undo", "redo"),
]


def ligature_of(font, word):
    """Return the glyph that stands for ``word``."""
    cmap = font.getBestCmap()
    first, *rest = [cmap[ord(letter)] for letter in word]
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for ligature in getattr(table, "ligatures", {}).get(first, []):
                if ligature.Component == rest:
                    return ligature.LigGlyph
    raise LookupError(word)


def main():
    with SOURCE.open("rb") as file:
        font = TTFont(file, lazy=False)
    options = subset.Options(
        flavor="woff2", layout_features=["liga", "rlig"], layout_closure=False, notdef_outline=True
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(
        glyphs=[ligature_of(font, icon) for icon in ICONS],
        text="".join(sorted(set("".join(ICONS)))),
    )
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(TARGET)
    print(f"{TARGET.name}: {len(ICONS)} icons, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
