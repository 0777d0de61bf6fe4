"""A bare Django site to compare with: no middleware, no framework above it, the same SQL. Statements were caught from the API's own answers
(BARE_SQL, a JSON file: by name a list of texts) and are run again one by one; their rows come back as JSON.

In statements that write, «id», «sequence» and «next» stand for the key of the row that was made, and for what its company's journal and
number series stood at when they were locked; «sequence+1» for one more. Served from this folder by api.py: `gunicorn bare:application`.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import django
import stage  # noqa: F401 - puts the project on the path
from django.conf import settings

if not settings.configured:
    from config.settings import dev

    settings.configure(DATABASES=dev.DATABASES, USE_TZ=True, ALLOWED_HOSTS=["*"], ROOT_URLCONF="bare", SECRET_KEY="a benchmark's own")
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

STATEMENTS: dict[str, list[str]] = json.loads(Path(os.environ["BARE_SQL"]).read_text()) if "BARE_SQL" in os.environ else {}
NAMES = {"id": "id", "sequence": "sequence", "next_value": "next"}
_TOKEN = re.compile(r"«(\w+)(?:\+(\d+))?»")


def run(request: HttpRequest, name: str) -> JsonResponse:
    """The statements of that name in one transaction; the rows of all of them."""
    known: dict[str, int] = {"id": int(request.GET.get("id", 0))}
    found: list[dict[str, Any]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in STATEMENTS[name]:
            cursor.execute(_TOKEN.sub(lambda place, known=known: str(known[place[1]] + int(place[2] or 0)), statement))
            if cursor.description:
                columns = [column[0] for column in cursor.description]
                rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
                if statement.startswith("INSERT INTO `invoices_invoice` ") or "FOR UPDATE" in statement:
                    known |= {NAMES[column]: value for row in rows for column, value in row.items() if column in NAMES and (column != "id" or "INSERT" in statement)}
                found += rows
    return JsonResponse({"id": known["id"], "rows": found}, json_dumps_params={"default": str})


urlpatterns = [path("<name>", run)]
application = get_wsgi_application()
