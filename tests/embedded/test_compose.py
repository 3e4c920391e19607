"""The production file: well-formed, the same commands as `make run`, no setting the code does not know."""

import json
import os
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import yaml

from ilp.embedded import binaries, environment
from ilp.embedded.cluster import APP, OWNER
from ilp.embedded.processes import COMMANDS
from ilp.embedded.stack import Stack
from tests.embedded.conftest import ROOT, clean_environ

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("ilp:")}
VALUES = {
    "DOMAIN": "ilp.example.go.id",
    "SEAL_KEY": "A" * 43 + "=",
    "WEB_WORKERS": "2",
    "WORKER_CONCURRENCY": "2",
}
ROLES = (
    "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname LIKE 'ilp%'"
)
MEMBERS = (
    "SELECT roleid::regrole::text, member::regrole::text, inherit_option, set_option FROM pg_auth_members"
)


def filled(text: str) -> str:
    """Put in a value for each ${NAME…}, as compose does."""
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: VALUES.get(found[1], "secret"), text)


def test_it_follows_the_compose_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    jsonschema.validate(COMPOSE, schema)


def test_it_runs_exactly_our_processes_and_their_servers() -> None:
    assert set(OURS) == {"web", "worker", "beat", "migrate"}
    assert set(SERVICES) - set(OURS) == {"proxy", "db", "broker", "backup"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_the_processes(name: str) -> None:
    assert OURS[name]["command"] == [name]
    assert name in COMMANDS
    check = OURS[name].get("healthcheck", {}).get("test")
    if check:
        assert check[:4] == ["CMD", "python", "-m", "ilp.embedded.processes"]
        assert check[4] in COMMANDS


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_known_and_understood(name: str, tmp_path: Path) -> None:
    settings = {key: filled(str(value)) for key, value in OURS[name]["environment"].items()}
    environment.check(settings)
    argv = COMMANDS[name]({**settings, "ILP_DATA": str(tmp_path)})
    assert all(isinstance(part, str) for part in argv)


@pytest.mark.parametrize("name", [name for name in OURS if name != "migrate"])
def test_only_migrations_know_the_owner_of_the_database(name: str) -> None:
    assert "ILP_OWNER_DATABASE_URL" not in OURS[name]["environment"]
    assert f"{APP}:" in OURS[name]["environment"]["ILP_DATABASE_URL"]


@pytest.mark.parametrize("name", OURS)
def test_it_runs_without_rights_it_does_not_need(name: str) -> None:
    assert OURS[name]["read_only"] is True
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert "USER ilp" in (ROOT / "Dockerfile").read_text().splitlines()


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_everything_that_can_be_asked_has_a_health_check() -> None:
    without = {name for name, service in SERVICES.items() if "test" not in service.get("healthcheck", {})}
    assert without == {"migrate", "beat"}


def test_every_value_it_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)(?::\?[^}]*)?\}", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked <= given


def test_the_files_it_mounts_and_the_image_copies_exist() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    paths = [path for path in mounted if path.startswith("./")] + " ".join(copied).split()
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_its_roles_are_those_of_make_run(tmp_path: Path) -> None:
    with (
        Stack(tmp_path / "data", throwaway=True) as stack,
        psycopg.connect(stack.postgres.url("postgres", "postgres"), autocommit=True) as connection,
    ):
        embedded = _roles(connection)
        for statement in ("DROP DATABASE ilp", f"DROP ROLE {OWNER}", f"DROP ROLE {APP}"):
            connection.execute(statement.encode())
        path = f"{binaries.postgres_bin()}:{os.environ['PATH']}"
        settings = {"PATH": path, "PGHOST": str(stack.postgres.socket), "POSTGRES_USER": "postgres"}
        settings |= {"DB_OWNER_PASSWORD": "it's", "DB_APP_PASSWORD": 'a "b"'}
        subprocess.run(["deploy/roles.sh"], cwd=ROOT, env=clean_environ(**settings), check=True)
        assert _roles(connection) == embedded


def _roles(connection: psycopg.Connection[Any]) -> list[Any]:
    members = [row for row in connection.execute(MEMBERS).fetchall() if row[0].startswith("ilp")]
    owners = "SELECT datname, datdba::regrole::text FROM pg_database WHERE datname = 'ilp'"
    return [*sorted(connection.execute(ROLES).fetchall()), *members, *connection.execute(owners).fetchall()]
