"""A supervisor whose processes are a few lines each: real servers, but no application to wait for."""

import os
import sys
from collections.abc import Callable, Mapping

from ilp.embedded import __main__ as verbs
from ilp.embedded import processes
from ilp.embedded.environment import read

WEB = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Health).serve_forever()
"""
# Like the real worker it has a process of its own, which it ends when it is asked to end.
WORKER = """
import signal, subprocess, sys
pool = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
signal.signal(signal.SIGTERM, lambda *_: pool.terminate())
pool.wait()
"""
BEAT = "import time; time.sleep(599)"
# Each migration run adds a row: that is how a test sees what was kept and what was skipped.
MIGRATE = """
import os, psycopg
with psycopg.connect(os.environ["ILP_OWNER_DATABASE_URL"]) as c:
    c.execute("create table if not exists kept (at timestamptz default clock_timestamp())")
    c.execute("insert into kept default values")
"""


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


LOGINS = """
import os, psycopg
with psycopg.connect(os.environ["ILP_OWNER_DATABASE_URL"]) as c:
    print("rows kept:", c.execute("select count(*) from kept").fetchone()[0])
"""
STATIC = "import os; os.makedirs(os.path.join(os.environ['ILP_DATA'], 'static'), exist_ok=True)"
Environ = Mapping[str, str]
COMMANDS: dict[str, Callable[[Environ], list[str]]] = {
    "web": lambda environ: python(WEB, read("ILP_HOST", environ), str(read("ILP_PORT", environ))),
    "worker": lambda environ: python(WORKER),
    "beat": lambda environ: python(BEAT),
    "migrate": lambda environ: python(MIGRATE),
    "static": lambda environ: python(STATIC),
    "demo": lambda environ: python("print('demo loaded')"),
    "logins": lambda environ: python(LOGINS),
}

if os.environ.pop("STAND_IN_BROKEN_WORKER", ""):
    COMMANDS["worker"] = lambda environ: python("raise SystemExit('the worker is broken')")

if __name__ == "__main__":
    processes.COMMANDS.update(COMMANDS)
    sys.exit(verbs.main(["run"]))
