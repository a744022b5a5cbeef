"""A web node (`python -m app.serve`): a parent that makes the application once, and the processes it forks."""

from app.core import startup  # isort: split

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from app.config import settings
from app.factory import create_app

STOP_SECONDS = 4  # that a process gets to finish what it answers


def main() -> None:
    """Serve until SIGTERM; a process that dies is replaced."""
    config = settings()
    app = create_app()  # opens no connection and starts no thread: what is forked shares only memory
    startup.done()
    Granian(
        "galleria",
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
    ).serve(target_loader=lambda *_: app, wrap_loader=False)


if __name__ == "__main__":
    main()
