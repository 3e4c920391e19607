"""How heavy the rules with their growth tables are for a laptop without a network."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

from ilp.embedded.frontend import ROOT, esbuild

ENTRY = ROOT / "static" / "src" / "rules" / "index.js"
LIMIT_KB = 250


def bundled(entry: Path = ENTRY, *options: str) -> bytes:
    """One file with all that `entry` imports, minified for the oldest browser that is served."""
    command = [str(ROOT / esbuild()), str(entry), "--bundle", "--minify", "--target=chrome80", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout


def compressed_bytes() -> int:
    """The bundle as it goes over the wire."""
    return len(gzip.compress(bundled(ENTRY, "--format=esm"), compresslevel=9))
