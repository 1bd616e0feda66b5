"""Putting sections and articles in order: in one go, step by step, and against each other."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from issues.admin.arrange import present_places
from issues.admin.places import moved, wanted_places
from issues.models import Article, FigurePlacement
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_photo,
    make_section,
    place,
)

PLACES = ["section:1", "article:1", "article:2", "section:2", "article:3", "unplaced", "article:4"]


@pytest.mark.parametrize(
    ("row", "direction", "expected"),
    [
        ("article:2", "up", "s1 a2 a1 s2 a3 u a4"),
        ("article:2", "down", "s1 a1 s2 a2 a3 u a4"),
        ("article:3", "up", "s1 a1 a2 a3 s2 u a4"),
        ("article:3", "down", "s1 a1 a2 s2 u a3 a4"),
        ("article:4", "up", "s1 a1 a2 s2 a3 a4 u"),
        ("article:1", "up", "s1 a1 a2 s2 a3 u a4"),
        ("article:4", "down", "s1 a1 a2 s2 a3 u a4"),
        ("section:2", "up", "s2 a3 s1 a1 a2 u a4"),
        ("section:1", "down", "s2 a3 s1 a1 a2 u a4"),
        ("section:2", "down", "s1 a1 a2 s2 a3 u a4"),
        ("section:1", "up", "s1 a1 a2 s2 a3 u a4"),
        ("unplaced", "up", "s1 a1 a2 s2 a3 u a4"),
        ("article:99", "up", "s1 a1 a2 s2 a3 u a4"),
        ("article:1", "sideways", "s1 a1 a2 s2 a3 u a4"),
    ],
)
def test_one_step(row, direction, expected):
    assert short(moved(PLACES, row, direction)) == expected


def short(places):
    return " ".join(p[0] + p.partition(":")[2] for p in places)


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        (PLACES, "s1 a1 a2 s2 a3 u a4"),
        ([], "s1 s2 u a1 a2 a3 a4"),
        (["article:2", "section:2", "article:1"], "s2 a1 s1 u a2 a3 a4"),
        (["section:1", "article:1", "article:1", "section:1"], "s1 a1 s2 u a2 a3 a4"),
        (["section:9", "section:1", "article:77", "nonsense", ""], "s1 s2 u a1 a2 a3 a4"),
        (["section:1", "unplaced", "article:1", "section:2", "article:2"], "s1 s2 a2 u a1 a3 a4"),
    ],
)
def test_what_is_posted_is_put_right(posted, expected):
    assert short(wanted_places(posted, PLACES)) == expected


WITH_FIGURES = "s1 p1 f1 f2 a1 p2 p3 s2 f3 a2 u a3"


@pytest.mark.parametrize(
    ("row", "direction", "expected"),
    [
        ("figure:1", "down", "s1 p1 f2 f1 a1 p2 p3 s2 f3 a2 u a3"),
        ("figure:2", "down", "s1 p1 f1 a1 p2 p3 s2 f2 f3 a2 u a3"),
        ("figure:3", "up", "s1 p1 f1 f2 f3 a1 p2 p3 s2 a2 u a3"),
        ("figure:3", "down", WITH_FIGURES),  # only articles stand in no section
        ("photo:1", "down", "s1 f1 f2 a1 p2 p3 s2 p1 f3 a2 u a3"),
        ("photo:2", "down", "s1 p1 f1 f2 a1 p3 p2 s2 f3 a2 u a3"),
        ("photo:3", "down", WITH_FIGURES),  # a photo stays with its article
        ("article:1", "down", "s1 p1 f1 f2 s2 f3 a1 p2 p3 a2 u a3"),
        ("section:2", "up", "s2 f3 a2 s1 p1 f1 f2 a1 p2 p3 u a3"),
    ],
)
def test_figures_and_photos_move_where_they_may(row, direction, expected):
    assert short(moved(long(WITH_FIGURES), row, direction)) == expected


def test_a_figure_is_never_lost_from_its_section():
    posted = long("u f1 s2 a1 f2 p3 s1 nonsense")
    assert short(wanted_places(posted, long(WITH_FIGURES))) == (
        "s2 f2 f3 a1 p3 p2 s1 p1 f1 u a2 a3"
    )


KINDS = {"s": "section", "a": "article", "f": "figure", "p": "photo"}


def long(places):
    return [
        "unplaced" if place == "u" else f"{KINDS.get(place[0])}:{place[1:]}"
        for place in places.split()
    ]


@pytest.fixture
def arranged(issue, sections):
    """Two articles in the second section, one unplaced."""
    for n, title in enumerate(["First", "Second"]):
        make_article(issue, title=title, section=sections["partnership"], order=n)
    make_article(issue, title="Loose")
    return issue


def url(issue):
    return reverse("admin:issues_issue_arrange", args=[issue.pk])


def titles(section):
    return list(section.articles.order_by("order").values_list("title", flat=True))


def test_the_whole_order_is_saved_at_once(client_for, editor, arranged, sections):
    a, b = sections["assistance"], sections["partnership"]
    first, second, loose = (Article.objects.get(title=t) for t in ("First", "Second", "Loose"))
    places = [
        f"section:{b.pk}",
        f"article:{second.pk}",
        f"section:{a.pk}",
        f"article:{loose.pk}",
        f"section:{sections['contacts'].pk}",
        "unplaced",
        f"article:{first.pk}",
    ]
    response = client_for(editor).post(url(arranged), {"order_stamp": 0, "place": places})
    assert response.status_code == 302
    assert present_places(arranged) == places
    assert (titles(a), titles(b)) == (["Loose"], ["Second"])
    arranged.refresh_from_db()
    assert arranged.order_stamp == 1
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user) == (str(arranged.pk), editor)


def test_without_a_script_a_button_moves_one_row(client_for, editor, arranged, sections):
    second = Article.objects.get(title="Second")
    response = client_for(editor).post(
        url(arranged),
        {"order_stamp": 0, "place": present_places(arranged), "move": f"article:{second.pk} up"},
    )
    assert response["Location"] == f"{url(arranged)}#article-{second.pk}"
    assert titles(sections["partnership"]) == ["Second", "First"]


def test_an_older_order_does_not_undo_a_newer_one(client_for, editor, arranged, sections):
    browser = client_for(editor)
    before = present_places(arranged)
    newer = moved(before, f"section:{sections['contacts'].pk}", "up")
    browser.post(url(arranged), {"order_stamp": 0, "place": newer})
    own = moved(before, f"section:{sections['assistance'].pk}", "down")
    response = browser.post(url(arranged), {"order_stamp": 0, "place": own})
    assert response.status_code == 409
    assert present_places(arranged) == newer
    assert response.context["own_places"] == own
    assert "Somebody else changed the order" in response.content.decode()
    again = browser.post(
        url(arranged), {"order_stamp": response.context["issue"].order_stamp, "place": own}
    )
    assert again.status_code == 302
    assert present_places(arranged) == own


def test_figures_and_photos_are_saved_with_the_rest(client_for, editor, arranged, sections):
    a, b = sections["assistance"], sections["partnership"]
    figure = place(make_figure(make_indicator(), 7), a)
    lead = make_photo(section=a, alt="Lead")
    first = Article.objects.get(title="First")
    one, two = make_photo(article=first, alt="One"), make_photo(article=first, alt="Two", order=1)
    places = [
        *(f"section:{a.pk}", f"section:{b.pk}", f"photo:{lead.pk}", f"figure:{figure.pk}"),
        *(f"article:{first.pk}", f"photo:{two.pk}", f"photo:{one.pk}"),
    ]
    client_for(editor).post(url(arranged), {"order_stamp": 0, "place": places})
    figure.refresh_from_db()
    lead.refresh_from_db()
    assert (figure.section, lead.section) == (b, b)
    assert [photo.alt for photo in first.photos.all()] == ["Two", "One"]
    assert present_places(arranged)[1:7] == places[1:]


def test_one_figure_does_not_come_to_stand_twice_in_a_section(
    client_for, editor, arranged, sections
):
    a, b = sections["assistance"], sections["partnership"]
    figure = make_figure(make_indicator(), 7)
    place(figure, a)
    second = place(figure, b)
    own = moved(present_places(arranged), f"figure:{second.pk}", "up")
    response = client_for(editor).post(url(arranged), {"order_stamp": 0, "place": own})
    assert response.status_code == 409
    assert "the same figure twice" in response.content.decode()
    assert FigurePlacement.objects.get(pk=second.pk).section == b
    arranged.refresh_from_db()
    assert arranged.order_stamp == 0


@pytest.mark.parametrize("stamp", ["", "x", "-1", "999999999999999999999"])
def test_a_wrong_stamp_saves_nothing(client_for, editor, arranged, stamp):
    before = present_places(arranged)
    response = client_for(editor).post(
        url(arranged), {"order_stamp": stamp, "place": list(reversed(before))}
    )
    assert response.status_code == 409
    assert present_places(arranged) == before


def test_rows_of_another_issue_stay_where_they_are(client_for, editor, arranged, series):
    other = make_issue(series, number=9)
    section = make_section(other, "Elsewhere")
    theirs = make_article(other, title="Theirs", section=section, order=5)
    client_for(editor).post(
        url(arranged),
        {"order_stamp": 0, "place": [f"section:{section.pk}", f"article:{theirs.pk}"]},
    )
    theirs.refresh_from_db()
    assert (theirs.section, theirs.order) == (section, 5)


@pytest.mark.parametrize("who", ["contributor", "clearer", "communications"])
def test_only_editors_arrange(client_for, request, arranged, who):
    browser = client_for(request.getfixturevalue(who))
    assert browser.get(url(arranged)).status_code == 404
    assert browser.post(url(arranged), {"order_stamp": 0}).status_code == 404
    arranged.refresh_from_db()
    assert arranged.order_stamp == 0


@pytest.mark.parametrize("articles", [1, 3, 60])
def test_queries_do_not_grow_with_the_issue(
    client_for, editor, issue, sections, articles, django_assert_num_queries
):
    for n in range(articles):
        make_article(issue, title=f"Article {n}", section=sections["partnership"], order=n)
    browser = client_for(editor)
    browser.get(url(issue))
    with django_assert_num_queries(16):
        browser.get(url(issue))
