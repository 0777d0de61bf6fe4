"""What drf-spectacular cannot know by itself: the key scheme, the headers, the problem answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM = {
    "type": "object",
    "description": "Problem details, RFC 9457.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {"code": {"type": "string"}, "detail": {"type": "string"}, "pointer": {"type": "string"}},
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

    _PROBLEMS = {
        "GET": ("401", "403", "404", "406", "422", "429"),
        "POST": ("400", "401", "403", "404", "406", "409", "412", "415", "422", "429", "503"),
        "PATCH": ("400", "401", "403", "404", "406", "409", "412", "415", "422", "429", "503"),
        "DELETE": ("401", "403", "404", "406", "409", "412", "422", "429", "503"),
    }

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        content = {"application/problem+json": {"schema": PROBLEM_REF}}
        for status in self._PROBLEMS.get(self.method, ()):
            operation["responses"].setdefault(status, {"description": "Problem", "content": content})
        if self.method in ("POST", "PATCH", "DELETE"):
            operation.setdefault("parameters", []).append(_header("Idempotency-Key", "Repeats are answered alike; kept for ever."))
        if self.method == "PATCH" or "{id}" in self.path and self.method in ("POST", "DELETE"):
            operation["parameters"].append(_header("If-Match", "The ETag that the change is based on."))
        return operation


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": {"type": "string"}}


def add_problem(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: the Problem component that every operation points at."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    return result
