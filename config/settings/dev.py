"""Development and the embedded installation: SQLite, file-based broker, nothing else needed."""

from config.settings.base import *  # noqa: F403
from config.settings.base import STATIC_ROOT, env

DEBUG = env.bool("DEBUG", True)
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # files are served from their sources; whitenoise asks for the folder
