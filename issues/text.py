"""A content tree → plain text, for messages and for lines that carry little.

A paragraph is one line, however long: messengers and mail programs break lines themselves.
Titles are underlined; what is not the report's own text stands in square brackets.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from issues.templatetags import figures, report
from issues.templatetags.figure_tables import mentions
from reportcms.phones import format_phone
from reportcms.prose_tree import Element, read

LONGEST_RULE = 32  # characters: a line of a small telephone
BLOCKS = {"p", "h3", "h4", "ul", "ol", "blockquote", "table", "hr"}


def as_plain_text(content):
    """Return the edition as text: paragraphs parted by empty lines, in reading order."""
    with translation.override(content["language"]):
        return "\n\n".join(part for part in parts_of(content) if part) + "\n"


def parts_of(content):
    yield from opening(content)
    yield from prose(content["issue"]["summary"])
    yield from notes(content["issue"])
    for section in content["sections"]:
        yield "\n" + titled(section["title"].upper(), "=")
        yield from section_parts(section)
    yield "\n" + "-" * LONGEST_RULE
    yield from ending(content)


def titled(title, rule):
    return f"{title}\n{rule * min(len(title), LONGEST_RULE)}"


def joined(*words, by=" · "):
    return by.join(word for word in words if word)


def opening(content):
    """The name of the issue, its dates, and what a corrected edition corrects."""
    issue, series, edition = content["issue"], content["series"], content["edition"]
    number = _("Issue %(number)s · %(date)s") % {
        "number": report.digits(issue["number"]),
        "date": report.date(issue["publication_date"]),
    }
    covered = _("Covers %(covered)s") % {
        "covered": report.period(issue["period_start"], issue["period_end"])
    }
    as_of = issue["data_as_of"] and (
        _("Figures as of %(date)s") % {"date": report.date(issue["data_as_of"])}
    )
    yield "\n".join(
        line
        for line in (
            series["organisation"],
            titled(series["title"].upper(), "="),
            issue["title"],
            number,
            joined(covered, as_of),
        )
        if line
    )
    if edition["version"] > 1:
        corrected = _("Corrected edition %(version)s") % {
            "version": report.digits(edition["version"])
        }
        yield f"[{corrected}: {edition['note']}{changed(edition)}]"


def changed(edition):
    """The figures that an edition corrected: their old and new values."""
    said = []
    for change in edition.get("figure_changes", []):
        values = figures.correction(change)
        reason = f" ({change['reason']})" if change["reason"] else ""
        said.append(f"{change['label']}: {values['old']} → {values['new']}{reason}")
    return f" {'; '.join(said)}." if said else ""


def ending(content):
    """Who reported nothing, where the edition stands for ever, its licence, the next issue."""
    series, issue = content["series"], content["issue"]
    yield from map(mention_line, mentions(content))
    yield "\n".join(report.unreported(content))
    for earlier in content["edition"]["corrections"]:
        corrected = _("Corrected edition %(version)s") % {
            "version": report.digits(earlier["version"])
        }
        yield f"[{corrected}, {report.date(earlier['date'])}: {earlier['note']}{changed(earlier)}]"
    yield series["disclaimer"]
    licence = joined(series["licence"], series["licence_url"], by=", ")
    yield licence and f"{_('Licence')}: {licence}"
    yield content["edition"].get("url")  # editions of the first schema have none
    if issue["next_issue_date"]:
        yield _("Next issue: %(date)s") % {"date": report.date(issue["next_issue_date"])}


def section_parts(section):
    """Everything that stands in a section, in the order of the page."""
    yield from map(photo_line, section["photos"][:1])
    yield from prose(section["intro"])
    yield from notes(section)
    shown = [figure for figure in section["figures"] if figure["style"] != "mention"]
    yield from map(figure_lines, sorted(shown, key=lambda f: f["style"] != "statement"))
    yield from map(photo_line, section["photos"][1:])
    for article in section["articles"]:
        yield from article_parts(article)
    yield "\n".join(f"{fact['label']}: {fact['value']}" for fact in section["facts"])
    yield from map(hotline_lines, section["hotlines"])
    yield from map(contact_lines, section["contacts"])


def article_parts(article):
    places = ", ".join(report.mission_names(article["missions"]))
    yield joined(titled(article["title"], "-"), places, by="\n")
    yield from map(photo_line, article["photos"])
    yield from prose(article["body"])
    yield from notes(article)
    yield article["sources"] and f"{_('Source')}: {article['sources']}"


def notes(node):
    """Why numbers in a text are other than the figures; trees of old schemas have none."""
    for note in node.get("notes", []):
        yield f"[{_('Note')}: {note}]"


def photo_line(photo):
    """What a picture shows, for people who do not get it."""
    if photo.get("withdrawn"):
        return f"[{report.removed_note()}]"
    said = (photo[key] for key in ("alt", "text_equivalent", "caption"))
    told = joined(*said, report.photo_facts(photo), photo["credit"], by=" – ")
    return f"[{_('Picture')}: {told}]"


def figure_lines(figure):
    """One figure with everything that must be known to believe it."""
    value = joined(figures.qualified(figure), figures.unit(figure), figures.base(figure), by=" ")
    indicator = figure["indicator"]
    definition = indicator["definition"]
    if figure["style"] == "statement":
        first = figure["statement"].replace("{figure}", figures.qualified(figure))
        definition = joined(indicator["name"], definition, by=": ")
    else:
        first = f"{figure['label'] or indicator['name']}: {value}"
    change = joined(
        joined(
            figures.changed_from(figure),
            figures.comparability(figure) or figures.break_cause(figure),
            figures.revision(figure),
        ),
        figure["change_reason"],
        by=". ",
    )
    scope = joined(
        figures.status(figure),
        figures.last_reported(figure),
        figures.time_of(figure),
        figures.coverage(figure),
    )
    lines = [first, *breakdown_lines(figure), figure.get("parts_note"), change]
    lines += [figures.target(figure), figures.secrecy(figure), scope]
    if figure["source"]:
        lines.append(f"{_('Source')}: {figure['source']}")
    lines += [figure["footnote"], definition]
    first, *rest = (line for line in lines if line)
    return "\n".join([first, *(f"  {line}" for line in rest)])


def mention_line(figure):
    """A figure of an earlier time, with the day it was last reported."""
    name = figure["label"] or figure["indicator"]["name"]
    value = joined(figures.qualified(figure), figures.unit(figure), by=" ")
    when = figures.last_reported(figure) or figures.time_of(figure)
    return f"[{name}: {joined(value, when, figure['change_reason'])}]"


def breakdown_lines(figure):
    for breakdown in figures.breakdowns(figure):
        parts = (
            f"{part['label']} {figures.part_quantity(part, figure)}" for part in breakdown["parts"]
        )
        yield f"{breakdown['name']}: {'; '.join(parts)}"


def hotline_lines(hotline):
    """Whom to call, from where and when."""
    about = [
        hotline["name"],
        hotline["works_from"] and f"{_('Works from')}: {hotline['works_from']}",
        hotline["international"]
        and f"{_('From abroad')}: {format_phone(hotline['international'])}",
        joined(hotline["hours"], ", ".join(hotline["languages"]), report.cost(hotline)),
    ]
    if hotline["last_tested_on"]:
        about.append(_("Last tested %(date)s") % {"date": report.date(hotline["last_tested_on"])})
    first = f"{hotline['mission']['country_name']}: {format_phone(hotline['number'])}"
    return "\n".join([first, *(f"  {line}" for line in about if line)])


def contact_lines(contact):
    lines = [
        joined(
            person["name"],
            person["title"],
            person["email"],
            person["phone"] and format_phone(person["phone"]),
            by=", ",
        )
        for person in contact["people"]
    ]
    return "\n".join([contact["mission"]["name"], *(f"  {line}" for line in lines if line)])


# --- Rich text ------------------------------------------------------------------------------------


def prose(html):
    """Yield the blocks of sanitised rich text."""
    if html:
        yield from blocks(read(html))


def blocks(element):
    """Yield the blocks inside ``element``; text outside any of them is a block of its own."""
    loose = Element("p")
    for child in element.children:
        if isinstance(child, str) or child.tag not in BLOCKS:
            loose.children.append(child)
            continue
        if said := words(loose):
            yield said
        loose = Element("p")
        yield block(child)
    if said := words(loose):
        yield said


def block(element):
    match element.tag:
        case "ul":
            return "\n".join(item(child, "- ") for child in elements(element))
        case "ol":
            numbered = enumerate(elements(element), start=1)
            return "\n".join(item(child, f"{number}. ") for number, child in numbered)
        case "blockquote":
            return "\n>\n".join(
                "\n".join(f"> {line}" for line in text.splitlines()) for text in blocks(element)
            )
        case "table":
            return "\n".join(row(found) for found in rows(element))
        case "hr":
            return "* * *"
        case "h3" | "h4":
            return words(element).upper()
        case _:
            return words(element)


def elements(element):
    return [child for child in element.children if isinstance(child, Element)]


def item(element, mark):
    """An item of a list: its first line after the mark, what follows below the words."""
    return mark + "\n".join(blocks(element)).replace("\n", "\n" + " " * len(mark))


def rows(element):
    for child in elements(element):
        if child.tag == "tr":
            yield child
        else:
            yield from rows(child)


def row(element):
    return " | ".join(" ".join(words(cell).split()) for cell in elements(element))


def words(element):
    """The text of a block, with the address of each link that does not show it."""
    text = ""
    for child in element.children:
        if isinstance(child, str):
            text += child
        elif child.tag == "br":
            text += "\n"
        elif child.tag == "a":
            text += link(child)
        elif child.tag in BLOCKS:
            text += f" {words(child)} "
        else:
            text += words(child)
    return text.strip() if element.tag in BLOCKS | {"li", "td", "th"} else text


def link(element):
    shown, address = words(element), element.attributes.get("href", "")
    bare = address.partition(":")[2].lstrip("/").rstrip("/")
    told = not address.startswith("http") or bare in shown
    return shown if told else f"{shown} ({address})"
