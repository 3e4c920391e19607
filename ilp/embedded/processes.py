"""The one place with the command of every process.

The supervisor behind `make run` starts these, and `python -m ilp.embedded.processes NAME` becomes one of
them, which is what the services of `docker-compose.yml` do.
"""

import os
import shelve
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ilp.embedded.environment import SettingError, check, read

ROOT = Path(__file__).resolve().parent.parent.parent
Environ = Mapping[str, str]
# Each thread would keep a heap of its own, of which most is never used again.
FEW_ARENAS = ("/usr/bin/env", "MALLOC_ARENA_MAX=2")


def web(environ: Environ) -> list[str]:
    """The web server: few processes, threads in each, persistent database connections."""
    return [
        *FEW_ARENAS,
        *(sys.executable, "-m", "gunicorn", "ilp.wsgi:application"),
        *("--bind", f"{read('ILP_HOST', environ)}:{read('ILP_PORT', environ)}"),
        *("--worker-class", "gthread", "--preload"),
        *("--workers", str(read("ILP_WEB_WORKERS", environ))),
        *("--threads", str(read("ILP_WEB_THREADS", environ))),
        *("--timeout", "60", "--graceful-timeout", "8", "--no-control-socket"),
        *("--log-level", str(read("ILP_LOG_LEVEL", environ)).lower()),
    ]


def worker(environ: Environ) -> list[str]:
    """The worker that refreshes numbers and runs the other jobs."""
    return [
        *FEW_ARENAS,
        *(sys.executable, "-m", "celery", "-A", "ilp", "worker"),
        *("--concurrency", str(read("ILP_WORKER_CONCURRENCY", environ))),
        *("--without-gossip", "--without-mingle"),
        *("--loglevel", str(read("ILP_LOG_LEVEL", environ))),
    ]


def beat(environ: Environ) -> list[str]:
    """The clock that puts scheduled jobs into the queue. Exactly one of it runs."""
    folder = data_folder(environ) / "beat"
    folder.mkdir(parents=True, exist_ok=True)
    forget_torn_schedule(folder / "schedule")
    return [sys.executable, "-m", "ilp.beat", str(folder / "schedule"), str(read("ILP_LOG_LEVEL", environ))]


def forget_torn_schedule(file: Path) -> None:
    """A file that was cut off while it was written would end every later start; it only holds last times."""
    try:
        with shelve.open(str(file), flag="r") as kept:
            dict(kept)
    except Exception:
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()


def migrate(environ: Environ) -> list[str]:
    """Bring the database to this version; as its owner."""
    return manage("migrate", "--no-input", "--verbosity", "1")


def static(environ: Environ) -> list[str]:
    """Collect, hash and compress the static files; of the two readers of the API description, only one."""
    return manage("collectstatic", "--no-input", "--verbosity", "0", "--ignore", "redoc")


def demo(environ: Environ) -> list[str]:
    """Fill the database with the demo district."""
    district, scale = read("ILP_DEMO", environ), read("ILP_DEMO_SCALE", environ)
    return manage("load_demo", "--district", district, "--scale", str(scale))


def logins(environ: Environ) -> list[str]:
    """Print the demo logins."""
    return manage("demo_logins")


def web_health(environ: Environ) -> list[str]:
    """Ends well when the web server answers: database and broker are fine too then."""
    address = f"http://127.0.0.1:{read('ILP_PORT', environ)}/health"
    return [sys.executable, "-c", f"import urllib.request as r; r.urlopen({address!r}, timeout=5)"]


def worker_health(environ: Environ) -> list[str]:
    """Ends well when the worker of this host answers."""
    host = f"celery@{socket.gethostname()}"
    return [sys.executable, "-m", "celery", "-A", "ilp", "inspect", "ping", "--destination", host]


PROCESSES = (web, worker, beat, migrate, static, demo, logins, web_health, worker_health)
COMMANDS: dict[str, Callable[[Environ], list[str]]] = {command.__name__: command for command in PROCESSES}


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def data_folder(environ: Environ) -> Path:
    """Where everything is written; relative to the checkout, whatever the working directory is."""
    return (ROOT / str(read("ILP_DATA", environ))).absolute()


def main(arguments: list[str]) -> int:
    """Become the named process, or say why not."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"usage: python -m ilp.embedded.processes {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        check(os.environ)
        argv = COMMANDS[arguments[0]](os.environ)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    os.chdir(ROOT)
    return os.execv(argv[0], argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
