"""The servers alone: fast to have, safe to kill, private."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from ilp.embedded.folder import DataFolder, FolderBusy
from ilp.embedded.stack import Stack, servers
from tests.embedded.conftest import ROOT, clean_environ


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> object:
    with Stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_the_application_role_is_held_back_by_row_level_security(stack: Stack) -> None:
    held_back = (
        "SELECT NOT (rolsuper OR rolbypassrls OR rolcreatedb) FROM pg_roles WHERE rolname = current_user"
    )
    assert one(stack.env()["ILP_DATABASE_URL"], "SELECT current_user") == "ilp_app"
    assert one(stack.env()["ILP_DATABASE_URL"], held_back)
    assert one(stack.env()["ILP_OWNER_DATABASE_URL"], "SELECT current_user") == "ilp_owner"
    with psycopg.connect(stack.env()["ILP_OWNER_DATABASE_URL"]) as owner:
        owner.execute("SELECT set_config('role', 'ilp_app', true)")


def test_it_sorts_and_folds_as_indonesian_names_need(stack: Stack) -> None:
    assert one(stack.env()["ILP_DATABASE_URL"], "SELECT lower('DHIËN')") == "dhiën"
    assert one(stack.env()["ILP_DATABASE_URL"], "SHOW server_encoding") == "UTF8"


def test_nobody_else_reaches_the_database(stack: Stack) -> None:
    assert one(stack.postgres.url("postgres"), "SHOW listen_addresses") == ""
    assert stat.S_IMODE(os.stat(stack.postgres.socket).st_mode) == 0o700


def test_a_committed_row_survives_the_hardest_end(stack: Stack) -> None:
    url = stack.env()["ILP_OWNER_DATABASE_URL"]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE survivor AS SELECT 7 AS number")
    stack.postgres.kill_9()
    stack.postgres.start()
    assert one(url, "SELECT number FROM survivor") == 7


def test_stopping_and_starting_keeps_the_addresses(stack: Stack) -> None:
    before = stack.env()
    stack.valkey.stop()
    stack.valkey.start()
    stack.postgres.restart()
    assert stack.env() == before
    assert one(before["ILP_DATABASE_URL"], "SELECT 1") == 1


def test_one_data_folder_has_one_installation(stack: Stack) -> None:
    with pytest.raises(FolderBusy, match="in use by process"):
        Stack(stack.folder.path).start()
    assert stack.folder.published() == stack.env()


def test_a_command_beside_it_uses_its_servers(stack: Stack) -> None:
    with servers(stack.folder.path, {}) as environ:
        assert environ == stack.env()


def test_a_command_alone_starts_servers_and_ends_them(tmp_path: Path) -> None:
    with servers(tmp_path, {}) as environ:
        assert one(environ["ILP_DATABASE_URL"], "SELECT 1") == 1
    assert not DataFolder(tmp_path).is_busy()
    with pytest.raises(psycopg.OperationalError):
        one(environ["ILP_DATABASE_URL"], "SELECT 1")


def test_servers_that_are_given_are_not_started(tmp_path: Path) -> None:
    given = {"ILP_DATABASE_URL": "postgresql://db/ilp", "ILP_BROKER_URL": "redis://broker/0"}
    with Stack(tmp_path, given=given) as stack:
        assert stack.services == []
        assert (
            stack.env()["ILP_OWNER_DATABASE_URL"]
            == stack.env()["ILP_DATABASE_URL"]
            == given["ILP_DATABASE_URL"]
        )


def test_tests_own_their_database(tmp_path: Path) -> None:
    with Stack(tmp_path, throwaway=True) as stack:
        assert one(stack.env()["ILP_DATABASE_URL"], "SELECT current_user") == "ilp_owner"
        assert one(stack.env()["ILP_DATABASE_URL"], "SHOW fsync") == "off"


def test_manage_needs_no_server_to_explain_itself(tmp_path: Path) -> None:
    argv = [sys.executable, "manage.py", "help"]
    environ = clean_environ(ILP_DATA=str(tmp_path / "data"))
    done = subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data").exists()
