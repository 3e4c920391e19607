"""`manage.py` works in every state: servers given, servers running, or nothing running at all."""

import os
import secrets
import sys

from ilp.embedded import binaries, children, console, folder, processes, stack
from ilp.embedded.environment import SettingError, check

# They touch no data, so nothing is started for them. An image is built with them, so no key is kept either.
WITHOUT_DATA = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "growth"),
    *("help", "makemessages", "spectacular", "version"),
}


def main(argv: list[str]) -> None:
    """Run one Django command as the owner of the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    try:
        check(os.environ)
        if os.environ.get("ILP_OWNER_DATABASE_URL"):
            os.environ["ILP_DATABASE_URL"] = os.environ["ILP_OWNER_DATABASE_URL"]
        if os.environ.get("ILP_DATABASE_URL"):
            _execute(argv)
        elif _touches_no_data(argv):
            os.environ.setdefault("ILP_SECRET_KEY", secrets.token_urlsafe(50))
            _execute(argv)
        else:
            _execute_with_servers(argv)
    except (SettingError, folder.FolderBusy, children.ChildFailed, binaries.BinaryMissing) as error:
        console.say(str(error), to=sys.stderr)
        sys.exit(1)


def _touches_no_data(argv: list[str]) -> bool:
    return len(argv) < 2 or argv[1] in WITHOUT_DATA or not {"-h", "--help", "--version"}.isdisjoint(argv)


def _execute_with_servers(argv: list[str]) -> None:
    with stack.servers(processes.data_folder(os.environ), os.environ) as environ:
        os.environ.update(environ)
        os.environ["ILP_DATABASE_URL"] = environ["ILP_OWNER_DATABASE_URL"]
        _execute(argv)


def _execute(argv: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)
