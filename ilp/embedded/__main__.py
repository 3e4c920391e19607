"""The verbs behind the Makefile: `python -m ilp.embedded VERB [ARGUMENT...]`."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ilp.embedded import chromium, console, lock, manage, side_by_side, supervisor
from ilp.embedded.binaries import BinaryMissing
from ilp.embedded.children import ChildFailed
from ilp.embedded.environment import SettingError, check
from ilp.embedded.folder import FolderBusy
from ilp.embedded.processes import ROOT, data_folder
from ilp.embedded.stack import servers

CLEAR = (BinaryMissing, ChildFailed, FolderBusy, SettingError, chromium.ChromiumMissing, supervisor.PortBusy)
LINTERS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy", "."],
    "imports": ["lint-imports", "--no-cache"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
}


def run(arguments: list[str]) -> int:
    """Everything, until Ctrl-C."""
    installed_in = float(arguments[1]) if arguments[:1] == ["--installed-in"] else 0.0
    return supervisor.run(installed_in)


def test(arguments: list[str]) -> int:
    """pytest on throw-away servers; with nothing chosen, everything, on all cores, and the linters too."""
    browser = chromium.chromium()
    _leave_in_order()
    with contextlib.ExitStack() as stack:
        linted = None if arguments else stack.enter_context(_meanwhile("lint"))
        count = 1 if arguments else side_by_side.processes()
        with side_by_side.environments(count) as environs:
            how, environ = side_by_side.arguments(environs)
            argv = [sys.executable, "-m", "pytest", *how, *arguments]
            code = _call(argv, {**os.environ, **environ, "CHROMIUM": browser})
        return code or (linted() if linted else 0)


def bench(arguments: list[str]) -> int:
    """The budgets, on a cluster that is as safe as a real one."""
    return _on_throwaway_servers(["-m", "ilp.bench", *arguments], {}, safe=True)


def screens(arguments: list[str]) -> int:
    """Pictures of the main screens, taken from the real site with invented people."""
    return _on_throwaway_servers(["-m", "ilp.screens", *arguments], {"CHROMIUM": chromium.chromium()})


def lint(arguments: list[str]) -> int:
    """Every linter, also after one has found something."""
    _leave_in_order()
    failed = [name for name, argv in LINTERS.items() if _call(_tool(*argv), os.environ)]
    console.say(f"lint: {', '.join(failed) or 'nothing'} to mend", to=sys.stderr)
    return 1 if failed else 0


def format(arguments: list[str]) -> int:  # noqa: A001 - named as its verb
    """The project's style, written."""
    for argv in (["ruff", "check", "--fix", "--quiet", "."], ["ruff", "format", "."]):
        _call(_tool(*argv), os.environ)
    return _call(_tool("djlint", "--reformat", "--quiet", "templates"), os.environ)


def with_servers(arguments: list[str]) -> int:
    """Any command, with the servers of ILP_DATA up."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        console.say('Which command? For example: make with ARGS="celery -A ilp inspect ping"', to=sys.stderr)
        return 2
    with servers(data_folder(os.environ), os.environ) as environ:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        return _call(command, {**os.environ, **environ, "PATH": path})


def managed(arguments: list[str]) -> int:
    """A Django command."""
    manage.main(["manage.py", *arguments])
    return 0


def messages(arguments: list[str]) -> int:
    """The texts to translate, collected; no data is touched."""
    environ = {**os.environ, "ILP_TEST": "true", "DJANGO_SETTINGS_MODULE": "ilp.settings"}
    return _call([sys.executable, "-m", "ilp.embedded.messages", *arguments], environ)


def hooks(arguments: list[str]) -> int:
    """The checks before every commit."""
    return _call(_tool("pre-commit", "install"), os.environ)


VERBS: dict[str, Callable[[list[str]], int]] = {
    **{verb.__name__: verb for verb in (run, test, bench, screens, lint, format, messages, hooks)},
    "with": with_servers,
    "manage": managed,
    "lock": lock.main,
}


def _on_throwaway_servers(arguments: list[str], more: Mapping[str, str], *, safe: bool = False) -> int:
    """Run Python with servers that nobody else uses and that leave nothing behind."""
    _leave_in_order()
    with side_by_side.environments(1, throwaway=not safe) as (environ,):
        return _call([sys.executable, *arguments], {**os.environ, **environ, **more})


def _leave_in_order() -> None:
    """A parent that ends the command must not leave its servers: SIGTERM becomes an orderly exit."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@contextlib.contextmanager
def _meanwhile(verb: str) -> Iterator[Callable[[], int]]:
    """Another verb, in what time the others leave. The function waits for its end: its words and its code."""
    with tempfile.TemporaryFile("w+") as said:
        argv = ["nice", sys.executable, "-m", "ilp.embedded", verb]
        process = subprocess.Popen(argv, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, text=True)

        def ended() -> int:
            code = process.wait()
            said.seek(0)
            console.say(said.read().rstrip(), to=sys.stderr)
            return code

        try:
            yield ended
        finally:
            process.terminate()
            process.wait()


def _tool(name: str, *arguments: str) -> list[str]:
    """A program of this environment."""
    return [str(Path(sys.executable).parent / name), *arguments]


def _call(argv: list[str], environ: Mapping[str, str]) -> int:
    """Run a command in the foreground. Ctrl-C goes to it; we wait for its end."""
    process = subprocess.Popen(argv, env=dict(environ), cwd=ROOT)
    try:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in VERBS:
        console.say(f"usage: python -m ilp.embedded {'|'.join(VERBS)}", to=sys.stderr)
        return 2
    try:
        check(os.environ)
        return VERBS[argv[0]](argv[1:])
    except CLEAR as error:
        console.say(str(error), to=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
