"""The OpenAPI document: valid, whole, and the only thing that is served."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from sro_adapters.http import create_public_app, problems
from sro_adapters.http.staff import NOT_LET_IN, PAGES
from sro_adapters.interchange import check
from sro_core.privacy import Permission
from tests.served import desk_on, serve


@pytest.fixture(scope="module")
def served():
    return serve(reader=check)


@pytest.fixture(scope="module")
def document(served):
    return served.ask("/api/openapi.json").json


@pytest.fixture(scope="module")
def page(pytestconfig):
    return (pytestconfig.rootpath / "docs" / "http.md").read_text("utf-8")


def operations(document):
    return {
        (method.upper(), path): each
        for path, item in document["paths"].items()
        for method, each in item.items()
    }


def test_the_documents_are_valid(document):
    OpenAPIV31SpecValidator(document).validate()
    public = create_public_app(desk_on()).test_client().get("/openapi.json").json
    OpenAPIV31SpecValidator(public).validate()
    assert document["openapi"].startswith("3.1")


def test_nothing_is_served_that_is_neither_in_the_document_nor_a_page(served, document):
    rules = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in served.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    pages = {(page.method, page.path) for page in PAGES}
    assert rules == set(operations(document)) | pages
    assert not pages & set(operations(document))


def test_each_operation_says_who_may_and_what_it_answers(document):
    for key, each in operations(document).items():
        assert each["summary"], key
        assert {"401", "422", "500", "503"} <= set(each["responses"]), key
        assert ("403" in each["responses"]) == ("x-permission" in each), key
        for parameter in each["parameters"]:
            assert "$ref" in parameter or parameter["description"], (key, parameter)
    permissions = {each.get("x-permission") for each in operations(document).values()}
    assert permissions <= {*map(str, Permission), None}
    by_hand = {Permission.EXPUNGE, Permission.MANAGE_TOKENS, Permission.MANAGE_FEEDS}
    assert not permissions & {*map(str, by_hand)}, "a person does these at the command line"


def test_without_something_that_reads_exports_there_is_no_import():
    document = serve().ask("/api/openapi.json").json
    assert not [path for path in document["paths"] if "imports" in path]


def test_the_page_has_every_operation_with_its_permission(page, document):
    for (method, path), each in operations(document).items():
        row = next((line for line in page.splitlines() if f"| `{method} {path}` |" in line), "")
        assert row, (method, path)
        assert each.get("x-permission", "any token") in row, row


def test_the_page_has_every_page_with_its_permission(page):
    for each in PAGES:
        row = next(
            (row for row in page.splitlines() if f"| `{each.method} {each.path}` |" in row), ""
        )
        assert row, (each.method, each.path)
        assert (each.permission or ("anybody" if each.open else "any token")) in row, row


def test_the_page_has_every_kind_of_problem(page):
    for kind in problems.KINDS:
        row = next((line for line in page.splitlines() if f"| `{kind.slug}` |" in line), "")
        assert f"| {kind.status} |" in row, kind.slug


def test_every_kind_of_problem_is_in_the_document(document):
    told = json.dumps(document)
    for kind in set(problems.KINDS) - {problems.FORGED}:  # which only forms meet
        assert f'"{kind.uri}"' in told
    assert NOT_LET_IN.kind.uri in told


def test_words_on_the_page_that_look_like_output_are_true(page, served):
    answer = served.app.test_client().get("/api/sites")
    assert answer.text in page
