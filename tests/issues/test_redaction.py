"""Consent withdrawn after publication: the picture is gone at once and from everywhere."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from issues import replacing
from issues.consent import withdraw_consent
from issues.delivery import baking
from issues.models import (
    ConsentWithdrawal,
    EditorialAct,
    Page,
    Photo,
    Redaction,
    Rendition,
)
from issues.publishing import NotPublished, Rendered, publish
from issues.tasks import start_waiting_replacements
from reportcms.storage import PublicFiles
from tests.delivery.edge_requests import ask, new_edge, unreachable
from tests.factories import (
    jpeg,
    make_article,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
)

NOTE = "This photo was removed at the wish of the people shown."
SECRETS = ("Woman at the airport", "Gulnara and her son", "Osh bazaar", "A. Sadykov")


@pytest.fixture(scope="module")
def pictures():
    return {"shown": jpeg(900, 600, (180, 40, 40)), "other": jpeg(900, 600, (20, 120, 60))}


@pytest.fixture
def issue(db, pictures):
    mission = make_mission()
    issue = make_issue(make_series(missions=[mission]))
    article = make_article(issue, mission=mission, section=make_section(issue))
    make_photo(
        article=article,
        data=pictures["shown"],
        alt=SECRETS[0],
        caption=SECRETS[1],
        place=SECRETS[2],
        credit=SECRETS[3],
        consent="given",
        consent_by="Gulnara",
        consent_on="2020-11-01",
    )
    make_photo(article=article, data=pictures["other"], alt="Green field", order=1)
    return issue


@pytest.fixture
def edition(issue):
    return publish(issue, by=None)


def base(edition):
    return f"/en/{edition.series_slug}/{edition.year}/{edition.number}/"


def sha_of(alt):
    return Photo.objects.get(alt=alt).sha256


def words_of_pdf(data):
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


PAGES = ["", "research-on-remittances/", "issue.txt", "issue.json"]
FILES = ["issue.pdf", "issue-light.pdf", "issue-print.pdf", "cover.webp"]


def texts_of(client, edition):
    """Everything public that carries words of the edition, latest and at its own address."""
    root = base(edition)
    place = edition.series_slug, edition.year, edition.number
    addresses = [f"{root}{version}{page}" for version in ("", "v1/") for page in PAGES]
    addresses += [
        "/en/",
        f"/en/{edition.series_slug}/",
        "/api/v1/issues/",
        "/api/v1/articles/",
        reverse("api:issue", args=place),
        reverse("api:article", args=[*place, "research-on-remittances"]),
    ]
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = body(response).decode()
    return found


def public_names():
    root = Path(settings.PUBLIC_ROOT)
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}


def shows_nothing_of(texts, sha256):
    for address, text in texts.items():
        assert sha256 not in text, address
        for secret in SECRETS:
            assert secret not in text, (address, secret)


@pytest.mark.pdf
def test_the_picture_is_gone_at_once_and_the_files_come_back_without_it(client, edition):
    sha256 = sha_of(SECRETS[0])
    before = texts_of(client, edition)
    assert SECRETS[1] in before[base(edition)]
    assert any(name.startswith(f"photos/{sha256}/") for name in public_names())
    old = Rendition.objects.get()
    old_names = {old.pdf_name, *old.files.values_list("name", flat=True)}
    old_files = {f: body(client.get(f"{base(edition)}{v}{f}")) for f in FILES for v in ("", "v1/")}
    variants = [name for name in old.pictures if sha256 in name]
    original = Photo.objects.get(sha256=sha256).image.path
    assert variants
    assert Path(original).exists()

    withdraw_consent(sha256, by=None, reason="By telephone.")

    # Before the worker has done anything: no old byte anywhere.
    for name in (*variants, *old_names):
        assert client.get(PublicFiles().url(name)).status_code == 404, name
    assert not old_names & public_names()
    assert not Path(original).exists()
    shows_nothing_of(texts_of(client, edition), sha256)
    assert NOTE in texts_of(client, edition)[base(edition)]
    for file in FILES:
        for version in ("", "v1/"):
            response = client.get(f"{base(edition)}{version}{file}")
            assert response.status_code == 503, file
            assert response["Retry-After"]
    with pytest.raises(CommandError, match="worker has not replaced"):
        call_command("verify_editions")

    replacing.replace(edition.pk, "en")

    new = Rendition.objects.standing().get()
    assert new.redaction == 1
    assert Rendition.objects.count() == 2
    texts = texts_of(client, edition)
    shows_nothing_of(texts, sha256)
    for address in (base(edition), f"{base(edition)}v1/", f"{base(edition)}issue.txt"):
        assert NOTE in texts[address]
    for file in FILES:
        for version in ("", "v1/"):
            response = client.get(f"{base(edition)}{version}{file}")
            assert response.status_code == 200
            assert body(response) != old_files[file]
    words = words_of_pdf(body(client.get(f"{base(edition)}issue.pdf")))
    assert NOTE in words
    assert not any(secret in words for secret in SECRETS)
    assert new.pdf_pages == old.pdf_pages
    call_command("verify_editions")


def test_the_old_rows_stay_and_the_record_says_what_happened(edition, django_user_model):
    person = django_user_model.objects.create_user("editor")
    sha256 = sha_of(SECRETS[0])
    pages = list(Page.objects.order_by("pk").values())
    withdraw_consent(sha256, by=person, reason="By telephone.")
    assert list(Page.objects.order_by("pk").values()) == pages
    withdrawal = ConsentWithdrawal.objects.get()
    assert (withdrawal.photo_sha256, withdrawal.recorded_by) == (sha256, person)
    act = EditorialAct.objects.get(verb="consent_withdrawn")
    assert (act.issue, act.reason, act.actor) == (edition.issue, "By telephone.", person)
    photo = Photo.objects.get(sha256=sha256)
    assert photo.consent == "withdrawn"
    assert not any((photo.image, photo.alt, photo.caption, photo.credit, photo.consent_by))


@pytest.mark.pdf
def test_two_withdrawals_on_one_rendition(client, edition):
    first, second = sha_of(SECRETS[0]), sha_of("Green field")
    withdraw_consent(first, by=None, reason="By telephone.")
    withdraw_consent(second, by=None, reason="By letter.")
    assert list(Redaction.objects.values_list("number", flat=True)) == [1, 2]
    assert client.get(base(edition)).content.decode().count(NOTE) == 2
    assert start_waiting_replacements() >= 1
    replacing.replace(edition.pk, "en")  # one replacement answers both
    standing = Rendition.objects.standing().get()
    assert standing.redaction == 2
    assert json.dumps(standing.content).count('"withdrawn": true') == 2
    assert replacing.waiting() == []
    replacing.replace(edition.pk, "en")
    assert Rendition.objects.count() == 2
    call_command("verify_editions")


@pytest.mark.pdf
@pytest.mark.pdf
def test_a_publication_under_way_puts_no_picture_back(edition, issue, monkeypatch):
    """Its worker has read the picture before the withdrawal, and writes it after."""
    sha256 = Photo.objects.get(alt=SECRETS[0]).sha256
    put = Rendered.put_files_in_place

    def put_after_a_withdrawal(rendered, report):
        for photo, variant in rendered.photos.named.values():
            assert rendered.photos.variant(photo, variant)
        if not ConsentWithdrawal.objects.exists():
            withdraw_consent(sha256, by=None, reason="By telephone.")
        put(rendered, report)

    monkeypatch.setattr(Rendered, "put_files_in_place", put_after_a_withdrawal)
    with pytest.raises(NotPublished):
        publish(issue, by=None, note="A name was wrong.")
    assert not PublicFiles().path(f"photos/{sha256}").exists()


def test_a_worker_that_dies_in_between_is_followed_by_another(edition, monkeypatch):
    sha256 = sha_of(SECRETS[0])
    withdraw_consent(sha256, by=None, reason="By telephone.")

    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replacing, "insert_rendition", die)
        with pytest.raises(KeyboardInterrupt):
            replacing.replace(edition.pk, "en")
    assert replacing.waiting() == [(edition.pk, "en", 1)]
    replacing.replace(edition.pk, "en")
    assert Rendition.objects.standing().get().redaction == 1
    assert not any(sha256 in name for name in public_names())


def test_withdrawing_again_finishes_what_was_left_undone(edition):
    sha256 = sha_of(SECRETS[0])
    name = next(n for n in Rendition.objects.get().pictures if sha256 in n)
    withdraw_consent(sha256, by=None, reason="By telephone.")
    PublicFiles().store_as(name, b"as if a publication under way had written it")
    with pytest.raises(CommandError, match="still public"):
        call_command("verify_editions")
    withdraw_consent(sha256, by=None, reason="")
    assert ConsentWithdrawal.objects.count() == Redaction.objects.count() == 1
    assert name not in public_names()


def test_a_death_before_the_end_leaves_no_picture_and_can_be_repeated(edition, monkeypatch):
    sha256 = sha_of(SECRETS[0])

    def die():
        replacing.remove_withdrawn_files()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("issues.consent.remove_withdrawn_files", die)
        with pytest.raises(KeyboardInterrupt):
            withdraw_consent(sha256, by=None, reason="By telephone.")
    assert not any(sha256 in name for name in public_names())
    assert not ConsentWithdrawal.objects.exists()
    withdraw_consent(sha256, by=None, reason="By telephone.")
    assert ConsentWithdrawal.objects.exists()


@pytest.mark.pdf
def test_a_picture_with_no_original_any_more_stays_in_the_replaced_edition(edition):
    other = Photo.objects.get(alt="Green field")
    other.image.delete(save=False)
    other.delete()
    withdraw_consent(sha_of(SECRETS[0]), by=None, reason="By telephone.")
    replacing.replace(edition.pk, "en")
    assert "Green field" in Rendition.objects.standing().get().pages.get(slug="").html
    call_command("verify_editions")


@pytest.mark.pdf
def test_a_publication_under_way_does_not_bring_it_back(issue, monkeypatch):
    publish(issue, by=None)
    sha256 = sha_of(SECRETS[0])
    from issues import publishing  # noqa: PLC0415

    insert = publishing.insert

    def meanwhile(*args, **kwargs):
        withdraw_consent(sha256, by=None, reason="By telephone.")
        return insert(*args, **kwargs)

    monkeypatch.setattr(publishing, "insert", meanwhile)
    with pytest.raises(NotPublished):
        publish(issue, by=None, note="Corrected.")
    assert issue.editions.count() == 1
    assert not any(sha256 in name for name in public_names())


def found(client, query):
    return client.get("/en/search/", {"q": query}).text.count('class="hit"')


def test_words_of_the_picture_are_found_until_it_is_withdrawn(client, edition, editor):
    assert found(client, "gulnara") == 1
    withdraw_consent(sha_of(SECRETS[0]), by=editor, reason="She wrote to us.")
    for word in ("gulnara", "Osh bazaar", "sadykov"):
        assert found(client, word) == 0  # also before the rendition is replaced
    assert found(client, "green field") == 1
    start_waiting_replacements()
    assert Rendition.objects.standing().get().redaction == 1
    assert found(client, "gulnara") == 0
    assert found(client, "green field") == 1


def test_baked_pages_are_gone_before_the_withdrawal_ends(edition):
    """From memory, from the shelf and from the disk; baked anew they do not say it any more."""
    baking.bake()
    edge = new_edge()
    addresses = [f"{base(edition)}{version}{page}" for version in ("", "v1/") for page in PAGES]
    assert any(SECRETS[0] in ask(edge, address).text for address in addresses)
    with transaction.atomic():
        withdraw_consent(sha_of(SECRETS[0]), by=None, reason="By telephone.")
        left = [path for path in Path(settings.BAKED_ROOT).rglob("*") if path.is_file()]
        assert not [path for path in left if SECRETS[1].encode() in path.read_bytes()]
        for address in addresses:
            assert not [secret for secret in SECRETS if secret in ask(edge, address).text], address
    baking.bake()
    ready = new_edge(unreachable)
    for address in addresses:
        assert not [secret for secret in SECRETS if secret in ask(ready, address).text], address
