"""Take pictures of the real site into `docs/screens/`, at 360 and 1366 pixels.

`-k board,day-sheet` takes only these. Everybody on them is invented: the database is seeded for the
pictures and thrown away after them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from ilp.bench import world
from ilp.embedded import processes
from ilp.screens.camera import Camera
from ilp.screens.walks import WALKS

DATABASE, DISTRICT, SCALE = "ilp", "73.09", "0.1"
FOLDER = world.ROOT / "docs" / "screens"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make screens", description=__doc__)
    parser.add_argument("-k", dest="only", default="", help=f"of {', '.join(WALKS)}")
    wanted = set(parser.parse_args(arguments).only.split(",")) - {""} or set(WALKS)
    if wanted - set(WALKS):
        parser.error(f"no screen is called {', '.join(sorted(wanted - set(WALKS)))}")
    world.run(DATABASE, "migrate", "--no-input")
    world.run(DATABASE, "load_demo", "--district", DISTRICT, "--scale", SCALE)
    world.collect_static(DATABASE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    # The last word that the command prints.
    password = world.run(DATABASE, "demo_logins").split()[-1]
    with web() as address, Camera(address, password, os.environ["CHROMIUM"], FOLDER) as camera:
        for name in WALKS:
            if name in wanted:
                for file in WALKS[name](camera, name):
                    print(f"{file.relative_to(world.ROOT)}: {file.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


@contextlib.contextmanager
def web() -> Iterator[str]:
    """The web server of an installation, on a port of its own. Yields its address."""
    port = world.free_port()
    env = world.environment(DATABASE, ILP_PORT=str(port), ILP_WEB_WORKERS="1", ILP_LOG_LEVEL="ERROR")
    server = subprocess.Popen(processes.web(env), env=env, cwd=world.ROOT)
    try:
        world.wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
