"""What drf-spectacular cannot know by itself: the key scheme, the headers, the problem answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from apps.api.platform.etags import has_versions
from apps.api.platform.nouns import view_named
from apps.api.platform.shaping import EXPAND, EXPANDED, FIELDS, MOST_EXPANDED
from apps.api.platform.versions import newest

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM = {
    "type": "object",
    "description": "Problem details, RFC 9457.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for machines; `title` and `detail` are in the caller's language."},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON pointer into the body, RFC 6901."},
                    "parameter": {"type": "string", "description": "The query parameter that is meant."},
                    "header": {"type": "string", "description": "The header that is meant."},
                },
            },
        },
    },
}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "apps.api.platform.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "obk_…"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "apps.api.platform.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class NounSchema(AutoSchema):
    """Adds what every operation has: the problem answers, If-Match and Idempotency-Key."""

    _READ = ("400", "401", "403", "404", "406", "422", "429", "503")
    _WRITE = ("400", "401", "403", "404", "406", "409", "412", "413", "415", "422", "428", "429", "503")

    def get_summary(self) -> str | None:
        noun = getattr(self.view, "basename", "record").replace("-", " ")
        told = {"list": f"List {self.path.rsplit('/', 1)[-1].replace('-', ' ')}", "retrieve": f"Read one {noun}"}
        return super().get_summary() or told.get(getattr(self.view, "action", ""))

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._READ if self.method == "GET" else self._WRITE:
            operation["responses"].setdefault(status, _problem(status))
        self._add_headers(operation)
        self._add_shaping(operation)
        return operation

    def _add_shaping(self, operation: dict[str, Any]) -> None:
        """`fields` and `expand`, and for `add_parts` which component is told and what it may bring along."""
        found = getattr(self.view, "item_serializer", lambda: None)() if self.method == "GET" else None
        if found is None:
            return
        item = self.resolve_serializer(found(), "response")
        expands = {name: self._told_alone(noun) for name, noun in self.view.expands.items()} if EXPAND in self.view.shaping() else {}
        operation["parameters"].append(_names(FIELDS, FIELDS_TEXT, list(found().fields)))
        if expands:
            operation["parameters"].append(_names(EXPAND, EXPAND_TEXT, list(expands), most=MOST_EXPANDED))
        operation[_SHAPED] = {"item": item.name, "expands": expands}

    def _told_alone(self, noun: str) -> str:
        """The component by which a noun's own address tells one record."""
        view = view_named(noun)()
        view.action, view.request = "retrieve", None
        return str(self.resolve_serializer(view.get_serializer_class()(), "response").name)

    def _has_versions(self) -> bool:
        model = getattr(self.view, "model", None)
        return model is not None and has_versions(model)

    def _add_headers(self, operation: dict[str, Any]) -> None:
        parameters, answers = operation.setdefault("parameters", []), operation["responses"]
        parameters.append(_header("Oblik-Version", VERSION_TEXT, {"type": "string", "enum": [newest()]}))
        child = self.path.rsplit("/", 1)[-1] in getattr(self.view, "children", ())
        one_row = "{id}" in self.path and not child and self._has_versions()
        if self.method != "GET":
            parameters.append(_header("Idempotency-Key", KEY_TEXT, {"type": "string", "pattern": "^[!-~][ -~]{0,254}$"}))
            if one_row:
                parameters.append(_header("If-Match", MATCH_TEXT, {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,18}")$'}))
        elif getattr(self.view, "action", "") == "retrieve" and one_row:
            parameters.append(_header("If-None-Match", "The ETag that the caller has; 304 if it is still the current one."))
            answers["304"] = {"description": "Not changed."}
        for status, answer in answers.items():
            if status.startswith("2"):
                answer["headers"] = dict(HEADERS)
                if (one_row or status == "201") and not child and "report" not in self.path and self.method != "DELETE":
                    answer["headers"]["ETag"] = _told("The version of the record, for If-Match.")
                if self.method != "GET":
                    answer["headers"]["Idempotent-Replayed"] = _told("true: the answer was given before to the same key.")


KEY_TEXT = (
    "A key of the caller's own, 1 to 255 printable ASCII characters. The same request with the same key takes effect once and is "
    "answered alike, for ever; with another body it is refused (422). Refusals are not kept: the key can be used again."
)
MATCH_TEXT = (
    "The ETag that the change is based on: refused (412) if the record was changed since. Without it the last writer wins, on the "
    "fields that it names."
)


VERSION_TEXT = "The dated version to speak; without it the one that the key is pinned to, or for a session the newest."


def _told(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


HEADERS = {
    "Oblik-Version": _told("The dated version of the contract that the answer is in."),
    "X-Request-ID": _told("Names this request in the log and in the journal."),
    "RateLimit-Policy": _told("How many requests are allowed in how many seconds."),
    "RateLimit": _told("How many requests are left, and seconds until there are more."),
}
_MEANINGS = {
    "400": "The request cannot be read.", "401": "Not signed in.", "403": "Not permitted.", "404": "Not there, or not visible.",
    "406": "Not available in the form asked for.", "409": "Refused, with every reason.", "412": "Changed since the version in If-Match.",
    "413": "Too large.", "415": "Not JSON, or not a form where a file is sent.", "422": "Not valid, with every reason.",
    "428": "The key must send If-Match.", "429": "Too many requests; see Retry-After.", "503": "Busy and nothing was changed, or the database does not answer; send it again.",
}  # fmt: skip


def _problem(status: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": _MEANINGS[status], "content": {"application/problem+json": {"schema": PROBLEM_REF}}}
    if status in ("429", "503"):
        answer["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return answer


def _header(name: str, description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema or {"type": "string"}}


def _names(name: str, description: str, known: list[str], *, most: int | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "enum": known}}
    if most is not None:
        schema["maxItems"] = most
    return {"name": name, "in": "query", "required": False, "style": "form", "explode": False, "description": description, "schema": schema}


FIELDS_TEXT = "Only these fields of a record, by commas; `id` always stays, and what is expanded."
EXPAND_TEXT = "Records that are brought along under `expanded`, by the fields that hold their ids; null where the caller may not see one."
_SHAPED = "x-shaped"


def add_parts(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: what `fields` and `expand` make of an answer.

    A record is told whole, or in part where `fields` was sent: the second choice is a component of its own that says so in
    `x-only-with`, so that who sends no `fields` may rely on every field (see breaking.py)."""
    schemas = result["components"]["schemas"]
    for item in result["paths"].values():
        told = item.get("get", {}).pop(_SHAPED, None)
        if told is None:
            continue
        name, part = told["item"], f"{told['item']}Part"
        if told["expands"]:
            schemas[name]["properties"][EXPANDED] = _expanded(told["expands"])
        schemas[part] = {
            "type": "object", "description": f"Of {name} what `fields` named.", "x-only-with": FIELDS, "properties": schemas[name]["properties"],
            "required": [field for field in schemas[name].get("required", ()) if field == "id"],
        }  # fmt: skip
        answer = item["get"]["responses"]["200"]["content"]["application/json"]
        either = {"anyOf": [{"$ref": f"{_COMPONENT}{name}"}, {"$ref": f"{_COMPONENT}{part}"}]}
        if answer["schema"] == {"$ref": f"{_COMPONENT}{name}"}:
            answer["schema"] = either
        else:
            schemas[answer["schema"]["$ref"].removeprefix(_COMPONENT)]["properties"]["items"]["items"] = either
    return result


_COMPONENT = "#/components/schemas/"


def _expanded(expands: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "object", "description": "What `expand` asked for, as its own address tells it.",
        "properties": {field: {"anyOf": [{"$ref": f"{_COMPONENT}{name}"}, {"type": "null"}]} for field, name in expands.items()},
    }  # fmt: skip


def add_problem(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: the Problem component that every operation points at, and no success answers with; bodies take no other fields."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for item in result["paths"].values():
        for operation in item.values():
            for status, answer in operation.get("responses", {}).items():
                if status.startswith("2"):
                    answer.get("content", {}).pop("application/problem+json", None)
    for name, schema in schemas.items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    schemas["Problem"] = PROBLEM
    return result
