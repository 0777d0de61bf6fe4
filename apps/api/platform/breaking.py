"""What of a contract is broken by another: pure comparison of two OpenAPI documents.

A caller who followed the first must be understood, and must understand, under the second. What is sent may only be taken more
widely, what is answered may only say more. New addresses, fields of answers, values of an enum that is answered and
parameters that may be left out break nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
MEND = "Keep it, or move the change into a new dated version (docs/api.md, Versions)."
# A higher one lets fewer values through, or a lower one does.
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
# Of the choices of an answer one that only comes to who sends the parameter that it names, and so to no caller from before it.
ONLY_WITH = "x-only-with"
_WORDS = frozenset({"description", "summary", "example", "examples", "title", "info", "tags", "servers"})


def breaks(old: Json, new: Json) -> list[str]:
    """One sentence for each change that breaks a caller: what, where, how to mend. Empty: none does."""
    return [f"{said} {MEND}" for said in dict.fromkeys(_Comparison(old, new).walk())]


def meaning(document: Json) -> Any:
    """The document without its words for people, which may be bettered at any time."""
    return _wordless(document, names=False)


def _wordless(node: Any, *, names: bool) -> Any:
    """`names`: the keys of this object are names that somebody chose, such as fields, and none of them is dropped."""
    if isinstance(node, list):
        return [_wordless(item, names=False) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _wordless(item, names=not names and key in ("properties", "schemas", "headers", "paths", "responses"))
        for key, item in node.items()
        if names or key not in _WORDS
    }


class _Comparison:
    def __init__(self, old: Json, new: Json) -> None:
        self.old, self.new = old, new
        self._seen: set[tuple[str, str, bool]] = set()

    def walk(self) -> Iterator[str]:
        for path, item in self.old.get("paths", {}).items():
            now = self.new.get("paths", {}).get(path)
            if now is None:
                yield f"{path}: the address is gone."
                continue
            for method in METHODS:
                if method not in item:
                    continue
                where = f"{method.upper()} {path}"
                if method not in now:
                    yield f"{where}: the operation is gone."
                else:
                    self._seen.clear()
                    yield from self._parameters(where, item[method], now[method])
                    yield from self._body(where, item[method], now[method])
                    yield from self._answers(where, item[method], now[method])

    def _parameters(self, where: str, old: Json, new: Json) -> Iterator[str]:
        before, after = _by_name(old), _by_name(new)
        for key, given in before.items():
            place = f"{where}, {key[0]} parameter “{key[1]}”"
            if key not in after:
                yield f"{place}: it is gone."
                continue
            if after[key].get("required") and not given.get("required"):
                yield f"{place}: it must be given now."
            yield from self._schemas(place, given.get("schema", {}), after[key].get("schema", {}), sent=True)
        for key, given in after.items():
            if key not in before and given.get("required"):
                yield f"{where}, {key[0]} parameter “{key[1]}”: it is new and must be given."

    def _body(self, where: str, old: Json, new: Json) -> Iterator[str]:
        before, after = old.get("requestBody"), new.get("requestBody")
        if before is None:
            if after and after.get("required"):
                yield f"{where}: a body must be sent now."
            return
        if after is None:
            yield f"{where}: the body is not taken any more."
            return
        if after.get("required") and not before.get("required"):
            yield f"{where}: the body must be sent now."
        yield from self._contents(f"{where}, body", before, after, sent=True)

    def _answers(self, where: str, old: Json, new: Json) -> Iterator[str]:
        for status, answer in old.get("responses", {}).items():
            if not status.startswith("2"):
                continue  # refusals are one shape, and a caller expects any of them
            now = new.get("responses", {}).get(status)
            if now is None:
                yield f"{where}: it does not answer {status} any more."
                continue
            place = f"{where}, answer {status}"
            for name in sorted(set(answer.get("headers", {})) - set(now.get("headers", {}))):
                yield f"{place}: the header {name} is gone."
            yield from self._contents(place, answer, now, sent=False)

    def _contents(self, where: str, old: Json, new: Json, *, sent: bool) -> Iterator[str]:
        for kind, told in old.get("content", {}).items():
            if kind not in new.get("content", {}):
                yield f"{where}: {kind} is gone."
                continue
            yield from self._schemas(where, told.get("schema", {}), new["content"][kind].get("schema", {}), sent=sent)

    def _schemas(self, where: str, old: Json, new: Json, *, sent: bool) -> Iterator[str]:
        pair = (_named(old), _named(new), sent)
        if pair[0] and pair[1]:
            if pair in self._seen:
                return
            self._seen.add(pair)
        before, after = _resolved(old, self.old), _resolved(new, self.new)
        yield from _types(where, before, after, sent=sent)
        if sent:
            yield from _bounds(where, before, after)
        yield from self._fields(where, before, after, sent=sent)
        if "items" in before and "items" in after:
            yield from self._schemas(f"{where}, each item", before["items"], after["items"], sent=sent)
        if isinstance(before.get("additionalProperties"), dict) and isinstance(after.get("additionalProperties"), dict):
            yield from self._schemas(f"{where}, each value", before["additionalProperties"], after["additionalProperties"], sent=sent)

    def _fields(self, where: str, old: Json, new: Json, *, sent: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
        for name, told in before.items():
            place = f"{where}, field “{name}”"
            if name not in after:
                yield f"{place}: it is gone."
                continue
            yield from self._schemas(place, told, after[name], sent=sent)
            if not sent and name in needed_before - needed_after:
                yield f"{place}: it was always there and may be absent now."
        if sent:
            for name in sorted(needed_after - needed_before):
                yield f"{where}, field “{name}”: it must be given now."


def _types(where: str, before: Json, after: Json, *, sent: bool) -> Iterator[str]:
    """What is sent may not lose a type or a value; what is answered may not gain a type or change its format."""
    had, has = _types_of(before), _types_of(after)
    wide, narrow = (has, had) if sent else (had, has)
    if wide and (not narrow or not _covered(narrow, wide)):
        yield f"{where}: the type was {_listed(had)} and is {_listed(has)}."
    taken, was_taken = _enum(after), _enum(before)
    if sent and taken:
        lost = [item for item in was_taken if item not in taken]
        if lost or not was_taken:
            yield f"{where}: {', '.join(map(repr, lost)) or 'values not in its new list'} cannot be sent any more."
    if not sent and before.get("format") and before["format"] != after.get("format"):
        yield f"{where}: the format was {before['format']} and is {after.get('format', 'free')}."


def _bounds(where: str, old: Json, new: Json) -> Iterator[str]:
    for names, tighter in ((_LOWER_BOUNDS, lambda was, now: now > was), (_UPPER_BOUNDS, lambda was, now: now < was)):
        for name in names:
            if name in new and (name not in old or tighter(old[name], new[name])):
                yield f"{where}: {name} was {old.get(name, 'not set')} and is {new[name]}."
    for name in ("pattern", "format"):
        if name in new and new[name] != old.get(name):
            yield f"{where}: the {name} was {old.get(name, 'free')} and is {new[name]}."
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False and old.get("properties") is not None:
        yield f"{where}: fields that are not named are refused now."


def _resolved(schema: Json, document: Json) -> Json:
    """The schema without references; the parts of allOf as one; of oneOf and anyOf the types and values together."""
    for _hop in range(20):
        if "$ref" not in schema:
            break
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = {**found, **{key: item for key, item in schema.items() if key != "$ref"}}
    merged: Json = {key: item for key, item in schema.items() if key not in ("allOf", "oneOf", "anyOf")}
    for part in schema.get("allOf", ()):
        for key, item in _resolved(part, document).items():
            if isinstance(item, dict) and isinstance(merged.get(key), dict):
                merged[key] = {**item, **merged[key]}
            else:
                merged.setdefault(key, item)
    choices = [_resolved(part, document) for name in ("oneOf", "anyOf") for part in schema.get(name, ())]
    usual = [choice for choice in choices if ONLY_WITH not in choice]
    if len(usual) < len(choices) and len(usual) == 1:
        return {**usual[0], **merged}
    if choices:
        merged.setdefault("type", sorted({kind for choice in choices for kind in _types_of(choice)}))
        values = [item for choice in choices for item in _enum(choice)]
        if values and all(_enum(choice) or _types_of(choice) == {"null"} for choice in choices):
            merged.setdefault("enum", values)
        for choice in choices:
            merged.setdefault("properties", {}).update(choice.get("properties", {}))
        if not merged["properties"]:
            del merged["properties"]
    return merged


def _named(schema: Json) -> str:
    """The reference of a schema, or those of its choices: what is compared once is not compared again, as where a record holds its like."""
    choices = [str(part.get("$ref", "")) for name in ("oneOf", "anyOf") for part in schema.get(name, ())]
    return str(schema.get("$ref", "")) or " ".join(choices).strip()


def _by_name(operation: Mapping[str, Any]) -> dict[tuple[str, str], Json]:
    return {(given["in"], given["name"]): given for given in operation.get("parameters", ())}


def _types_of(schema: Json) -> set[str]:
    told = schema.get("type", ())
    if told:
        return {told} if isinstance(told, str) else set(told)
    names = {bool: "boolean", str: "string", int: "integer", float: "number", type(None): "null"}
    return {names[type(item)] for item in _enum(schema) if type(item) in names}


def _covered(some: set[str], by: set[str]) -> bool:
    return all(kind in by or (kind == "integer" and "number" in by) for kind in some)


def _enum(schema: Json) -> list[Any]:
    return list(schema["enum"]) if "enum" in schema else [schema["const"]] if "const" in schema else []


def _listed(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds)) or "free"
