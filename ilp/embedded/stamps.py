"""Work that is skipped while what it was made from is unchanged, by content: times change on checkout."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash over names and contents; folders count with everything below them."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(files(paths)):
        total.update(f"\0{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                inner for inner in path.rglob("*") if inner.is_file() and "__pycache__" not in inner.parts
            )
        elif path.is_file():
            yield path


def is_fresh(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def write(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
