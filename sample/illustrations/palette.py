"""The colours the pictures share: the brand's blues, its warm accents, sand and dusk."""

NIGHT = "#0a1a44"
DEEP = "#0b2a6f"
BLUE = "#0033a0"
AZURE = "#2f62c4"
SKY = "#7fa6e2"
MIST = "#c9d9f3"
PAPER = "#f4f1ea"

SUN = "#ffb81c"
AMBER = "#f59a23"
ORANGE = "#d45b07"
RUST = "#9a3f12"
PEACH = "#ffd3a1"
BLUSH = "#f0a98c"

SAND = "#e3c598"
DUNE = "#c99f6b"
EARTH = "#8a6446"
UMBER = "#4b3a3a"

SAGE = "#8fa287"
PINE = "#3e5f57"
TEAL = "#2f7f86"
INK = "#1b2130"
WHITE = "#ffffff"

SKINS = ("#e0ac84", "#c98f68", "#d79f78", "#b97f5a")
HAIRS = ("#241c1c", "#33241f", "#1d1a20", "#4a3328", "#7d7a7a")
COATS = (
    "#22418c",
    "#8b3c2c",
    "#c77b3b",
    "#3f5b57",
    "#39415a",
    "#6d7fa8",
    "#a8673f",
    "#2b2f45",
    "#7a5a6b",
    "#d8b283",
)
TROUSERS = ("#232a42", "#2e3550", "#3b3440", "#4a4440", "#1f2c4d")
