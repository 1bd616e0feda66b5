"""No link of the public site leads nowhere."""

import re
from collections import deque
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from tests.delivery.site import fill

SITE = "http://testserver"
LINK = re.compile(r'<(?:a|link|img|source|script|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"')
SRCSET = re.compile(r'\ssrcset="([^"]*)"')
ANCHOR = re.compile(r'\s(?:id|name)="([^"]+)"')
# The staff's side and what is served by the web server have tests of their own.
ELSEWHERE = re.compile(r"/(?:admin|static)/")


def links_of(page, base):
    found = [unescape(link) for link in LINK.findall(page)]
    for candidates in SRCSET.findall(page):
        found += [part.split()[0] for part in unescape(candidates).split(",") if part.strip()]
    for link in found:
        whole, fragment = urldefrag(urljoin(f"{SITE}{base}", link))
        if whole.startswith(f"{SITE}/") and not ELSEWHERE.match(urlsplit(whole).path):
            yield whole.removeprefix(SITE), unquote(fragment)


@pytest.mark.parametrize("start", ["/en/", "/ru/", "/text/en/"])
def test_every_link_answers_and_every_anchor_is_there(client, issue, start):
    fill(issue)
    waiting, seen, anchors, wanted, faults = deque([start]), {start}, {}, [], []
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        while answer.status_code in (301, 302):
            answer = client.get(answer.headers["Location"].removeprefix(SITE))
        if answer.status_code != 200:
            faults.append((address, answer.status_code))
            continue
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        text = "" if answer.streaming or not is_page else answer.text
        if "Frozen page" not in text:  # which stands for a document of many anchors
            anchors[address] = set(ANCHOR.findall(text))
        for link, fragment in links_of(text, address):
            if fragment:
                wanted.append((address, link, fragment))
            # One walk stays in one language and one mode.
            if link not in seen and (
                link.startswith(start) or not re.match(r"/(en|ru|text)/", link)
            ):
                seen.add(link)
                waiting.append(link)
    assert faults == []
    assert len(seen) > 40
    lost = [w for w in wanted if w[1] in anchors and unescape(w[2]) not in anchors[w[1]]]
    assert lost == []
