"""Write the lock files again from `pyproject.toml`: hashes, and no address anything is downloaded from."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# File: the groups it holds, and the file whose versions it must share. `dev` comes first for that reason.
FILES = {
    "dev": (["--group", "dev", "pyproject.toml"], None),
    "run": (["--group", "embedded", "pyproject.toml"], "dev"),
    "image": (["--group", "image", "pyproject.toml"], "dev"),
    "assets": (["--group", "pyproject.toml:assets"], None),
    "tools": (["--group", "pyproject.toml:tools"], None),
}
HOW = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--quiet",
]


def main(arguments: list[str]) -> int:
    """`--upgrade` takes newer versions; without it what is locked stays, as far as it still fits."""
    uv = next((ROOT / ".tools").glob("python/bin/uv"), "uv")
    for name, (groups, same_as) in FILES.items():
        file = f"requirements/{name}.txt"
        same = ["--constraint", f"requirements/{same_as}.txt"] if same_as else []
        argv = [str(uv), "pip", "compile", *HOW, *same, *arguments, *groups, "--output-file", file]
        done = subprocess.run(argv, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            return done.returncode
        text = (ROOT / file).read_text()
        if "://" in text:
            print(f"{file} names an address.", file=sys.stderr)
            return 1
        print(f"{file}: {text.count('==')} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
