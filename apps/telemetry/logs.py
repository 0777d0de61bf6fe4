"""Log configuration: one JSON object a line in service, coloured lines on a developer's screen.

Logs of the standard library and of structlog leave by the same way, so both are masked and both carry
the context of the request or job.
"""

from __future__ import annotations

from typing import Any

import orjson
import structlog

from apps.telemetry.masking import mask_event

SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.UnicodeDecoder(),
]


def _to_json(event: Any, **options: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def configure_structlog() -> None:
    """Send structlog's loggers through the standard library's handlers."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter(log_format: str) -> dict[str, Any]:
    """Return the formatter for `log_format`: "json" or "console"."""
    if log_format == "json":
        tail = [structlog.processors.format_exc_info, mask_event, structlog.processors.JSONRenderer(_to_json)]
    else:
        tail = [structlog.processors.format_exc_info, mask_event, structlog.dev.ConsoleRenderer()]
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tail],
        "foreign_pre_chain": SHARED_PROCESSORS,
    }


def logging_settings(log_format: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING. Everything goes to standard error; nothing is written to files."""
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter(log_format)},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Our own line for every request says more, and says it masked.
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "celery.worker.strategy": quiet,
            "celery.app.trace": quiet,
            "celery.beat": quiet,
            "kombu": quiet,
            "fontTools": quiet,
        },
    }
