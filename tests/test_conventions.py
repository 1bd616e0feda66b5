"""House rules that a reviewer would otherwise have to remember."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SOURCES = sorted(
    path
    for folder in ("reportcms", "missions", "issues")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Mail and the issue in one file are not pages of the site, and a figure in a frame has a policy of
# its own that names its style sheet's hash: theirs has to be inside.
WEB_TEMPLATES = [
    path
    for path in TEMPLATES
    if "paper" not in path.name
    and path.parent.name != "email"
    and path.name not in {"embed.html", "single_file.html"}
]


def named(path):
    return str(path.relative_to(ROOT))


def test_there_is_something_to_check():
    assert len(SOURCES) > 30
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_booleans_are_passed_by_keyword(path):
    """``publish(issue, True)`` tells a reader nothing; signatures make the keyword necessary."""
    offenders = [
        f"{function.name}({argument.arg}=)"
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for argument, default in zip(
            reversed(function.args.args), reversed(function.args.defaults), strict=False
        )
        if isinstance(default, ast.Constant)
        and isinstance(default.value, bool)
        # Django calls these itself, with positional arguments.
        and function.name
        not in {"get_form", "post_process", "render_change_form", "save", "save_model"}
    ]
    assert offenders == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_file_holds_too_much(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_modules_are_named_for_their_subject(path):
    assert path.stem not in {"utils", "util", "helpers", "common", "misc", "services", "signals"}


@pytest.mark.parametrize("path", WEB_TEMPLATES, ids=named)
def test_templates_keep_to_the_content_security_policy(path):
    text = path.read_text()
    assert re.findall(r"<[^>{%]*\sstyle=", text) == []
    assert re.findall(r"<[^>{%]*\son[a-z]+=", text) == []
    assert (
        re.findall(r"<(?:script|style)(?![^>]*(?:src=|nonce=|type=\"application))[^>]*>", text)
        == []
    )
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//(?!www\.w3\.org)", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_translatable_blocks_are_trimmed(path):
    blocks = re.findall(r"{%\s*blocktranslate\b[^%]*%}", path.read_text())
    assert [block for block in blocks if "trimmed" not in block] == []
