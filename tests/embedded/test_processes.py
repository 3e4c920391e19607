"""The commands themselves: one list, read by the supervisor and by the image."""

import shelve
import subprocess
import sys
from pathlib import Path

import pytest

from ilp.embedded import processes
from tests.embedded.conftest import ROOT, clean_environ


def test_an_unknown_process_is_refused_with_the_list_of_known_ones() -> None:
    argv = [sys.executable, "-m", "ilp.embedded.processes", "wep"]
    done = subprocess.run(argv, cwd=ROOT, env=clean_environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "web|worker|beat|migrate" in done.stderr


def test_the_address_and_numbers_come_from_the_settings() -> None:
    argv = processes.web({"ILP_PORT": "8123", "ILP_HOST": "0.0.0.0", "ILP_WEB_WORKERS": "3"})
    assert argv[argv.index("--bind") + 1] == "0.0.0.0:8123"
    assert argv[argv.index("--workers") + 1] == "3"


@pytest.mark.parametrize("torn", [b"", b"cut off"])
def test_beat_starts_over_after_its_file_was_cut_off(tmp_path: Path, torn: bytes) -> None:
    schedule = tmp_path / "beat" / "schedule"
    schedule.parent.mkdir()
    schedule.write_bytes(torn)
    processes.beat({"ILP_DATA": str(tmp_path)})
    assert not schedule.exists()


def test_beat_keeps_a_file_that_is_whole(tmp_path: Path) -> None:
    (tmp_path / "beat").mkdir()
    with shelve.open(str(tmp_path / "beat" / "schedule")) as kept:
        kept["entries"] = {"refresh": 1}
    processes.beat({"ILP_DATA": str(tmp_path)})
    with shelve.open(str(tmp_path / "beat" / "schedule"), flag="r") as kept:
        assert kept["entries"] == {"refresh": 1}
