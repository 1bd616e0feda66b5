"""A content tree without the pictures whose people took back their consent.

Only the tree is read here. The slot keeps the shape of the picture, so that pages stay as they
were laid out; nothing else of it remains, neither words nor its checksum.
"""


def withdrawn_node(photo):
    """Return what stands in the place of the photo node ``photo``."""
    return {
        "withdrawn": True,
        "sha256": "",
        "width": photo["width"],
        "height": photo["height"],
        "focal_x": 0.5,
        "focal_y": 0.5,
        "kind": "photo",
        "alt": "",
        "caption": "",
        "credit": "",
        "place": "",
        "date_taken": None,
        "text_equivalent": "",
        "language": photo["language"],
    }


def redacted(content, pictures):
    """Return ``content`` with the photos among ``pictures`` (SHA-256) taken out."""
    if not pictures:
        return content

    def without(part):
        photos = [withdrawn_node(p) if p["sha256"] in pictures else p for p in part["photos"]]
        return part | {"photos": photos}

    sections = [
        without(section) | {"articles": [without(article) for article in section["articles"]]}
        for section in content["sections"]
    ]
    return content | {"sections": sections}
