"""A web node (`python -m app.serve`): a parent that imports the house once, and the processes it forks."""

from __future__ import annotations

import gc

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

import app.factory
from app.config import settings

STOP_SECONDS = 4  # that a process gets to finish what it answers
COLLECT_AT = (20_000, 20, 20)  # a request makes thousands of objects that die with it, and few cycles


def main() -> None:
    """Serve until SIGTERM; a process that dies is replaced."""
    config = settings()
    gc.collect()
    gc.freeze()  # what is imported is for good: the collector of a child need not touch, and so copy, it
    gc.set_threshold(*COLLECT_AT)
    Granian(
        f"{app.factory.__name__}:{app.factory.create_app.__name__}",
        factory=True,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        address=config.bind_address,
        port=config.port,
        workers=config.web_processes,
        blocking_threads=config.web_threads,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
