"""The documents are true: what the code has stands in them, and what stands in them is in the code."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from ilp.embedded.environment import VARIABLES
from pws.indicators import CATALOGUE
from tests.docs.pages import DECISIONS, PAGES, ROOMS, ROOT, each_decision, each_page, text_of


def rows_of(text: str) -> dict[str, list[str]]:
    """Table rows by the word in their first cell."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in found}


def section_of(text: str, heading: str) -> str:
    """What stands between a heading and the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


# --- settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIABLES)
def test_every_setting_has_its_line_with_default_and_sentence(name: str) -> None:
    default = f"`{VARIABLES[name].default}`" if VARIABLES[name].default else "empty"
    assert rows_of(text_of("settings.md")).get(name) == [default, VARIABLES[name].description]


def test_no_setting_is_described_that_does_not_exist() -> None:
    named = {word for doc in PAGES for word in re.findall(r"\bILP_[A-Z_]*[A-Z]\b", doc.read_text())}
    assert named - set(VARIABLES) == set()


def test_every_value_of_a_server_s_env_file_has_its_line() -> None:
    asked = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    asked |= set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    described = {name for name in rows_of(text_of("settings.md")) if not name.startswith("ILP_")}
    assert described == asked


# --- commands -----------------------------------------------------------------------------------------


def verbs() -> dict[str, str]:
    return dict(re.findall(r"^([a-z]+):.*?## (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_verb_of_make_has_its_line_and_no_other_stands_there() -> None:
    lines = rows_of(text_of("commands.md"))
    assert {name.removeprefix("make "): " | ".join(cells) for name, cells in lines.items()} == verbs()


def our_commands() -> dict[str, str]:
    return {name: str(app) for name, app in get_commands().items() if str(app).split(".")[0] in ROOMS}


def options_of(command: BaseCommand) -> set[str]:
    """The options of a command that not every command has."""

    def all_of(one: BaseCommand) -> set[str]:
        parser = one.create_parser("manage.py", "x")
        return {option for action in parser._actions for option in action.option_strings}

    return all_of(command) - all_of(BaseCommand())


def test_no_command_is_described_that_does_not_exist() -> None:
    described = re.findall(r"^### `(\w+)`$", text_of("commands.md"), re.MULTILINE)
    assert described == sorted(set(described), key=described.index)
    assert set(described) == set(our_commands())


@pytest.mark.parametrize("name", sorted(our_commands()))
def test_every_command_has_its_paragraph_and_the_page_names_every_option(name: str) -> None:
    text = text_of("commands.md")
    assert len(section_of(text, f"`{name}`").split()) >= 8
    options = options_of(load_command_class(our_commands()[name], name))
    assert {option for option in options if f"`{option}`" not in text} == set()


@each_page
def test_every_make_verb_and_management_command_that_a_page_tells_to_type_exists(doc: Path) -> None:
    text = doc.read_text()
    typed = set(re.findall(r"(?:`|^\s*)make ([a-z]+)\b(?=[`\s])", text, re.MULTILINE))
    assert typed <= set(verbs())
    run = set(re.findall(r"manage(?:\.py|) (?:ARGS=\")?([a-z_]+_[a-z_]+)", text))
    assert run <= set(get_commands())


def test_every_service_that_a_page_tells_to_run_is_in_the_compose_file() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    listed = compose.split("\nservices:\n")[1].split("\nnetworks:\n")[0]
    services = set(re.findall(r"^  (\w+):$", listed, re.MULTILINE))
    typed = re.compile(r"docker compose (?:run|exec|logs|up|stop|restart)\b([^`\n]*)")
    lines = [line for doc in PAGES for line in typed.findall(doc.read_text())]
    told = {word for line in lines for word in _services_in(line, services)}
    assert told
    assert told <= services


def _services_in(line: str, services: set[str]) -> list[str]:
    """The words before the command that runs inside: those after the options, up to the first stranger."""
    words = [word for word in line.split() if not word.startswith("-")]
    named = words[:1]
    for word in words[1:]:
        if word not in services:
            break
        named.append(word)
    return named


# --- addresses ----------------------------------------------------------------------------------------


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def groups() -> set[str]:
    """The first step of every address: `/hari-buka/`, `/ping`."""
    found = set()
    for route in routes(get_resolver("ilp.urls")):
        first, slash, _ = route.partition("/")
        found.add(f"/{first}{slash}")
    return found - {"/components/"}  # in debug only


def described_groups() -> list[str]:
    headings = re.findall(r"^### (`/.*)$", text_of("map.md"), re.MULTILINE)
    return [address for heading in headings for address in re.findall(r"`([^`]+)`", heading)]


def test_every_group_of_addresses_has_its_paragraph_and_no_other_stands_there() -> None:
    assert sorted(described_groups()) == sorted(groups())


def test_no_paragraph_about_addresses_is_empty() -> None:
    for heading in re.findall(r"^### (`/.*)$", text_of("map.md"), re.MULTILINE):
        assert len(section_of(text_of("map.md"), heading).split()) >= 8, heading


# --- indicators ---------------------------------------------------------------------------------------


def test_every_indicator_has_its_paragraph_and_no_other_stands_there() -> None:
    paragraphs = re.findall(r"^### ([A-Z0-9-]+):", text_of("indicators.md"), re.MULTILINE)
    assert sorted(paragraphs) == sorted(CATALOGUE)


def test_no_page_names_an_indicator_that_does_not_exist() -> None:
    groups = "|".join(sorted({code.partition("-")[0] for code in CATALOGUE}))
    code_like = re.compile(rf"`((?:{groups})-[A-Z0-9]+(?:-[A-Z0-9]+)*)`")
    named = {code for doc in PAGES for code in code_like.findall(doc.read_text())}
    assert named
    assert named <= set(CATALOGUE)


# --- decisions ----------------------------------------------------------------------------------------


@each_decision
def test_a_decision_is_dated_and_has_its_three_parts(doc: Path) -> None:
    text = doc.read_text()
    number = int(doc.stem[:4])
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^Date: 20\d\d-\d\d-\d\d\. Superseded by: .+\.$", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert all(len(section_of(text, part).split()) >= 15 for part in ("Context", "Decision", "Consequences"))


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    assert [int(doc.stem[:4]) for doc in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", text_of("decisions/README.md"))
    assert listed == [doc.name for doc in DECISIONS]


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(one for group in groups for one in group)]
    node = json.loads((ROOT / "package.json").read_text())
    named = {re.split(r"[\[<>=~! ;]", one)[0] for one in wanted if isinstance(one, str)}
    return named | set(node.get("dependencies", {})) | set(node.get("devDependencies", {}))


def test_every_dependency_has_one_line_of_reason_and_no_other_stands_there() -> None:
    (doc,) = (doc for doc in DECISIONS if doc.stem.endswith("-dependencies"))
    lines = re.findall(r"^- `([\w-]+)`: (.+\.)$", doc.read_text(), re.MULTILINE)
    assert sorted(name for name, _ in lines) == sorted(dependencies())
