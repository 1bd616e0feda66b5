"""What people do in the newsroom, click by click; `Hands` counts it."""

import re

WORKER = 120_000  # milliseconds, at most, until the worker has laid out the pages


def follow(person, hands, target):
    """Follow a link or press a button that leads to another page, and look at it."""
    with person.page.expect_navigation():
        hands.press(target)
    person.look()


def to_desk(person, hands):
    follow(person, hands, person.page.locator("#site-name a"))


def link(page, name):
    return page.get_by_role("link", name=name).first


def button(page, name):
    return page.get_by_role("button", name=name).first


def accepted(page):
    """Nothing was refused, and the page says so."""
    refused = page.locator(".errornote:visible, .errorlist:visible, ul.messagelist li.error")
    assert refused.all_inner_texts() == []
    assert page.locator("ul.messagelist li.success").count() >= 1, page.url


def save(person, hands):
    """Save the form of a record and stay on it; return the id."""
    page = person.page
    stay = page.get_by_role("button", name="Save and continue editing")
    follow(
        person, hands, stay if stay.count() else page.get_by_role("button", name="Save", exact=True)
    )
    assert page.locator(".errornote:visible, .errorlist:visible").all_inner_texts() == []
    found = re.search(r"/(\d+)/change/", page.url)
    assert found, page.url
    return found[1]


def act(person, hands, name, *, text="", label=""):
    """Do one act of the review on the article that is open."""
    page = person.page
    summary = page.locator("summary", has_text=re.compile(rf"^\s*{name}")).locator("visible=true")
    if summary.count():
        hands.press(summary.first)
        person.look()
    if text:
        hands.type(page.get_by_label(re.compile(label)).locator("visible=true").first, text)
    follow(
        person,
        hands,
        page.get_by_role("button", name=name, exact=True).locator("visible=true").first,
    )
    accepted(page)


def write(person, hands, title, body):
    page = person.page
    hands.type(page.get_by_role("textbox", name=re.compile("^Title")).first, title)
    box = page.locator("[contenteditable=true]").and_(page.get_by_label("Text", exact=True))
    hands.type(box.first, body)


def matrix(page):
    return page.locator("main, #content").first.inner_text()


def clear(clearer, hands, made, *, note=""):
    """Somebody who stands for the issue looks at it and clears it."""
    page = clearer.page
    follow(clearer, hands, link(page, "Review & publish"))
    look_at_the_pages(clearer)
    if page.get_by_label("Why may the warnings stand?").count():
        hands.type(page.get_by_label("Why may the warnings stand?"), "Seen with the offices.")
    if note:
        hands.type(page.get_by_label("What does this edition correct?"), note)
    follow(clearer, hands, button(page, re.compile("^Clear edition")))
    accepted(page)


def look_at_the_pages(person):
    """Wait until the worker has laid out the pages of both languages, look at every one.

    Returns how many there are in English.
    """
    page = person.page
    proofs = page.locator(".proof")
    for number in range(proofs.count()):
        sheets = proofs.nth(number).locator(".sheets:not(.outdated) .sheet-picture")
        sheets.first.wait_for(timeout=WORKER)
    person.look()
    pictures = page.locator(".sheets:not(.outdated) .sheet-picture img")
    assert pictures.count() >= 1
    for number in range(pictures.count()):
        picture = pictures.nth(number)
        picture.scroll_into_view_if_needed()
        response = page.request.get(picture.get_attribute("src"))
        assert (response.status, response.headers["content-type"]) == (200, "image/webp")
    assert page.locator(".proof .card.stop").count() == 0, matrix(page)
    return page.locator("#proof-en .sheets:not(.outdated) .sheet-picture img").count()
