"""Bundles as people write them, for tests."""

import copy
import io
import json
import zipfile

import pytest
from django.apps import apps
from PIL import Image, ImageDraw

from issues.bundles import BundleRefused, read_bundle, store
from tests.factories import jpeg

SMALL = {
    "schema_version": 1,
    "series": {
        "slug": "dniester-report",
        "title": "Dniester Report",
        "organisation": "River Agency",
        "region": "Dniester",
    },
    "missions": [
        {
            "slug": "moldova",
            "name": "Agency Moldova",
            "country": "MD",
            "contacts": [{"email": "office@example.org"}],
            "hotlines": [
                {"name": "Helpline", "number": "103", "works_from": "Moldova, any network"}
            ],
        },
        {"slug": "ukraine", "name": "Agency Ukraine", "country": "UA"},
    ],
    "themes": [{"slug": "health", "name": "Health"}],
    "indicators": [
        {
            "code": "meals",
            "name": "Meals served",
            "unit": "meals",
            "definitions": [{"text": "Hot meals."}, {"text": "Hot and cold meals."}],
        }
    ],
    "figures": [
        {
            "key": "spring",
            "indicator": "meals",
            "definition_version": 1,
            "value": "7 500",
            "as_of": "2021-04-30",
            "source": "Agency Moldova",
            "covers": ["moldova"],
        },
        {
            "key": "summer",
            "indicator": "meals",
            "value": "10, 250",
            "qualifier": "over",
            "as_of": "2021-07-31",
            "source": "Kitchens",
            "breakdown": [
                {"dimension": "country", "label": "Moldova", "value": "10 000"},
                {"dimension": "country", "label": "Ukraine", "value": 250},
            ],
        },
    ],
    "issue": {
        "year": 2021,
        "number": 2,
        "period_start": "2021-05-01",
        "period_end": "2021-07-31",
        "publication_date": "2021-08-05",
    },
    "sections": [
        {
            "title": "In figures",
            "kind": "figures",
            "figures": [
                {
                    "figure": "summer",
                    "compared_with": "spring",
                    "change_reason": "Cold meals count now.",
                }
            ],
        },
        {
            "title": "Along the river",
            "kind": "articles",
            "articles": [
                {
                    "title": "A new kitchen",
                    "mission": "moldova",
                    "themes": ["health"],
                    "body": "It opened in June.\n\nIt serves 200 people & more.",
                    "photos": [
                        {
                            "file": "kitchen.jpg",
                            "alt": "A long table.",
                            "credit": "Agency Moldova",
                            "consent": "given",
                        }
                    ],
                }
            ],
        },
    ],
}


def small(**photos):
    """Return a small bundle without faults: its document and its photo files."""
    return copy.deepcopy(SMALL), {"kitchen.jpg": jpeg()} | photos


def write_folder(folder, document, photos=None):
    (folder / "photos").mkdir(parents=True)
    (folder / "issue.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    for name, data in (photos or {}).items():
        (folder / "photos" / name).write_bytes(data)
    return folder


def write_zip(path, entries):
    """Write a zip of ``entries``: pairs of a name (or a ZipInfo) and bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def small_zip(path, *more, prefix=""):
    document, photos = small()
    entries = [(f"{prefix}issue.json", json.dumps(document).encode())]
    entries += [(f"{prefix}photos/{name}", data) for name, data in photos.items()]
    return write_zip(path, [*entries, *more])


def picture(number, *, width=1200, height=800):
    """Return a JPEG that no other number gives."""
    image = Image.new("RGB", (width, height), (number * 11 % 256, 90, 200 - number * 7 % 200))
    draw = ImageDraw.Draw(image)
    for step in range(6):
        offset = 60 * step + 9 * number
        draw.ellipse(
            (offset, 80 + offset // 2, offset + 260, 340 + offset // 2),
            fill=(230, 180, offset % 256),
        )
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()


def russian():
    """Return a bundle in Russian as another office would send it: 3 sections, 12 articles, 20 photos."""
    names = [f"снимок-{number:02}.jpg" for number in range(1, 21)]
    waiting = iter(names)

    def photo():
        return {
            "file": next(waiting),
            "alt": "Люди у окна приёма документов, за ними видны горы.",
            "caption": "Приём посетителей в областном центре.",
            "credit": "Фото: представительство в Бишкеке",
            "place": "Ош",
            "date_taken": "2021-03-14",
            "consent": "given",
            "focal_x": 0.4,
            "focal_y": 0.35,
        }

    def article(number):
        return {
            "title": f"Как областной центр помогает семьям трудовых мигрантов, часть {number}",
            "mission": "kyrgyzstan" if number % 2 else "tajikistan",
            "themes": ["vozvrashchenie"],
            "body": "<p>Специалисты центра отвечают на вопросы о документах, работе и лечении.</p>"
            "<p>Приём ведётся на трёх языках, по будням с девяти до шести. Записываться "
            "заранее не нужно.</p><ul><li>консультация юриста</li><li>помощь с переводом</li></ul>",
            "photos": [photo()] if number > 8 else [photo(), photo()],
        }

    document = {
        "schema_version": 1,
        "series": {
            "slug": "regionalny-obzor",
            "title": "Региональный обзор",
            "organisation": "Международная организация по миграции",
            "organisation_short": "МОМ",
            "region": "Центральная Азия",
            "languages": ["ru"],
            "reliefweb_format": "news",
        },
        "missions": [
            {"slug": "kyrgyzstan", "name": "МОМ в Кыргызстане", "country": "KG"},
            {"slug": "tajikistan", "name": "МОМ в Таджикистане", "country": "TJ"},
        ],
        "themes": [{"slug": "vozvrashchenie", "name": "Возвращение"}],
        "issue": {
            "year": 2021,
            "number": 4,
            "title": "Весна 2021 года",
            "period_start": "2021-03-01",
            "period_end": "2021-03-31",
            "publication_date": "2021-04-06",
        },
        "sections": [
            {
                "title": title,
                "kind": "articles",
                "starts_page": True,
                "articles": [article(number) for number in numbers],
            }
            for title, numbers in [
                ("Помощь на местах", range(1, 5)),
                ("Партнёрство", range(5, 9)),
                ("Истории", range(9, 13)),
            ]
        ],
    }
    return document, {name: picture(number) for number, name in enumerate(names)}


def load(path):
    """Import the bundle at ``path``; return the issue and the notes."""
    with read_bundle(path) as bundle:
        return store(bundle), [str(note) for note in bundle.notes]


def refusal(path):
    """Return the faults for which the bundle at ``path`` is refused."""
    with pytest.raises(BundleRefused) as caught, read_bundle(path):
        pass
    return [str(fault) for fault in caught.value.faults]


def assert_nothing_stored(media_root):
    ours = [m for app in ("missions", "issues") for m in apps.get_app_config(app).get_models()]
    assert [model.__name__ for model in ours if model.objects.exists()] == []
    assert [path for path in media_root.rglob("*") if path.is_file()] == []


def change(path, value):
    """Return a function that sets one place of a document, or removes it with ``...``."""

    def apply(document):
        node = document
        for step in path[:-1]:
            node = node[step]
        if value is ...:
            del node[path[-1]]
        else:
            node[path[-1]] = value

    return apply
