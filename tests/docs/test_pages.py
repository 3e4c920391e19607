"""The pages as pages: links, names of files, no trace of a machine, examples that run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ilp.access.models import User
from puskesmas.models import Area
from tests.docs.pages import DOCS, ROOMS, ROOT, each_page, text_of


def anchors_of(doc: Path) -> set[str]:
    """The anchors of the headings, as the forges make them."""
    headings = re.findall(r"^#+ (.+)$", doc.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_links_between_pages_resolve(doc: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", doc.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = doc.parent / path if path else doc
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


@each_page
def test_files_and_names_that_a_page_mentions_exist(doc: Path) -> None:
    """`posyandu/services/visits.py:record_visit` is a name in that file."""
    missing = []
    starts = "|".join((*ROOMS, "templates", "static", "tests", "deploy", "docs"))
    for path, name in re.findall(rf"`((?:{starts})/[\w./-]+)(?::(\w+))?`", doc.read_text()):
        target = ROOT / path
        is_there = target.exists() or path.startswith(("static/dist", "ilp/locale"))
        if not is_there or (name and not _defines(target.read_text(), name)):
            missing.append(f"{path}:{name}" if name else path)
    assert missing == []


def _defines(code: str, name: str) -> bool:
    python = rf"\s*def {name}\(|class {name}\b|{name}\b.* = "
    sql = rf"create or replace (?:function|procedure) {name}\("
    return re.search(rf"^(?:{python}|{sql})", code, re.MULTILINE) is not None


def text_files() -> Iterator[tuple[Path, str]]:
    """Every text file of the repository, without what a machine makes for itself (.gitignore)."""
    ignored = re.findall(r"^/?([\w.-]+)/$", (ROOT / ".gitignore").read_text(), re.MULTILINE)
    skipped = {".git", *ignored}
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if path.is_dir() and path.name not in skipped and path != ROOT / "static" / "dist":
                folders.append(path)
            elif path.is_file() and path.suffix not in {".png", ".jpg", ".mo", ".ico", ".woff2"}:
                yield path, path.read_text(errors="ignore")


# Written in halves, so that this file is no finding of its own.
MACHINE_PATHS = re.compile(r"(?<![\w.:/~}-])/(?:wor" + r"k|roo" + r"t|hom" + r"e|User" + r"s)/\w[\w.-]*")
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
        ("proxy", "golang", "org"), ("crates", "io"), ("jsdelivr", "net"), ("unpkg", "com"), ("ghcr", "io"),
        ("docker", "io"), ("quay", "io"),
    )
)  # fmt: skip


def test_no_file_names_a_path_of_somebody_s_machine_or_a_package_registry() -> None:
    found = []
    seen = 0
    for path, text in text_files():
        seen += 1
        found += [f"{path.relative_to(ROOT)}: {path_}" for path_ in MACHINE_PATHS.findall(text)]
        found += [f"{path.relative_to(ROOT)}: {host}" for host in REGISTRIES if host in text.lower()]
    assert found == []
    assert seen > 100


def test_the_searches_above_find_what_they_look_for() -> None:
    assert MACHINE_PATHS.search("see " + "/wor" + "k/main/docs")
    assert MACHINE_PATHS.search('"' + "/hom" + 'e/somebody"')
    assert not MACHINE_PATHS.search("https://example.go.id" + "/hom" + "e/x")
    assert not _defines("record_visits = 1\n", "record_visit")
    assert anchors_of(DOCS / "operations.md") >= {"first-start", "one-machine-without-docker"}


def python_examples(page: str) -> list[str]:
    blocks = re.findall(r"^( *)```python\n(.*?)^ *```", text_of(page), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks]


def test_the_first_account_of_a_server_can_be_opened_as_described(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "merapi-tinggi-sekali")
    Area.objects.create(code="73.09", name="Maros", level=Area.Level.KABUPATEN, kind="Kabupaten")
    first, scopes = python_examples("operations.md")
    names: dict[str, Any] = {}
    exec(first, names)
    exec(scopes, names)
    user = User.objects.get(username="dinkes.admin")
    assert user.check_password("merapi-tinggi-sekali")
    assert user.must_change_password
