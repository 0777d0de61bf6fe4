"""Settings of background jobs. A job's truth is a row in the database; a message only wakes a worker."""

from pathlib import Path
from typing import Any

from environs import Env
from kombu import Queue

env = Env()
_queue_dir = Path(env.str("VAR_DIR", str(Path(__file__).resolve().parents[2] / "var"))) / "queue"

# The longest a job may run; the broker hands a message out again only after this and a margin.
JOB_SOFT_LIMIT_SECONDS = 30 * 60
JOB_HARD_LIMIT_SECONDS = 35 * 60
VISIBILITY_TIMEOUT_SECONDS = 60 * 60

CELERY_BROKER_URL = env.str("BROKER_URL", "") or "filesystem://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}


def embedded_broker(folder: Path) -> dict[str, Any]:
    """Create the folders of the file-based broker under `folder`; return its transport options.

    Messages and processed messages lie on one file system, so that claiming one is a rename.
    """
    names = {"data_folder_in": "messages", "data_folder_out": "messages"}
    names |= {"processed_folder": "processed", "control_folder": "control"}
    options: dict[str, Any] = {}
    for option, name in names.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        options[option] = str(folder / name)
    return options | {"polling_interval": 0.2}


def redis_broker() -> dict[str, Any]:
    """Return the transport options of a Redis broker: short socket time-outs, so no publisher hangs."""
    return {
        "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 30,
        "max_retries": 2,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.5,
    }


if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = embedded_broker(_queue_dir)
    # Broadcasts would pile up as files in the mailbox of every worker that ever died.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
elif CELERY_BROKER_URL.startswith(("redis:", "rediss:")):
    CELERY_BROKER_TRANSPORT_OPTIONS = redis_broker()

QUEUES = ("critical", "default", "integrations", "reconciliation", "analytics", "beat")
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in QUEUES]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = JOB_SOFT_LIMIT_SECONDS
CELERY_TASK_TIME_LIMIT = JOB_HARD_LIMIT_SECONDS
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_BEAT_SCHEDULER = "config.schedules:CodeSchedules"
WORKER_METRICS_PORT = env.int("WORKER_METRICS_PORT", 0)
WORKER_METRICS_HOST = env.str("WORKER_METRICS_HOST", "127.0.0.1")
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"
