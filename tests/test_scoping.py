"""Who may open what: every address of the admin as every role, against a stated table.

The rows belong to IOM Kazakhstan. *Owner* writes for Kazakhstan, *stranger* for Tajikistan; the
others work for the whole region. Every text of the rows carries a secret, which must not reach
the stranger on any address, nor the public while the issue is not published.
"""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import NoReverseMatch, URLPattern, reverse

from issues.history.bin import put_in_bin
from issues.models import Article, Contribution, Fact, Issue, Proof, Publication, Subscriber, Theme
from missions.models import FigureBreakdown, FigureImport, Hotline, Membership
from reportcms import versions
from tests.delivery.editions import make_edition
from tests.factories import (
    make_article,
    make_contact,
    make_figure,
    make_hotline,
    make_indicator,
    make_issue,
    make_photo,
    make_section,
    make_series,
    make_user,
    place,
)

SECRET = "Nightingale 4711"
ASKED_FOR = "Nightingale"  # the beginning of the secret, as a page may echo it

# ok: the page opens · no: refused (403) · none: answered as if there were no such row ·
# go: leads elsewhere · post: only answers a POST (405)
COLUMNS = ["owner", "stranger", "editor", "clearer", "communications", "administrator"]
TABLE = """
app_list:auth                                 none  none  none  none  none  ok
app_list:issues                               ok    ok    ok    ok    ok    ok
app_list:missions                             ok    ok    ok    ok    ok    ok
auth_user_add                                 no    no    no    no    no    ok
auth_user_change                              no    no    no    no    no    ok
auth_user_changelist                          no    no    no    no    no    ok
auth_user_delete                              no    no    no    no    no    ok
auth_user_history                             no    no    no    no    no    ok
auth_user_password_change                     no    no    no    no    no    ok
autocomplete                                  no    no    no    no    no    no
django_tasks_database_dbtaskresult_add        no    no    no    no    no    no
django_tasks_database_dbtaskresult_change     no    no    no    no    no    none
django_tasks_database_dbtaskresult_changelist no    no    no    no    no    ok
django_tasks_database_dbtaskresult_delete     no    no    no    no    no    no
django_tasks_database_dbtaskresult_history    none  none  none  none  none  none
index                                         ok    ok    ok    ok    ok    ok
issues_article_act                            post  post  post  post  post  post
issues_article_add                            ok    ok    ok    no    no    ok
issues_article_add_look                       post  post  post  post  post  post
issues_article_change                         ok    none  ok    ok    ok    ok
issues_article_changelist                     ok    ok    ok    ok    ok    ok
issues_article_delete                         ok    none  ok    no    no    ok
issues_article_earlier_photos                 ok    none  ok    none  none  ok
issues_article_history                        ok    none  ok    ok    ok    ok
issues_article_log                            ok    none  ok    ok    ok    ok
issues_article_look                           post  post  post  post  post  post
issues_article_note                           post  post  post  post  post  post
issues_article_notes                          post  post  post  post  post  post
issues_article_people                         ok    none  ok    ok    ok    ok
issues_article_presence                       post  post  post  post  post  post
issues_article_preview                        ok    none  ok    ok    ok    ok
issues_article_restore                        ok    none  ok    none  none  ok
issues_binned_back                            post  post  post  post  post  post
issues_binned_changelist                      ok    ok    ok    ok    ok    ok
issues_edition_add                            no    no    no    no    no    no
issues_edition_change                         no    no    ok    ok    ok    ok
issues_edition_changelist                     no    no    ok    ok    ok    ok
issues_edition_delete                         no    no    no    no    no    no
issues_edition_history                        no    no    ok    ok    ok    ok
issues_edition_reliefweb                      none  none  ok    none  ok    ok
issues_edition_reliefweb_file                 none  none  go    none  go    go
issues_edition_withdraw                       none  none  ok    ok    none  ok
issues_figure_choices                         ok    ok    ok    ok    ok    ok
issues_issue_add                              no    no    ok    no    no    ok
issues_issue_arrange                          none  none  ok    none  none  ok
issues_issue_change                           no    no    ok    ok    ok    ok
issues_issue_changelist                       no    no    ok    ok    ok    ok
issues_issue_delete                           no    no    ok    no    no    ok
issues_issue_embargoed_pdf                    none  none  none  none  none  none
issues_issue_figure_missions                  go    go    ok    no    no    ok
issues_issue_figures                          ok    none  ok    no    no    ok
issues_issue_history                          no    no    ok    ok    ok    ok
issues_issue_open                             none  none  ok    none  none  ok
issues_issue_log                              none  none  ok    ok    ok    ok
issues_issue_pages                            none  none  ok    ok    ok    ok
issues_issue_part                             ok    none  ok    ok    ok    ok
issues_issue_preview                          none  none  ok    ok    ok    ok
issues_issue_preview_pdf                      none  none  ok    ok    ok    ok
issues_issue_proof_pdf                        none  none  ok    ok    ok    ok
issues_issue_proof_picture                    none  none  ok    ok    ok    ok
issues_issue_proof_state                      none  none  ok    ok    ok    ok
issues_issue_publish                          none  none  ok    ok    none  ok
issues_issue_reason                           none  none  go    none  none  go
issues_issue_round                            go    none  ok    ok    ok    ok
issues_issue_translate                        ok    none  ok    ok    ok    ok
issues_issue_translations                     go    none  go    go    go    go
issues_photo_consent_form                     ok    none  ok    none  none  ok
issues_photo_variant                          ok    none  ok    ok    ok    ok
issues_photo_withdraw                         ok    none  ok    none  none  ok
issues_publication_progress                   none  none  ok    ok    none  ok
issues_publication_state                      none  none  ok    ok    none  ok
issues_rendition_add                          no    no    no    no    no    no
issues_rendition_change                       no    no    ok    ok    ok    ok
issues_rendition_changelist                   no    no    ok    ok    ok    ok
issues_rendition_delete                       no    no    no    no    no    no
issues_rendition_history                      no    no    ok    ok    ok    ok
issues_search                                 ok    ok    ok    ok    ok    ok
issues_section_add                            no    no    ok    no    no    ok
issues_section_change                         no    no    ok    ok    ok    ok
issues_section_changelist                     no    no    ok    ok    ok    ok
issues_section_delete                         no    no    ok    no    no    ok
issues_section_history                        no    no    ok    ok    ok    ok
issues_series_add                             no    no    ok    no    no    ok
issues_series_change                          no    no    ok    ok    ok    ok
issues_series_changelist                      no    no    ok    ok    ok    ok
issues_series_delete                          no    no    no    no    no    ok
issues_series_history                         none  none  ok    ok    ok    ok
issues_series_logo                            none  none  ok    ok    ok    ok
issues_subscriber_add                         no    no    no    no    no    no
issues_subscriber_change                      no    no    no    no    no    ok
issues_subscriber_changelist                  no    no    no    no    no    ok
issues_subscriber_delete                      no    no    no    no    no    ok
issues_subscriber_history                     no    no    no    no    no    ok
issues_subscription_add                       no    no    no    no    no    no
issues_subscription_change                    no    no    none  no    none  none
issues_subscription_changelist                no    no    ok    no    ok    ok
issues_subscription_delete                    no    no    no    no    no    no
issues_subscription_history                   none  none  none  none  none  none
issues_theme_add                              no    no    ok    no    no    ok
issues_theme_change                           no    no    ok    ok    ok    ok
issues_theme_changelist                       no    no    ok    ok    ok    ok
issues_theme_delete                           no    no    ok    no    no    ok
issues_theme_history                          no    no    ok    ok    ok    ok
jsi18n                                        ok    ok    ok    ok    ok    ok
login                                         none  none  none  none  none  none
logout                                        post  post  post  post  post  post
missions_assistancefigure_add                 ok    ok    ok    no    no    ok
missions_assistancefigure_change              ok    none  ok    ok    ok    ok
missions_assistancefigure_changelist          ok    ok    ok    ok    ok    ok
missions_assistancefigure_delete              no    no    no    no    no    no
missions_assistancefigure_history             ok    none  ok    ok    ok    ok
missions_contact_add                          ok    ok    ok    no    no    ok
missions_contact_change                       ok    none  ok    ok    ok    ok
missions_contact_changelist                   ok    ok    ok    ok    ok    ok
missions_contact_delete                       ok    none  ok    no    no    ok
missions_contact_history                      ok    none  ok    ok    ok    ok
missions_figureimport_add                     ok    ok    ok    no    no    ok
missions_figureimport_change                  ok    none  none  no    no    none
missions_figureimport_changelist              ok    ok    ok    no    no    ok
missions_figureimport_look                    ok    none  none  no    no    none
missions_figureimport_template                ok    ok    ok    no    no    ok
missions_hotline_add                          ok    ok    ok    no    no    ok
missions_hotline_answered                     post  post  post  post  post  post
missions_hotline_change                       ok    none  ok    ok    ok    ok
missions_hotline_changelist                   ok    ok    ok    ok    ok    ok
missions_hotline_delete                       no    no    ok    no    no    ok
missions_hotline_history                      ok    none  ok    ok    ok    ok
missions_indicator_add                        no    no    ok    no    no    ok
missions_indicator_change                     ok    ok    ok    ok    ok    ok
missions_indicator_changelist                 ok    ok    ok    ok    ok    ok
missions_indicator_delete                     no    no    no    no    no    ok
missions_indicator_history                    ok    ok    ok    ok    ok    ok
missions_mission_add                          no    no    ok    no    no    ok
missions_mission_change                       ok    none  ok    ok    ok    ok
missions_mission_changelist                   ok    ok    ok    ok    ok    ok
missions_mission_delete                       no    no    no    no    no    ok
missions_mission_history                      ok    none  ok    ok    ok    ok
missions_person_add                           no    no    ok    no    no    ok
missions_person_change                        no    no    ok    no    no    ok
missions_person_changelist                    no    no    ok    no    no    ok
password_change                               ok    ok    ok    ok    ok    ok
password_change_done                          ok    ok    ok    ok    ok    ok
view_on_site                                  none  none  none  none  none  none
"""
OPEN_TO_ALL = {"jsi18n", "login", "logout"}


def stated():
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return {name: dict(zip(COLUMNS, answers, strict=True)) for name, *answers in rows}


@pytest.fixture
def world(series, kazakhstan, tajikistan, other_contributor):
    """One row of every kind, each with the secret in its texts; returns keys for addresses."""
    s = SECRET
    series.languages = ["en", "ru"]
    series.save()
    issue = make_issue(series, title=s, summary=f"<p>{s}</p>")
    section = make_section(issue, s, kind="figures", intro=f"<p>{s}</p>")
    Fact.objects.create(section=section, label=s, value=s)
    article = make_article(
        issue,
        title=s,
        mission=kazakhstan,
        section=section,
        body=f"<p>{s}</p>",
        sources=s,
        state="draft",
    )
    form = default_storage.save("consent/form.pdf", ContentFile(s.encode()))
    texts = {"alt": s, "caption": s, "credit": s, "place": s, "consent_by": s}
    photo = make_photo(article=article, consent_form=form, **texts)
    indicator = make_indicator("assisted", name="Migrants assisted")
    figure = make_figure(
        indicator, "98765", mission=kazakhstan, covers=[kazakhstan], source=s, footnote=s
    )
    FigureBreakdown.objects.create(figure=figure, dimension=s, label=s, value=5)
    place(figure, section, label=s)
    hotline = make_hotline(kazakhstan, "11616", name=s, tested_by=s)
    contact = make_contact(kazakhstan, "secret@example.org", name=s, is_public=False)
    person = make_user("somebody", last_name=s)
    upload = FigureImport.objects.create(
        file_name=s, rows=[], state="discarded", uploaded_by=other_contributor
    )
    publication = Publication.objects.create(
        issue=issue, requested_by=person, state="failed", problem=s
    )
    contribution = Contribution.objects.create(
        issue=issue, mission=kazakhstan, request=s, remark=s, return_reason=s, state="returned"
    )
    contribution.sections.add(section)
    edition = make_edition(make_issue(series, number=3))
    rendition = edition.renditions.get()
    file = default_storage.save("proofs/page", ContentFile(s.encode()))
    Proof.objects.create(
        issue=issue,
        language="en",
        state="done",
        content_sha256="0" * 64,
        pdf=file,
        pages=[file],
        complaints=[{"message": s, "page": 1, "blocks": False}],
    )
    version = versions.keep(article, by=other_contributor)
    thrown_away = make_article(issue, title=s, mission=kazakhstan, body=f"<p>{s}</p>")
    binned = put_in_bin(thrown_away, by=other_contributor)
    subscriber = Subscriber.objects.create(address="secret@example.org", language="en")
    subscriber.subscriptions.create(mission=kazakhstan)
    elsewhere = make_series(s, slug="nightingale", running_title=s, logo=file)
    return {
        "missions_mission": kazakhstan.pk,
        "missions_contact": contact.pk,
        "missions_hotline": hotline.pk,
        "missions_indicator": indicator.pk,
        "missions_assistancefigure": figure.pk,
        "issues_series": elsewhere.pk,
        "issues_theme": Theme.objects.create(name="Health", slug="health").pk,
        "issues_issue": issue.pk,
        "issues_section": section.pk,
        "issues_article": article.pk,
        "issues_edition": edition.pk,
        "issues_rendition": rendition.pk,
        "issues_publication": publication.pk,
        "auth_user": person.pk,
        "missions_person": person.pk,
        "missions_figureimport": upload.pk,
        "django_tasks_database_dbtaskresult": "00000000-0000-4000-8000-000000000000",
        "issues_photo": photo.pk,
        "issues_binned": binned.pk,
        "issues_subscriber": subscriber.pk,
        "issues_subscription": subscriber.subscriptions.get().pk,
        "version": version.pk,
        "sha256": photo.sha256,
        "article_type": ContentType.objects.get_for_model(article).pk,
    }


@pytest.fixture
def cast(other_contributor, contributor, editor, clearer, communications, administrator, inactive):
    return {
        "owner": other_contributor,
        "stranger": contributor,
        "editor": editor,
        "clearer": clearer,
        "communications": communications,
        "administrator": administrator,
        "inactive": inactive,
        "anonymous": None,
    }


def admin_names():
    """Return the name of every address of the admin."""
    names = set()
    patterns = list(admin.site.urls[0])
    while patterns:
        pattern = patterns.pop()
        if not isinstance(pattern, URLPattern):
            patterns += pattern.url_patterns
        elif pattern.name:
            names.add(pattern.name)
    return names


def addresses(world):
    """Map the name of every address of the admin to the address of a row of ``world``."""
    found = {}
    for name in admin_names():
        if name == "app_list":
            for app in ("missions", "issues", "auth"):
                found[f"app_list:{app}"] = reverse("admin:app_list", args=[app])
        elif name == "view_on_site":
            found[name] = reverse(
                "admin:view_on_site", args=[world["article_type"], world["issues_article"]]
            )
        elif name == "issues_issue_embargoed_pdf":
            found[name] = reverse(f"admin:{name}", args=[world["issues_issue"], "en"])
        elif name.startswith("issues_issue_proof_"):
            place = [1] if name.endswith("_picture") else []
            found[name] = reverse(f"admin:{name}", args=[world["issues_issue"], "en", *place])
        elif name in {"issues_issue_figures", "issues_issue_part"}:
            found[name] = reverse(f"admin:{name}", args=[world["issues_issue"], "kazakhstan"])
        elif name == "issues_issue_translate":
            found[name] = reverse(f"admin:{name}", args=[world["issues_issue"], "ru"])
        elif name == "issues_article_note":
            found[name] = reverse(f"admin:{name}", args=[world["issues_article"], 1])
        elif name == "issues_article_act":
            found[name] = reverse(f"admin:{name}", args=[world["issues_article"], "submit"])
        elif name == "issues_article_restore":
            place = [world["issues_article"], world["version"]]
            found[name] = reverse(f"admin:{name}", args=place)
        elif name == "issues_edition_reliefweb_file":
            found[name] = reverse(f"admin:{name}", args=[world["issues_edition"], "en"])
        elif name == "issues_photo_withdraw":
            found[name] = reverse(f"admin:{name}", args=[world["sha256"]])
        elif name == "issues_photo_variant":
            found[name] = reverse(f"admin:{name}", args=[world["sha256"], "50-50", "w320.jpg"])
        else:
            found[name] = model_address(name, world)
    return found


def model_address(name, world):
    """Return the address called ``name``; of a row, where it needs one."""
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        key = next(key for key in world if name.startswith(f"{key}_"))
        return reverse(f"admin:{name}", args=[world[key]])


def answer(response):
    """Sort a response into the words of the table."""
    location = response.headers.get("Location", "")
    if location.startswith("/admin/login/"):
        return "login"
    if response.status_code == 302 and location == "/admin/":
        return "none"
    words = {200: "ok", 302: "go", 403: "no", 404: "none", 405: "post"}
    return words[response.status_code]


def test_every_address_answers_every_role_as_stated(world, cast, client_for):
    found = {}
    for role in COLUMNS:
        browser = client_for(cast[role])
        for name, url in addresses(world).items():
            found.setdefault(name, {})[role] = answer(browser.get(url))
    assert found == stated()


def test_a_translator_reads_what_communications_read(world, client_for):
    """But for the followers of a series, whose addresses are no matter of translators."""
    browser = client_for(make_user("translator", role=Membership.Role.TRANSLATOR))
    theirs = {name: answers["communications"] for name, answers in stated().items()}
    theirs |= {"issues_subscription_change": "no", "issues_subscription_changelist": "no"}
    theirs |= {"issues_edition_reliefweb": "none", "issues_edition_reliefweb_file": "none"}
    assert {name: answer(browser.get(url)) for name, url in addresses(world).items()} == theirs


@pytest.mark.parametrize("role", ["inactive", "anonymous"])
def test_who_is_not_logged_in_sees_the_login_page_only(world, cast, client_for, role):
    browser = client_for(cast[role])
    for name, url in addresses(world).items():
        if name not in OPEN_TO_ALL:
            assert answer(browser.get(url)) == "login", name


def with_questions(name, url):
    """Yield an address plain and, for lists, with what people put into the address bar."""
    yield url
    if name == "issues_search":
        for words in (ASKED_FOR, ASKED_FOR.lower(), "4711", "secret", "Kazakhstan", "assisted"):
            yield f"{url}?q={words}"
    if name.endswith("_changelist"):
        for question in (f"q={ASKED_FOR}", "o=1", "o=-2.1", "all=", "p=1"):
            yield f"{url}?{question}"
        yield f"{url}?title__startswith={ASKED_FOR}"
        yield f"{url}?issue__title__startswith={ASKED_FOR}"
        yield f"{url}?mission__name=IOM+Kazakhstan"


def test_no_secret_reaches_the_stranger(world, cast, client_for):
    browser, leaks = client_for(cast["stranger"]), []
    for name, url in addresses(world).items():
        for address in with_questions(name, url):
            page = browser.get(address).content.decode(errors="replace")
            if SECRET in page or "98765" in page or "secret@example.org" in page:
                leaks.append(address)
    assert leaks == []


def test_the_walk_finds_secrets_where_they_may_be_seen(world, cast, client_for):
    """The owner's pages do hold the secret: the test above looks for something that is there."""
    browser, holding = client_for(cast["owner"]), set()
    for name, url in addresses(world).items():
        if SECRET in browser.get(url).content.decode(errors="replace"):
            holding.add(name)
    assert holding >= {
        "index",
        "issues_article_change",
        "issues_article_changelist",
        "issues_article_delete",
        "issues_article_history",
        "issues_article_preview",
        "issues_binned_changelist",
        "missions_assistancefigure_change",
        "missions_assistancefigure_changelist",
        "missions_contact_change",
        "missions_contact_changelist",
        "missions_hotline_change",
        "missions_hotline_changelist",
    }


@pytest.mark.parametrize("model", ["missions_contact", "missions_hotline", "issues_article"])
@pytest.mark.parametrize("act", ["change", "delete", "history"])
def test_a_row_of_others_is_answered_like_one_that_does_not_exist(
    world, cast, client_for, model, act
):
    browser = client_for(cast["stranger"])
    theirs = browser.get(reverse(f"admin:{model}_{act}", args=[world[model]]), follow=True)
    missing = browser.get(reverse(f"admin:{model}_{act}", args=[424242]), follow=True)
    if act == "delete" and model == "missions_hotline":
        assert theirs.status_code == missing.status_code == 403
        return
    assert theirs.redirect_chain == missing.redirect_chain
    said = [[str(m) for m in page.context["messages"]] for page in (theirs, missing)]
    assert re.sub(r"“.*”", "", said[0][0]) == re.sub(r"“.*”", "", said[1][0])


@pytest.mark.parametrize(
    "model", ["missions_contact", "missions_hotline", "missions_assistancefigure", "issues_article"]
)
def test_the_stranger_changes_and_deletes_nothing(world, cast, client_for, model):
    browser = client_for(cast["stranger"])
    app, name = model.split("_")
    rows = apps.get_model(app, name).objects
    before = list(rows.order_by("pk").values())
    for act in ("change", "delete"):
        browser.post(
            reverse(f"admin:{model}_{act}", args=[world[model]]),
            {"post": "yes", "title": "Taken", "name": "Taken", "correction_reason": "Taken"},
        )
    browser.post(
        reverse(f"admin:{model}_changelist"),
        {"action": "delete_selected", "_selected_action": [world[model]], "post": "yes"},
    )
    assert list(rows.order_by("pk").values()) == before


@pytest.mark.parametrize("act", ["submit", "nothing", "take_back"])
@pytest.mark.parametrize("role", ["stranger", "clearer", "communications", "inactive"])
def test_nobody_else_answers_for_a_mission(world, cast, client_for, role, act):
    before = Contribution.objects.values().get()
    url = reverse("admin:issues_issue_part", args=[world["issues_issue"], "kazakhstan"])
    response = client_for(cast[role]).post(url, {"act": act, "remark": "Taken"})
    assert response.status_code in ({302} if role == "inactive" else {404})
    assert Contribution.objects.values().get() == before


@pytest.mark.parametrize(
    "act", ["remind", "return", "approve", "close", "reopen", "deadline", "ask", "out"]
)
@pytest.mark.parametrize("role", ["owner", "stranger", "clearer", "communications", "inactive"])
def test_nobody_but_the_editor_runs_a_round(world, cast, client_for, role, act):
    before = Contribution.objects.values().get()
    url = reverse("admin:issues_issue_round", args=[world["issues_issue"]])
    data = {"row": f"part:{before['id']}", "act": act, "reason": "Taken", "due_on": "2020-12-20"}
    response = client_for(cast[role]).post(url, data)
    assert response.status_code in {302, 403, 404}
    assert Contribution.objects.values().get() == before


@pytest.mark.parametrize("role", ["owner", "stranger", "clearer", "communications"])
def test_nobody_but_the_editor_opens_an_issue(world, cast, client_for, role):
    url = reverse("admin:issues_issue_open")
    assert client_for(cast[role]).post(url, {"year": 2020, "number": 99}).status_code == 404
    assert not Issue.objects.filter(number=99).exists()


def test_the_stranger_cannot_note_a_test_of_a_hotline(world, cast, client_for):
    url = reverse("admin:missions_hotline_answered", args=[world["missions_hotline"]])
    assert client_for(cast["stranger"]).post(url).status_code == 404
    assert client_for(cast["communications"]).post(url).status_code == 404
    assert client_for(cast["owner"]).post(url).status_code == 302


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/admin/issues/article/add/", "mission"),
        ("/admin/missions/contact/add/", "mission"),
        ("/admin/missions/hotline/add/", "mission"),
        ("/admin/missions/assistancefigure/add/", "mission"),
    ],
)
def test_the_stranger_writes_for_the_own_mission_only(
    world, cast, client_for, kazakhstan, url, field
):
    response = client_for(cast["stranger"]).post(url, {field: kazakhstan.pk})
    form = response.context["adminform"].form
    if field in form.fields:
        assert "Select a valid choice" in str(form.errors[field])


@pytest.mark.parametrize(
    ("app", "model", "field", "offered"),
    [
        ("issues", "photo", "article", ["Own text"]),
        ("issues", "figureplacement", "figure", []),
        ("missions", "hotline", "mission", ["IOM Tajikistan"]),
        ("issues", "article", "issue", None),
        ("missions", "membership", "user", None),
    ],
)
def test_autocomplete_gives_only_rows_one_may_see(
    world, cast, client_for, tajikistan, app, model, field, offered
):
    """No form uses it; its address must not become a way around the forms."""
    issue = Article.objects.get(pk=world["issues_article"]).issue
    make_article(issue, title="Own text", mission=tajikistan)
    response = client_for(cast["stranger"]).get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": ""},
    )
    if offered is None:
        assert response.status_code == 403
    else:
        assert [result["text"] for result in response.json()["results"]] == offered


def test_a_shared_article_is_read_but_not_changed_by_the_partner(
    world, cast, client_for, tajikistan
):
    article = Article.objects.get(pk=world["issues_article"])
    article.with_missions.add(tajikistan)
    browser = client_for(cast["stranger"])
    change = reverse("admin:issues_article_change", args=[article.pk])
    page = browser.get(change).content.decode()
    assert SECRET in page
    assert 'name="_save"' not in page
    assert browser.post(change, {"title": "Taken"}).status_code == 403
    response = browser.post(
        reverse("admin:issues_article_changelist"),
        {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"},
    )
    assert response.status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


def public_addresses(world):
    """Every kind of public address, asked for things that are not published."""
    where = {"series": "central-asia-regional-response-report", "year": 2020, "number": 8}
    article = Article.objects.get(pk=world["issues_article"])
    names = ["issue", "pdf", "json", "figures", "palette", "single_file", "changes"]
    for version in ({}, {"version": 1}):
        for name in names:
            yield reverse(f"issues:{name}", kwargs=where | version)
        yield reverse("issues:article", kwargs=where | version | {"slug": article.slug})
        yield reverse("issues:citation", kwargs=where | version | {"form": "bib"})
        own = {"slug": article.slug, "form": "ris"}
        yield reverse("issues:article_citation", kwargs=where | version | own)
    yield "/text/en/"
    yield "/text/en/central-asia-regional-response-report/2020/8/"
    yield reverse("issues:feed")
    yield f"{reverse('issues:feed')}?mission=kazakhstan"
    yield reverse("issues:series_feed", args=["central-asia-regional-response-report"])
    yield reverse("issues:series_feed", args=["nightingale"])
    for page in ("follow", "confirm", "choices", "stop"):
        yield reverse(f"following:{page}")
    yield reverse("issues:home")
    yield from ("/sitemap.xml", "/sitemap-issues-lists.xml", "/sitemap-missions-lists.xml")
    series = article.issue.series_id
    yield from (f"/sitemap-issues-{series}-2020.xml", "/sitemap-missions-figures-1.xml")
    for name in ("missions:indicator", "missions:embed", "missions:chart"):
        yield reverse(name, args=["assisted"])
    yield f"/oembed.json?url=http://testserver{reverse('missions:indicator', args=['assisted'])}"
    yield reverse("issues:archive", args=["central-asia-regional-response-report"])
    yield reverse("issues:archive", args=["nightingale"])
    yield f"{reverse('issues:search')}?q={ASKED_FOR.lower()}"
    yield f"{reverse('issues:search')}?mission=kazakhstan"
    yield f"/api/v1/issues/?q={ASKED_FOR.lower()}"
    yield reverse("missions:mission_list")
    yield reverse("missions:mission", args=["kazakhstan"])
    for page in ("hotlines", "hotlines_text", "hotline_cards"):
        yield reverse(f"missions:{page}")
    for page in ("hotline", "hotline_vcard"):
        yield reverse(f"missions:{page}", args=[world["missions_hotline"]])
    yield reverse("missions:country_cards", args=["kz"])
    for page in ("about", "accessibility", "privacy", "licence", "robots_txt", "security_txt"):
        yield reverse(page)
    yield f"/media/photos/{world['sha256']}/50-50/w320.jpg"


@pytest.mark.parametrize("role", ["anonymous", "stranger", "editor"])
def test_nothing_unpublished_is_public(world, cast, client_for, role):
    browser = client_for(cast[role])
    Hotline.objects.all().delete()  # hotlines are public, whatever is published
    for url in public_addresses(world):
        response = browser.get(url)
        body = b"".join(response) if response.streaming else response.content
        assert SECRET not in body.decode(errors="replace"), url
        assert "secret@example.org" not in body.decode(errors="replace"), url
