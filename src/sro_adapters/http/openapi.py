"""The OpenAPI 3.1 document of an app, out of the table that also makes its routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, get_type_hints

import attrs

from sro_adapters.http import problems
from sro_adapters.http.fields import MAYBE_WORDS, PLACE, Place
from sro_adapters.http.operations import Operation
from sro_adapters.http.parameters import body_of
from sro_adapters.http.problems import Kind
from sro_adapters.http.schemas import Schemas, something
from sro_adapters.wire import key_name

_TAG = {
    "description": "changes when the answer does",
    "schema": {"type": "string", "pattern": '^"[0-9a-z.-]+"$'},
}
_REQUEST_ID = {
    "description": "names this answer; the log of the server has it",
    "schema": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
}
PURPOSE: Mapping[str, Any] = {**MAYBE_WORDS, "maxLength": 500}
"""The facets of the purpose of a request."""


@attrs.frozen
class _Document:
    """Build the parts of a document; gather what is named once."""

    staff: bool
    schemas: Schemas = attrs.field(factory=Schemas)

    def path_item(self, operation: Operation[Any, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {"operationId": operation.id, "summary": operation.says}
        told = [operation.more] if operation.more else []
        if operation.permission:
            told.append(f"Needs the permission: {operation.permission}.")
            made["x-permission"] = str(operation.permission)
        if told:
            made["description"] = " ".join(told)
        made["parameters"] = [*self.parameters(operation), *self.headers(operation)]
        body = self.body(operation)
        if body:
            made["requestBody"] = body
        made["responses"] = self.responses(operation)
        return made

    def parameters(self, operation: Operation[Any, Any]) -> Iterable[dict[str, Any]]:
        hints = get_type_hints(operation.asks)
        for field in attrs.fields(operation.asks):
            place = field.metadata[PLACE]
            if place is Place.BODY:
                continue
            # A parameter that is nothing is left out; it is never null.
            schema = something(self.schemas.field(field, hints[field.name]))
            yield {
                "name": key_name(field.name),
                "in": str(place),
                "required": field.default is attrs.NOTHING,
                "description": schema.pop("description", ""),
                "schema": schema,
            }

    def headers(self, operation: Operation[Any, Any]) -> Iterable[dict[str, Any]]:
        if self.staff:
            yield {"$ref": "#/components/parameters/Purpose"}
        if operation.fits:
            yield {"$ref": "#/components/parameters/If-Match"}
        if operation.tagged and operation.method == "GET":
            yield {"$ref": "#/components/parameters/If-None-Match"}

    def body(self, operation: Operation[Any, Any]) -> dict[str, Any] | None:
        if operation.takes:
            content: dict[str, Any] = {operation.takes: {"schema": {}}}
            return {"required": True, "content": content}
        name = body_of(operation.asks)
        if name is None:
            return None
        schema = self.schemas.of(get_type_hints(operation.asks)[name])
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    def responses(self, operation: Operation[Any, Any]) -> dict[str, Any]:
        headers: dict[str, Any] = {"Request-Id": {"$ref": "#/components/headers/Request-Id"}}
        if operation.tagged:
            headers["ETag"] = {"$ref": "#/components/headers/ETag"}
        found = {
            str(operation.status): {
                "description": "what was asked for",
                "headers": headers,
                "content": {"application/json": {"schema": self.schemas.of(operation.gives)}},
            }
        }
        if operation.tagged and operation.method == "GET":
            found["304"] = {"description": "you have it already", "headers": headers}
        kinds: dict[int, list[Kind]] = defaultdict(list)
        for kind in problems_of(operation, staff=self.staff):
            kinds[kind.status].append(kind)
        return found | {str(status): self.problem(kinds[status]) for status in sorted(kinds)}

    def problem(self, kinds: list[Kind]) -> dict[str, Any]:
        """Describe the answer with a status, for whichever of these reasons."""
        schemas = [self.problem_schema(kind) for kind in kinds]
        headers = {"Request-Id": {"$ref": "#/components/headers/Request-Id"}}
        if kinds[0] is problems.UNAUTHENTICATED:
            headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWW-Authenticate"}
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        return {
            "description": "; ".join(kind.title for kind in kinds),
            "headers": headers,
            "content": {problems.MEDIA_TYPE: {"schema": schema}},
        }

    def problem_schema(self, kind: Kind) -> dict[str, str]:
        name = "".join(part.capitalize() for part in kind.slug.split("-")) + "Problem"
        reference = {"$ref": f"#/components/schemas/{name}"}
        if name in self.schemas.named:
            return reference
        properties: dict[str, Any] = {
            "type": {"const": kind.uri},
            "title": {"const": kind.title},
            "status": {"const": kind.status},
            "detail": {"type": "string"},
        }
        if kind is not problems.UNAUTHENTICATED:
            properties["instance"] = {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"}
        if kind.adds is not None:
            hints = get_type_hints(kind.adds)
            for field in attrs.fields(kind.adds):
                properties[field.name] = self.schemas.of(hints[field.name])
        self.schemas.named[name] = {
            "type": "object",
            "properties": properties,
            "required": [each for each in properties if each != "instance"],
            "additionalProperties": False,
        }
        return reference


def problems_of(operation: Operation[Any, Any], *, staff: bool) -> tuple[Kind, ...]:
    """Give every kind of problem that an operation may answer with."""
    found = [problems.INVALID, problems.METHOD, problems.MALFORMED, problems.HEADERS]
    found += [problems.INTERNAL, problems.UNAVAILABLE]
    if staff:
        found.append(problems.UNAUTHENTICATED)
    if operation.permission:
        found += [problems.REFUSED, problems.STALE if operation.fits else problems.CONFLICT]
    if "{" in operation.path:
        found += [problems.UNKNOWN, problems.NO_SUCH_PAGE]
    if operation.body:  # it may name a site or a record that is not there
        found += [problems.TOO_LARGE, problems.MEDIA, problems.UNKNOWN]
    if operation.fits:
        found.append(problems.IF_MATCH)
    return tuple(dict.fromkeys([*found, *operation.problems]))


def document(
    operations: Iterable[Operation[Any, Any]], *, title: str, says: str, staff: bool
) -> dict[str, Any]:
    """Describe an app.

    Args:
        operations: everything that can be asked of it.
        title: what it is called.
        says: what it is.
        staff: it wants an access token for everything.
    """
    built = _Document(staff)
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in operations:
        paths[each.path][each.method.lower()] = built.path_item(each)
    components: dict[str, Any] = {
        "schemas": dict(sorted(built.schemas.named.items())),
        "headers": {"ETag": _TAG, "Request-Id": _REQUEST_ID},
        "parameters": {
            "If-None-Match": _header("If-None-Match", "an ETag that you have", required=False),
        },
    }
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version("sro-core"), "description": says},
        "paths": dict(paths),
        "components": components,
    }
    if staff:
        made["security"] = [{"bearer": []}]
        components["securitySchemes"] = {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "an access token; `sro token new` makes one",
            }
        }
        purpose = _header("Purpose", "what it is needed for; kept on the audit log", required=False)
        purpose["schema"] = {"type": "string", **PURPOSE, "examples": ["truancy outreach"]}
        components["parameters"]["Purpose"] = purpose
        components["parameters"]["If-Match"] = _header(
            "If-Match", "the ETag of what you have read; without it the answer is 428",
            required=True,
        )  # fmt: skip
        components["headers"]["WWW-Authenticate"] = {"schema": {"const": "Bearer"}}
    return made


def _header(name: str, says: str, *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": says,
        "schema": {"type": "string"},
    }
