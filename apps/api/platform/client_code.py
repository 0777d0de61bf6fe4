"""The Python client, written from a frozen contract: dataclasses of what is answered, typed dicts of what is sent, a method an operation.

The same contract gives the same text. What a client does at run time (sending, repeating, reading) stands in clients/python by hand.
"""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "clients" / "python" / "oblik_client"
DECIMAL = re.compile(r"^\^(-\?)?(\[0-9\]|\\d)\{\d+,\d+\}(\(|\\\.)")  # patterns of money, quantities, rates and per cents
HEAD = '"""{told} Written by `manage.py contract client` from the contract {version}; change nothing here."""\n\nfrom __future__ import annotations\n\n'


def written(document: dict[str, Any]) -> dict[str, str]:
    """The generated files of the client by name."""
    version = document["info"]["version"]
    return {"models.py": _models(document, version), "nouns.py": _nouns(document, version)}


def _type(schema: dict[str, Any], where: str = "") -> str:
    """The type of a value as Python writes it; `where`: the module's prefix of components."""
    if "$ref" in schema:
        return where + schema["$ref"].rsplit("/", 1)[-1]
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return _type(schema["allOf"][0], where)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        whole = [item for item in choices if not _is_in_part(item.get("$ref", ""))]
        return " | ".join(dict.fromkeys(_type(item, where) for item in whole))
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds == ["null"]:
        return "None"
    null = " | None" if "null" in kinds else ""
    if "enum" in schema:
        values = [value for value in schema["enum"] if value is not None]
        return f"_t.Literal[{', '.join(map(repr, values))}]{null}" if values else "None"
    names = [_plain(kind, schema, where) for kind in kinds if kind != "null"]
    return (" | ".join(names) or "_t.Any") + null


def _is_in_part(reference: str) -> bool:
    """Of what is left out: a record in part, which only `fields` brings, and the empty choice beside an enumeration."""
    name = reference.rsplit("/", 1)[-1]
    return name == "BlankEnum" or (name.endswith("Part") and name != "Part")


def _plain(kind: str, schema: dict[str, Any], where: str) -> str:
    if kind == "string":
        if schema.get("format") == "decimal" or DECIMAL.match(schema.get("pattern", "")):
            return "_Decimal"
        return {"date": "_dt.date", "date-time": "_dt.datetime", "binary": "bytes"}.get(schema.get("format", ""), "str")
    if kind == "array":
        return f"list[{_type(schema.get('items', {}), where)}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {_type(more, where) if isinstance(more, dict) else '_t.Any'}]"
    return {"integer": "int", "number": "float", "boolean": "bool"}[kind]


def _models(document: dict[str, Any], version: str) -> str:
    out = [HEAD.format(told="What is sent and answered.", version=version), "import datetime as _dt\nimport typing as _t\nfrom dataclasses import dataclass\n"]
    out.append("from decimal import Decimal as _Decimal\n\nfrom .sending import UNSET as _UNSET\nfrom .sending import Unset as _Unset\n")
    for name, schema in sorted(document["components"]["schemas"].items()):
        if name == "BlankEnum" or name.startswith("Paginated") or name == "Problem":
            continue
        if _is_in_part(f"/{name}"):
            out += _in_part(name, schema)
            continue
        told = _told(schema.get("description", name))
        if "enum" in schema:
            out.append(f"\n{name} = _t.Literal[{', '.join(map(repr, schema['enum']))}]\n")
        elif schema.get("type") != "object" or "properties" not in schema:
            out.append(f"\n{name} = {_type(schema)}\n")
        elif name.endswith("Request"):
            needed = set(schema.get("required", ()))
            items = [f'    {key!r}: "{_type(item) if key in needed else f"_t.NotRequired[{_type(item)}]"}",' for key, item in schema["properties"].items()]
            out.append("\n" + "\n".join([f"{name} = _t.TypedDict({name!r}, {{", *items, "})"]) + f'\n"""{told}"""\n')
        else:
            out.append(_dataclass(name, told, schema))
    return "".join(out)


def _in_part(name: str, schema: dict[str, Any]) -> Iterator[str]:
    """A record of which only what was asked for is there, behind the records that it may be expanded by."""
    properties = dict(schema["properties"])
    expanded = properties.pop("expanded", None)
    known = {key: _type(item) for key, item in properties.items()}
    if expanded is not None:
        known["expanded"] = f"{name.removesuffix('Part')}Expanded"
        told = f"Records that {name.removesuffix('Part')} was expanded by; None where the caller may not see one."
        yield _asked_for(known["expanded"], told, {key: _type(item) for key, item in expanded["properties"].items()})
    yield _asked_for(name, _told(schema["description"]), known)


def _asked_for(name: str, told: str, known: dict[str, str]) -> str:
    lines = [f"    {_name(key)}: {kind} | _Unset = _UNSET" for key, kind in known.items() if key != "id"]
    first = ["    id: int"] if "id" in known else []
    return f'\n\n@dataclass(frozen=True, kw_only=True)\nclass {name}:\n    """{told}"""\n\n' + "\n".join(first + lines) + "\n"


def _dataclass(name: str, told: str, schema: dict[str, Any]) -> str:
    needed, lines = set(schema.get("required", ())), []
    for key, item in schema["properties"].items():
        kind = _type(item)
        lines.append(f"    {_name(key)}: {kind}" if key in needed else f"    {_name(key)}: {kind if kind.endswith('| None') else kind + ' | None'} = None")
    return f'\n\n@dataclass(frozen=True, kw_only=True)\nclass {name}:\n    """{told}"""\n\n' + "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Operation:
    noun: str
    name: str
    method: str
    path: str
    told: dict[str, Any]


def _operations(document: dict[str, Any]) -> Iterator[_Operation]:
    for path, item in sorted(document["paths"].items()):
        parts = path.removeprefix("/api/v1/").split("/")
        noun, rest = parts[0], [part for part in parts[1:] if not part.startswith("{")]
        for method in ("get", "post", "patch", "put", "delete"):
            if method not in item:
                continue
            one = any(part.startswith("{") for part in parts)
            if rest:
                name = "_".join(rest)
                if method == "post" and "get" in item:
                    name = f"create_{name}"
            else:
                name = {"get": "get" if one or not _is_page(item["get"]) else "page", "post": "create", "patch": "update", "put": "replace", "delete": "delete"}[method]
            yield _Operation(noun, _name(re.sub(r"[^a-zA-Z0-9]", "_", name)), method, path, item[method])


def _is_page(told: dict[str, Any]) -> bool:
    return str(_answer(told)[1]).startswith("Paginated")


def _answer(told: dict[str, Any]) -> tuple[str, Any]:
    """How an operation answers when all is well: "json" and the name of the component or the schema, or "bytes"."""
    for status, answer in sorted(told["responses"].items()):
        if not status.startswith("2"):
            continue
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return ("bytes", None) if answer.get("content") else ("none", None)
        whole = next((item for item in schema.get("anyOf", [schema]) if not _is_in_part(item.get("$ref", ""))), schema)
        return "json", whole["$ref"].rsplit("/", 1)[-1] if "$ref" in whole else whole
    return "none", None


def _part_of(document: dict[str, Any], told: dict[str, Any]) -> str | None:
    """The name of the record in part that an operation answers with where `fields` or `expand` is given; None where it takes neither."""
    name = _answer(told)[1]
    schema = next(answer["content"]["application/json"]["schema"] for status, answer in told["responses"].items() if status.startswith("2") and answer.get("content"))
    if str(name).startswith("Paginated"):
        schema = document["components"]["schemas"][name]["properties"]["items"]["items"]
    found = [item["$ref"].rsplit("/", 1)[-1] for item in schema.get("anyOf", ()) if _is_in_part(item.get("$ref", ""))]
    return found[0] if found else None


def _nouns(document: dict[str, Any], version: str) -> str:
    by_noun: dict[str, list[_Operation]] = defaultdict(list)
    for operation in _operations(document):
        by_noun[operation.noun].append(operation)
    out = [
        HEAD.format(told="The nouns of the API and what may be done with them.", version=version),
        "import datetime as _dt\nimport typing as _t\nfrom collections.abc import Iterator, Sequence\nfrom decimal import Decimal as _Decimal\n\n",
        "from . import models as m\nfrom .sending import UNSET, File, Page, Sender, Unset, path_part\n\n", f"VERSION = {version!r}\n",
    ]  # fmt: skip
    for noun, operations in by_noun.items():
        out.append(f'\n\nclass {_class(noun)}:\n    """/{noun}"""\n\n    def __init__(self, sender: Sender) -> None:\n        self._sender = sender\n')
        for operation in operations:
            out += _method(document, operation)
    out.append('\n\nclass Nouns:\n    """Everything by noun."""\n\n    def __init__(self, sender: Sender) -> None:\n')
    out += [f"        self.{_name(noun.replace('-', '_'))} = {_class(noun)}(sender)\n" for noun in by_noun]
    return "".join(out)


def _method(document: dict[str, Any], operation: _Operation) -> Iterator[str]:
    told, ids = operation.told, re.findall(r"{(\w+)}", operation.path)
    parameters = {item["name"]: item for item in told.get("parameters", ())}
    places = [f"{_name(name)}: {'int' if parameters[name]['schema'].get('pattern', '').startswith('^[1-9]') else 'str'}" for name in ids]
    query = {name: item for name, item in parameters.items() if item["in"] == "query" and name not in ("fields", "expand", "after", "before")}
    names: dict[str, str] = {}
    needed, free = [], []
    for name, item in query.items():
        names[name] = "query"
        kind = _given(_type(item["schema"], "m."))
        (needed if item.get("required") else free).append(f"{_name(name)}: {kind}" if item.get("required") else f"{_name(name)}: {kind} | Unset = UNSET")
    form = False
    content = told.get("requestBody", {}).get("content", {})
    body = (content.get("application/json") or content.get("multipart/form-data") or {}).get("schema")
    if body is not None:
        form = "application/json" not in content
        schema = document["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]] if "$ref" in body else body
        if "properties" not in schema and schema.get("type") != "object":
            names["body"] = "whole"
            needed.append(f"body: {_given(_type(body, 'm.'))}")
        for name, item in schema.get("properties", {}).items():
            names[name] = "body"
            kind = "File" if item.get("format") == "binary" else _given(_type(item, "m."))
            must = name in schema.get("required", ())
            (needed if must else free).append(f"{_name(name)}: {kind}" if must else f"{_name(name)}: {kind} | Unset = UNSET")
    if operation.method != "get":
        free.append("idempotency_key: str | None = None")
    if "If-Match" in parameters:
        free.append("if_match: int | str | None = None")
    how, answer = _answer(told)
    paged = how == "json" and isinstance(answer, str) and answer.startswith("Paginated")
    if paged:
        item = document["components"]["schemas"][answer]["properties"]["items"]["items"]
        kind = _type(item, "m.")
    elif how == "json":
        kind = f"m.{answer}" if isinstance(answer, str) else _type(answer, "m.")
    else:
        kind = {"bytes": "bytes", "none": "None"}[how]
    arguments = ", ".join(["self", *places, *(["*", *needed, *free] if needed or free else [])])
    sent = [repr(operation.method.upper()), _address(operation)]
    for place in ("query", "body"):
        held = [name for name, at in names.items() if at == place]
        if held:
            sent.append(f"{'form' if form and place == 'body' else place}={{{', '.join(f'{name!r}: {_name(name)}' for name in held)}}}")
    if "whole" in names.values():
        sent.append("body=body")
    elif operation.method != "get" and "body" not in names.values():
        sent.append("body={}")
    sent += [f"{name}={name}" for name in ("idempotency_key", "if_match") if any(part.startswith(f"{name}:") for part in free)]
    words = _told(" ".join(filter(None, [told.get("summary", "").rstrip(".") + ".", told.get("description", "")])))
    if paged:
        yield f'\n    def {operation.name}({arguments}, after: str | None = None) -> Page[{kind}]:\n        """{words} One page; `after`: the cursor of the page before."""\n'
        yield f"        return self._sender.page({kind}, {', '.join(sent)}, after=after)\n"
        each = "each" if operation.name == "page" else f"each_{operation.name}"
        yield f'\n    def {each}({arguments}) -> Iterator[{kind}]:\n        """{words} All of them, page by page as they are read."""\n'
        yield f"        return self._sender.each({kind}, {', '.join(sent)})\n"
    else:
        yield f'\n    def {operation.name}({arguments}) -> {kind}:\n        """{words}"""\n'
        call = f"self._sender.call({kind if how != 'none' else 'type(None)'}, {', '.join(sent)})"
        yield f"        {'return ' if how != 'none' else ''}{call}\n"
    if "fields" in parameters and (part := _part_of(document, told)):
        yield from _methods_in_part(operation, f"m.{part}", places, query, paged=paged)


def _methods_in_part(operation: _Operation, kind: str, places: list[str], query: dict[str, Any], *, paged: bool) -> Iterator[str]:
    """The same with `fields` and `expand`: of each record what was asked for is there, all else is UNSET."""
    parameters = {item["name"]: item for item in operation.told["parameters"]}
    asked = {name: parameters[name] for name in ("fields", "expand") if name in parameters} | query
    arguments = ", ".join(["self", *places, "*", *[f"{_name(name)}: {_given(_type(item['schema'], 'm.'))} | Unset = UNSET" for name, item in asked.items()]])
    sent = f"{kind}, 'GET', {_address(operation)}, query={{{', '.join(f'{name!r}: {_name(name)}' for name in asked)}}}"
    words = "Records in part: only `fields`"
    words += ", all where none are named, and under `expanded` the records that `expand` names." if "expand" in asked else "."
    if not paged:
        yield f'\n    def {operation.name}_in_part({arguments}) -> {kind}:\n        """{words}"""\n        return self._sender.call({sent})\n'
        return
    prefix = "" if operation.name == "page" else f"{operation.name}_"
    yield f'\n    def {prefix}page_in_part({arguments}, after: str | None = None) -> Page[{kind}]:\n        """{words} One page; `after`: the cursor of the page before."""\n'
    yield f"        return self._sender.page({sent}, after=after)\n"
    yield f'\n    def {prefix}each_in_part({arguments}) -> Iterator[{kind}]:\n        """{words} All of them, page by page as they are read."""\n'
    yield f"        return self._sender.each({sent})\n"


def _address(operation: _Operation) -> str:
    """The address as Python writes it, with its parameters in their places."""
    path = re.sub(r"{(\w+)}", lambda found: "{path_part(" + _name(found[1]) + ")}", operation.path)
    return repr(path) if path == operation.path else f"f{path!r}"


def _given(kind: str) -> str:
    """A type as an argument takes it: any sequence where a list is sent."""
    return kind.replace("list[", "Sequence[")


def _class(noun: str) -> str:
    return "".join(part.capitalize() for part in noun.split("-")) + "Noun"


def _name(name: str) -> str:
    """A name that Python takes."""
    return f"{name}_" if keyword.iskeyword(name) else name


def _told(text: str) -> str:
    """Words for a docstring, on one line."""
    said = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    return said + " " if said.endswith('"') else said
