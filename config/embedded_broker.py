"""The file-based broker of the embedded installation: kombu's, with whole messages and no leftovers.

kombu writes a message under its final name, so a worker can take it half written, and leaves every
processed message behind. Here a message appears by a rename, is claimed by a rename on the same file
system, and is deleted once read. A worker that is killed loses what it holds: a job's truth is a row in
the database, and a schedule wakes what is unfinished.
"""

from __future__ import annotations

import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """One folder of waiting messages, sorted by time; `processed_folder` holds those being claimed."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f".writing-{name}"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        unfinished.rename(folder / name)

    def _get(self, queue: str) -> Any:
        folder, claimed_folder = Path(self.data_folder_in), Path(self.processed_folder)
        suffix = f"{queue}.msg"
        for name in sorted(path.name for path in folder.iterdir()):
            if name.partition(".")[2] != suffix:
                continue
            claimed = claimed_folder / name
            try:
                (folder / name).rename(claimed)
            except FileNotFoundError:
                continue  # another worker was faster
            text = claimed.read_text(encoding="utf-8")
            claimed.unlink()
            try:
                return loads(text)
            except ValueError:
                logger.error("A message that is not JSON was dropped: %s", name)
        raise Empty


class Transport(filesystem.Transport):
    """The transport behind `filesystem://`."""

    Channel = Channel


def install() -> None:
    """Make `filesystem://` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = "config.embedded_broker:Transport"
