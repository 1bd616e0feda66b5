"""The published schema and its documentation say what the import does."""

import itertools
import json
import re

import pytest
from django.apps import apps
from django.conf import settings

from issues.bundles.schema import validator
from tests.issues.bundle_files import load, picture, write_folder

pytestmark = pytest.mark.django_db


def schema_objects():
    schema = validator().schema
    defs = schema["$defs"]
    properties = schema["properties"]
    return {
        "issues.Series": defs["series"],
        "issues.Theme": properties["themes"]["items"],
        "issues.Issue": defs["issue"],
        "issues.Section": defs["section"],
        "issues.Article": defs["article"],
        "issues.Photo": defs["photo"],
        "issues.FigurePlacement": defs["placed_figure"],
        "issues.Contribution": defs["contribution"],
        "issues.Fact": defs["section"]["properties"]["facts"]["items"],
        "missions.Mission": defs["mission"],
        "missions.Contact": defs["contact"],
        "missions.Hotline": defs["hotline"],
        "missions.Indicator": defs["indicator"],
        "missions.IndicatorDefinition": defs["indicator"]["properties"]["definitions"]["items"],
        "missions.AssistanceFigure": defs["figure"],
        "missions.FigureBreakdown": defs["figure"]["properties"]["breakdown"]["items"],
    }


# A picture whose people took their consent back leaves with no bundle.
NEVER_CARRIED = {"withdrawn"}


def test_the_schema_knows_the_limits_of_the_models():
    compared = 0
    for label, node in schema_objects().items():
        fields = {field.name: field for field in apps.get_model(label)._meta.fields}
        for key, rule in node["properties"].items():
            field = fields.get(key)
            if field is None or field.is_relation or rule.get("type") != "string":
                continue
            if "enum" in rule:
                values = {value for value, _name in field.choices} - NEVER_CARRIED
                assert set(rule["enum"]) == values, key
                compared += 1
            elif field.max_length and "maxLength" in rule:
                assert rule["maxLength"] == field.max_length, (label, key)
                compared += 1
    assert compared > 40


def test_the_schema_is_valid_and_its_examples_satisfy_it():
    validator().check_schema(validator().schema)
    for label, node in schema_objects().items():
        for key, rule in node["properties"].items():
            for example in rule.get("examples", []):
                assert validator().evolve(schema=rule).is_valid(example), (label, key)


def test_the_example_in_the_documentation_can_be_imported(tmp_path):
    text = (settings.BASE_DIR / "docs/issue-bundle.md").read_text("utf-8")
    [example] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    photos = dict(
        zip(
            re.findall(r'"file": "([^"]+)"', example), map(picture, itertools.count()), strict=False
        )
    )
    folder = write_folder(tmp_path / "b", json.loads(example), photos)
    _issue, notes = load(folder)
    assert notes == []


def test_every_key_is_in_the_documentation():
    text = (settings.BASE_DIR / "docs/issue-bundle.md").read_text("utf-8")
    for label, node in schema_objects().items():
        for key in node["properties"]:
            assert f"`{key}`" in text, (label, key)
