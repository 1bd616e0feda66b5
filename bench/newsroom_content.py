"""The issue that both newsrooms of ``bench.admin`` hold: 6 sections, 18 articles, 3 photos each.

python -m bench.newsroom_content      fills ours (DATA_DIR names the place), prints the ids
"""

import json
import sys

PASSWORD = "correct horse battery"  # noqa: S105
SECTIONS, ARTICLES, PHOTOS = 6, 3, 3
COUNTRIES = {
    "Kazakhstan": "KZ",
    "Kyrgyzstan": "KG",
    "Tajikistan": "TJ",
    "Turkmenistan": "TM",
    "Uzbekistan": "UZ",
}
MISSIONS = list(COUNTRIES)
SENTENCE = "The mission and its partners met in the capital and agreed what comes next. "


def described():
    """Return the issue as plain data."""
    body = "".join(f"<p>{SENTENCE * 4}</p>" for _paragraph in range(4))
    return {
        "password": PASSWORD,
        "sections": [
            {
                "title": f"Section {s}",
                "kind": "articles",
                "articles": [
                    {
                        "title": f"Article {s}.{a} of the reporting period",
                        "mission": MISSIONS[(s + a) % len(MISSIONS)],
                        "body": body,
                        "photos": PHOTOS,
                    }
                    for a in range(1, ARTICLES + 1)
                ],
            }
            for s in range(1, SECTIONS + 1)
        ],
    }


def fill_ours():
    """Make the issue in our database; return the ids of the issue and its first article."""
    import django  # noqa: PLC0415 -- the settings come from the environment

    django.setup()
    from missions.models import Membership  # noqa: PLC0415 -- after the set-up
    from tests import factories as make  # noqa: PLC0415 -- after the set-up

    told = described()
    missions = {
        name: make.make_mission(f"IOM {name}", country=code, slug=name.lower())
        for name, code in COUNTRIES.items()
    }
    make.make_user("editor", role=Membership.Role.REGIONAL_EDITOR)
    issue = make.make_issue(make.make_series(missions=missions.values()), number=9)
    first = None
    for s, section in enumerate(told["sections"], start=1):
        place = make.make_section(issue, section["title"], order=s)
        for a, article in enumerate(section["articles"], start=1):
            row = make.make_article(
                issue,
                title=article["title"],
                mission=missions[article["mission"]],
                section=place,
                order=a,
                body=article["body"],
            )
            for number in range(article["photos"]):
                make.make_photo(article=row, order=number)
            first = first or row.pk
    return {"issue": issue.pk, "article": first}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill_ours()))
